"""Writing in a chat, and taking back what one wrote."""

from datetime import timedelta
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conference import clock, realtime
from conference.chat.actions import TOPICS, may_moderate, may_write, mute_of, readable_room
from conference.chat.models import ChatMessage, ChatRoom
from conference.chat.plain import cleaned
from conference.chat.rules import LIMITS, LONGEST_MESSAGE, seconds_to_wait
from conference.errors import Forbidden, NotFound, Refused, TooMany
from conference.extensions import db
from conference.locking import locked
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require


def send_message(actor: Actor, room_id: int, text: object, key: str) -> int:
    """Write in a room, commit, and return the message's id. Sent again with the same key it is the same message.

    Raises `Refused` for no text, too much, a closed room or a muted author, and `TooMany` for the limits.
    """
    require(actor, Permission.CHAT_WRITE)
    room, subject = readable_room(actor, room_id)
    if not may_write(actor, room, subject):
        raise Forbidden(_("You can read this chat, but not write in it."))
    keeps_order = may_moderate(actor, room, subject)
    author_id = actor.participant_id
    assert author_id is not None  # noqa: S101 - whoever may write is a participant
    # One person's messages follow each other, so that the limits count them all.
    locked(Participant, author_id)
    sent_before = _sent_with(room_id, author_id, key)
    if sent_before is not None:
        return sent_before
    body = cleaned(text, LONGEST_MESSAGE)
    if not body:
        raise Refused(_("Write something first."), field="text")
    if len(body) > LONGEST_MESSAGE:
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_MESSAGE), field="text")
    if not keeps_order:
        _refuse_for_now(db.session.get_one(ChatRoom, room_id), author_id)
    message = ChatMessage(room_id=room_id, author_id=author_id, text=body, key=key)
    db.session.add(message)
    tell(room_id)
    try:
        db.session.commit()
    except IntegrityError:
        # The same message by two ways at once: the other one has written it.
        db.session.rollback()
        return _sent_with(room_id, author_id, key) or 0
    return message.id


def _sent_with(room_id: int, author_id: int, key: str) -> int | None:
    return db.session.scalar(
        select(ChatMessage.id).where(
            ChatMessage.room_id == room_id, ChatMessage.author_id == author_id, ChatMessage.key == key
        )
    )


def _refuse_for_now(room: ChatRoom, author_id: int) -> None:
    """Raise what keeps somebody from writing just now; moderators are never kept."""
    if not room.is_open:
        raise Refused(_("The moderators have closed this chat. You can still read it."))
    mute = mute_of(room.id, author_id)
    if mute is not None:
        raise Refused(mute_sentence(mute.until - clock.now(), mute.reason))
    now = clock.now()
    longest = max(room.slow_seconds, *(seconds for _most, seconds in LIMITS))
    sent = db.session.scalars(
        select(ChatMessage.sent_at).where(
            ChatMessage.author_id == author_id,
            ChatMessage.room_id == room.id,
            ChatMessage.sent_at > now - timedelta(seconds=longest),
        )
    ).all()
    seconds = seconds_to_wait(sent, now, room.slow_seconds)
    if not seconds:
        return
    if room.slow_seconds:
        raise TooMany(
            ngettext(
                "Slow mode is on: you can write again in %(num)s second.",
                "Slow mode is on: you can write again in %(num)s seconds.",
                seconds,
            )
        )
    raise TooMany(
        ngettext(
            "That was a lot at once: you can write again in %(num)s second.",
            "That was a lot at once: you can write again in %(num)s seconds.",
            seconds,
        )
    )


def own_part(actor: Actor, room_id: int) -> dict[str, object]:
    """Return what a room's page tells one person alone: "muted", a sentence or nothing, and for how many "seconds"."""
    room, subject = readable_room(actor, room_id)
    mute = mute_of(room.id, actor.participant_id)
    if mute is None or may_moderate(actor, room, subject):
        return {"muted": "", "seconds": 0}
    left = mute.until - clock.now()
    return {"muted": mute_sentence(left, mute.reason), "seconds": ceil(left.total_seconds())}


def has_written(actor: Actor, room_id: int) -> bool:
    """Tell whether somebody has ever written in a room: only whoever has can be muted there."""
    mine = (ChatMessage.room_id == room_id, ChatMessage.author_id == actor.participant_id)
    return db.session.scalar(select(ChatMessage.id).where(*mine).limit(1)) is not None


def mute_sentence(left: timedelta, reason: str) -> str:
    """Return what a muted person reads."""
    minutes = max(1, round(left.total_seconds() / 60))
    sentence = ngettext(
        "The moderators have muted you here for another %(num)s minute.",
        "The moderators have muted you here for another %(num)s minutes.",
        minutes,
    )
    return f"{sentence} {_('Reason: %(reason)s', reason=reason)}" if reason else sentence


def delete_message(actor: Actor, message_id: int) -> None:
    """Take back a message of one's own, and commit; it is shown as deleted. Doing so twice is fine."""
    require(actor, Permission.CHAT_WRITE)
    message = readable_message(actor, message_id)
    if message.author_id != actor.participant_id:
        raise Forbidden(_("This message is somebody else's."))
    if message.deleted_at is None:
        message.deleted_at = clock.now()
        tell(message.room_id)
        db.session.commit()


def readable_message(actor: Actor, message_id: int) -> ChatMessage:
    """Return a message in a room that the actor may read. Raises `NotFound`."""
    message = db.session.get(ChatMessage, message_id)
    if message is None:
        raise NotFound(_("There is no such message."))
    readable_room(actor, message.room_id)
    return message


def tell(room_id: int) -> None:
    """Say, inside an action, that a room changes; it counts after the commit."""
    for topic in TOPICS:
        realtime.changed(topic, room_id)
