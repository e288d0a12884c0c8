"""The roll: who may vote, as it is when a vote is opened, and why somebody is not on it."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, insert, select

from conference.awards.canonical import sha256
from conference.awards.models import Award, AwardMember, Conflict, Nominee
from conference.awards.rules import Duty, JurorsVote
from conference.awards.voting_models import RollEntry
from conference.extensions import db
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import GRANTS, Permission

NOT_ON_ROLL: str = _l("You are not on the roll of this vote: it was drawn up when the vote was opened.")
NO_JUROR: str = _l("Jurors do not vote on this award.")
HAS_CONFLICT: str = _l("You declared a conflict of interest, so you do not vote on this award.")
JURY = (Duty.CHAIR, Duty.JUROR)


def eligible_ids(award: Award) -> list[int]:
    """Return the participants who may vote by what the award declares now, lowest first."""
    roles = GRANTS[Permission.AWARDS_VOTE]
    declared = set(award.roll.get("roles", ()))
    wanted = [role for role in roles if not declared or role.value in declared]
    holds = exists().where(ParticipantRole.participant_id == Participant.id, ParticipantRole.role.in_(wanted))
    query = select(Participant.id).where(
        Participant.conference_id == award.conference_id,
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.erased_at.is_(None),
        # A speaker who never signs in cannot vote, and must not be missed.
        Participant.account_id.is_not(None),
        holds,
    )
    kinds = award.roll.get("organisation_kinds", ())
    if kinds:
        query = query.where(Participant.organisation_kind.in_(kinds))
    left_out = _left_out(award)
    return [one for one in db.session.scalars(query.order_by(Participant.id)) if one not in left_out]


def _left_out(award: Award) -> Collection[int]:
    """Return the members of the jury who do not vote by the rules."""
    if award.jurors_vote is JurorsVote.ALL:
        return frozenset[int]()
    jury = select(AwardMember.participant_id).where(AwardMember.award_id == award.id, AwardMember.duty.in_(JURY))
    if award.jurors_vote is JurorsVote.WITHOUT_CONFLICT:
        biased = (
            select(Conflict.participant_id)
            .join(Nominee, Nominee.id == Conflict.nominee_id)
            .where(Nominee.award_id == award.id, Nominee.is_finalist.is_(True))
        )
        jury = jury.where(AwardMember.participant_id.in_(biased))
    return frozenset(db.session.scalars(jury))


def write_roll(voting_id: int, people: Collection[int]) -> None:
    """Write down who may vote in a voting."""
    if people:
        rows = [{"voting_id": voting_id, "participant_id": person} for person in sorted(people)]
        db.session.execute(insert(RollEntry), rows)


def roll_hash(people: Collection[int]) -> str:
    """Return the SHA-256 of a roll: the guids of the participants, each on a line, sorted.

    Who looks at the roll can compute it, and it names nobody to those who do not.
    """
    rows = db.session.execute(select(Participant.id, Participant.guid).where(Participant.id.in_(people)))
    return sha256("".join(f"{guid.hex}\n" for guid in sorted(guid for _id, guid in rows)))


def roll_size(voting_id: int) -> int:
    """Return how many people are on the roll of a voting."""
    return db.session.scalar(select(func.count()).select_from(RollEntry).filter_by(voting_id=voting_id)) or 0


def why_not_on_roll(award: Award, participant_id: int) -> str:
    """Return why somebody is not on the roll, in a (lazy) sentence."""
    if participant_id not in _left_out(award):
        return NOT_ON_ROLL
    return NO_JUROR if award.jurors_vote is JurorsVote.NONE else HAS_CONFLICT
