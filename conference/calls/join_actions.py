"""Joining a call, leaving it, saying what is switched on, and closing it."""

from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.calls import provider_actions
from conference.calls.actions import joinable_room, may_moderate, member_of, put_out, seated, tell
from conference.calls.models import CallMember, CallRoom
from conference.calls.rules import MESH, kilobits_for
from conference.calls.subjects import Subject
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.locking import locked
from conference.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Joined:
    """A seat in a call: the peer that one is from now on, what carries the call, and what the browser needs for it."""

    peer: str
    provider: str
    people: int
    info: dict[str, Any]

    def as_answer(self) -> dict[str, Any]:
        """Return what the page is answered."""
        return {
            "peer": self.peer,
            "provider": self.provider,
            # How the browser takes part: static/calls_<transport>.js, or by the link in "address".
            "transport": MESH,
            "kilobits": kilobits_for(self.people),
            "ice_servers": [],
            **self.info,
        }


def join_call(actor: Actor, room_id: int, key: str, flags: dict[str, bool], former: object = None) -> Joined:
    """Take a seat, and commit. Who joins from a second page takes over from the first; the same key is one joining.

    A page that comes back by itself says which peer it was (`former`): it takes over from no other page.
    Raises `Refused` where the call is closed, or as many are in it as its provider carries, and `Stale` where another
    page has taken over from that peer.
    """
    room, subject = _locked_room(actor, room_id)
    if room.is_closed and not may_moderate(actor, room, subject):
        raise Refused(_("This call is closed at the moment."))
    others = [row for row in seated(room) if row.participant_id != actor.participant_id]
    mine = member_of(actor, room_id)
    if mine is None or mine.key != key:
        if mine is not None and former not in (None, mine.peer):
            raise Stale(_("You have joined this call from another page or device. It goes on there."))
        _choose_provider(room, len(others))
        mine = _take_seat(actor, room, key, {row.participant_id for row in others})
    for flag, value in flags.items():
        setattr(mine, flag, value)
    joined = (mine.peer, room.provider, len(others) + 1)
    tell(room_id)
    db.session.commit()
    info = {"ice_servers": provider_actions.ice_servers(actor)}
    info |= provider_actions.join_info(actor, db.session.get_one(CallRoom, room_id), joined[0])
    _refuse_a_late_token(actor, room_id, *joined[:2])
    return Joined(*joined, info)


def _locked_room(actor: Actor, room_id: int) -> tuple[CallRoom, Subject]:
    """Return a room that the actor may join, locked, and what it hangs from.

    What an old page says of its seat is judged under this lock: whoever joins anew has another seat by the same key.
    """
    _room, subject = joinable_room(actor, room_id)
    room = locked(CallRoom, room_id)
    assert room is not None  # noqa: S101 - it was found above, and rooms are never deleted
    return room, subject


def _refuse_a_late_token(actor: Actor, room_id: int, peer: str, provider: str) -> None:
    """Look again once a server was asked: who lost the seat meanwhile was put out there before the token was made."""
    if provider == MESH:
        return
    db.session.rollback()
    try:
        own_seat(actor, room_id, peer)
    except (NotFound, Stale):
        provider_actions.kick(provider, room_id, peer)
        raise


def _choose_provider(room: CallRoom, others: int) -> None:
    """Have the call carried by what is right for one more. A mesh moves to a server; a server's call stays there."""
    wanted = provider_actions.provider_for(room.conference_id, others + 1)
    if not wanted:
        raise Refused(_("This call is full. As soon as somebody leaves, you can join."))
    if not others or room.provider in {"", MESH}:
        room.provider = wanted


def _take_seat(actor: Actor, room: CallRoom, key: str, others: set[int]) -> CallMember:
    """Give the actor a new seat; seats that their owners have not come back to are taken away."""
    assert actor.participant_id is not None  # noqa: S101 - whoever may join is a participant
    for row in db.session.scalars(select(CallMember).where(CallMember.room_id == room.id)).all():
        if row.participant_id not in others:
            put_out(room, row)
    db.session.flush()
    seat = CallMember(
        room_id=room.id,
        participant_id=actor.participant_id,
        peer=token_hex(16),
        key=key,
        joined_at=clock.now(),
    )
    db.session.add(seat)
    return seat


def own_seat(actor: Actor, room_id: int, peer: object) -> tuple[CallRoom, CallMember]:
    """Return the actor's seat, as the peer that they say they are. Raises `Stale` where they are not (any more)."""
    room, _subject = joinable_room(actor, room_id)
    seat = member_of(actor, room_id)
    if seat is None or seat.peer != peer:
        raise Stale(_("You are not in this call any more. Join it again."))
    return room, seat


def set_flags(actor: Actor, room_id: int, peer: object, flags: dict[str, bool]) -> None:
    """Say what is switched on: microphone, camera, screen, hand; and commit."""
    _locked_room(actor, room_id)
    _room, seat = own_seat(actor, room_id, peer)
    for flag, value in flags.items():
        setattr(seat, flag, value)
    tell(room_id)
    db.session.commit()


def leave_call(actor: Actor, room_id: int, peer: object) -> None:
    """Give the seat back, and commit. Whoever has taken over from another page stays."""
    room, _subject = _locked_room(actor, room_id)
    seat = member_of(actor, room_id)
    if seat is not None and seat.peer == peer:
        put_out(room, seat)
        tell(room_id)
    db.session.commit()


def set_closed(actor: Actor, room_id: int, *, is_closed: bool) -> None:
    """Close a call to all but those who keep order, or open it; and commit. Closing ends it for everyone in it."""
    require(actor, Permission.CALLS_MODERATE)
    room, subject = _locked_room(actor, room_id)
    if not may_moderate(actor, room, subject):
        raise Forbidden(_("Only those who keep order here can do that."))
    room.is_closed = is_closed
    if is_closed:
        for row in db.session.scalars(select(CallMember).where(CallMember.room_id == room_id)).all():
            put_out(room, row)
    tell(room_id)
    db.session.commit()
