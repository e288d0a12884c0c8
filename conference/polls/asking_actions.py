"""What polls ask right now, read under their locks, in few statements: ballots are judged by it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select

from conference import clock
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db
from conference.locking import lock_rows
from conference.polls.answers import Asked
from conference.polls.models import Poll, PollOption, PollRound
from conference.polls.rounds import RoundFacts
from conference.polls.rules import Eligibility, RoundState, Secrecy, Segment
from conference.polls.settings import eligibility_from_json, settings_from_json


@dataclass(frozen=True, slots=True)
class Asking:
    """A poll and its present round as they stand under the poll's lock.

    `is_over`: neither the conference nor the poll takes answers any more, whatever the round says.
    """

    poll_id: int
    conference_id: int
    item_id: int | None
    secrecy: Secrecy
    segment_by: Segment
    eligibility: Eligibility
    asked: Asked
    round_id: int
    round_number: int
    is_open: bool
    is_unasked: bool
    is_over: bool


WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
LOCKED = select(Poll.id).where(Poll.id.in_(WANTED)).order_by(Poll.id)
_PRESENT = (
    select(PollRound.poll_id, func.max(PollRound.number).label("number"))
    .where(PollRound.poll_id.in_(WANTED))
    .group_by(PollRound.poll_id)
    .subquery()
)
ASKED = (
    select(
        Poll.id, Poll.conference_id, Poll.item_id, Poll.kind, Poll.settings, Poll.eligibility, Poll.secrecy,
        Poll.segment_by, Poll.archived_at, Conference.status, PollRound.id.label("round_id"), PollRound.number,
        PollRound.state, PollRound.closes_at,
    )
    .join(Conference, Conference.id == Poll.conference_id)
    .join(_PRESENT, _PRESENT.c.poll_id == Poll.id)
    .join(PollRound, (PollRound.poll_id == _PRESENT.c.poll_id) & (PollRound.number == _PRESENT.c.number))
    .where(Poll.is_template.is_(False))
)  # fmt: skip
OPTIONS = (
    select(PollOption.poll_id, PollOption.id)
    .where(PollOption.poll_id.in_(WANTED))
    .order_by(PollOption.order, PollOption.id)
)


def askings_under_lock(poll_ids: Collection[int]) -> dict[int, Asking]:
    """Lock polls until the end of the transaction, beside others who count, and return what they ask now."""
    wanted = {"wanted": sorted(poll_ids)}
    lock_rows(LOCKED, wanted, shared=True)
    connection = db.session.connection()
    rows = connection.execute(ASKED, wanted).all()
    options: dict[int, list[int]] = {}
    for poll_id, option_id in connection.execute(OPTIONS, wanted):
        options.setdefault(poll_id, []).append(option_id)
    return {row.id: _asking(row, tuple(options.get(row.id, ()))) for row in rows}


def _asking(row: Row[Any], option_ids: tuple[int, ...]) -> Asking:
    state = RoundFacts(row.state, closes_at=row.closes_at).state_at(clock.now())
    return Asking(
        poll_id=row.id,
        conference_id=row.conference_id,
        item_id=row.item_id,
        secrecy=row.secrecy,
        segment_by=row.segment_by,
        eligibility=eligibility_from_json(row.eligibility),
        asked=Asked(row.kind, settings_from_json(row.settings), option_ids),
        round_id=row.round_id,
        round_number=row.number,
        is_open=state is RoundState.OPEN,
        is_unasked=row.number == 1 and row.state is RoundState.DRAFT,
        is_over=row.archived_at is not None or row.status is ConferenceStatus.ARCHIVED,
    )
