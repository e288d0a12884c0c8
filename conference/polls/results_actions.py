"""All results of a poll, round by round, for its moderators; who answered what, where the poll is a named one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from conference import clock
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from conference.polls.actions import facts_of
from conference.polls.answers import Choice
from conference.polls.edit_actions import poll_of
from conference.polls.models import Ballot, BallotChoice, Poll, PollEvent, PollRound, TextGroup
from conference.polls.round_actions import steps_of
from conference.polls.rules import RoundState, Secrecy, TextState
from conference.polls.tally_actions import Shown, result_state, tally_of


@dataclass(frozen=True, slots=True)
class Author:
    """Who gave an answer, in a named poll."""

    name: str
    organisation: str
    country: str
    is_guest: bool


@dataclass(frozen=True, slots=True)
class CastBallot:
    """One answer with what is known of it. Anonymous ones have neither author nor time."""

    answer: tuple[Choice, ...]
    segment: str
    author: Author | None = None
    cast_at: datetime | None = None
    text_state: TextState | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class RoundResult:
    """One asking: when, and what came of it (docs/live.md)."""

    number: int
    state: RoundState
    opened_at: datetime | None
    closed_at: datetime | None
    result: Mapping[str, Any]
    tally: Mapping[str, Mapping[str, int]]
    events: Sequence[PollEvent]


def rounds_of(actor: Actor, poll_id: int) -> tuple[Poll, list[RoundResult]]:
    """Return a poll and what came of each of its rounds, the newest first."""
    poll = poll_of(actor, poll_id)
    events: defaultdict[int, list[PollEvent]] = defaultdict(list)
    for event in steps_of(poll.id):
        events[event.round_id].append(event)
    return poll, [_round_result(poll, row, events[row.id]) for row in reversed(poll.rounds)]


def _round_result(poll: Poll, row: PollRound, events: Sequence[PollEvent]) -> RoundResult:
    tally = tally_of(row.id)
    return RoundResult(
        number=row.number,
        state=facts_of(row).state_at(clock.now()),
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        result=result_state(poll, row, Shown(tally)),
        tally=tally,
        events=events,
    )


def cast_ballots(actor: Actor, poll_id: int) -> dict[int, list[CastBallot]]:
    """Return every ballot by the number of its round; of named polls with its author, by name.

    Anonymous ones come in an order that follows from what they say alone, so that it says nothing of who or when.
    """
    poll = poll_of(actor, poll_id)
    authors = _authors(poll) if poll.secrecy is Secrecy.NAMED else {}
    found: dict[int, list[CastBallot]] = {}
    for row in poll.rounds:
        ballots = _ballots(row.id, authors)
        found[row.number] = sorted(ballots, key=_by_name if authors else _by_content)
    return found


def names_of(participant_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of people by participant id."""
    rows = db.session.execute(select(Participant.id, Participant.name).where(Participant.id.in_(set(participant_ids))))
    return {person: name for person, name in rows}  # noqa: C416 - a Row is no pair to dict()'s eyes


def _by_name(ballot: CastBallot) -> tuple[str, str]:
    name = ballot.author.name if ballot.author else ""
    return name.casefold(), repr(ballot.answer)


def _by_content(ballot: CastBallot) -> str:
    return repr((ballot.answer, ballot.segment))


def _ballots(round_id: int, authors: Mapping[int, Author]) -> list[CastBallot]:
    heads = {
        ballot.id: ballot for ballot in db.session.scalars(select(Ballot).where(Ballot.round_id == round_id))
    }  # fmt: skip
    parts: defaultdict[object, list[BallotChoice]] = defaultdict(list)
    for part in db.session.scalars(
        select(BallotChoice)
        .join(Ballot, Ballot.id == BallotChoice.ballot_id)
        .where(Ballot.round_id == round_id)
        .order_by(BallotChoice.ballot_id, BallotChoice.position)
    ):
        parts[part.ballot_id].append(part)
    groups = {
        group.id: group.name for group in db.session.scalars(select(TextGroup).where(TextGroup.round_id == round_id))
    }
    return [
        CastBallot(
            answer=tuple(Choice(part.option_id, part.number, part.text) for part in parts[ballot.id]),
            segment=ballot.segment,
            author=authors.get(ballot.participant_id or 0),
            cast_at=ballot.cast_at if authors else None,
            text_state=next((part.state for part in parts[ballot.id]), None),
            group=next((groups.get(part.group_id or 0, "") for part in parts[ballot.id]), ""),
        )
        for ballot in heads.values()
    ]


def _authors(poll: Poll) -> dict[int, Author]:
    people = db.session.scalars(
        select(Participant)
        .join(Ballot, Ballot.participant_id == Participant.id)
        .join(PollRound, PollRound.id == Ballot.round_id)
        .where(PollRound.poll_id == poll.id)
    )
    return {
        person.id: Author(person.name, person.organisation, person.country, Role.GUEST in person.roles)
        for person in people
    }
