"""Tally = recount, for all kinds and any order of ballots, changes, closings and re-openings."""

from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from conference.errors import Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Role
from conference.polls.actions import present_round
from conference.polls.answers import read_answer
from conference.polls.ballot_actions import cast_ballot
from conference.polls.contributions import contributions, summed
from conference.polls.models import Ballot, Participation, Poll
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import PollKind, PollSettings, RoundState, Secrecy, Segment
from conference.polls.tally_actions import asked_of, recounted, tally_of, whole
from tests import factories as make
from tests.polls import making

KINDS = ("company", "research", None)
STEPS = tuple(set(What) - {What.SCHEDULE, What.UNSCHEDULE})


def _payloads(kind: PollKind, ids: list[int]) -> st.SearchStrategy[Any]:
    order = st.permutations(ids)
    return {
        PollKind.SINGLE: st.builds(lambda option: {"option": option}, st.sampled_from(ids)),
        PollKind.MULTIPLE: st.builds(lambda some: {"options": some[:2]}, order),
        PollKind.RANKING: st.builds(lambda all_of_them: {"order": all_of_them}, order),
        PollKind.POINTS: st.builds(
            lambda some, part: {"points": {some[0]: part, some[1]: 10 - part}}, order, st.integers(0, 10)
        ),
        PollKind.SCALE: st.builds(lambda number: {"number": number}, st.integers(1, 5)),
        PollKind.NUMBER: st.builds(lambda number: {"number": number}, st.integers(-3, 400)),
        PollKind.TEXT: st.builds(lambda text: {"text": text}, st.sampled_from(("Yes", "No", "Perhaps"))),
        PollKind.WORDS: st.builds(lambda words: {"words": words}, st.lists(st.sampled_from("abAB"), min_size=1)),
    }[kind]


SETTINGS = {
    PollKind.MULTIPLE: PollSettings(least=1, most=2),
    PollKind.POINTS: PollSettings(points=10),
    PollKind.SCALE: PollSettings(least=1, most=5),
    PollKind.NUMBER: PollSettings(least=-3, most=400),
}


class Polling(RuleBasedStateMachine):
    """A poll, six people, a moderator, and what the poll should have counted."""

    kind: PollKind
    secrecy: Secrecy

    @initialize()
    def begin(self) -> None:
        """Open a poll at a conference of its own."""
        house = make.conference()
        self.moderator = make.actor(make.participant(house, Role.MODERATOR))
        self.people = [
            make.actor(make.participant(house, organisation_kind=KINDS[number % len(KINDS)])) for number in range(6)
        ]
        poll = making.open_poll(
            house, self.kind, "A", "B", "C",
            settings=SETTINGS.get(self.kind), secrecy=self.secrecy, segment_by=Segment.ORGANISATION_KIND,
        )  # fmt: skip
        self.poll_id = poll.id
        self.option_ids = [option.id for option in poll.options]
        self.expected: dict[int, Any] = {}
        self.messages: list[tuple[Actor, int, Any, str]] = []

    @rule(who=st.integers(0, 5), data=st.data())
    def vote(self, who: int, data: st.DataObject) -> None:
        """Somebody answers, for the first time or anew."""
        asking, payload = present_round(self.poll_id), data.draw(_payloads(self.kind, self.option_ids))
        number, is_open = asking.number, asking.state is RoundState.OPEN
        person, key = self.people[who], f"key-{len(self.messages):05}"
        self.messages.append((person, number, payload, key))
        counts = is_open and not (self.secrecy is Secrecy.ANONYMOUS and person.participant_id in self.expected)
        if counts:
            cast_ballot(person, self.poll_id, number, payload, key)
            self.expected[person.participant_id or 0] = payload
        else:
            with pytest.raises((Refused, Stale)):
                cast_ballot(person, self.poll_id, number, payload, key)

    @rule(data=st.data())
    def send_an_old_message_again(self, data: st.DataObject) -> None:
        """A message comes once more, however late: the tally stays, unless it was refused and is now in time."""
        if not self.messages:
            return
        person, number, payload, key = data.draw(st.sampled_from(self.messages))
        before = dict(self.expected)
        try:
            receipt = cast_ballot(person, self.poll_id, number, payload, key)
        except (Refused, Stale):
            return
        if receipt.counted != "again":
            before[person.participant_id or 0] = payload
        self.expected = before

    @rule(what=st.sampled_from(STEPS))
    def step(self, what: What) -> None:
        """A moderator takes a step."""
        number = present_round(self.poll_id).number
        try:
            changed = act_on_round(self.moderator, self.poll_id, what, None, seconds=30)
        except Refused:
            db.session.rollback()
            return
        if changed.round != number:
            self.expected = {}

    @invariant()
    def the_tally_is_the_recount(self) -> None:
        """In every round, in each segment, and against what was said."""
        if not hasattr(self, "poll_id"):
            return
        db.session.rollback()
        poll = db.session.get_one(Poll, self.poll_id)
        for asking in poll.rounds:
            counted = {segment: summed([counts]) for segment, counts in recounted(poll, asking.id).items()}
            assert tally_of(asking.id) == counted
            assert _rows(Participation, asking.id) == _rows(Ballot, asking.id)
        asked = asked_of(poll)
        said = (contributions(asked, read_answer(asked, payload)) for payload in self.expected.values())
        assert whole(tally_of(poll.rounds[-1].id)) == summed(said)


def _rows(table: type[Participation | Ballot], round_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(table.round_id == round_id)) or 0


@pytest.mark.parametrize("secrecy", Secrecy)
@pytest.mark.parametrize("kind", PollKind)
def test_the_tally_is_the_recount_whatever_happens(
    session: scoped_session[Session], kind: PollKind, secrecy: Secrecy
) -> None:
    machine = type("ThisPolling", (Polling,), {"kind": kind, "secrecy": secrecy})
    run_state_machine_as_test(machine, settings=settings(max_examples=8, stateful_step_count=20, deadline=None))
