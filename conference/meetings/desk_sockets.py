"""Socket door of the organisers' board: its topic."""

from conference import realtime
from conference.conferences.models import Conference
from conference.extensions import db
from conference.meetings.desk_state_actions import board_state
from conference.permissions import Permission
from conference.realtime import Topic


def _conference_of(key: int) -> int | None:
    return key if db.session.get(Conference, key) is not None else None


realtime.declare(Topic("meetings_desk", Permission.MEETINGS_MANAGE, board_state, _conference_of, pulse=True))
