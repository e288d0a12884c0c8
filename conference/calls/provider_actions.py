"""What carries a call, and what a browser must know to join it there. A mesh between browsers needs no server."""

from contextlib import suppress
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from conference import clock, jobs
from conference.calls.models import CallRoom
from conference.calls.providers import MOST_IN_ROOM, CannotPutOut, Person, ProviderName, ServerTrouble, origin_of
from conference.calls.providers_janus import Janus
from conference.calls.providers_jitsi import Jitsi
from conference.calls.rules import MESH, MOST_IN_A_MESH
from conference.calls.server_actions import operators_janus, room_at_server, server_named, settings_in
from conference.calls.subjects import subject_named
from conference.calls.turn import IceSettings
from conference.calls.turn import ice_servers as ice_servers_for
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Permission, can
from conference.video_config import video_config


def provider_for(conference_id: int, people: int) -> str:
    """Return what is to carry a call of so many people, a `ProviderName`; empty: they are too many."""
    chosen, _values = settings_in(db.session(), conference_id)
    if chosen is ProviderName.MESH and people > MOST_IN_A_MESH and operators_janus() is not None:
        chosen = ProviderName.JANUS
    return chosen.value if people <= most_in(chosen) else ""


def most_in(provider: ProviderName) -> int:
    """Return how many a call carried in one way can hold."""
    return MOST_IN_A_MESH if provider is ProviderName.MESH else MOST_IN_ROOM


def join_info(actor: Actor, room: CallRoom, peer: str) -> dict[str, Any]:
    """Return what the answer to joining says besides, for `room.provider`: addresses, tokens of this one person.

    Ends the transaction that it reads in before it asks a server. Raises `ServerTrouble`.
    """
    if room.provider in {"", MESH}:
        return {}
    subject = subject_named(room.subject)
    moderates = subject is not None and can(actor, Permission.CALLS_MODERATE)
    moderates = moderates and subject is not None and subject.may_moderate(actor, room.subject_id)
    title = subject.label(actor, room.subject_id) if subject else ""
    participant = db.session.get_one(Participant, actor.participant_id)
    conference = db.session.get_one(Conference, room.conference_id)
    person = Person(participant.id, participant.name, peer, is_moderator=moderates)
    here = room_at_server(room.id, f"{conference.title}: {title}" if title else conference.title)
    server = server_named(room.provider, settings_in(db.session(), room.conference_id))
    db.session.rollback()
    if server is None:
        raise ServerTrouble(_("The video server of this call was changed. Once everybody has left it, you can join."))
    server.ensure_room(here)
    return server.join_info(here, person, clock.now()).for_browser()


def sources_for(conference_id: int) -> dict[str, str]:
    """Return what a page with a call must be allowed: {directive: origin}, for `security.allow_source`."""
    chosen, values = settings_in(db.session(), conference_id)
    carrier = ProviderName.JANUS if chosen is ProviderName.MESH and operators_janus() is not None else chosen
    server = server_named(carrier.value, (chosen, values))
    if isinstance(server, Janus) and not server.is_own_origin:
        return {"connect": origin_of(server.socket)}
    return {"frame": origin_of(server.address)} if isinstance(server, Jitsi) else {}


def ice_servers(actor: Actor) -> list[dict[str, Any]]:
    """Return the STUN and TURN servers for one person, in the form of RTCConfiguration.iceServers."""
    video = video_config()
    settings = IceSettings(video.stun_urls, video.turn_urls, video.turn_secret)
    return ice_servers_for(settings, actor.participant_id or 0, clock.now())


def kick(provider: str, room_id: int, peer: str) -> None:
    """Put a peer out of the server that carries a room's call. It is called after the commit and must not raise."""
    if provider in {"", MESH} or jobs.enqueue("put_out_of_call", provider, room_id, peer):
        return
    # Without the queue it is asked for once, here; the client has logged and counted what came of it.
    with suppress(ServerTrouble):
        put_out_of_call(provider, room_id, peer)


@jobs.job
def put_out_of_call(provider: str, room_id: int, peer: str) -> None:
    """Ask the video server to put a peer out; it is tried again where the server does not answer."""
    with Session(db.engine) as own:
        room = own.get(CallRoom, room_id)
        server = server_named(provider, settings_in(own, room.conference_id)) if room else None
    if server is None:
        return
    try:
        server.kick(room_at_server(room_id), peer)
    except CannotPutOut:
        return
