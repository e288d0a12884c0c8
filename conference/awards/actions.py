"""Shared reads of awards: which somebody may know of, how it stands on its path, and the news of one."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, func, select

from conference import realtime
from conference.agenda.sight_actions import tell_stage
from conference.awards.models import Award, AwardMember, Criterion, Nominee
from conference.awards.path import PathFacts
from conference.awards.rules import AwardState, Duty, NomineeState
from conference.errors import NotFound, Stale
from conference.extensions import db
from conference.locking import locked
from conference.people.found_actions import found_as
from conference.permissions import Actor, Permission, can, require

# What everyone sees of an award live, and what moderators see.
AWARD, DESK = "award", "award_desk"


def award_of(actor: Actor, award_id: int) -> Award:
    """Return an award of the actor's conference. Raises `NotFound` for another's."""
    award = db.session.get(Award, award_id)
    if award is None or award.conference_id != actor.conference_id:
        raise NotFound(_("There is no such award."))
    return award


def seen_award(actor: Actor, award_id: int) -> Award:
    """Return an award that the actor may know of: a draft is there for its organisers only. Raises `NotFound`."""
    award = award_of(actor, award_id)
    if award.state is AwardState.DRAFT and not can(actor, Permission.AWARDS_MANAGE):
        raise NotFound(_("There is no such award."))
    return award


def managed_award(actor: Actor, award_id: int) -> Award:
    """Return an award of the actor's conference, for its organisers. Raises `NotFound`."""
    require(actor, Permission.AWARDS_MANAGE)
    return award_of(actor, award_id)


def locked_award(actor: Actor, award_id: int) -> Award:
    """Return an award of the actor's conference, locked until the end of the transaction. Raises `NotFound`.

    For whatever depends on where the award stands: while it is held, the award goes nowhere.
    """
    locked(Award, award_id)
    return award_of(actor, award_id)


def awards_seen(actor: Actor) -> Sequence[Award]:
    """Return the awards that the actor may know of, in their order."""
    query = select(Award).where(Award.conference_id == actor.conference_id).order_by(Award.order, Award.id)
    if not can(actor, Permission.AWARDS_MANAGE):
        query = query.where(Award.state != AwardState.DRAFT)
    return db.session.scalars(query).all()


@found_as("awards")
def are_there_awards(actor: Actor) -> ColumnElement[bool] | bool:
    """Tell whether there is an award that the actor may know of, or could make."""
    if can(actor, Permission.AWARDS_MANAGE):
        return True
    return exists().where(Award.conference_id == actor.conference_id, Award.state != AwardState.DRAFT)


def may_watch_award(actor: Actor, award_id: int) -> bool:
    """Tell whether the actor may know of an award."""
    try:
        seen_award(actor, award_id)
    except NotFound:
        return False
    return True


def conference_of(award_id: int) -> int | None:
    """Return the conference that an award belongs to, None where there is no such award."""
    return db.session.scalar(select(Award.conference_id).where(Award.id == award_id))


def path_facts(award: Award) -> PathFacts:
    """Return what the path asks about an award, counted now."""
    standing = (Nominee.award_id == award.id, Nominee.state == NomineeState.STANDING)
    duties = db.session.scalars(select(AwardMember.duty).where(AwardMember.award_id == award.id)).all()
    return PathFacts(
        decided_by=award.decided_by,
        state=award.state,
        standing=_count(*standing),
        finalists=_count(*standing, Nominee.is_finalist.is_(True)),
        chosen=_count(*standing, Nominee.is_chosen.is_(True)),
        jurors=sum(duty is Duty.JUROR for duty in duties),
        has_chair=Duty.CHAIR in duties,
        criteria=db.session.scalar(select(func.count(Criterion.id)).where(Criterion.award_id == award.id)) or 0,
        has_citation=bool(award.citation),
    )


def _count(*which: object) -> int:
    return db.session.scalar(select(func.count(Nominee.id)).where(*which)) or 0  # type: ignore[arg-type]


def not_stale(row: Award | Nominee, seen_version: int, both: dict[str, tuple[str, str]] | None = None) -> None:
    """Raise `Stale` where a row is not in the version that somebody saw; `both`: what was sent and what is stored."""
    if row.version != seen_version:
        raise Stale(_("Somebody else changed this while you were at it."), both)


def tell(award: Award) -> None:
    """Say, inside an action, that an award changed for everybody who looks at it; it counts after the commit."""
    for topic in (AWARD, DESK):
        realtime.changed(topic, award.id)
    tell_stage(award.item_id)
