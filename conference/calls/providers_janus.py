"""Janus VideoRoom: rooms are made on demand, and each person has a token of their own for one room.

Everything that guards a room is reckoned from its key and our secrets: a room that Janus forgot in a restart is made
anew as it was, by whoever joins next, and nothing of it is kept here.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference import clock
from conference.calls.http_client import HttpClient
from conference.calls.janus_client import CORE, PLUGIN, Handle, JanusError, opened, signed_token
from conference.calls.providers import MOST_IN_ROOM, VALID, JoinInfo, Person, ProviderName, Room, Transport

NO_SUCH_ROOM, ROOM_EXISTS, NO_SUCH_FEED = 426, 427, 428
# Most of what a camera may send; a call with many people asks for less (`calls.rules`).
BITRATE = 600_000
# Our own errands need a moment.
ERRAND = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Janus:
    """A Janus: `address` of its HTTP API, `socket` as browsers reach it, and the two secrets of its configuration."""

    client: HttpClient
    address: str
    socket: str
    admin_key: str
    token_secret: str
    # Our own origin needs no word in the policy.
    is_own_origin: bool = False
    name = ProviderName.JANUS

    def ensure_room(self, room: Room) -> None:
        """Make the room where it is not there (any more)."""
        with self._errand() as janus:
            if janus.ask("exists", room=room.key).get("exists"):
                return
            try:
                janus.ask("create", **self._room_settings(room))
            except JanusError as error:
                # Somebody else joined at the same moment.
                if error.code != ROOM_EXISTS:
                    raise

    def join_info(self, room: Room, person: Person, now: datetime) -> JoinInfo:
        """Let a person into a room that is there: their token is put on its list, and goes to their browser."""
        marks = [f"room={room.key}", _mark(person.peer)]
        token = signed_token(self.token_secret, PLUGIN, marks, now + VALID)
        with self._errand() as janus:
            self._allow(janus, room, "add", [token])
            self._forget_expired(janus, room, now)
        details: dict[str, str | int] = {
            "room": room.key,
            "id": person.peer,
            "token": token,
            "access": signed_token(self.token_secret, CORE, [PLUGIN], now + VALID),
            "bitrate": BITRATE,
        }
        return JoinInfo(Transport.JANUS, self.socket, details)

    def kick(self, room: Room, peer: str) -> None:
        """Take their token off the list, then put them out."""
        with self._errand(passed_over=(NO_SUCH_ROOM,)) as janus:
            tokens = self._allow(janus, room, "add", [])
            gone = [token for token in tokens if _mark(peer) in token.partition(":")[0].split(",")]
            if gone:
                self._allow(janus, room, "remove", gone)
            self._put_out(janus, room, peer)

    def close(self, room: Room) -> None:
        """Destroy the room with everybody in it."""
        with self._errand(passed_over=(NO_SUCH_ROOM,)) as janus:
            janus.ask("destroy", room=room.key, secret=self._secret(room))

    def test(self) -> None:
        """Make a room and destroy it: address, signed tokens and admin key are all needed for that."""
        room = Room(f"test-{self._secret(Room(str(clock.now()), ''))[:24]}", "")
        self.ensure_room(room)
        self.close(room)

    @contextmanager
    def _errand(self, passed_over: Sequence[int] = ()) -> Iterator[Handle]:
        token = signed_token(self.token_secret, CORE, [PLUGIN], clock.now() + ERRAND)
        try:
            with opened(self.client, self.address, token) as handle:
                yield handle
        except JanusError as error:
            if error.code not in passed_over:
                raise self.client.refusal(str(error)) from error

    def _room_settings(self, room: Room) -> dict[str, object]:
        return {
            "room": room.key,
            "description": room.key,
            "secret": self._secret(room),
            "admin_key": self.admin_key,
            "is_private": True,
            "signed_tokens": True,
            "allowed": [],
            # Who only looks must be somebody who came in by the list.
            "require_pvtid": True,
            "publishers": MOST_IN_ROOM,
            "bitrate": BITRATE,
            "fir_freq": 10,
            "audiocodec": "opus",
            "videocodec": "vp8",
            "audiolevel_event": False,
            "notify_joining": False,
        }

    def _secret(self, room: Room) -> str:
        return hmac.new(self.admin_key.encode(), f"room:{room.key}".encode(), hashlib.sha256).hexdigest()

    def _allow(self, janus: Handle, room: Room, action: str, tokens: Sequence[str]) -> list[str]:
        """Change the list of tokens that may join, and return it."""
        answer = janus.ask("allowed", room=room.key, secret=self._secret(room), action=action, allowed=list(tokens))
        listed = answer.get("allowed")
        return [str(token) for token in listed] if isinstance(listed, list) else []

    def _forget_expired(self, janus: Handle, room: Room, now: datetime) -> None:
        late = [token for token in self._allow(janus, room, "add", []) if _runs_out(token) < now.timestamp()]
        if late:
            self._allow(janus, room, "remove", late)

    def _put_out(self, janus: Handle, room: Room, feed: str) -> None:
        try:
            janus.ask("kick", room=room.key, secret=self._secret(room), id=feed)
        except JanusError as error:
            # They left by themselves in this moment.
            if error.code != NO_SUCH_FEED:
                raise


def _runs_out(token: str) -> int:
    """Return when a token runs out, in seconds since 1970: 0 for what is none of ours."""
    until = token.partition(",")[0]
    return int(until) if until.isdecimal() else 0


def _mark(peer: str) -> str:
    return f"peer={peer}"
