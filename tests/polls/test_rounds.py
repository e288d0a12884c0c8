"""The steps of a poll: what each makes of a round, who is too late, and what the clock does by itself."""

from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import scoped_session

from conference import alarms, clock
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from conference.polls.actions import poll_desk_state, poll_state, present_round, seen_poll
from conference.polls.ballot_actions import cast_ballot
from conference.polls.models import Poll
from conference.polls.round_actions import act_on_round, change_round, steps_of
from conference.polls.rounds import RoundFacts, Step, What, take_step
from conference.polls.rules import PollKind, PollSettings, RoundState, Showing
from tests import factories as make
from tests.conftest import NOON
from tests.polls import making

Db = scoped_session[Session]
STEPS = st.tuples(st.sampled_from(What), st.integers(0, 120))


@given(st.lists(STEPS, max_size=30), st.none() | st.integers(1, 60))
def test_any_order_of_steps_leaves_a_round_that_makes_sense(steps: list[tuple[What, int]], seconds: int | None) -> None:
    facts, now = RoundFacts(), NOON
    for what, later in steps:
        now += timedelta(seconds=later)
        step = Step(what, now, seconds=30, at=now + timedelta(minutes=1), poll_seconds=seconds)
        try:
            outcome = take_step(facts, step)
        except Refused:
            continue
        after = outcome.fresh or outcome.facts
        if outcome.fresh is not None:
            assert outcome.facts.state is RoundState.CLOSED
        assert (after.opened_at is None) == (after.state is RoundState.DRAFT)
        assert (after.closed_at is not None) == (after.state is RoundState.CLOSED)
        assert after.opens_at is None or after.state is RoundState.DRAFT
        # Asked for once more in the same moment, it is already so: but for what begins or adds something each time.
        if what not in {What.ASK_AGAIN, What.EXTEND}:
            assert take_step(after, step).already
        facts = after


@pytest.fixture
def moderator(session: Db) -> Actor:
    """A moderator of a new conference."""
    return make.actor(make.participant(make.conference(), Role.MODERATOR))


def _poll(moderator: Actor, **overrides: object) -> Poll:
    person = db.session.get_one(Participant, moderator.participant_id)
    return making.poll(person.conference, **overrides)  # type: ignore[arg-type]


def test_nothing_is_destroyed_by_asking_again(session: Db, moderator: Actor) -> None:
    poll = _poll(moderator)
    act_on_round(moderator, poll.id, What.OPEN, None)
    cast_ballot(moderator, poll.id, 1, {"option": poll.options[0].id}, "key-00001")
    changed = act_on_round(moderator, poll.id, What.ASK_AGAIN, None)
    assert (changed.round, changed.state) == (2, RoundState.OPEN)
    assert poll_state(poll.id)["answered"] == 0
    assert [(row["number"], row["state"], row["total"]) for row in poll_desk_state(poll.id)["rounds"]] == [
        (1, RoundState.CLOSED, 1),
        (2, RoundState.OPEN, 0),
    ]
    assert act_on_round(moderator, poll.id, What.RESET, None).round == 3
    assert [event.what for event in steps_of(poll.id)] == ["open", "ask_again", "reset"]


def test_of_two_moderators_the_second_is_told_what_the_poll_is_now(session: Db, moderator: Actor) -> None:
    poll = _poll(moderator)
    seen = present_round(poll.id).version
    act_on_round(moderator, poll.id, What.OPEN, seen)
    # Pressing the same button a moment later is fine: it is so.
    again = act_on_round(moderator, poll.id, What.OPEN, seen)
    assert again.already
    assert len(steps_of(poll.id)) == 1
    with pytest.raises(Stale, match="The poll is open"):
        act_on_round(moderator, poll.id, What.CLOSE, seen)
    with pytest.raises(Stale):
        act_on_round(moderator, poll.id, What.EXTEND, seen, seconds=30)
    act_on_round(moderator, poll.id, What.ASK_AGAIN, again.version)
    with pytest.raises(Stale):
        act_on_round(moderator, poll.id, What.ASK_AGAIN, again.version)
    assert present_round(poll.id).number == 2


def test_a_step_that_does_not_commit_can_be_taken_back(session: Db, moderator: Actor) -> None:
    poll = _poll(moderator)
    change_round(moderator, poll.id, What.OPEN, None)
    session.rollback()
    assert present_round(poll.id).state is RoundState.DRAFT


def test_an_end_that_was_set_can_be_taken_away(session: Db, moderator: Actor) -> None:
    with clock.stopped_at(NOON):
        poll = _poll(moderator, seconds=30)
        act_on_round(moderator, poll.id, What.OPEN, None)
        act_on_round(moderator, poll.id, What.ENDLESS, None)
    answer = {"option": poll.options[0].id}
    with clock.stopped_at(NOON + timedelta(minutes=5)):
        assert cast_ballot(moderator, poll.id, 1, answer, "key-00001").counted == "new"
        act_on_round(moderator, poll.id, What.CLOSE, None)
        with pytest.raises(Refused, match="Only an open poll"):
            act_on_round(moderator, poll.id, What.ENDLESS, None)


def test_the_end_counts_though_nobody_says_so(session: Db, moderator: Actor) -> None:
    with clock.stopped_at(NOON):
        poll = _poll(moderator, seconds=30)
        act_on_round(moderator, poll.id, What.OPEN, None)
        act_on_round(moderator, poll.id, What.EXTEND, None, seconds=30)
    answer = {"option": poll.options[0].id}
    with clock.stopped_at(NOON + timedelta(seconds=59)):
        cast_ballot(moderator, poll.id, 1, answer, "key-00001")
    with clock.stopped_at(NOON + timedelta(seconds=60)):
        with pytest.raises(Refused):
            cast_ballot(moderator, poll.id, 1, answer, "key-00002")
        assert poll_state(poll.id)["state"] is RoundState.CLOSED
        alarms.ring()
        alarms.ring()
    asking = present_round(poll.id)
    assert (asking.state, asking.closed_at) == (RoundState.CLOSED, NOON + timedelta(seconds=60))
    assert [(event.what, event.by_id) for event in steps_of(poll.id)][-1] == ("close", None)
    assert len(steps_of(poll.id)) == 3


def test_a_scheduled_poll_opens_by_itself(session: Db, moderator: Actor) -> None:
    attendee = make.actor(make.participant(db.session.get_one(Conference, moderator.conference_id)))
    with clock.stopped_at(NOON):
        poll = _poll(moderator)
        with pytest.raises(NotFound):
            seen_poll(attendee, poll.id)
        act_on_round(moderator, poll.id, What.SCHEDULE, None, opens_at=NOON + timedelta(minutes=5))
        assert seen_poll(attendee, poll.id).id == poll.id
        waiting = poll_state(poll.id)
        assert waiting["opens_at"] == "2026-03-10T12:05:00+00:00"
        assert "question" not in waiting
        alarms.ring()
        assert present_round(poll.id).state is RoundState.DRAFT
    with clock.stopped_at(NOON + timedelta(minutes=5)):
        alarms.ring()
    asking = present_round(poll.id)
    assert (asking.state, asking.opens_at) == (RoundState.OPEN, None)


def test_what_is_frozen_stays_while_answers_come_in(session: Db, moderator: Actor) -> None:
    poll = _poll(moderator)
    house = db.session.get_one(Conference, moderator.conference_id)
    act_on_round(moderator, poll.id, What.OPEN, None)
    answer = {"option": poll.options[0].id}
    cast_ballot(moderator, poll.id, 1, answer, "key-00001")
    act_on_round(moderator, poll.id, What.FREEZE, None)
    cast_ballot(make.actor(make.participant(house)), poll.id, 1, answer, "key-00001")
    state = poll_state(poll.id)
    assert (state["showing"], state["answered"], state["total"]) == (Showing.FROZEN, 2, 1)
    assert poll_desk_state(poll.id)["total"] == 2
    act_on_round(moderator, poll.id, What.UNFREEZE, None)
    assert poll_state(poll.id)["total"] == 2


def test_frozen_open_answers_are_those_of_then(session: Db, moderator: Actor) -> None:
    poll = _poll(moderator, kind=PollKind.TEXT, settings=PollSettings(moderated=False))
    house = db.session.get_one(Conference, moderator.conference_id)
    act_on_round(moderator, poll.id, What.OPEN, None)
    cast_ballot(moderator, poll.id, 1, {"text": "Before"}, "key-00001")
    act_on_round(moderator, poll.id, What.FREEZE, None)
    cast_ballot(make.actor(make.participant(house)), poll.id, 1, {"text": "After"}, "key-00001")
    assert poll_state(poll.id)["result"]["texts"] == ["Before"]
    assert sorted(poll_desk_state(poll.id)["result"]["texts"]) == ["After", "Before"]


def test_only_moderators_take_steps_and_only_at_their_own_conference(session: Db, moderator: Actor) -> None:
    poll = _poll(moderator)
    house = db.session.get_one(Conference, moderator.conference_id)
    with pytest.raises(Forbidden):
        act_on_round(make.actor(make.participant(house, Role.SPEAKER)), poll.id, What.OPEN, None)
    with pytest.raises(NotFound):
        act_on_round(make.actor(make.participant(make.conference(), Role.ORGANISER)), poll.id, What.OPEN, None)
    house.status = ConferenceStatus.ARCHIVED
    session.commit()
    with pytest.raises(Refused, match="archived"):
        act_on_round(moderator, poll.id, What.OPEN, None)
