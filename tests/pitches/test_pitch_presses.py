"""Presses that meet others: a pitch that is taken away, two who pitch together, a block while the list is open."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from conference import clock, realtime
from conference.agenda.models import AgendaItem, ItemPerson
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import RoleInItem
from conference.errors import ConferenceError, Refused
from conference.extensions import db
from conference.meetings.models import Meeting
from conference.people.block_actions import block_person
from conference.pitches.actions import DESK
from conference.pitches.desk_actions import desk_state
from conference.pitches.interest_actions import be_interested, interests, take_back
from conference.pitches.models import Pitch, PitchInterest
from conference.pitches.sheet_actions import choose_pitches
from conference.presence import Watcher
from conference.races import is_lost_race
from conference.stage.pitch_actions import ask_for_meeting, start_pitch
from tests import factories as make
from tests.conftest import empty_tables
from tests.meetings import making as meetings
from tests.pitches import making
from tests.pitches.making import Stage
from tests.racing import at_once


@pytest.fixture
def there(app: Flask) -> Stage:
    with app.test_request_context():
        made = making.stage()
        meetings.window(made.person(made.petra_id).conference, clock.now().replace(microsecond=0))
        return made


@pytest.fixture
def room(app: Flask, there: Stage) -> Iterator[Stage]:
    with app.test_request_context():
        yield there
        db.session.rollback()


def _together(there: Stage) -> None:
    """Have Quentin pitch Petra's pitch with her."""
    part = db.session.scalars(select(ItemPerson).where(ItemPerson.participant_id == there.petra_id)).one()
    make.kept(
        ItemPerson(
            item_id=there.item_id, contribution_id=part.contribution_id, participant_id=there.quentin_id,
            role=RoleInItem.SPEAKER, order=1,
        )
    )  # fmt: skip
    db.session.get_one(AgendaItem, there.item_id).version += 1
    db.session.commit()
    release_agenda(there.actor(there.organiser_id), notify=False)


def _press(there: Stage, who: int) -> None:
    be_interested(there.actor(who), there.first, "Hello", shares_email=True)


def test_a_pitch_is_not_taken_away_from_under_a_press(app: Flask, there: Stage) -> None:
    def take_away() -> None:
        choose_pitches(there.actor(there.organiser_id), there.item_id, {there.guids[1]})

    people = (there.anna_id, there.bruno_id, there.moderator_id)
    presses = [lambda who=who: _press(there, who) for who in people]
    *pressed, _taken = at_once(app, [*presses, take_away])
    with app.test_request_context():
        kept = set(db.session.scalars(select(PitchInterest.participant_id)))
        assert kept == {who for who, outcome in zip(people, pressed, strict=True) if outcome is None}
        said = [outcome for outcome in pressed if outcome is not None]
        assert all(isinstance(one, ConferenceError) or is_lost_race(one) for one in said)
        assert (db.session.get(Pitch, there.first) is not None) == bool(kept)


def test_of_two_who_pitch_together_one_asks_for_the_meeting(app: Flask, there: Stage) -> None:
    with app.test_request_context():
        _together(there)
        _press(there, there.anna_id)

    def ask(who: int) -> object:
        return lambda: ask_for_meeting(there.actor(who), there.first, there.anna_id)

    outcomes = at_once(app, [ask(there.petra_id), ask(there.quentin_id)])  # type: ignore[list-item]
    assert sorted(isinstance(one, Refused) for one in outcomes) == [False, True]
    with app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(Meeting)) == 1


def test_who_asked_before_finds_their_request_and_a_mate_is_told_of_it(room: Stage) -> None:
    _together(room)
    _press(room, room.anna_id)
    asked = ask_for_meeting(room.actor(room.petra_id), room.first, room.anna_id)
    assert ask_for_meeting(room.actor(room.petra_id), room.first, room.anna_id) == asked
    with pytest.raises(Refused) as told:
        ask_for_meeting(room.actor(room.quentin_id), room.first, room.anna_id)
    assert "already" in told.value.message


def test_taking_back_and_asking_at_once_leave_no_meeting_out_of_nothing(app: Flask, there: Stage) -> None:
    def undo() -> None:
        take_back(there.actor(there.anna_id), there.first)

    def ask() -> None:
        ask_for_meeting(there.actor(there.petra_id), there.first, there.anna_id)

    for _ in range(4):
        with app.test_request_context():
            _press(there, there.anna_id)
        taken_back, asked = at_once(app, [undo, ask])
        with app.test_request_context():
            row = there.interest(there.first, there.anna_id)
            count = db.session.scalar(select(func.count()).select_from(Meeting))
            assert (row is not None and row.meeting_at is not None) == bool(count) == (asked is None)
            assert (taken_back is None) == (row is None)
            if count:
                return


def test_a_request_that_is_refused_leaves_the_interest_as_it_was(room: Stage) -> None:
    _press(room, room.anna_id)
    room.person(room.anna_id).in_directory = False
    db.session.commit()
    with pytest.raises(Refused):
        ask_for_meeting(room.actor(room.petra_id), room.first, room.anna_id)
    db.session.rollback()
    row = room.interest(room.first, room.anna_id)
    assert row is not None
    assert not row.is_taken_up


@pytest.mark.parametrize("by_pitcher", [True, False])
def test_whoever_presses_can_be_blocked_and_block_whether_or_not_the_directory_has_them(
    room: Stage, by_pitcher: bool
) -> None:
    _press(room, room.anna_id)
    for one in (room.anna_id, room.petra_id):
        room.person(one).in_directory = False
    db.session.commit()
    by, of = (room.petra_id, room.anna_id) if by_pitcher else (room.anna_id, room.petra_id)
    before = desk_state(room.first)
    block_person(room.actor(by), of)
    assert desk_state(room.first) != before
    assert not interests(room.actor(room.petra_id), room.first)


def test_nobody_is_blocked_by_who_has_nothing_to_do_with_them(room: Stage) -> None:
    _press(room, room.anna_id)
    room.person(room.anna_id).in_directory = False
    db.session.commit()
    for other in (room.quentin_id, room.bruno_id):
        with pytest.raises(ConferenceError):
            block_person(room.actor(other), room.anna_id)


def test_a_block_is_told_to_the_pitchers_page(room: Stage) -> None:
    _press(room, room.anna_id)
    petra = room.person(room.petra_id)
    assert petra.account is not None
    watcher = Watcher(petra.account.id, petra.account.session_epoch, petra.id, room.conference_id)
    realtime.watch("page-of-petra", DESK, room.first, watcher)
    while realtime.has_news():
        realtime.send_changed()
    block_person(room.actor(room.anna_id), room.petra_id)
    assert realtime.send_changed() == 1


@pytest.mark.postgresql
def test_a_clock_does_not_wait_for_those_who_press(postgresql_app: Flask) -> None:
    started = list[bool]()
    with postgresql_app.test_request_context():
        there = making.stage()

    def start() -> None:
        with postgresql_app.test_request_context():
            db.session.execute(text("SET LOCAL lock_timeout = '3s'"))
            start_pitch(there.actor(there.moderator_id), there.item_id, 0, there.first)
            started.append(True)

    def meanwhile(_session: object) -> None:
        other = Thread(target=start)
        other.start()
        other.join()

    with postgresql_app.test_request_context():
        # All of a press is written, and it is about to be committed.
        event.listen(db.session(), "before_commit", meanwhile, once=True)
        _press(there, there.anna_id)
        empty_tables()
    assert started == [True]
