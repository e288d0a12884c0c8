"""What every way to hold a call offers: a room is made, a person gets in, is put out, and the room is closed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from flask_babel import gettext as _

from conference.errors import Refused

# What a token or a link opens runs out; who is in stays in.
VALID = timedelta(hours=2)
MOST_IN_ROOM = 50


class ProviderName(StrEnum):
    """The ways to hold a call, one of them chosen for each conference."""

    MESH = "mesh"
    JANUS = "janus"
    JITSI = "jitsi"
    BIGBLUEBUTTON = "bigbluebutton"
    LIVEKIT = "livekit"


class Transport(StrEnum):
    """What the browser does to be in the call."""

    MESH = "mesh"
    JANUS = "janus"
    FRAME = "frame"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Room:
    """A call as a video server knows it. `key` is unguessable and says nothing about who meets."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes in: `id` is the participant's, `peer` names this one joining of theirs."""

    id: int
    name: str
    peer: str
    is_moderator: bool = False


@dataclass(frozen=True, slots=True)
class JoinInfo:
    """How one person gets in, for the browser."""

    transport: Transport
    address: str = ""
    details: Mapping[str, str | int] = field(default_factory=dict)

    def for_browser(self) -> dict[str, object]:
        """Return this as JSON has it."""
        return {"transport": self.transport.value, "address": self.address, **self.details}


class ServerTrouble(Refused):
    """A video server did not do what it was asked; the sentence is for the person who waits."""


class ServerSilent(ServerTrouble):
    """The server cannot be reached now; a browser asks again by itself for a while (HTTP 503)."""

    status = 503


class CannotPutOut(ServerTrouble):
    """The server has no call for it: only a moderator inside can."""

    def __init__(self) -> None:
        super().__init__(_("This video server cannot put one person out. Its moderators can, in the room itself."))


class Provider(Protocol):
    """One way to hold calls. Whatever asks a server is called outside of transactions; all raise `ServerTrouble`."""

    name: ProviderName

    def ensure_room(self, room: Room) -> None:
        """Make the room where it is not there (any more)."""

    def join_info(self, room: Room, person: Person, now: datetime) -> JoinInfo:
        """Return how a person gets in, who is allowed to: the caller has decided that."""

    def kick(self, room: Room, peer: str) -> None:
        """Put one joining out: it comes back only by a new `join_info`. Raises `CannotPutOut` where there is no way."""

    def close(self, room: Room) -> None:
        """End the call for everybody."""

    def test(self) -> None:
        """Ask the server for something that only works when address and secret are right."""


def origin_of(address: str) -> str:
    """Return the origin of an address that `settings.is_address` has found sound."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


class Mesh:
    """The browsers among themselves: no server to ask; who may be signalled to is decided by `calls` alone."""

    name = ProviderName.MESH

    def ensure_room(self, room: Room) -> None:
        """Nothing to make."""

    def join_info(self, room: Room, person: Person, now: datetime) -> JoinInfo:  # noqa: ARG002 - the same for all
        """Tell the browser to connect to the others itself."""
        return JoinInfo(Transport.MESH)

    def kick(self, room: Room, peer: str) -> None:
        """Nothing to ask."""

    def close(self, room: Room) -> None:
        """Nothing to ask."""

    def test(self) -> None:
        """Nothing to ask."""
