"""Rooms of calls found or made, who may join them, and what is shown of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from conference import clock, realtime, transaction
from conference.calls import provider_actions
from conference.calls.models import CallMember, CallRoom
from conference.calls.rules import ARRIVING, FLAGS
from conference.calls.subjects import Subject, subject_named
from conference.errors import NotFound
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import initials
from conference.people.standing_actions import standings_of
from conference.permissions import Actor, Permission, Role, can, require

# What is shown of a room; who is connected to it; and what one watches to be connected.
TOPIC, HERE, LINE = "call", "call_here", "call_line"
HUES = 6


def room_for(conference_id: int, subject: str, subject_id: int) -> CallRoom:
    """Return the call of a thing; the first who asks makes it, and commits. The caller has asked who may join it."""
    found = room_of(conference_id, subject, subject_id)
    if found is not None:
        return found
    db.session.add(CallRoom(conference_id=conference_id, subject=subject, subject_id=subject_id))
    try:
        db.session.commit()
    except IntegrityError:
        # Two were the first; the other one has made it.
        db.session.rollback()
    made = room_of(conference_id, subject, subject_id)
    assert made is not None  # noqa: S101 - one of the two has made it
    return made


def room_of(conference_id: int, subject: str, subject_id: int) -> CallRoom | None:
    """Return the call of a thing, None where nobody has asked for it yet."""
    return db.session.scalar(
        select(CallRoom).where(
            CallRoom.conference_id == conference_id, CallRoom.subject == subject, CallRoom.subject_id == subject_id
        )
    )


def joinable_room(actor: Actor, room_id: int) -> tuple[CallRoom, Subject]:
    """Return a room that the actor may join, and what it hangs from. Raises `NotFound` for all others."""
    require(actor, Permission.CALLS_JOIN)
    room = db.session.get(CallRoom, room_id)
    subject = subject_named(room.subject) if room else None
    if room is None or subject is None or not _may_join(actor, room, subject):
        raise NotFound(_("There is no such call."))
    return room, subject


def _may_join(actor: Actor, room: CallRoom, subject: Subject) -> bool:
    return (
        room.conference_id == actor.conference_id
        and can(actor, Permission.CALLS_JOIN)
        and subject.may_join(actor, room.subject_id)
    )


def may_moderate(actor: Actor, room: CallRoom, subject: Subject) -> bool:
    """Tell whether the actor keeps order here."""
    return can(actor, Permission.CALLS_MODERATE) and subject.may_moderate(actor, room.subject_id)


def member_of(actor: Actor, room_id: int) -> CallMember | None:
    """Return the actor's seat in a room, None where they have not joined it."""
    return db.session.get(CallMember, (room_id, actor.participant_id)) if actor.participant_id else None


def members_of(room: CallRoom) -> list[CallMember]:
    """Return who has joined and still may be there, by when they came: whoever may no longer is none from now on."""
    rows = db.session.scalars(
        select(CallMember)
        .where(CallMember.room_id == room.id)
        .order_by(CallMember.joined_at, CallMember.participant_id)
    ).all()
    strangers = _strangers(room, rows)
    return [row for row in rows if row.participant_id not in strangers]


def _strangers(room: CallRoom, rows: Sequence[CallMember]) -> set[int]:
    """Return the participants among these who may no longer join the room."""
    subject = subject_named(room.subject)
    people = standings_of(row.participant_id for row in rows)
    allowed = {
        one
        for one, standing in people.items()
        if subject is not None and not standing.is_draft and _may_join(standing.actor, room, subject)
    }
    return {row.participant_id for row in rows} - allowed


def seated(room: CallRoom) -> list[CallMember]:
    """Return the members who are connected, or have just joined and are about to be."""
    here, arriving = set(realtime.watching(LINE, room.id)), clock.now() - ARRIVING
    return [row for row in members_of(room) if row.participant_id in here or row.joined_at > arriving]


def room_state(room_id: int) -> dict[str, Any]:
    """Return what all who may join a room see of it. The caller has asked who."""
    room = db.session.get_one(CallRoom, room_id)
    members = members_of(room)
    people = _people([row.participant_id for row in members])
    return {
        "is_closed": room.is_closed,
        "provider": room.provider,
        "members": [
            {"peer": row.peer, **{flag: getattr(row, flag) for flag in FLAGS}, **people[row.participant_id]}
            for row in members
        ],
    }


def _people(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = db.session.scalars(select(Participant).where(Participant.id.in_(ids))) if ids else ()
    return {
        row.id: {
            "id": row.id,
            "name": row.name,
            "organisation": row.organisation,
            "country": row.country,
            "guest": Role.GUEST in row.roles,
            "initials": initials(row.name),
            "hue": row.id % HUES,
        }
        for row in rows
    }


def audience_changed(conference_id: int, subject: str, subject_id: int) -> None:
    """Say, inside an action, that other people may join a thing's call from now on.

    After the commit whoever may no longer is cut off: shown in the call no more, sent nothing more, and put out of a
    server that carries it.
    """
    db.session.flush()
    room = room_of(conference_id, subject, subject_id)
    if room is None:
        return
    rows = db.session.scalars(select(CallMember).where(CallMember.room_id == room.id)).all()
    strangers = _strangers(room, rows)
    for row in rows:
        if row.participant_id in strangers:
            put_out(room, row)
    tell(room.id)
    for topic in (LINE, HERE, TOPIC):
        realtime.recheck_watchers(topic, room.id)


def send_away(subject: str, leavers: Mapping[int, Collection[int]]) -> None:
    """Say, inside an action, which people (participants, by `subject_id`) may join those things' calls no more.

    The same as `audience_changed` for who says it of many at once, and nobody need be asked: a whole café moves by a
    few queries. Their pages are told, and keep their lines for what they may still watch.
    """
    rooms = db.session.scalars(
        select(CallRoom).where(CallRoom.subject == subject, CallRoom.subject_id.in_(leavers))
    ).all()
    seats = db.session.scalars(select(CallMember).where(CallMember.room_id.in_([room.id for room in rooms]))).all()
    by_room = {room.id: room for room in rooms}
    for seat in seats:
        if seat.participant_id in leavers[by_room[seat.room_id].subject_id]:
            put_out(by_room[seat.room_id], seat)
    for room in rooms:
        tell(room.id)
        for topic in (LINE, HERE, TOPIC):
            realtime.dismiss(topic, room.id, leavers[room.subject_id])


def open_again(subject: str, subject_ids: Collection[int]) -> None:
    """Say, inside an action, that the calls of some things are open, where somebody who kept order has closed them."""
    reopened = (
        update(CallRoom)
        .where(CallRoom.subject == subject, CallRoom.subject_id.in_(subject_ids), CallRoom.is_closed)
        .values(is_closed=False, version=CallRoom.version + 1)
        .returning(CallRoom.id)
    )
    for room_id in db.session.scalars(reopened, execution_options={"synchronize_session": "fetch"}).all():
        tell(room_id)


def put_out(room: CallRoom, member: CallMember) -> None:
    """Take a seat back, and after the commit put its peer out of a server that carries the call."""
    provider, room_id, peer = room.provider, room.id, member.peer
    db.session.delete(member)
    transaction.after_commit(lambda: provider_actions.kick(provider, room_id, peer))


def tell(room_id: int) -> None:
    """Say, inside an action, that what is shown of a room changes; it counts after the commit."""
    realtime.changed(TOPIC, room_id)
