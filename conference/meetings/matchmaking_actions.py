"""What all doors of a matchmaking share: finding it, its times, who takes part, and who is told."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock, realtime
from conference.errors import NotFound
from conference.extensions import db
from conference.locking import locked
from conference.meetings.actions import may_meet
from conference.meetings.matchmaking_models import (
    Matchmaking,
    MatchmakingPerson,
    MatchmakingRun,
    MatchmakingWindow,
    MatchmakingWish,
)
from conference.meetings.matchmaking_rules import RUNNING_STATES, MatchmakingState, Part
from conference.meetings.models import MeetingSlot
from conference.permissions import Actor, Permission, can, require


def matchmaking_of(actor: Actor, matchmaking_id: int) -> Matchmaking:
    """Return a matchmaking of the actor's conference, for organisers. Raises `NotFound`."""
    require(actor, Permission.MEETINGS_MANAGE)
    row = db.session.get(Matchmaking, matchmaking_id)
    if row is None or row.conference_id != actor.conference_id:
        raise not_there()
    return row


def lock_matchmaking(actor: Actor, matchmaking_id: int) -> Matchmaking:
    """Return the same, locked: what organisers do with one goes one by one. Before its people, where these are too."""
    matchmaking_of(actor, matchmaking_id)
    locked(Matchmaking, matchmaking_id)
    return matchmaking_of(actor, matchmaking_id)


def not_there() -> NotFound:
    """Return what is said of a matchmaking that is not there, or not for whoever asks."""
    return NotFound(_("There is no such matchmaking."))


def all_matchmakings(actor: Actor) -> Sequence[Matchmaking]:
    """Return those that the actor may see, the newest first: organisers all, others what is open or names them."""
    require(actor, Permission.MEETINGS_MEET)
    rows = db.session.scalars(
        select(Matchmaking)
        .where(Matchmaking.conference_id == actor.conference_id)
        .order_by(Matchmaking.created_at.desc(), Matchmaking.id.desc())
    ).all()
    if can(actor, Permission.MEETINGS_MANAGE):
        return rows
    return [row for row in rows if may_see(actor, row)]


def may_see(actor: Actor, row: Matchmaking) -> bool:
    """Tell whether it is there for somebody who organises nothing: named in it, or open to all."""
    if row.conference_id != actor.conference_id or row.state is MatchmakingState.DRAFT:
        return False
    return row.is_open or part_of(row.id, actor.participant_id) is not None


def part_of(matchmaking_id: int, participant_id: int | None) -> MatchmakingPerson | None:
    """Return somebody's part in a matchmaking, if they have any."""
    if participant_id is None:
        return None
    return db.session.get(MatchmakingPerson, (matchmaking_id, participant_id))


def people_in(row: Matchmaking) -> frozenset[int]:
    """Return who takes part now: in it, and still at the conference by name."""
    ids = db.session.scalars(
        select(MatchmakingPerson.participant_id).where(
            MatchmakingPerson.matchmaking_id == row.id, MatchmakingPerson.part == Part.IN
        )
    )
    return may_meet(row.conference_id, set(ids))


def slots_of_matchmaking(row: Matchmaking, *, coming: bool = True) -> Sequence[MeetingSlot]:
    """Return the slots that it uses, first to last; `coming`: only those that have not begun."""
    query = (
        select(MeetingSlot)
        .join(MatchmakingWindow, MatchmakingWindow.window_id == MeetingSlot.window_id)
        .where(MatchmakingWindow.matchmaking_id == row.id)
        .order_by(MeetingSlot.starts_at)
    )
    return db.session.scalars(query.where(MeetingSlot.starts_at > clock.now()) if coming else query).all()


def ranked_wishes(matchmaking_id: int, people: Collection[int] | None = None) -> dict[int, list[int]]:
    """Return whom each person wishes to meet, the most wished first; `people`: only wishes of and about these."""
    query = select(MatchmakingWish.by_id, MatchmakingWish.about_id).where(
        MatchmakingWish.matchmaking_id == matchmaking_id
    )
    found: dict[int, list[int]] = {}
    for by_id, about_id in db.session.execute(query.order_by(MatchmakingWish.by_id, MatchmakingWish.rank)):
        if people is None or (by_id in people and about_id in people):
            found.setdefault(by_id, []).append(about_id)
    return found


def wish_count(matchmaking_id: int) -> tuple[int, int]:
    """Return how many wishes there are, and of how many people."""
    count = db.session.execute(
        select(func.count(), func.count(func.distinct(MatchmakingWish.by_id))).where(
            MatchmakingWish.matchmaking_id == matchmaking_id
        )
    ).one()
    return count[0], count[1]


def latest_run(matchmaking_id: int) -> MatchmakingRun | None:
    """Return the newest run, if there ever was one."""
    return db.session.scalars(
        select(MatchmakingRun)
        .where(MatchmakingRun.matchmaking_id == matchmaking_id)
        .order_by(MatchmakingRun.id.desc())
        .limit(1)
    ).first()


def is_computing(matchmaking_id: int) -> bool:
    """Tell whether a run waits or computes."""
    run = latest_run(matchmaking_id)
    return run is not None and run.state in RUNNING_STATES


def conference_of_matchmaking(matchmaking_id: int) -> int | None:
    """Return the conference that a matchmaking belongs to."""
    return db.session.scalar(select(Matchmaking.conference_id).where(Matchmaking.id == matchmaking_id))


def tell_matchmaking(matchmaking_id: int) -> None:
    """Say, before the commit, that a matchmaking changes."""
    realtime.changed("matchmaking", matchmaking_id)
