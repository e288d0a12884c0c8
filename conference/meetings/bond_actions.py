"""What a meeting is between two people: they know each other by it, and a block ends what is still to come of it."""

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from conference.extensions import db
from conference.meetings.end_actions import withdraw_between
from conference.meetings.models import MeetingPerson
from conference.people.bonds import Bond, declare
from conference.permissions import Actor


def have_met(actor: Actor, participant_id: int) -> bool:
    """Tell whether there is or was a meeting, or a request for one, between the actor and somebody."""
    mine, theirs = aliased(MeetingPerson), aliased(MeetingPerson)
    between = exists().where(
        mine.meeting_id == theirs.meeting_id,
        mine.participant_id == actor.participant_id,
        theirs.participant_id == participant_id,
    )
    return bool(db.session.scalar(select(between)))


declare(Bond(knows=have_met, end=withdraw_between))
