"""LiveKit: tokens (JWT) with video grants; rooms are asked for over its Twirp HTTP API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

import jwt

from conference import clock
from conference.calls.http_client import HttpClient
from conference.calls.providers import MOST_IN_ROOM, VALID, JoinInfo, Person, ProviderName, Room, Transport

# How long a room is kept when nobody is in it, in seconds.
EMPTY_SECONDS = 600


@dataclass(frozen=True, slots=True)
class LiveKit:
    """A LiveKit server: its `address` (https or wss), an API key and secret, and a `page` (LiveKit Meet) to join by."""

    client: HttpClient
    address: str
    key: str
    secret: str
    page: str
    name = ProviderName.LIVEKIT

    def ensure_room(self, room: Room) -> None:
        """Create the room; the server answers the same for one that is there already."""
        body = {"name": room.key, "empty_timeout": EMPTY_SECONDS, "max_participants": MOST_IN_ROOM}
        self._call("CreateRoom", body, {"roomCreate": True})

    def join_info(self, room: Room, person: Person, now: datetime) -> JoinInfo:
        """Return a link to the page with a token for this room and person."""
        query = urlencode(
            {"liveKitUrl": _with_scheme(self.address, "wss", "ws"), "token": self.token(room, person, now)}
        )
        return JoinInfo(Transport.LINK, f"{self.page}/custom?{query}")

    def token(self, room: Room, person: Person, now: datetime) -> str:
        """Return the token that lets one person into one room."""
        grant = {"room": room.key, "roomJoin": True, "canPublish": True, "canSubscribe": True, "canPublishData": True}
        return self._token({**grant, "roomAdmin": True} if person.is_moderator else grant, now, person)

    def kick(self, room: Room, peer: str) -> None:
        """Remove the person; who is not there is out already."""
        body = {"room": room.key, "identity": peer}
        self._call("RemoveParticipant", body, {"room": room.key, "roomAdmin": True})

    def close(self, room: Room) -> None:
        """Delete the room with everybody in it."""
        self._call("DeleteRoom", {"room": room.key}, {"roomCreate": True})

    def test(self) -> None:
        """Ask for the list of rooms, which needs the right key and secret."""
        self._call("ListRooms", {}, {"roomList": True})

    def _token(self, grant: dict[str, object], now: datetime, person: Person | None = None) -> str:
        claims: dict[str, object] = {
            "iss": self.key,
            "nbf": int(now.timestamp()) - 10,
            "exp": int((now + VALID).timestamp()),
            "video": grant,
        }
        if person is not None:
            claims |= {"sub": person.peer, "name": person.name}
        return jwt.encode(claims, self.secret, algorithm="HS256")

    def _call(self, method: str, body: Mapping[str, object], grant: dict[str, object]) -> None:
        url = f"{_with_scheme(self.address, 'https', 'http')}/twirp/livekit.RoomService/{method}"
        headers = {"Authorization": f"Bearer {self._token(grant, clock.now())}"}
        status, answer = self.client.post_json(url, body, headers)
        # Twirp says `not_found` with 404: nothing to remove or to delete.
        if status != 200 and answer.get("code") != "not_found":
            raise self.client.refusal(f"{method} at {urlsplit(url).netloc}: {status} {answer.get('code', '')}")


def _with_scheme(address: str, secure: str, plain: str) -> str:
    scheme, _, rest = address.partition("://")
    return f"{secure if scheme in {'https', 'wss'} else plain}://{rest}"
