"""Who may vote on an award, asked of the people who are there now. An opening freezes it as `RollEntry` rows."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from conference.awards.models import AwardMember, Conflict, Nominee
from conference.awards.rules import Duty, JurorsVote, Roll
from conference.extensions import db
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import EVERY_ROLE


def roll_ids(conference_id: int, roll: Roll, jurors_vote: JurorsVote, award_id: int | None = None) -> frozenset[int]:
    """Return the participants who may vote by these rules: confirmed, with an account, of the roles and kinds.

    With an award, its jurors (chair and jurors) are left out as the rules say; a conflict counts for whoever stands.
    """
    fitting = select(Participant.id).where(*_may_vote(conference_id))
    fitting = fitting.where(_holds(roll.roles or EVERY_ROLE))
    if roll.organisation_kinds:
        fitting = fitting.where(Participant.organisation_kind.in_(roll.organisation_kinds))
    people = frozenset(db.session.scalars(fitting))
    return people if award_id is None else people - left_out(award_id, jurors_vote)


def role_counts(conference_id: int) -> Mapping[str, int]:
    """Return how many people with an account hold each role now."""
    rows = db.session.execute(
        select(ParticipantRole.role, func.count())
        .join(Participant, Participant.id == ParticipantRole.participant_id)
        .where(*_may_vote(conference_id))
        .group_by(ParticipantRole.role)
    )
    return {role: count for role, count in rows}  # noqa: C416 - a Row is no pair to dict()'s eyes


def _may_vote(conference_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Participant.conference_id == conference_id,
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.account_id.is_not(None),
        Participant.erased_at.is_(None),
    )


def _holds(roles: Collection[str]) -> ColumnElement[bool]:
    return exists().where(ParticipantRole.participant_id == Participant.id, ParticipantRole.role.in_(roles))


def left_out(award_id: int, jurors_vote: JurorsVote) -> frozenset[int]:
    """Return the members of the jury who do not vote by the rules."""
    if jurors_vote is JurorsVote.ALL:
        return frozenset()
    judges = select(AwardMember.participant_id).where(
        AwardMember.award_id == award_id, or_(AwardMember.duty == Duty.CHAIR, AwardMember.duty == Duty.JUROR)
    )
    if jurors_vote is JurorsVote.WITHOUT_CONFLICT:
        about_finalist = and_(Nominee.award_id == award_id, Nominee.is_finalist.is_(True))
        biased = select(Conflict.participant_id).join(Nominee, Nominee.id == Conflict.nominee_id).where(about_finalist)
        judges = judges.where(AwardMember.participant_id.in_(biased))
    return frozenset(db.session.scalars(judges))
