"""Socket door of pitches: which pitch of a session is on, and the interests in one."""

from conference import realtime
from conference.permissions import Permission
from conference.pitches import bond_actions as _bonds  # noqa: F401 - who pitches and who presses know each other
from conference.pitches.actions import (
    DESK,
    SESSION,
    conference_of_pitch,
    conference_of_session,
    is_presenter,
    may_watch_session,
)
from conference.pitches.clock_actions import session_state
from conference.pitches.desk_actions import desk_state
from conference.realtime import Topic

realtime.declare(Topic(SESSION, Permission.STAGE_WATCH, session_state, conference_of_session, may_watch_session))
realtime.declare(Topic(DESK, Permission.PITCHES_PRESENT, desk_state, conference_of_pitch, is_presenter))
