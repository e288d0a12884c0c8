"""A time that organisers delete in the very moment in which somebody proposes it: whoever comes second, it is told."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from conference.errors import Refused
from conference.extensions import db
from conference.meetings.answer_actions import propose
from conference.meetings.ask_actions import Wish, ask
from conference.meetings.choices import Times
from conference.meetings.models import Meeting, MeetingWindow
from conference.meetings.move_actions import edit
from conference.meetings.settings_actions import WindowContent, delete_window, save_window
from conference.people.models import Participant
from tests import factories as make
from tests.meetings import making
from tests.meetings.post import news_to
from tests.serving import PATIENCE_SECONDS, until
from tests.waiting import looking_for_waiters

Step = Callable[["House"], object]


class House:
    """Three people, a request of the first to the second for any time, and an organiser; all by ids."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.test_request_context():
            day = making.day(people=3, slots=2)
            self.request, self.organiser = making.request(day, *day.people[:2]).id, day.organiser.id
            self.people = [person.id for person in day.people]
            self.window, self.slot = day.slots[0].window_id, day.slots[1].id

    @staticmethod
    def actor(person: int) -> Any:
        return make.actor(db.session.get_one(Participant, person))

    def ask(self) -> object:
        """Have the second ask the third for the time."""
        return ask(self.actor(self.people[1]), Wish((self.people[2],), "", "a key", Times((self.slot,))))

    def edit(self) -> object:
        """Have the first want the time instead of any."""
        return edit(self.actor(self.people[0]), self.request, 1, None, Times((self.slot,)))

    def propose(self) -> object:
        """Have the second propose the time for what the first asked."""
        return propose(self.actor(self.people[1]), self.request, 1, Times((self.slot,)))

    def delete(self) -> None:
        """Have the organiser delete all times."""
        delete_window(self.actor(self.organiser), self.window)

    def shorten(self) -> object:
        """Have the organiser leave the first time only."""
        row = db.session.get_one(MeetingWindow, self.window)
        content = WindowContent("", row.starts_at, row.slots[0].ends_at, row.slot_minutes, row.pause_minutes)
        return save_window(self.actor(self.organiser), self.window, content)

    def together(self, first: Step, second: Step) -> None:
        """Have one step written and not committed when another begins; raises what the other is refused."""
        written, go_on = threading.Event(), threading.Event()
        writer: list[int] = []

        def pause(session: Any) -> None:
            if threading.get_ident() in writer:
                session.flush()
                written.set()
                go_on.wait(PATIENCE_SECONDS)

        def run(step: Step, *, pausing: bool) -> None:
            if pausing:
                writer.append(threading.get_ident())
            with self.app.test_request_context():
                step(self)

        event.listen(db.session, "before_commit", pause)
        try:
            with ThreadPoolExecutor(2) as pool, self.app.app_context():
                one = pool.submit(run, first, pausing=True)
                assert written.wait(PATIENCE_SECONDS)
                with looking_for_waiters() as waits:
                    other = pool.submit(run, second, pausing=False)
                    until(lambda: other.done() or waits(), "the second waits for the first, or is done")
                go_on.set()
                one.result()
                other.result()
        finally:
            go_on.set()
            event.remove(db.session, "before_commit", pause)

    def told(self) -> list[list[str]]:
        return [news_to(db.session.get_one(Participant, person)) for person in self.people]


@pytest.mark.parametrize("end", [House.delete, House.shorten])
@pytest.mark.parametrize(("step", "by", "to"), [(House.ask, 1, 2), (House.edit, 0, 1), (House.propose, 1, 0)])
def test_what_is_proposed_while_its_time_is_deleted_is_told_as_gone(
    app: Flask, step: Step, by: int, to: int, end: Step
) -> None:
    house = House(app)
    house.together(step, end)
    with app.test_request_context():
        told = house.told()
        assert told[by][-1:] == ["times_gone"]
        assert told[to][-1:] == ["their_times_gone"]
        newest = db.session.query(Meeting).order_by(Meeting.id.desc()).first()
        assert newest is not None
        assert not newest.proposals
        assert newest.standing.is_live


@pytest.mark.parametrize("end", [House.delete, House.shorten])
@pytest.mark.parametrize("step", [House.ask, House.edit, House.propose])
def test_who_proposes_a_time_while_it_is_deleted_reads_that_it_is_gone(app: Flask, step: Step, end: Step) -> None:
    house = House(app)
    with pytest.raises(Refused, match=r"is not there any more|no free time in common"):
        house.together(end, step)
    with app.test_request_context():
        row = db.session.query(Meeting).one()
        assert (row.id, row.any_time, row.proposal) == (house.request, True, 1)
        assert house.told() == [[], [], []]
