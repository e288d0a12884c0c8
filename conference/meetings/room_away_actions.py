"""Who may hear a meeting no more is out of its room at once: its topics, its chat, its call. Nothing here commits."""

from collections.abc import Collection

from sqlalchemy import select

from conference import clock, realtime
from conference.calls import actions as call_actions
from conference.chat.actions import TOPICS as CHAT_TOPICS
from conference.chat.models import ChatRoom
from conference.extensions import db
from conference.meetings.models import Meeting
from conference.meetings.rules import Answer, MeetingState, is_room_open

# What the chat and the call of a meeting hang from.
MEETING = "meeting"
ROOM_TOPICS = ("meeting_room", "meeting_here")


def close_doors(meeting: Meeting) -> None:
    """Send away, inside an action that changed a meeting, whoever may not be in its room or its call any more."""
    gone = {one.participant_id for one in meeting.people if one.answer in {Answer.DECLINED, Answer.LEFT}}
    send_away_from_meeting(meeting.id, gone)
    coming = _in_call(meeting)
    call_actions.send_away(MEETING, {meeting.id: {one.participant_id for one in meeting.people} - coming - gone})


def send_away_from_meeting(meeting_id: int, participant_ids: Collection[int]) -> None:
    """Say, inside an action, who is in a meeting no more: they hear nothing of it after the commit."""
    people = frozenset(participant_ids)
    if not people:
        return
    for topic in (MEETING, *ROOM_TOPICS):
        realtime.dismiss(topic, meeting_id, people)
    chats = select(ChatRoom.id).where(ChatRoom.subject == MEETING, ChatRoom.subject_id == meeting_id)
    for room_id in db.session.scalars(chats):
        for topic in CHAT_TOPICS:
            realtime.dismiss(topic, room_id, people)
    call_actions.send_away(MEETING, {meeting_id: people})


def _in_call(meeting: Meeting) -> frozenset[int]:
    """Return who of a meeting may be in its call now."""
    if meeting.state is not MeetingState.BOOKED or meeting.starts_at is None or meeting.ends_at is None:
        return frozenset()
    return meeting.standing.accepted if is_room_open(meeting.starts_at, meeting.ends_at, clock.now()) else frozenset()
