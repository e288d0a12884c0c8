"""Reads of what was counted: a tally, its result as pages draw it, and the same counted anew from the ballots."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from conference import clock
from conference.extensions import db
from conference.polls.answers import Asked, Choice
from conference.polls.contributions import BALLOTS, Counts, add, contributions, summed
from conference.polls.models import Ballot, BallotChoice, HiddenWord, Poll, PollRound, PollTally, TextGroup
from conference.polls.results import percent, result_of
from conference.polls.rounds import RoundFacts
from conference.polls.rules import PollKind, RoundState, Secrecy, Segment, Showing, TextState
from conference.polls.segments import split
from conference.polls.settings import settings_from_json

# A snapshot carries no more texts than a wall shows; the page of results has all of them.
MOST_TEXTS = 60
BySegment = dict[str, Counts]


def asked_of(poll: Poll) -> Asked:
    """Return what of a poll decides whether an answer is one."""
    return Asked(poll.kind, settings_from_json(poll.settings), tuple(option.id for option in poll.options))


def tally_of(round_id: int) -> BySegment:
    """Return a round's tally: {segment: {key: count}}."""
    rows = db.session.execute(
        select(PollTally.segment, PollTally.key, PollTally.count).where(
            PollTally.round_id == round_id, PollTally.count != 0
        )
    )
    tally: BySegment = {}
    for segment, key, count in rows:
        tally.setdefault(segment, {})[key] = count
    return tally


def recounted(poll: Poll, round_id: int) -> BySegment:
    """Return the tally of a round as its ballots have it, one by one."""
    asked = asked_of(poll)
    tally: BySegment = {}
    for segment, answer in ballots_of(round_id):
        add(tally.setdefault(segment, {}), contributions(asked, answer))
    return tally


def ballots_of(round_id: int) -> list[tuple[str, tuple[Choice, ...]]]:
    """Return (segment, answer) of each ballot of a round, in no order that says anything."""
    rows = db.session.execute(
        select(Ballot.id, Ballot.segment, BallotChoice.option_id, BallotChoice.number, BallotChoice.text)
        .join(BallotChoice, BallotChoice.ballot_id == Ballot.id)
        .where(Ballot.round_id == round_id)
        .order_by(Ballot.id, BallotChoice.position)
    )
    ballots: dict[Any, tuple[str, list[Choice]]] = {}
    for ballot_id, segment, option_id, number, text in rows:
        ballots.setdefault(ballot_id, (segment, []))[1].append(Choice(option_id, number, text))
    return [(segment, tuple(choices)) for segment, choices in ballots.values()]


def whole(tally: Mapping[str, Mapping[str, int]]) -> Counts:
    """Return a tally without its segments."""
    return summed(tally.values())


def answered(round_id: int) -> int:
    """Return how many ballots a round has."""
    return answered_in([round_id]).get(round_id, 0)


def answered_in(round_ids: Iterable[int]) -> dict[int, int]:
    """Return how many ballots rounds have, in one query; rounds without any are left out."""
    rows = db.session.execute(
        select(PollTally.round_id, func.sum(PollTally.count))
        .where(PollTally.round_id.in_(list(round_ids)), PollTally.key == BALLOTS)
        .group_by(PollTally.round_id)
    )
    return {round_id: int(count) for round_id, count in rows}


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a round: a tally, and of open answers only those with these `marks` (None: all)."""

    tally: BySegment
    marks: frozenset[str] | None = None


def mark_of(ballot_id: UUID, text: str) -> str:
    """Return what names an open answer as it was read: one that was changed since has another mark."""
    return f"{ballot_id.hex}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def counted_now(asking: PollRound) -> Shown:
    """Return what a round has by now."""
    return Shown(tally_of(asking.id))


def frozen_of(poll: Poll, asking: PollRound) -> dict[str, Any]:
    """Return a round's result as it is now, to be kept as what is shown from now on.

    Open answers are kept by their marks: what is hidden, erased or changed later is gone from what is frozen too.
    """
    tally = tally_of(asking.id)
    kept: dict[str, Any] = {"tally": tally if may_be_split(poll, asking) else {"": whole(tally)}}
    if poll.kind is PollKind.TEXT:
        rows = db.session.execute(
            select(BallotChoice.ballot_id, BallotChoice.text)
            .join(Ballot, Ballot.id == BallotChoice.ballot_id)
            .where(Ballot.round_id == asking.id)
        )
        kept["marks"] = sorted(mark_of(ballot_id, words or "") for ballot_id, words in rows)
    return kept


def shown_to_all(asking: PollRound) -> Shown | None:
    """Return what everyone may see of a round: the living tally, the frozen one, or None."""
    if asking.showing is Showing.FROZEN:
        kept = asking.frozen or {}
        return Shown(kept.get("tally", {}), frozenset(kept["marks"]) if "marks" in kept else None)
    return counted_now(asking) if asking.showing is Showing.LIVE else None


def result_state(poll: Poll, asking: PollRound, shown: Shown) -> dict[str, Any]:
    """Return a result as JSON that pages draw, with its parts under `segments` where the poll is split."""
    tally = shown.tally
    asked = asked_of(poll)
    hidden = hidden_words(asking.id) if poll.kind is PollKind.WORDS else frozenset()
    result = result_of(asked, whole(tally), hidden)
    if poll.kind is PollKind.TEXT:
        return result | texts_shown(asking.id, result["n"], shown.marks)
    if poll.segment_by is not Segment.NONE:
        parts = split(tally) if may_be_split(poll, asking) else []
        result["segments"] = [{"of": list(part.segments), **result_of(asked, part.counts, hidden)} for part in parts]
    return result


def may_be_split(poll: Poll, asking: PollRound) -> bool:
    """Tell whether parts of a round may be shown: of an anonymous one when it is closed.

    Before, whoever sees a part grow by one learns what somebody of it has just answered.
    """
    state = RoundFacts(asking.state, closes_at=asking.closes_at).state_at(clock.now())
    return poll.secrecy is Secrecy.NAMED or state is RoundState.CLOSED


def hidden_words(round_id: int) -> frozenset[str]:
    """Return the words (folded) that moderators took out of a cloud."""
    return frozenset(db.session.scalars(select(HiddenWord.word).where(HiddenWord.round_id == round_id)))


def texts_shown(round_id: int, n: int, among: frozenset[str] | None = None) -> dict[str, Any]:
    """Return the open answers that everyone may read: groups with how many say so, and those that stand alone.

    `among` has the marks of those that may be shown, None: all.

    Their order is that of random ids, so that it says nothing about who wrote when.
    """
    rows = db.session.execute(
        select(BallotChoice.ballot_id, BallotChoice.text, BallotChoice.group_id, TextGroup.name)
        .join(Ballot, Ballot.id == BallotChoice.ballot_id)
        .outerjoin(TextGroup, TextGroup.id == BallotChoice.group_id)
        .where(Ballot.round_id == round_id, BallotChoice.state == TextState.SHOWN)
        .order_by(BallotChoice.ballot_id)
    ).all()
    groups: dict[int, dict[str, Any]] = {}
    alone = []
    shown = [row for row in rows if among is None or mark_of(row.ballot_id, row.text or "") in among]
    for _ballot_id, text, group_id, name in shown:
        if group_id is None:
            alone.append(text)
        else:
            groups.setdefault(group_id, {"id": group_id, "name": name, "count": 0})["count"] += 1
    ordered = sorted(groups.values(), key=lambda group: (-group["count"], group["id"]))
    return {
        "groups": [{**group, "percent": percent(group["count"], n)} for group in ordered],
        "texts": alone[:MOST_TEXTS],
        "more": max(0, len(alone) - MOST_TEXTS),
        "shown": len(shown),
    }


def texts_waiting(round_id: int) -> int:
    """Return how many open answers wait for a moderator."""
    return db.session.scalar(
        select(func.count())
        .select_from(BallotChoice)
        .join(Ballot, Ballot.id == BallotChoice.ballot_id)
        .where(Ballot.round_id == round_id, BallotChoice.state == TextState.WAITING)
    ) or 0  # fmt: skip
