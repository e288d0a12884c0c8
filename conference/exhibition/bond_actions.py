"""A team knows who asked, talked or left a card at its booth, and they know who answered or talked with them.

Each may then block and report the other, whether or not the directory has them.
"""

from sqlalchemy import and_, exists, or_, select

from conference.exhibition.contact_models import BoothLead, BoothQuestion, BoothTalk
from conference.exhibition.models import BoothMember
from conference.extensions import db
from conference.people.bonds import Bond, declare
from conference.permissions import Actor


def have_had_to_do(actor: Actor, participant_id: int) -> bool:
    """Tell whether somebody is known to the actor's team, or one of the two answered the other, or they talked."""
    pairs = ((actor.participant_id, participant_id), (participant_id, actor.participant_id))
    # Not the other way round: who of a team is not in the directory is known to nobody before they act.
    known = exists().where(
        BoothLead.booth_id == BoothMember.booth_id,
        BoothLead.participant_id == participant_id,
        BoothMember.participant_id == actor.participant_id,
    )
    # Who has left the team since is still who they were.
    talked = exists().where(
        or_(*(and_(BoothTalk.participant_id == one, BoothTalk.taken_by_id == two) for one, two in pairs))
    )
    answered = exists().where(
        or_(*(and_(BoothQuestion.asked_by_id == one, BoothQuestion.answered_by_id == two) for one, two in pairs))
    )
    return bool(db.session.scalar(select(or_(known, talked, answered))))


declare(Bond(knows=have_had_to_do))
