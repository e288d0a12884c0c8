"""Races: facilitators who press at the same moment, latecomers in a storm, the clock's own end; on both databases."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from conference import clock, presence
from conference.cafe.merge_actions import merge
from conference.cafe.models import Cafe, CafeEvent, CafeRound, CafeTable, HelpCall, Seat
from conference.cafe.opening_actions import open_round
from conference.cafe.round_actions import close_rounds_that_are_over, extend, pause
from conference.cafe.rules import RoundState
from conference.cafe.seat_actions import move, seat_latecomers
from conference.cafe.table_actions import call_help
from conference.errors import Forbidden
from conference.extensions import db
from conference.people.models import Participant
from conference.presence import Watcher
from tests import factories as make
from tests.cafe.making import hall, seated_hall
from tests.racing import Job, at_once_as


class Hall:
    """A café by ids, and facilitators who all press at once."""

    def __init__(self, app: Flask, people: int, tables: int, *, seated: bool) -> None:
        self.app = app
        with app.test_request_context():
            made = (seated_hall if seated else hall)(people, tables)
            self.id = made.cafe.id
            self.people = [person.id for person in made.people]
            self.at = [[person.id for person in sitters] for sitters in made.at]
            self.tables = [table.id for table in made.cafe.tables]
            self.facilitators = [made.facilitator.id, made.organiser.id]

    def arrive(self) -> None:
        """Have everybody watch the lobby."""
        for person in self.people:
            presence.enter(f"line-{person}", ("cafe", self.id), Watcher(participant_id=person))

    def leave(self) -> None:
        """Have nobody watch it any more."""
        for person in self.people:
            presence.leave(f"line-{person}", ("cafe", self.id))

    def at_once(self, *jobs: Job) -> list[str]:
        """Do jobs at once, each as another facilitator; a refusal is its sentence."""
        return at_once_as(self.app, [(self.facilitators[n % 2], job) for n, job in enumerate(jobs)])

    def seats(self, number: int = 1) -> dict[int, int]:
        """Return who sits where."""
        with self.app.app_context():
            rows = db.session.execute(
                select(Seat.participant_id, Seat.table_id)
                .join(CafeRound, CafeRound.id == Seat.round_id)
                .where(CafeRound.number == number)
            ).all()
            hosts = db.session.execute(
                select(Seat.table_id, func.count()).where(Seat.is_host).group_by(Seat.round_id, Seat.table_id)
            )
            assert all(count == 1 for _table, count in hosts)
            return {row.participant_id: row.table_id for row in rows}


def test_two_facilitators_who_open_the_same_round_open_it_once(app: Flask) -> None:
    cafe = Hall(app, people=24, tables=6, seated=False)
    cafe.arrive()
    try:
        said = cafe.at_once(*[lambda actor, n=n: open_round(actor, cafe.id, 1, f"key-{n:08}") for n in range(4)])
    finally:
        cafe.leave()
    assert Counter(said) == {"done": 1, "Round 1 was opened already.": 3}
    assert Counter(cafe.seats().values()) == dict.fromkeys(cafe.tables, 4)


def test_one_press_that_arrives_several_times_at_once_is_one_act(app: Flask) -> None:
    cafe = Hall(app, people=12, tables=3, seated=False)
    cafe.arrive()
    cafe.facilitators[1] = cafe.facilitators[0]
    try:
        said = cafe.at_once(*[lambda actor: open_round(actor, cafe.id, 1, "the-same-key")] * 4)
    finally:
        cafe.leave()
    assert said == ["done"] * 4
    with app.app_context():
        assert db.session.query(CafeEvent).count() == 1


def test_a_move_to_a_table_that_is_merged_in_the_same_moment_leaves_nobody_at_a_closed_table(app: Flask) -> None:
    cafe = Hall(app, people=8, tables=4, seated=True)
    mover = cafe.at[2][1]
    said = cafe.at_once(
        lambda actor: move(actor, cafe.id, mover, cafe.tables[0], "key-of-the-move"),
        lambda actor: merge(actor, cafe.id, cafe.tables[0], cafe.tables[1], "key-of-the-merge"),
    )
    assert said[1] == "done"
    assert said[0] in {"done", "Table 1 was merged into another one."}
    seats = cafe.seats()
    assert cafe.tables[0] not in seats.values()
    assert len(seats) == 8


def test_two_tables_that_are_merged_into_each_other_at_once_leave_one_of_them(app: Flask) -> None:
    cafe = Hall(app, people=6, tables=3, seated=True)
    one, other = cafe.tables[:2]
    said = cafe.at_once(
        lambda actor: merge(actor, cafe.id, one, other, "key-00000001"),
        lambda actor: merge(actor, cafe.id, other, one, "key-00000002"),
    )
    assert said.count("done") == 1
    with app.app_context():
        assert db.session.query(CafeTable).filter(CafeTable.merged_into_id.is_not(None)).count() == 1
    assert len(cafe.seats()) == 6


def test_two_who_move_the_same_person_at_once_leave_them_one_seat(app: Flask) -> None:
    cafe = Hall(app, people=12, tables=4, seated=True)
    mover = cafe.at[0][1]
    said = cafe.at_once(
        *[
            lambda actor, n=n: move(actor, cafe.id, mover, cafe.tables[n], f"key-{n:08}", seen=cafe.tables[0])
            for n in (1, 2)
        ]
    )
    assert said.count("done") == 1
    assert len(cafe.seats()) == 12


def test_a_storm_of_latecomers_has_one_seat_each_and_no_table_overflows(app: Flask) -> None:
    cafe = Hall(app, people=12, tables=3, seated=True)
    with app.app_context():
        house = db.session.get_one(Cafe, cafe.id).conference_id
        conference = db.session.get_one(Participant, cafe.people[0]).conference
        assert conference.id == house
        late = [make.participant(conference).id for _ in range(12)]
    said = cafe.at_once(
        *[
            lambda actor, one=one, n=n: seat_latecomers(actor, cafe.id, one, None, f"key-{n:08}")
            for n, one in enumerate(late)
        ]
    )
    seats = cafe.seats()
    assert said.count("done") == len(seats) - 12 == 9
    assert max(Counter(seats.values()).values()) == 7


def test_the_clock_that_ends_a_round_while_it_is_extended_leaves_it_ended_or_extended(app: Flask) -> None:
    cafe = Hall(app, people=8, tables=2, seated=True)
    with app.app_context():
        ends_at = db.session.scalars(select(CafeRound.ends_at).where(CafeRound.number == 1)).one()
    assert ends_at is not None
    with clock.stopped_at(ends_at + timedelta(seconds=1)):
        said = cafe.at_once(
            lambda actor: extend(actor, cafe.id, 60, "key-00000001"),
            lambda _actor: close_rounds_that_are_over(),
            lambda _actor: close_rounds_that_are_over(),
        )
        assert said == ["done"] * 3
        with app.app_context():
            row = db.session.query(CafeRound).filter_by(number=1).one()
            assert (row.state, row.ends_at) == (RoundState.OPEN, ends_at + timedelta(seconds=61))


def test_two_who_pause_at_once_pause_once(app: Flask) -> None:
    cafe = Hall(app, people=8, tables=2, seated=True)
    said = cafe.at_once(*[lambda actor, n=n: pause(actor, cafe.id, f"key-{n:08}") for n in range(2)])
    assert Counter(said) == {"done": 1, "The round is paused already.": 1}


@pytest.mark.parametrize("wanted", [True, False])
def test_who_is_moved_while_they_call_for_help_neither_calls_nor_settles_at_the_old_table(
    app: Flask, wanted: bool
) -> None:
    cafe = Hall(app, people=8, tables=2, seated=True)
    mover, old, new = cafe.at[0][1], *cafe.tables
    movers: list[threading.Thread] = []

    def move_away() -> None:
        with app.test_request_context():
            facilitator = make.actor(db.session.get_one(Participant, cafe.facilitators[0]))
            move(facilitator, cafe.id, mover, new, "key-of-the-move")

    def in_between(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        """They are moved right before their own act locks or writes anything for the first time."""
        if not movers and (statement.startswith("UPDATE") or "xact_lock" in statement or " FOR " in statement):
            movers.append(threading.Thread(target=move_away))
            movers[0].start()
            movers[0].join()

    with app.test_request_context():
        if not wanted:
            db.session.add(HelpCall(table_id=old))
            db.session.commit()
        actor = make.actor(db.session.get_one(Participant, mover))
        db.session.commit()
        event.listen(db.engine, "before_cursor_execute", in_between)
        try:
            with pytest.raises(Forbidden):
                call_help(actor, old, wanted=wanted)
        finally:
            event.remove(db.engine, "before_cursor_execute", in_between)
        db.session.rollback()
        calls = [(row.table_id, row.answered_at) for row in db.session.query(HelpCall)]
        assert (len(movers), calls) == (1, [] if wanted else [(old, None)])
