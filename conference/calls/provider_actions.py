"""What carries a call, and what a browser must know to join it there. A mesh between browsers needs no server."""

from typing import Any

from conference.calls.models import CallRoom
from conference.calls.rules import MESH, MOST_IN_A_MESH
from conference.permissions import Actor


def provider_for(conference_id: int, people: int) -> str:  # noqa: ARG001 - the conference's settings decide it
    """Return what is to carry a call of so many people ("mesh", "janus", "link"); empty: they are too many."""
    return MESH if people <= MOST_IN_A_MESH else ""


def join_info(actor: Actor, room: CallRoom, peer: str) -> dict[str, Any]:  # noqa: ARG001 - others need them
    """Return what the answer to joining says besides, for `room.provider`: addresses, tokens of this one person."""
    return {}


def ice_servers(actor: Actor) -> list[dict[str, Any]]:  # noqa: ARG001 - credentials are one person's
    """Return the STUN and TURN servers for one person, in the form of RTCConfiguration.iceServers."""
    return []
