"""Who has a duty at an award: its chair, jurors and observers; and the criteria that the jury scores by."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import exists, select

from conference.awards.actions import award_of, locked_award, managed_award
from conference.awards.models import Award, AwardMember, Criterion, Nominee, ScoreSheet
from conference.awards.rules import AwardState, Duty, NomineeState
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.people.manage_actions import add_role
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, Role, require

MOST_CRITERIA = 20
MOST_WEIGHT = 100
# While these last, jurors come and go and criteria change, as far as nobody has scored by them.
BEFORE_SHORTLIST = frozenset({AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.JURY})
OVER = frozenset({AwardState.CLOSED, AwardState.REVEALED})


@dataclass(frozen=True, slots=True)
class CriterionContent:
    """By what the jury scores, and how much it weighs beside the others."""

    name: str
    description: str = ""
    weight: int = 1


def members_of(award: Award) -> Sequence[tuple[AwardMember, Participant]]:
    """Return who has a duty at an award: the chair, the jurors, the observers."""
    rows = db.session.execute(
        select(AwardMember, Participant)
        .join(Participant, Participant.id == AwardMember.participant_id)
        .where(AwardMember.award_id == award.id)
    )
    duties = list(Duty)
    return sorted(
        ((member, person) for member, person in rows), key=lambda pair: (duties.index(pair[0].duty), pair[1].name)
    )


def appoint(actor: Actor, award_id: int, participant_id: int, duty: Duty) -> None:
    """Give somebody a duty; chair and jurors get the role of a juror with it. That they have it already is fine.

    Raises `Refused` for who could not act, for who is nominated, for a second chair, and where it is too late.
    """
    require(actor, Permission.AWARDS_MANAGE)
    award_of(actor, award_id)
    person = _able_person(actor, participant_id, duty)
    award = locked_award(actor, award_id)
    _refuse_late(award, duty)
    held = {(member.participant_id, member.duty) for member in award.members}
    if (person.id, duty) in held:
        # The role may have been taken away meanwhile.
        db.session.commit()
        return
    if duty is Duty.CHAIR and any(one is Duty.CHAIR for _person, one in held):
        raise Refused(_("There is a chair already. Remove them first."))
    if duty is not Duty.OBSERVER and _is_nominated(award.id, person.id):
        raise Refused(_("%(name)s is nominated for this award, and cannot judge it.", name=person.name))
    award.members.append(AwardMember(participant_id=person.id, duty=duty))
    db.session.commit()


def remove_member(actor: Actor, member_id: int) -> int:
    """Take a duty away and return the award's id. The role stays: it may be of use elsewhere.

    Raises `Refused` for a juror who has submitted a sheet, and where it is too late.
    """
    require(actor, Permission.AWARDS_MANAGE)
    member = db.session.get(AwardMember, member_id)
    if member is None:
        raise NotFound(_("There is no such member."))
    award = locked_award(actor, member.award_id)
    member = db.session.get(AwardMember, member_id)
    if member is None:
        return award.id
    _refuse_late(award, member.duty)
    if member.duty is not Duty.OBSERVER and _has_submitted(award.id, member.participant_id):
        raise Refused(_("This juror has submitted scores. They stay on the jury."))
    db.session.delete(member)
    db.session.commit()
    return award.id


def save_criterion(
    actor: Actor, award_id: int, criterion_id: int | None, content: CriterionContent, seen: str = ""
) -> None:
    """Change a criterion, or add one at the end (`criterion_id` None). `seen` is the mark of what was seen of it.

    Raises `Stale`, and `Refused` for what is wrong and once somebody has scored.
    """
    require(actor, Permission.AWARDS_MANAGE)
    award = locked_award(actor, award_id)
    _refuse_scored(award)
    if not content.name or len(content.name) > 120:
        raise Refused(_("A criterion needs a name of at most %(most)s characters.", most=120), field="name")
    if not 1 <= content.weight <= MOST_WEIGHT:
        raise Refused(_("Please give a number from %(least)s to %(most)s.", least=1, most=MOST_WEIGHT), field="weight")
    if criterion_id is None:
        if len(award.criteria) >= MOST_CRITERIA:
            raise Refused(_("A jury scores by at most %(most)s criteria.", most=MOST_CRITERIA))
        row = Criterion(order=max((one.order for one in award.criteria), default=-1) + 1)
        award.criteria.append(row)
    else:
        row = _criterion(award, criterion_id)
        if mark_of(row) != seen:
            raise Stale(_("Somebody else changed this while you were at it."))
    row.name, row.description, row.weight = content.name, content.description, content.weight
    db.session.commit()


def remove_criterion(actor: Actor, criterion_id: int) -> int:
    """Take a criterion away and return the award's id. Raises `Refused` once somebody has scored."""
    award = locked_award(actor, criterion_of(actor, criterion_id).award_id)
    _refuse_scored(award)
    award.criteria.remove(_criterion(award, criterion_id))
    db.session.commit()
    return award.id


def criterion_of(actor: Actor, criterion_id: int) -> Criterion:
    """Return a criterion of an award of the actor's conference, for its organisers. Raises `NotFound`."""
    require(actor, Permission.AWARDS_MANAGE)
    row = db.session.get(Criterion, criterion_id)
    if row is None:
        raise NotFound(_("There is no such criterion."))
    managed_award(actor, row.award_id)
    return row


def mark_of(criterion: Criterion) -> str:
    """Return what a page sends back to say which state of a criterion it showed."""
    said = f"{criterion.weight}\n{criterion.name}\n{criterion.description}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def are_criteria_fixed(award: Award) -> bool:
    """Tell whether the criteria stay as they are: somebody has scored by them, or the shortlist is confirmed."""
    scored = exists().where(ScoreSheet.nominee_id == Nominee.id, Nominee.award_id == award.id)
    return award.state not in BEFORE_SHORTLIST or bool(db.session.scalar(select(scored)))


def _refuse_scored(award: Award) -> None:
    if are_criteria_fixed(award):
        raise Refused(_("The criteria stay as they are: somebody has scored by them, or the shortlist is confirmed."))


def _criterion(award: Award, criterion_id: int) -> Criterion:
    for row in award.criteria:
        if row.id == criterion_id:
            return row
    raise NotFound(_("There is no such criterion."))


def _able_person(actor: Actor, participant_id: int, duty: Duty) -> Participant:
    """Return somebody who can act: confirmed, with an account; the role is given before the award is locked."""
    person = db.session.get(Participant, participant_id)
    if person is None or person.conference_id != actor.conference_id or person.is_guest:
        raise NotFound(_("There is no such participant."))
    if person.status is not ParticipantStatus.CONFIRMED or person.account_id is None:
        raise Refused(_("Only somebody who takes part and has an account can do this."))
    return person if duty is Duty.OBSERVER else add_role(actor, participant_id, Role.JUROR)


def _refuse_late(award: Award, duty: Duty) -> None:
    if duty is Duty.JUROR and (award.state not in BEFORE_SHORTLIST or award.scoring_ended_at is not None):
        raise Refused(_("The jury has done its scoring. Its jurors stay as they are."))
    if duty is Duty.CHAIR and award.state is AwardState.VOTING:
        # Else whoever wants to see the sealed result before everybody else could make themselves chair.
        raise Refused(_("The chair sees the sealed result, and stays the same while the vote is open."))
    if award.state in OVER:
        raise Refused(_("The award is decided. Who had a duty stays as it was."))


def _is_nominated(award_id: int, participant_id: int) -> bool:
    row = exists().where(
        Nominee.award_id == award_id,
        Nominee.participant_id == participant_id,
        Nominee.state.in_([NomineeState.STANDING, NomineeState.MERGED]),
    )
    return bool(db.session.scalar(select(row)))


def _has_submitted(award_id: int, participant_id: int) -> bool:
    row = exists().where(
        ScoreSheet.participant_id == participant_id,
        ScoreSheet.submitted_at.is_not(None),
        ScoreSheet.nominee_id == Nominee.id,
        Nominee.award_id == award_id,
    )
    return bool(db.session.scalar(select(row)))
