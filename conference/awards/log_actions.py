"""The append-only log of an award: what was opened, done, cast (as commitments), closed and revealed. No commits here.

Whoever appends holds the award, so that entries follow each other; casting never waits for that.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import SystemRandom
from typing import Any

from sqlalchemy import func, select, update

from conference import realtime
from conference.awards.canonical import NOTHING_BEFORE, entry_body, is_chain, sha256
from conference.awards.models import Award
from conference.awards.rules import LEAST_BATCH, EntryKind
from conference.awards.voting_models import AwardBallot, AwardLogEntry, Voting
from conference.extensions import db
from conference.locking import locked


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of a log: its number and its hash in hexadecimal digits."""

    number: int
    hash: str


def head_of(award_id: int) -> Head | None:
    """Return the head of an award's log, None before its first entry."""
    row = db.session.execute(
        select(AwardLogEntry.number, AwardLogEntry.hash)
        .where(AwardLogEntry.award_id == award_id)
        .order_by(AwardLogEntry.number.desc())
        .limit(1)
    ).one_or_none()
    return Head(row.number, row.hash) if row else None


def append(award_id: int, kind: EntryKind, what: Mapping[str, Any]) -> Head:
    """Add an entry to an award's log and return the new head. The caller holds the award."""
    before = head_of(award_id)
    number, previous = (before.number + 1, before.hash) if before else (1, NOTHING_BEFORE)
    body = entry_body(kind, number, previous, what)
    head = Head(number, sha256(body))
    db.session.add(AwardLogEntry(award_id=award_id, number=number, kind=kind, body=body, hash=head.hash))
    db.session.flush()
    return head


def append_act(voting: Voting, act: str, at: datetime, **changed: Any) -> Head:
    """Note in the log what a moderator did with a vote, and what it changed."""
    what = {"voting": voting.guid.hex, "at": at.isoformat(), "act": act, **changed}
    return append(voting.award_id, EntryKind.ACT, what)


def append_commitments(voting: Voting, least: int = 1, keep: int = 0) -> int:
    """Add the commitments that the log does not have yet, in an order that tells nothing, where there are enough.

    `keep`: so many of them wait for the next entry, chosen by lot, so that the last entry is no small one and nobody
    can tell from when somebody voted which entry has their commitment. Return how many were added.
    """
    waiting = _waiting(voting.id)
    SystemRandom().shuffle(waiting)
    waiting = waiting[keep:]
    if len(waiting) < least:
        return 0
    append(voting.award_id, EntryKind.COMMITMENTS, {"voting": voting.guid.hex, "commitments": waiting})
    these = (AwardBallot.voting_id == voting.id) & AwardBallot.commitment.in_(waiting)
    db.session.execute(update(AwardBallot).where(these).values(is_logged=True).execution_options(
        synchronize_session=False
    ))  # fmt: skip
    return len(waiting)


def _waiting(voting_id: int) -> list[str]:
    unlogged = (AwardBallot.voting_id == voting_id) & AwardBallot.is_logged.is_(False)
    return list(db.session.scalars(select(AwardBallot.commitment).where(unlogged)))


def log_what_has_come_in() -> None:
    """Append the commitments of open votes, ten or more at a time, and keep ten back for the next ones.

    Of several servers that ask at once one does it.
    """
    waiting = db.session.execute(
        select(Voting.id, Voting.award_id)
        .join(AwardBallot, AwardBallot.voting_id == Voting.id)
        .where(Voting.closed_at.is_(None), AwardBallot.is_logged.is_(False))
        .group_by(Voting.id, Voting.award_id)
        .having(func.count() >= 2 * LEAST_BATCH)
        .order_by(Voting.id)
    ).all()
    db.session.rollback()
    for voting_id, award_id in waiting:
        locked(Award, award_id)
        voting = db.session.get(Voting, voting_id)
        if voting is not None and voting.closed_at is None and append_commitments(voting, LEAST_BATCH, LEAST_BATCH):
            realtime.changed("award", award_id)
            realtime.changed("award_desk", award_id)
        db.session.commit()


def entries_of(award_id: int) -> list[dict[str, Any]]:
    """Return an award's log, oldest entry first, each as it was hashed."""
    bodies = select(AwardLogEntry.body).where(AwardLogEntry.award_id == award_id).order_by(AwardLogEntry.number)
    return [json.loads(body) for body in db.session.scalars(bodies)]


def log_holds(award_id: int) -> bool:
    """Tell whether an award's log is whole: no entry changed, taken out or added."""
    rows = db.session.execute(
        select(AwardLogEntry.number, AwardLogEntry.body, AwardLogEntry.hash)
        .where(AwardLogEntry.award_id == award_id)
        .order_by(AwardLogEntry.number)
    )
    return is_chain([(number, body, hashed) for number, body, hashed in rows])


def logged_commitments(award_id: int, voting: str) -> Collection[str]:
    """Return every commitment that the log has of one vote (its guid), in the log's order, as often as it has it."""
    bodies = db.session.scalars(
        select(AwardLogEntry.body)
        .where(AwardLogEntry.award_id == award_id, AwardLogEntry.kind == EntryKind.COMMITMENTS)
        .order_by(AwardLogEntry.number)
    )
    batches = [json.loads(body)["what"] for body in bodies]
    return [one for batch in batches if batch["voting"] == voting for one in batch["commitments"]]
