"""Casting ballots: counted once, changed while named and open, refused alone when wrong."""

from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.permissions import Role
from conference.polls.actions import poll_desk_state, poll_state
from conference.polls.ballot_actions import Receipt, cast_ballot
from conference.polls.casting import Counted
from conference.polls.models import Ballot, Participation, Poll
from conference.polls.own_actions import own_part
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import Eligibility, PollKind, PollSettings, Secrecy, Showing
from conference.polls.tally_actions import recounted, tally_of
from tests import factories as make
from tests.polls import making

Db = scoped_session[Session]
ANSWERS: list[tuple[PollKind, PollSettings, Any, Any]] = [
    (PollKind.SINGLE, PollSettings(), lambda ids: {"option": ids[0]}, lambda ids: {"option": ids[1]}),
    (
        PollKind.MULTIPLE, PollSettings(least=1, most=2),
        lambda ids: {"options": ids[:2]}, lambda ids: {"options": ids[1:2]},
    ),
    (PollKind.RANKING, PollSettings(), lambda ids: {"order": ids}, lambda ids: {"order": ids[::-1]}),
    (
        PollKind.POINTS, PollSettings(points=10),
        lambda ids: {"points": {str(ids[0]): 10}}, lambda ids: {"points": {str(ids[0]): 3, str(ids[2]): 7}},
    ),
    (PollKind.SCALE, PollSettings(least=1, most=5), lambda _: {"number": 4}, lambda _: {"number": 5}),
    (PollKind.NUMBER, PollSettings(least=0, most=10_000), lambda _: {"number": 1200}, lambda _: {"number": 0}),
    (PollKind.TEXT, PollSettings(), lambda _: {"text": "More test sites"}, lambda _: {"text": "Fewer forms"}),
    (PollKind.WORDS, PollSettings(), lambda _: {"words": ["Steel", "AI"]}, lambda _: {"words": ["ai"]}),
]  # fmt: skip


def _ids(poll: Poll) -> list[int]:
    return [option.id for option in poll.options]


def _vote(person: Any, poll: Poll, answer: Any, key: str = "key-00001", number: int = 1) -> Receipt:
    return cast_ballot(make.actor(person), poll.id, number, answer, key)


@pytest.mark.parametrize(("kind", "settings", "first", "second"), ANSWERS, ids=lambda value: str(value)[:12])
def test_a_second_ballot_replaces_the_first_when_named(
    session: Db, kind: PollKind, settings: PollSettings, first: Any, second: Any
) -> None:
    house = make.conference()
    poll = making.open_poll(house, kind, settings=settings)
    person, ids = make.participant(house), _ids(poll)
    assert _vote(person, poll, first(ids)).counted is Counted.NEW
    assert own_part(make.actor(person), poll).answer == first(ids)
    assert _vote(person, poll, second(ids), "key-00002").counted is Counted.CHANGED
    assert own_part(make.actor(person), poll).answer == second(ids)
    assert poll_state(poll.id)["total"] == 1
    assert tally_of(poll.rounds[0].id) == {
        segment: {key: count for key, count in counts.items() if count}
        for segment, counts in recounted(poll, poll.rounds[0].id).items()
    }


def test_a_message_sent_again_is_answered_again_and_counted_once(session: Db) -> None:
    house = make.conference()
    poll, person = making.open_poll(house), make.participant(house)
    first, second, _third = _ids(poll)
    assert _vote(person, poll, {"option": first}, "key-00001").counted is Counted.NEW
    assert _vote(person, poll, {"option": second}, "key-00002").counted is Counted.CHANGED
    # The first message comes once more, late: what was said since stands.
    assert _vote(person, poll, {"option": first}, "key-00001").counted is Counted.AGAIN
    assert own_part(make.actor(person), poll).answer == {"option": second}


def test_an_anonymous_answer_is_not_changed_and_carries_nobody(session: Db) -> None:
    house = make.conference()
    poll, person = making.open_poll(house, secrecy=Secrecy.ANONYMOUS), make.participant(house)
    first, second, _third = _ids(poll)
    _vote(person, poll, {"option": first})
    assert _vote(person, poll, {"option": first}).counted is Counted.AGAIN
    with pytest.raises(Refused, match="anonymous"):
        _vote(person, poll, {"option": second}, "key-00002")
    ballot = session.scalars(select(Ballot)).one()
    assert (ballot.participant_id, ballot.cast_at) == (None, None)
    assert session.scalars(select(Participation.participant_id)).one() == person.id
    part = own_part(make.actor(person), poll)
    assert part.has_answered
    assert part.answer is None


def test_what_is_not_open_counts_nothing(session: Db) -> None:
    house = make.conference()
    moderator = make.actor(make.participant(house, Role.MODERATOR))
    poll, person = making.poll(house), make.participant(house)
    answer = {"option": poll.options[0].id}
    with pytest.raises(NotFound):
        _vote(person, poll, answer)
    act_on_round(moderator, poll.id, What.OPEN, None)
    act_on_round(moderator, poll.id, What.CLOSE, None)
    with pytest.raises(Refused, match="not open"):
        _vote(person, poll, answer)
    act_on_round(moderator, poll.id, What.ASK_AGAIN, None)
    with pytest.raises(Stale):
        _vote(person, poll, answer)
    assert _vote(person, poll, answer, number=2).counted is Counted.NEW


def test_only_the_eligible_answer(session: Db) -> None:
    house = make.conference()
    poll = making.open_poll(house, eligibility=Eligibility(organisation_kinds=frozenset({"public_authority"})))
    answer = {"option": poll.options[0].id}
    with pytest.raises(Forbidden, match="kinds of organisation"):
        _vote(make.participant(house), poll, answer)
    _vote(make.participant(house, organisation_kind="public_authority"), poll, answer)
    assert poll_desk_state(poll.id)["turnout"] == {"answered": 1, "eligible": 1, "present": 0}


def test_another_conferences_poll_is_not_there(session: Db) -> None:
    poll, stranger = making.open_poll(make.conference()), make.participant(make.conference())
    with pytest.raises(NotFound):
        _vote(stranger, poll, {"option": poll.options[0].id})


def test_a_hidden_tally_is_in_no_ones_snapshot_but_the_desks(session: Db) -> None:
    house = make.conference()
    poll = making.open_poll(house, showing=Showing.HIDDEN)
    _vote(make.participant(house), poll, {"option": poll.options[0].id})
    everyone, desk = poll_state(poll.id), poll_desk_state(poll.id)
    assert (everyone["answered"], everyone["total"], everyone["result"]) == (1, None, None)
    assert desk["result"]["rows"][0]["count"] == 1
