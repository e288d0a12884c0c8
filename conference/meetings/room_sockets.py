"""Socket door of a meeting's room: arriving, the notes, and the topics of the room."""

from typing import Any

from conference import realtime
from conference.meetings.actions import conference_of_meeting
from conference.meetings.room_actions import arrive, may_enter, people_here, room_state
from conference.meetings.room_notes_actions import save_notes
from conference.people.message_identity import Payload, id_in, message
from conference.permissions import Actor, Permission


@message("meetings.arrive", Permission.MEETINGS_MEET)
def come_in(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Say that one has come into the room of {"meeting"}, or to its place."""
    arrive(actor, id_in(payload, "meeting"))
    return {}


@message("meetings.notes", Permission.MEETINGS_MEET)
def write_notes(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Write {"text"} as the notes of {"meeting"}, changed from {"base"}, which had the number {"version"}."""
    version = id_in(payload, "version")
    notes = save_notes(actor, id_in(payload, "meeting"), payload.get("text"), payload.get("base"), version)
    return {"text": notes.text, "version": notes.version}


realtime.declare(realtime.Topic("meeting_room", Permission.MEETINGS_MEET, room_state, conference_of_meeting, may_enter))
realtime.declare(
    realtime.Topic("meeting_here", Permission.MEETINGS_MEET, people_here, conference_of_meeting, may_enter, pulse=True)
)
