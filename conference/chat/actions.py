"""Rooms found or made, who may read them, and what is shown of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from conference import clock
from conference.chat.models import ChatEvent, ChatMessage, ChatMute, ChatRoom
from conference.chat.plain import parts_of
from conference.chat.rules import NEWEST
from conference.chat.subjects import Subject, subject_named
from conference.errors import NotFound
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import initials
from conference.permissions import Actor, Permission, Role, can, require

TOPICS = ("chat", "chat_desk")
HUES = 6
# So much of a key as tells the few lines apart that one page has under way.
MARK = 8


def room_for(conference_id: int, subject: str, subject_id: int) -> ChatRoom:
    """Return the chat of a thing; the first who asks makes it, and commits. The caller has asked who may read it."""
    wanted = select(ChatRoom).where(
        ChatRoom.conference_id == conference_id, ChatRoom.subject == subject, ChatRoom.subject_id == subject_id
    )
    found = db.session.scalar(wanted)
    if found is not None:
        return found
    db.session.add(ChatRoom(conference_id=conference_id, subject=subject, subject_id=subject_id))
    try:
        db.session.commit()
    except IntegrityError:
        # Two were the first; the other one has made it.
        db.session.rollback()
    return db.session.scalars(wanted).one()


def readable_room(actor: Actor, room_id: int) -> tuple[ChatRoom, Subject]:
    """Return a room that the actor may read, and what it hangs from. Raises `NotFound` for all others."""
    require(actor, Permission.CHAT_READ)
    room = db.session.get(ChatRoom, room_id)
    subject = subject_named(room.subject) if room else None
    if room is None or subject is None or room.conference_id != actor.conference_id:
        raise NotFound(_("There is no such chat."))
    if not subject.may_read(actor, room.subject_id):
        raise NotFound(_("There is no such chat."))
    return room, subject


def may_write(actor: Actor, room: ChatRoom, subject: Subject) -> bool:
    """Tell whether the actor may write here, mutes and closing left aside."""
    return can(actor, Permission.CHAT_WRITE) and subject.may_write(actor, room.subject_id)


def may_moderate(actor: Actor, room: ChatRoom, subject: Subject) -> bool:
    """Tell whether the actor keeps order here."""
    return can(actor, Permission.CHAT_MODERATE) and subject.may_moderate(actor, room.subject_id)


def mute_of(room_id: int, participant_id: int | None) -> ChatMute | None:
    """Return the mute that is in force for somebody now, or None."""
    row = db.session.get(ChatMute, (room_id, participant_id)) if participant_id else None
    return row if row is not None and row.until > clock.now() else None


def room_state(room_id: int, *, for_moderators: bool = False) -> dict[str, Any]:
    """Return what all who may read a room see of it: the newest messages, oldest first. The caller has asked who.

    Moderators also get the texts that others no longer see, and who is muted.
    """
    room = db.session.get_one(ChatRoom, room_id)
    messages, more = _messages(room_id, NEWEST, None)
    state: dict[str, Any] = {
        "is_open": room.is_open,
        "slow": room.slow_seconds,
        "version": room.version,
        "decided": _decided(room_id),
        **_shown(messages, more, for_moderators),
    }
    if for_moderators:
        state["mutes"] = _mutes(room_id)
    return state


def _decided(room_id: int) -> int:
    """Return a number that changes when moderators decide, so that whoever it may be about asks for their own part."""
    return db.session.scalar(select(func.max(ChatEvent.id)).where(ChatEvent.room_id == room_id)) or 0


def older_messages(actor: Actor, room_id: int, before: int) -> dict[str, Any]:
    """Return the messages before a message, in the form of `room_state`."""
    room, subject = readable_room(actor, room_id)
    messages, more = _messages(room.id, NEWEST, before)
    return _shown(messages, more, may_moderate(actor, room, subject))


def _messages(room_id: int, most: int, before: int | None) -> tuple[list[ChatMessage], bool]:
    query = select(ChatMessage).where(ChatMessage.room_id == room_id)
    if before is not None:
        query = query.where(ChatMessage.id < before)
    newest_first = db.session.scalars(query.order_by(ChatMessage.id.desc()).limit(most + 1)).all()
    return list(reversed(newest_first[:most])), len(newest_first) > most


def _shown(messages: Sequence[ChatMessage], more: bool, for_moderators: bool) -> dict[str, Any]:
    return {
        "messages": [_message(row, for_moderators) for row in messages],
        "people": _people({row.author_id for row in messages}),
        "more": more,
    }


def _message(row: ChatMessage, for_moderators: bool) -> dict[str, Any]:
    gone = "deleted" if row.deleted_at else "hidden" if row.hidden_at else ""
    return {
        "id": row.id,
        "by": row.author_id,
        # By its key its author's own page knows what it has under way, whatever became of the answer.
        "mark": row.key[:MARK],
        "at": row.sent_at.isoformat(timespec="seconds"),
        "gone": gone,
        "parts": [] if gone and not for_moderators else [[part.text, part.href] for part in parts_of(row.text)],
    }


def _people(ids: set[int]) -> dict[str, Any]:
    """Return by id who the authors are: name, organisation, whether a guest, initials and the colour behind them."""
    rows = db.session.scalars(select(Participant).where(Participant.id.in_(ids))) if ids else ()
    return {
        str(row.id): {
            "name": row.name,
            "organisation": row.organisation,
            "guest": Role.GUEST in row.roles,
            "initials": initials(row.name),
            "hue": row.id % HUES,
        }
        for row in rows
    }


def _mutes(room_id: int) -> list[Mapping[str, Any]]:
    rows = db.session.execute(
        select(ChatMute, Participant.name)
        .join(Participant, Participant.id == ChatMute.participant_id)
        .where(ChatMute.room_id == room_id, ChatMute.until > clock.now())
        .order_by(ChatMute.until)
    )
    return [
        {"id": mute.participant_id, "name": name, "until": _stamp(mute.until), "reason": mute.reason}
        for mute, name in rows
    ]


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
