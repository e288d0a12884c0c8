"""Two people and one meeting at a time, in any order of acts, with pages of any age: the actions against a model."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_sqlalchemy.session import Session
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.meetings.answer_actions import accept, decline, propose
from conference.meetings.ask_actions import AlreadyAsked, Wish, ask
from conference.meetings.choices import Times
from conference.meetings.end_actions import cancel, expire_requests, leave
from conference.meetings.models import Meeting, MeetingChange
from conference.meetings.move_actions import edit, withdraw
from conference.meetings.rules import MeetingState
from tests.meetings import making
from tests.meetings.racing import check_holds

DONE, STALE, REFUSED = "done", "stale", "refused"
WHO = st.integers(0, 1)
# How much older than now the page is from which somebody acts.
AGE = st.sampled_from((0, 0, 0, 0, 1))
SLOTS = st.lists(st.integers(0, 5), max_size=3, unique=True)
ENDED = {"declined", "withdrawn", "expired", "cancelled"}


@dataclass
class Model:
    """What a meeting should be."""

    state: str
    proposer: int | None
    number: int
    slots: set[int]
    expires_at: datetime | None
    slot: int | None = None
    sequence: int = 0
    story: int = 1


class TwoPeople(RuleBasedStateMachine):
    """The real actions, on a stopped clock, and what they should come to."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = ExitStack()
        self.model: Model | None = None
        self.asked = 0

    @initialize()
    def begin(self) -> None:
        """Make a conference of its own, with six slots."""
        self.now = datetime(2026, 3, 10, 12, tzinfo=UTC)
        self.clock.enter_context(clock.stopped_at(self.now))
        self.day = making.day(people=8)
        self.actors = [self.day.actor(person) for person in self.day.people[:2]]
        self.begins = [slot.starts_at for slot in self.day.slots]
        self.ends = [slot.ends_at for slot in self.day.slots]
        self.slot_ids = [slot.id for slot in self.day.slots]
        self.taken: tuple[set[int], set[int]] = (set(), set())

    def teardown(self) -> None:
        """Let the clock go on."""
        self.clock.close()

    def _try(self, expected: str, job: Callable[[], Meeting]) -> bool:
        try:
            self.meeting_id = job().id
        except AlreadyAsked:
            said = "already"
        except Refused:
            said = REFUSED
        except Stale:
            said = STALE
        else:
            said = DONE
        assert said == expected
        db.session.rollback()
        return said == DONE

    def _is_free(self, slot: int) -> bool:
        held = self.model.slot if self.model is not None and self.model.state == "booked" else None
        return self.begins[slot] > self.now and slot not in self.taken[0] | self.taken[1] and slot != held

    def _can_propose(self, slots: list[int]) -> bool:
        return all(map(self._is_free, slots)) and any(map(self._is_free, range(6)))

    def _expiry(self, slots: list[int]) -> datetime:
        last = max(self.begins[slot] for slot in slots or filter(self._is_free, range(6)))
        return min(self.now + timedelta(hours=48), last)

    def _times(self, slots: list[int]) -> Times:
        return Times(tuple(self.slot_ids[slot] for slot in slots))

    def _verdict(self, what: str, who: int, age: int) -> str:
        """What a page of that age may do, by the states alone."""
        model = self.model
        assert model is not None
        if model.state in ENDED or age:
            return STALE
        mine = model.proposer == who
        if model.state == "requested":
            if model.expires_at is not None and self.now >= model.expires_at:
                return STALE
            return DONE if what in ({"edit", "withdraw"} if mine else {"accept", "propose", "decline"}) else REFUSED
        assert model.slot is not None
        if self.now >= (self.ends if what == "cancel" else self.begins)[model.slot]:
            return STALE
        if what in {"propose", "cancel", "leave"}:
            return DONE
        return DONE if model.proposer == (who if what in {"edit", "withdraw"} else 1 - who) else REFUSED

    def _seen(self, age: int) -> int:
        assert self.model is not None
        return self.model.number - age

    @rule(who=WHO, slots=SLOTS)
    @precondition(lambda self: self.model is None or self.model.state != "booked")
    def ask(self, who: int, slots: list[int]) -> None:
        """One asks the other; while a request waits there can be no second."""
        self.asked += 1
        waits = self.model is not None and self.model.state == "requested"
        waits = waits and self.model.expires_at > self.now  # type: ignore[operator,union-attr]
        expected = REFUSED if not self._can_propose(slots) else "already" if waits else DONE
        wish = Wish((self.day.people[1 - who].id,), "Shall we?", f"key-{self.asked:08}", self._times(slots))
        expires_at = self._expiry(slots) if expected == DONE else None
        if self._try(expected, lambda: ask(self.actors[who], wish)):
            self.model = Model("requested", who, 1, set(slots), expires_at)

    @rule(who=WHO, age=AGE, slot=st.none() | st.integers(0, 5))
    @precondition(lambda self: self.model is not None)
    def accept(self, who: int, age: int, slot: int | None) -> None:
        """One accepts a slot."""
        model = self.model
        assert model is not None
        expected = self._verdict("accept", who, age)
        wanted = slot if slot is not None else min(model.slots) if len(model.slots) == 1 else None
        if expected == DONE:
            if wanted is None or wanted == model.slot or (model.slots and wanted not in model.slots):
                expected = REFUSED
            elif not self._is_free(wanted):
                expected = STALE
        seen = self._seen(age)
        slot_id = None if slot is None else self.slot_ids[slot]
        if self._try(expected, lambda: accept(self.actors[who], self.meeting_id, seen, slot_id)):
            model.sequence += model.state == "booked"
            model.state, model.slot, model.expires_at = "booked", wanted, None
            self._cleared()

    def _cleared(self) -> None:
        assert self.model is not None
        self.model.proposer, self.model.slots = None, set()
        self.model.number += 1
        self.model.story += 1

    @rule(who=WHO, age=AGE, slots=SLOTS, changes=st.booleans())
    @precondition(lambda self: self.model is not None)
    def propose_or_edit(self, who: int, age: int, slots: list[int], changes: bool) -> None:
        """One proposes other times, or changes those that they proposed."""
        model = self.model
        assert model is not None
        expected = self._verdict("edit" if changes else "propose", who, age)
        if expected == DONE and not self._can_propose(slots):
            expected = REFUSED
        seen, times = self._seen(age), self._times(slots)

        def job() -> Meeting:
            if changes:
                return edit(self.actors[who], self.meeting_id, seen, None, times)
            return propose(self.actors[who], self.meeting_id, seen, times)

        if self._try(expected, job):
            self._cleared()
            model.proposer, model.slots = who, set(slots)
            model.expires_at = self._expiry(slots) if model.state == "requested" else None

    @rule(who=WHO, age=AGE, says_no=st.booleans())
    @precondition(lambda self: self.model is not None)
    def decline_or_withdraw(self, who: int, age: int, says_no: bool) -> None:
        """One says no, or takes back what they proposed; a booked meeting stays where it is."""
        model = self.model
        assert model is not None
        expected = self._verdict("decline" if says_no else "withdraw", who, age)
        act, seen = decline if says_no else withdraw, self._seen(age)
        if self._try(expected, lambda: act(self.actors[who], self.meeting_id, seen, "Thank you")):
            if model.state == "requested":
                model.state, model.expires_at = "declined" if says_no else "withdrawn", None
            self._cleared()

    @rule(who=WHO, age=AGE, leaves=st.booleans())
    @precondition(lambda self: self.model is not None)
    def cancel_or_leave(self, who: int, age: int, leaves: bool) -> None:
        """One cancels a booked meeting; to leave one of two is the same."""
        model = self.model
        assert model is not None
        expected = self._verdict("leave" if leaves else "cancel", who, age)
        act, seen = leave if leaves else cancel, self._seen(age)
        if self._try(expected, lambda: act(self.actors[who], self.meeting_id, seen, "Ill")):
            model.state = "cancelled"
            model.sequence += 1
            self._cleared()

    @rule(who=WHO, slot=st.integers(0, 5))
    def meet_somebody_else(self, who: int, slot: int) -> None:
        """One of them is booked by another person."""
        if self._is_free(slot) and slot not in self.taken[who]:
            making.booked(self.day, self.day.slots[slot], self.day.people[who], self.day.people[2 + slot])
            self.taken[who].add(slot)

    @rule(minutes=st.integers(1, 45))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.now += timedelta(minutes=minutes)
        self.clock.close()
        self.clock.enter_context(clock.stopped_at(self.now))

    @rule()
    def ring(self) -> None:
        """The clock notes what has expired."""
        expire_requests()
        model = self.model
        if model is not None and model.expires_at is not None and self.now >= model.expires_at:
            model.state, model.expires_at = "expired", None
            self._cleared()

    @invariant()
    def it_is_as_the_model_says(self) -> None:
        """State, time, who proposes what, numbers, the story, and what is held."""
        db.session.rollback()
        check_holds()
        model = self.model
        if model is None:
            return
        meeting = db.session.get_one(Meeting, self.meeting_id)
        assert meeting.state is MeetingState(model.state)
        assert (meeting.proposal, meeting.sequence, meeting.expires_at) == (
            model.number,
            model.sequence,
            model.expires_at,
        )
        slots = {self.slot_ids.index(row.slot_id) for row in meeting.proposals}
        assert slots == model.slots
        proposer = None if model.proposer is None else self.day.people[model.proposer].id
        assert (meeting.proposed_by_id, meeting.any_time) == (proposer, proposer is not None and not slots)
        assert meeting.slot_id == (None if model.slot is None else self.slot_ids[model.slot])
        assert meeting.starts_at == (None if model.slot is None else self.begins[model.slot])
        story = db.session.scalars(select(MeetingChange).where(MeetingChange.meeting_id == meeting.id)).all()
        assert len(story) == model.story


def test_two_people_in_any_order_of_acts(session: scoped_session[Session]) -> None:
    # Without shrinking: each example makes a conference of its own, and takes its time.
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    limits = settings(max_examples=15, stateful_step_count=30, phases=phases)
    run_state_machine_as_test(TwoPeople, settings=limits)
