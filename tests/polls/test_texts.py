"""Moderating open answers and words: approving what was read, grouping by hand, hiding."""

import pytest

from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from conference.polls.actions import poll_state
from conference.polls.ballot_actions import cast_ballot
from conference.polls.models import Poll
from conference.polls.rules import PollKind, PollSettings, TextState
from conference.polls.text_actions import (
    dissolve_group,
    group_texts,
    judge_texts,
    judge_word,
    rename_group,
    texts_of,
    ungroup_texts,
    words_of,
)
from tests import factories as make
from tests.polls import making

pytestmark = pytest.mark.usefixtures("session")


def _asked(kind: PollKind = PollKind.TEXT) -> tuple[Actor, Poll]:
    house = make.conference()
    moderator = make.actor(make.participant(house, Role.MODERATOR))
    return moderator, making.open_poll(house, kind, settings=PollSettings(words=3, moderated=True))


def _say(poll: Poll, *texts: str) -> list[Participant]:
    people = []
    for number, text in enumerate(texts):
        person = make.participant(db.session.get_one(Conference, poll.conference_id))
        payload = {"text": text} if poll.kind is PollKind.TEXT else {"words": text.split()}
        cast_ballot(make.actor(person), poll.id, 1, payload, f"key-{number}-{text[:20]}-x")
        people.append(person)
    return people


def _marks(poll: Poll, *texts: str) -> list[str]:
    board = texts_of(poll)
    everything = [*board.waiting, *board.shown, *board.hidden, *(one for group in board.groups for one in group.texts)]
    return [one.mark for one in everything if one.text in texts]


def _shown(poll: Poll) -> tuple[list[str], list[tuple[str, int]]]:
    result = poll_state(poll.id)["result"]
    return sorted(result["texts"]), [(group["name"], group["count"]) for group in result["groups"]]


def test_nobody_reads_an_answer_before_a_moderator_has_shown_it() -> None:
    actor, poll = _asked()
    _say(poll, "More trains", "Fewer cars")
    assert _shown(poll) == ([], [])
    assert judge_texts(actor, poll.id, _marks(poll, "More trains"), TextState.SHOWN) == 1
    assert _shown(poll) == (["More trains"], [])
    judge_texts(actor, poll.id, _marks(poll, "More trains"), TextState.HIDDEN)
    assert _shown(poll) == ([], [])
    assert [one.text for one in texts_of(poll).hidden] == ["More trains"]


def test_an_answer_that_was_changed_since_it_was_read_is_not_shown_unread() -> None:
    actor, poll = _asked()
    (person,) = _say(poll, "Kind words")
    marks = _marks(poll, "Kind words")
    cast_ballot(make.actor(person), poll.id, 1, {"text": "Rude words"}, "another-key-x")
    with pytest.raises(Stale):
        judge_texts(actor, poll.id, marks, TextState.SHOWN)
    db.session.rollback()
    assert _shown(poll) == ([], [])


def test_similar_answers_stand_together_under_a_name_until_taken_apart() -> None:
    actor, poll = _asked()
    _say(poll, "Trains", "More trains", "Bikes")
    group = group_texts(actor, poll.id, _marks(poll, "Trains", "More trains"), " Rail ")
    assert _shown(poll) == ([], [("Rail", 2)])
    assert group_texts(actor, poll.id, _marks(poll, "Bikes"), "rail").id == group.id
    rename_group(actor, poll.id, group.id, "Ways to travel")
    ungroup_texts(actor, poll.id, _marks(poll, "Bikes"))
    assert _shown(poll) == (["Bikes"], [("Ways to travel", 2)])
    dissolve_group(actor, poll.id, group.id)
    assert _shown(poll) == (["Bikes", "More trains", "Trains"], [])


def test_a_group_that_nothing_is_left_in_is_gone() -> None:
    actor, poll = _asked()
    _say(poll, "Trains")
    group_texts(actor, poll.id, _marks(poll, "Trains"), "Rail")
    judge_texts(actor, poll.id, _marks(poll, "Trains"), TextState.HIDDEN)
    assert texts_of(poll).groups == []


def test_what_makes_no_sense_is_refused_and_other_polls_are_not_touched() -> None:
    actor, poll = _asked()
    _say(poll, "Trains")
    stranger, theirs = _asked()
    _say(theirs, "Theirs")
    group = group_texts(stranger, theirs.id, _marks(theirs, "Theirs"), "Their group")
    with pytest.raises(Refused):
        judge_texts(actor, poll.id, [], TextState.SHOWN)
    with pytest.raises(Refused):
        group_texts(actor, poll.id, _marks(poll, "Trains"), " ")
    with pytest.raises(Stale):
        judge_texts(actor, poll.id, _marks(theirs, "Theirs"), TextState.HIDDEN)
    with pytest.raises(NotFound):
        rename_group(actor, poll.id, group.id, "Mine")
    with pytest.raises(NotFound):
        judge_texts(actor, theirs.id, _marks(theirs, "Theirs"), TextState.HIDDEN)


def test_a_hidden_word_leaves_the_cloud_and_stays_counted() -> None:
    actor, poll = _asked(PollKind.WORDS)
    _say(poll, "green spam", "Green")
    judge_word(actor, poll.id, "SPAM", hide=True)
    result = poll_state(poll.id)["result"]
    assert [(row["word"], row["count"]) for row in result["rows"]] == [("Green", 2)]
    assert result["n"] == 2
    assert [(word.key, word.count, word.is_hidden) for word in words_of(poll)] == [
        ("green", 2, False), ("spam", 1, True),
    ]  # fmt: skip
    judge_word(actor, poll.id, "spam", hide=False)
    assert len(poll_state(poll.id)["result"]["rows"]) == 2
