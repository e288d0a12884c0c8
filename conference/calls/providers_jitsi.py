"""Jitsi Meet: a frame or link to a room, with a token (JWT, `mod_token_auth` of prosody) where a secret is set."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode, urlsplit

import jwt

from conference.calls.http_client import HttpClient
from conference.calls.providers import VALID, CannotPutOut, JoinInfo, Person, ProviderName, Room, Transport


@dataclass(frozen=True, slots=True)
class Jitsi:
    """A Jitsi Meet server: the `address` of its pages, and prosody's `app_id` and secret (empty: no token)."""

    client: HttpClient
    address: str
    app_id: str = ""
    secret: str = ""
    name = ProviderName.JITSI

    def ensure_room(self, room: Room) -> None:
        """Nothing to make: a room is there as soon as somebody is in it."""

    def join_info(self, room: Room, person: Person, now: datetime) -> JoinInfo:
        """Return the room's page, for a frame; with a token that opens this room for this person."""
        query = urlencode({"jwt": self.token(room, person, now)}) if self.secret else ""
        # Behind the # nothing is sent to the server: it sets up the page in the browser.
        setup = urlencode({"userInfo.displayName": f'"{person.name}"', "config.prejoinConfig.enabled": "false"})
        address = f"{self.address}/{quote(room.key)}" + (f"?{query}" if query else "") + f"#{setup}"
        return JoinInfo(Transport.FRAME, address)

    def token(self, room: Room, person: Person, now: datetime) -> str:
        """Return the token with the claims that Jitsi documents."""
        claims = {
            "aud": self.app_id,
            "iss": self.app_id,
            "sub": urlsplit(self.address).hostname,
            "room": room.key,
            "nbf": int(now.timestamp()) - 10,
            "exp": int((now + VALID).timestamp()),
            "context": {"user": {"id": str(person.id), "name": person.name, "moderator": person.is_moderator}},
            "moderator": person.is_moderator,
        }
        return jwt.encode(claims, self.secret, algorithm="HS256")

    def kick(self, room: Room, peer: str) -> None:  # noqa: ARG002 - Jitsi has no way from outside
        """Refuse: only a moderator inside can."""
        raise CannotPutOut

    def close(self, room: Room) -> None:
        """Nothing to ask: a room is gone with the last who leaves it."""

    def test(self) -> None:
        """Fetch the page that every Jitsi Meet has. Whether the secret is right shows only in a room."""
        status, text = self.client.ask("GET", f"{self.address}/config.js")
        if status != 200 or "config" not in text:
            raise self.client.refusal(f"no Jitsi Meet at {self.address} ({status})")
