"""Keeping order in a chat: hiding, muting, slow mode, closing; each noted with who and when."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from conference import clock
from conference.chat.actions import may_moderate, mute_of, readable_room
from conference.chat.models import ChatEvent, ChatMessage, ChatMute, ChatRoom
from conference.chat.plain import one_line
from conference.chat.rules import LONGEST_REASON, MUTE_MINUTES, SLOW_CHOICES, ChatAct
from conference.chat.write_actions import readable_message, tell
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.locking import locked
from conference.people.models import Participant
from conference.people.standing_actions import standings_of
from conference.permissions import Actor, Permission, can, require


def hide_message(actor: Actor, message_id: int, *, hide: bool) -> None:
    """Hide a message from all but moderators, or show it again; doing what is already so is fine."""
    require(actor, Permission.CHAT_MODERATE)
    message = readable_message(actor, message_id)
    moderated_room(actor, message.room_id)
    if (message.hidden_at is not None) == hide:
        return
    if not hide:
        _refuse_overruling(actor, ChatEvent.message_id == message.id, ChatEvent.act == ChatAct.HIDE)
    message.hidden_at = clock.now() if hide else None
    _note(actor, message.room_id, ChatAct.HIDE if hide else ChatAct.UNHIDE, message=message)
    db.session.commit()


def mute_author(actor: Actor, message_id: int, minutes: int, reason: object) -> str:
    """Keep a message's author from writing in the room for some minutes, and return their name."""
    require(actor, Permission.CHAT_MODERATE)
    message = readable_message(actor, message_id)
    room = moderated_room(actor, message.room_id)
    if minutes not in MUTE_MINUTES:
        raise Refused(_("Choose for how long."), field="minutes")
    if message.author_id == actor.participant_id:
        raise Refused(_("You cannot mute yourself."))
    _refuse_unmuting(actor, room.id, message.author_id)
    text = one_line(reason, LONGEST_REASON)[:LONGEST_REASON]
    mute = db.session.get(ChatMute, (room.id, message.author_id))
    if mute is None:
        mute = ChatMute(room_id=room.id, participant_id=message.author_id)
        db.session.add(mute)
    mute.until = clock.now() + timedelta(minutes=minutes)
    mute.reason = text
    _note(actor, room.id, ChatAct.MUTE, message=message, participant_id=message.author_id, detail=text)
    db.session.commit()
    return db.session.get_one(Participant, message.author_id).name


def unmute(actor: Actor, room_id: int, participant_id: int) -> None:
    """Let somebody write again; doing so twice is fine."""
    require(actor, Permission.CHAT_MODERATE)
    room = moderated_room(actor, room_id)
    person = db.session.get(Participant, participant_id)
    if person is None or person.conference_id != actor.conference_id:
        raise NotFound(_("There is no such person."))
    mute = db.session.get(ChatMute, (room.id, participant_id))
    if mute is None:
        return
    _refuse_unmuting(actor, room.id, participant_id)
    db.session.delete(mute)
    _note(actor, room.id, ChatAct.UNMUTE, participant_id=participant_id)
    db.session.commit()


def set_open(actor: Actor, room_id: int, *, is_open: bool) -> None:
    """Open or close a room for writing; doing what is already so is fine."""
    require(actor, Permission.CHAT_MODERATE)
    room = moderated_room(actor, room_id)
    if room.is_open == is_open:
        return
    if is_open:
        _refuse_overruling(actor, ChatEvent.room_id == room.id, ChatEvent.act == ChatAct.CLOSE)
    room.is_open = is_open
    _note(actor, room.id, ChatAct.OPEN if is_open else ChatAct.CLOSE)
    db.session.commit()


def set_slow(actor: Actor, room_id: int, seconds: int) -> None:
    """Set how many seconds lie between two messages of one person; 0 ends slow mode."""
    require(actor, Permission.CHAT_MODERATE)
    room = moderated_room(actor, room_id)
    if seconds not in SLOW_CHOICES:
        raise Refused(_("Choose one of the pauses."), field="seconds")
    if room.slow_seconds == seconds:
        return
    if room.slow_seconds:
        _refuse_overruling(actor, ChatEvent.room_id == room.id, ChatEvent.act == ChatAct.SLOW)
    room.slow_seconds = seconds
    _note(actor, room.id, ChatAct.SLOW, detail=str(seconds))
    db.session.commit()


def moderated_room(actor: Actor, room_id: int) -> ChatRoom:
    """Return a room that the actor keeps order in, locked. Raises `NotFound` or `Forbidden`."""
    room, subject = readable_room(actor, room_id)
    if not may_moderate(actor, room, subject):
        raise Forbidden(_("You do not moderate this chat."))
    row = locked(ChatRoom, room.id)
    if row is None:
        raise NotFound(_("There is no such chat."))
    return row


def _refuse_unmuting(actor: Actor, room_id: int, participant_id: int) -> None:
    if mute_of(room_id, participant_id) is not None:
        about = (ChatEvent.room_id == room_id, ChatEvent.participant_id == participant_id)
        _refuse_overruling(actor, *about, ChatEvent.act == ChatAct.MUTE)


def _refuse_overruling(actor: Actor, *about: ColumnElement[bool]) -> None:
    """Raise `Forbidden` where a moderator of the conference decided what the actor, who is none, would take back."""
    if can(actor, Permission.CHAT_OVERRULE):
        return
    by_id = db.session.scalar(select(ChatEvent.by_id).where(*about).order_by(ChatEvent.id.desc()).limit(1))
    standing = standings_of([by_id]).get(by_id) if by_id is not None else None
    if standing is not None and can(standing.actor, Permission.CHAT_OVERRULE):
        raise Forbidden(_("A moderator decided this: only moderators can change it."))


def _note(
    actor: Actor,
    room_id: int,
    act: ChatAct,
    *,
    message: ChatMessage | None = None,
    participant_id: int | None = None,
    detail: str = "",
) -> None:
    tell(room_id)
    db.session.add(
        ChatEvent(
            room_id=room_id,
            act=act,
            by_id=actor.participant_id,
            message_id=message.id if message else None,
            participant_id=participant_id,
            detail=detail,
        )
    )
