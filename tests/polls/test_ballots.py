"""Casting ballots: counted once, changed while named and open, refused alone when wrong."""

from typing import Any
from uuid import uuid4

import pytest
from flask_sqlalchemy.session import Session
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import scoped_session

from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from conference.polls.actions import poll_desk_state, poll_state
from conference.polls.ballot_actions import Cast, Receipt, cast_ballot, count_ballots
from conference.polls.casting import Counted
from conference.polls.eligibility import why_not
from conference.polls.held_data import erase_from_polls, poll_data
from conference.polls.models import Ballot, BallotChoice, Participation, Poll
from conference.polls.own_actions import own_part
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import Eligibility, PollKind, PollSettings, Secrecy, Segment, Showing
from conference.polls.settings import eligibility_to_json
from conference.polls.tally_actions import recounted, tally_of, whole
from conference.polls.turnout_actions import eligible_ids, voters_of
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


@pytest.mark.parametrize("what", [What.CLOSE, What.RESET, What.ASK_AGAIN])
@pytest.mark.parametrize("secrecy", Secrecy)
def test_a_counted_message_is_answered_again_later(session: Db, secrecy: Secrecy, what: What) -> None:
    house = make.conference()
    moderator = make.actor(make.participant(house, Role.MODERATOR))
    poll, person = making.open_poll(house, secrecy=secrecy), make.participant(house)
    answer = {"option": poll.options[0].id}
    _vote(person, poll, answer, "key-00001")
    act_on_round(moderator, poll.id, what, None)
    # Its acknowledgement was lost, and it comes again.
    assert _vote(person, poll, answer, "key-00001").counted is Counted.AGAIN
    with pytest.raises((Refused, Stale)):
        _vote(person, poll, answer, "key-00002")
    with pytest.raises((Refused, Stale)):
        _vote(make.participant(house), poll, answer, "key-00001")
    assert whole(tally_of(poll.rounds[0].id))["n"] == 1


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
    with pytest.raises(Refused, match="before this answer arrived"):
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


def test_a_part_of_an_anonymous_poll_is_not_seen_to_grow(session: Db) -> None:
    house = make.conference()
    moderator = make.actor(make.participant(house, Role.MODERATOR))
    poll = making.open_poll(house, secrecy=Secrecy.ANONYMOUS, segment_by=Segment.COUNTRY)
    for country in ("BE",) * 6 + ("AT",) * 5:
        _vote(make.participant(house, country=country), poll, {"option": poll.options[0].id})
    act_on_round(moderator, poll.id, What.FREEZE, None)
    _vote(make.participant(house, country="AT"), poll, {"option": poll.options[1].id})
    for state in (poll_state(poll.id), poll_desk_state(poll.id)):
        assert state["result"]["segments"] == []
    act_on_round(moderator, poll.id, What.CLOSE, None)
    assert poll_state(poll.id)["result"]["segments"] == [], "or the frozen parts and the last ones would say it"
    act_on_round(moderator, poll.id, What.UNFREEZE, None)
    assert [part["n"] for part in poll_state(poll.id)["result"]["segments"]] == [6, 6]


def test_a_frozen_result_shows_no_text_that_was_written_later(session: Db) -> None:
    house = make.conference()
    moderator = make.actor(make.participant(house, Role.MODERATOR))
    poll = making.open_poll(house, PollKind.TEXT, settings=PollSettings(moderated=False))
    anna, bruno = make.participant(house), make.participant(house)
    _vote(anna, poll, {"text": "Fewer forms"})
    _vote(bruno, poll, {"text": "More test sites"})
    act_on_round(moderator, poll.id, What.FREEZE, None)
    _vote(anna, poll, {"text": "Something else"}, "key-00002")
    assert poll_state(poll.id)["result"]["texts"] == ["More test sites"]
    act_on_round(moderator, poll.id, What.UNFREEZE, None)
    assert set(poll_state(poll.id)["result"]["texts"]) == {"More test sites", "Something else"}


def test_of_ballots_that_come_together_each_gets_its_own_answer(session: Db) -> None:
    house = make.conference()
    named, anonymous = making.open_poll(house), making.open_poll(house, secrecy=Secrecy.ANONYMOUS)
    first, second = (make.participant(house).id for _ in range(2))

    def cast(person: int, poll: Poll, option: int, key: str) -> Cast:
        return Cast(house.id, person, poll.id, 1, {"option": poll.options[option].id if option < 3 else 0}, key)

    casts = [
        cast(first, named, 0, "key-00001"),
        cast(second, anonymous, 0, "key-00001"),
        cast(first, named, 1, "key-00002"),
        cast(first, named, 9, "key-00003"),
        cast(first, named, 0, "key-00001"),
        cast(second, anonymous, 1, "key-00002"),
        cast(second, anonymous, 0, "key-00001"),
        cast(10**6, named, 0, "key-00001"),
        cast(second, named, 2, "key-00001"),
    ]
    outcomes = count_ballots(casts)
    session.commit()
    assert [outcome.counted if isinstance(outcome, Receipt) else outcome.status for outcome in outcomes] == [
        "new", "new", "changed", 422, "again", 422, "again", 403, "new",
    ]  # fmt: skip
    assert [row["count"] for row in poll_state(named.id)["result"]["rows"]] == [0, 1, 1]
    assert [row["count"] for row in poll_state(anonymous.id)["result"]["rows"]] == [1, 0, 0]


def test_what_is_stored_of_an_anonymous_poll_keeps_no_order(session: Db) -> None:
    house = make.conference()
    moderator = make.actor(make.participant(house, Role.MODERATOR))
    poll = making.open_poll(house, secrecy=Secrecy.ANONYMOUS)
    people = [make.participant(house) for _ in range(5)]
    for person in reversed(people):
        _vote(person, poll, {"option": poll.options[0].id})
    act_on_round(moderator, poll.id, What.CLOSE, None)
    lying = [row.participant_id for row in session.execute(text("SELECT participant_id FROM poll_participation"))]
    assert lying == [person.id for person in people]
    if session.get_bind().dialect.name == "postgresql":
        assert len(session.execute(text("SELECT DISTINCT xmin::text FROM poll_participation")).all()) == 1
    assert session.scalars(select(Participation.keys)).all() == ["key-00001"] * 5
    assert own_part(make.actor(people[0]), poll).has_answered


ELIGIBILITIES = st.builds(
    Eligibility,
    roles=st.frozensets(st.sampled_from(("speaker", "attendee")), max_size=1),
    organisation_kinds=st.frozensets(st.sampled_from(("company", "research")), max_size=1),
    countries=st.frozensets(st.sampled_from(("BE", "DE")), max_size=1),
    guests=st.booleans(),
)


def test_the_database_finds_the_eligible_whom_the_rule_lets_in(session: Db) -> None:
    house = make.conference()
    poll = making.poll(house)
    for roles in ((Role.SPEAKER,), (Role.ATTENDEE,), (Role.SPEAKER, Role.ATTENDEE), (Role.GUEST,)):
        for kind in (None, "company", "research"):
            for country in ("BE", "DE", ""):
                make.participant(house, *roles, organisation_kind=kind, country=country)
    make.participant(house, status=ParticipantStatus.CANCELLED)
    make.participant(make.conference())

    @given(ELIGIBILITIES)
    def both_agree(eligibility: Eligibility) -> None:
        poll.eligibility = eligibility_to_json(eligibility)
        let_in = {
            person for person, (voter, _actor) in voters_of(house.id).items() if why_not(eligibility, voter) is None
        }
        assert eligible_ids(poll) == let_in

    both_agree()


def test_what_is_held_about_a_voter_is_listed_and_their_own_words_are_erased(session: Db) -> None:
    house = make.conference()
    person = make.participant(house)
    named = making.open_poll(house)
    secret = making.open_poll(house, secrecy=Secrecy.ANONYMOUS)
    words = making.open_poll(house, PollKind.TEXT, settings=PollSettings(moderated=False))
    for poll, answer in ((named, {"option": named.options[0].id}), (secret, {"option": secret.options[0].id})):
        _vote(person, poll, answer)
    _vote(person, words, {"text": "Call me at home"})
    held = poll_data(person)["polls"]
    assert [entry["answer"] and entry["answer"].get("options_in_words") for entry in held] == [["Steel"], None, []]  # type: ignore[attr-defined]
    erase_from_polls(person)
    session.commit()
    assert poll_state(words.id)["result"]["texts"] == []
    assert [poll_state(poll.id)["total"] for poll in (named, secret, words)] == [1, 1, 1]
    assert whole(tally_of(words.rounds[0].id)) == whole(recounted(words, words.rounds[0].id))


def test_what_a_failed_statement_was_to_write_is_in_no_error(session: Db) -> None:
    with pytest.raises(StatementError) as failed:
        session.execute(insert(BallotChoice).values(ballot_id=uuid4(), position=0, text="My secret answer"))
    assert "My secret answer" not in str(failed.value)
