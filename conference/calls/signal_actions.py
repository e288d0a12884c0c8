"""Handing on what one browser tells another of the same call; nothing of it is kept."""

from flask_babel import gettext as _

from conference import directed
from conference.calls.actions import LINE, members_of
from conference.calls.join_actions import own_seat
from conference.calls.rules import read_signals
from conference.errors import Refused
from conference.extensions import db
from conference.permissions import Actor

EVENT = "calls.signal"


def relay(actor: Actor, room_id: int, peer: object, said: object) -> list[str]:
    """Hand signals on to peers of the same room, and return those of them who are not there (any more).

    Both are judged now, by the database: the sender has a seat as the peer they say they are and may join; so has and
    may each peer that something is for. Whoever joined anew is another peer, so what was meant for the old one is lost.
    """
    room, seat = own_seat(actor, room_id, peer)
    signals = read_signals(said)
    if signals is None:
        raise Refused(_("This message says nothing that we understand."))
    people = {row.peer: row.participant_id for row in members_of(room)}
    sender = seat.peer
    # Nothing is held while it goes out.
    db.session.rollback()
    for signal in signals:
        if signal.to in people and signal.to != sender:
            told = {"room": room_id, "from": sender, "to": signal.to, **signal.body}
            directed.say((LINE, room_id), people[signal.to], EVENT, told)
    return sorted({signal.to for signal in signals} - people.keys())
