"""Socket door of a booth's desk and of what visitors have under way: their topics."""

from conference import realtime
from conference.exhibition import talk_end_actions as _talks  # noqa: F401 - the call of a talk
from conference.exhibition.actions import DESK, MINE, conference_of_booth, is_of_team
from conference.exhibition.desk_actions import desk_state
from conference.exhibition.mine_actions import mine_state
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Permission
from conference.realtime import Topic


def _conference_of_person(participant_id: int) -> int | None:
    person = db.session.get(Participant, participant_id)
    return None if person is None else person.conference_id


def _is_own(actor: Actor, participant_id: int) -> bool:
    return actor.participant_id == participant_id


realtime.declare(Topic(DESK, Permission.EXHIBITION_EXHIBIT, desk_state, conference_of_booth, is_of_team, pulse=True))
realtime.declare(Topic(MINE, Permission.EXHIBITION_VISIT, mine_state, _conference_of_person, _is_own))
