"""Socket door of meetings: the topics of a person's own, and of one meeting."""

from conference import realtime
from conference.extensions import db
from conference.meetings import room_sockets as _room  # noqa: F401 - the messages and topics of the room
from conference.meetings.actions import conference_of_meeting, may_be_in
from conference.meetings.mine_actions import meeting_state, mine_state
from conference.people.models import Participant
from conference.permissions import Actor, Permission
from conference.realtime import Topic


def _conference_of_person(participant_id: int) -> int | None:
    person = db.session.get(Participant, participant_id)
    return None if person is None else person.conference_id


def _is_own(actor: Actor, participant_id: int) -> bool:
    return actor.participant_id == participant_id


realtime.declare(Topic("meetings_mine", Permission.MEETINGS_MEET, mine_state, _conference_of_person, _is_own))
realtime.declare(Topic("meeting", Permission.MEETINGS_MEET, meeting_state, conference_of_meeting, may_be_in))
