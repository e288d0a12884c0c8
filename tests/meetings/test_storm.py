"""Everything at once: many people and organisers act on few times and tables, and what is held stays as it must."""

import random
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference import clock
from conference.errors import ConferenceError
from conference.extensions import db
from conference.meetings.answer_actions import accept, decline, propose
from conference.meetings.ask_actions import Wish, ask
from conference.meetings.choices import Times
from conference.meetings.colleague_actions import hand_over, join_colleague
from conference.meetings.desk_act_actions import cancel_for_all
from conference.meetings.desk_act_actions import free_missed as free_at_desk
from conference.meetings.desk_stand_in_actions import book_stand_in
from conference.meetings.end_actions import cancel, expire_requests, leave
from conference.meetings.matchmaking_models import Matchmaking
from conference.meetings.matchmaking_publish_actions import publish
from conference.meetings.matchmaking_rules import MatchmakingState
from conference.meetings.models import Meeting, MeetingPlace, MeetingPreference, MeetingSettings, MeetingWindow
from conference.meetings.move_actions import edit, withdraw
from conference.meetings.room_actions import arrive
from conference.meetings.room_extend_actions import extend
from conference.meetings.room_missed_actions import free_missed
from conference.meetings.settings_actions import WindowContent, delete_place, save_window
from conference.people.block_actions import block_person
from conference.people.held_data import erase_participant
from conference.people.models import Participant
from conference.people.place_actions import write_status
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor
from conference.races import is_lost_race
from tests import factories as make
from tests.meetings import making
from tests.meetings.matching_up import drafted, matchmaking
from tests.meetings.racing import check_holds, check_times

PEOPLE, SLOTS, PLACES = 10, 5, 4
WORKERS, ACTS = 6, 25


class Storm:
    """A crowded day by ids. The second slot begins in three minutes, so that rooms are open and extended."""

    def __init__(self, app: Flask, *, by_video: bool) -> None:
        self.app = app
        with app.test_request_context():
            day = making.day(people=0)
            start = clock.now().replace(microsecond=0) - timedelta(minutes=22)
            window = making.window(day.house, start, SLOTS)
            people = [
                make.participant(day.house, name=f"Attendee {at}", organisation=f"House {at % 3}", in_directory=True)
                for at in range(PEOPLE)
            ]
            for at, person in enumerate(people):
                make.kept(MeetingPreference(participant_id=person.id, instant=at % 2 == 0, shares=at % 3 == 0))
            make.kept(
                MeetingSettings(conference_id=day.house.id, by_video=by_video, most_meetings=4, no_show_minutes=1)
            )
            for number in range(PLACES):
                make.kept(MeetingPlace(conference_id=day.house.id, name=f"Table {number}"))
            slots = list(window.slots)
            row = matchmaking(making.Day(day.house, day.organiser, people, slots), MatchmakingState.ARRANGING)
            for at in range(0, PEOPLE - 1, 2):
                drafted(row, slots[2 + at % 3], people[at], people[at + 1])
            self.house, self.window, self.matchmaking = day.house.id, window.id, row.id
            self.organiser, self.people = day.organiser.id, [person.id for person in people]
            self.slots = [slot.id for slot in slots]

    def worker(self, seed: int, barrier: threading.Barrier, failed: list[BaseException]) -> None:
        """Do acts that a seed chooses, one after the other; whoever is refused goes on with the next."""
        dice = random.Random(seed)  # noqa: S311 - a storm, no secret
        barrier.wait()
        for number in range(ACTS):
            with self.app.test_request_context():
                try:
                    self.act(dice, f"key-{seed}-{number}")
                except ConferenceError:
                    db.session.rollback()
                except Exception as error:  # noqa: BLE001 - told by the test
                    if not is_lost_race(error):
                        failed.append(error)
                finally:
                    db.session.remove()

    def act(self, dice: random.Random, key: str) -> None:
        """Do one act as somebody."""
        who = dice.choice(self.people)
        actor = make.actor(db.session.get_one(Participant, who))
        organiser = make.actor(db.session.get_one(Participant, self.organiser))
        slot, other = dice.choice(self.slots[2:]), dice.choice(self.people)
        found: Sequence[Meeting] = db.session.scalars(
            select(Meeting).where(Meeting.people.any(participant_id=who)).order_by(Meeting.id)
        ).all()
        kind = dice.random()
        if kind < 0.35 or not found:
            others = tuple(dice.sample([one for one in self.people if one != who], dice.choice((1, 1, 2, 3))))
            named = tuple(dice.sample(self.slots[2:], dice.choice((0, 1, 2))))
            ask(actor, Wish(others, "Shall we?", key, Times(named)))
        elif kind < 0.85:
            meeting = dice.choice(found)
            dice.choice(self.of_meeting(actor, organiser, (meeting.id, meeting.proposal), slot, other))()
        else:
            dice.choice(self.of_house(actor, organiser, other, dice.random()))()

    def of_meeting(
        self, actor: Actor, organiser: Actor, found: tuple[int, int], slot: int, other: int
    ) -> list[Callable[[], object]]:
        """Return what may be done with a meeting, found by its id and the number of its proposal."""
        meeting, seen = found
        return [
            *[lambda: accept(actor, meeting, seen, slot), lambda: accept(actor, meeting, seen)] * 3,
            lambda: propose(actor, meeting, seen, Times((slot,))),
            lambda: edit(actor, meeting, seen, None, Times((slot,))),
            lambda: decline(actor, meeting, seen),
            lambda: withdraw(actor, meeting, seen),
            lambda: cancel(actor, meeting, seen),
            lambda: leave(actor, meeting, seen),
            lambda: hand_over(actor, meeting, seen, other),
            lambda: join_colleague(actor, meeting),
            lambda: arrive(actor, meeting),
            lambda: extend(actor, meeting, self.slots[2]),
            lambda: free_missed(actor, meeting),
            lambda: free_at_desk(organiser, meeting, seen),
            lambda: book_stand_in(organiser, meeting, other),
            lambda: cancel_for_all(organiser, meeting, seen, "Over"),
        ]

    def of_house(self, actor: Actor, organiser: Actor, other: int, chance: float) -> list[Callable[[], object]]:
        """Return what is done to people, times and tables."""
        rare: list[Callable[[], object]] = [lambda: self.gone(other), lambda: self.erased(other)]
        return [
            lambda: block_person(actor, other),
            lambda: self.publish(organiser),
            lambda: self.shorten(organiser, chance),
            lambda: self.drop_place(organiser),
            expire_requests,
            *(rare if chance < 0.2 else ()),
        ]

    def publish(self, organiser: Actor) -> None:
        """Publish the timetable as it is shown now."""
        publish(organiser, self.matchmaking, db.session.get_one(Matchmaking, self.matchmaking).version)

    def shorten(self, organiser: Actor, chance: float) -> None:
        """Have the window end a slot earlier, or as it was."""
        row = db.session.get_one(MeetingWindow, self.window)
        minutes = (SLOTS - (chance < 0.5)) * (row.slot_minutes + row.pause_minutes)
        until = row.starts_at + timedelta(minutes=minutes)
        save_window(
            organiser, row.id, WindowContent(row.name, row.starts_at, until, row.slot_minutes, row.pause_minutes)
        )

    def drop_place(self, organiser: Actor) -> None:
        """Delete the last table."""
        last = db.session.scalars(select(MeetingPlace.id).order_by(MeetingPlace.id.desc()).limit(1)).first()
        if last is not None:
            delete_place(organiser, last)

    def gone(self, who: int) -> None:
        """Have somebody's registration end."""
        person = db.session.get_one(Participant, who)
        if person.status is ParticipantStatus.CONFIRMED:
            write_status(person, ParticipantStatus.CONFIRMED, ParticipantStatus.CANCELLED, who)
            db.session.commit()

    def erased(self, who: int) -> None:
        """Erase somebody."""
        erase_participant(db.session.get_one(Participant, who))
        db.session.commit()


@pytest.mark.parametrize(("seed", "by_video"), [(1, True), (2, False)])
def test_what_is_held_stays_as_it_must_whatever_everybody_does_at_once(app: Flask, seed: int, by_video: Any) -> None:
    storm = Storm(app, by_video=by_video)
    barrier, failed = threading.Barrier(WORKERS), list[BaseException]()
    threads = [
        threading.Thread(target=storm.worker, args=(100 * seed + number, barrier, failed)) for number in range(WORKERS)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with app.test_request_context():
        check_holds()
        check_times()
    if failed:
        raise failed[0]
