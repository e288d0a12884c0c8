"""What nominees do themselves, and who may read what was written for them."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from conference.awards.actions import award_of, locked_award
from conference.awards.models import Award, AwardMember, Conflict, Nomination, Nominee
from conference.awards.nominee_actions import put
from conference.awards.path import FIXED
from conference.awards.rules import AwardState, DecidedBy, Duty, NomineeState
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor, Permission, can, require

LONGEST_REASON = 2000
# While these last, who has declined may stand again.
UNDOABLE = frozenset({AwardState.NOMINATIONS, AwardState.JURY})


def root_of(nominee: Nominee) -> Nominee:
    """Return the nominee that this one counts for: itself, or the one it was merged into."""
    if nominee.merged_into_id is None:
        return nominee
    return db.session.get_one(Nominee, nominee.merged_into_id)


def nominated_as(actor: Actor) -> Sequence[tuple[Nominee, Award]]:
    """Return for what the actor is nominated, as far as they are told: not in a draft, not if conferred or rejected."""
    if actor.participant_id is None:
        return []
    rows = db.session.execute(
        select(Nominee, Award)
        .join(Award, Award.id == Nominee.award_id)
        .where(
            Nominee.participant_id == actor.participant_id,
            Award.conference_id == actor.conference_id,
            Award.state != AwardState.DRAFT,
            Award.decided_by != DecidedBy.CONFERRED,
        )
        .order_by(Nominee.id)
    )
    return [(root_of(row), award) for row, award in rows if root_of(row).state is not NomineeState.REJECTED]


def decline(actor: Actor, nominee_id: int, reason: str = "", *, back: bool = False) -> Nominee:
    """Decline to stand, as the nominee oneself, or (`back`) stand again while nominations or the jury last.

    Raises `NotFound` for anybody else, and `Refused` once the vote is open or the award decided.
    """
    require(actor, Permission.AWARDS_NOMINATE)
    row, award = _own_standing(actor, nominee_id)
    locked_award(actor, award.id)
    row, award = _own_standing(actor, nominee_id)
    wanted = NomineeState.STANDING if back else NomineeState.DECLINED
    if row.state is wanted:
        return row
    before = NomineeState.DECLINED if back else NomineeState.STANDING
    too_late = award.state not in UNDOABLE if back else award.state in FIXED
    if row.state is not before or too_late:
        raise Refused(_("It is too late for this. Please talk to the organisers."))
    put(row, wanted, "" if back else reason[:LONGEST_REASON])
    db.session.commit()
    return row


def _own_standing(actor: Actor, nominee_id: int) -> tuple[Nominee, Award]:
    for row, award in nominated_as(actor):
        if row.id == nominee_id:
            return row, award
    raise NotFound(_("There is no such nominee."))


def nomination_papers(actor: Actor, nomination_id: int) -> Nomination:
    """Return a nomination whose file the actor may read: its author, organisers, and the jury without a conflict.

    Raises `NotFound` for everybody else.
    """
    row = db.session.get(Nomination, nomination_id)
    nominee = db.session.get(Nominee, row.nominee_id) if row else None
    if row is None or nominee is None:
        raise NotFound(_("There is no such nomination."))
    award_of(actor, nominee.award_id)
    own = row.by_id is not None and row.by_id == actor.participant_id
    if own or can(actor, Permission.AWARDS_MANAGE) or _judges(actor, root_of(nominee)):
        return row
    raise NotFound(_("There is no such nomination."))


def _judges(actor: Actor, nominee: Nominee) -> bool:
    if not can(actor, Permission.AWARDS_JUDGE) or actor.participant_id is None:
        return False
    duty = select(AwardMember.id).where(
        AwardMember.award_id == nominee.award_id,
        AwardMember.participant_id == actor.participant_id,
        AwardMember.duty.in_([Duty.CHAIR, Duty.JUROR]),
    )
    has_duty = db.session.scalars(duty).first() is not None
    return has_duty and db.session.get(Conflict, (nominee.id, actor.participant_id)) is None
