"""BigBlueButton: calls of its API are signed by a checksum over name, query and the shared secret."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from conference.calls.http_client import HttpClient
from conference.calls.providers import MOST_IN_ROOM, CannotPutOut, JoinInfo, Person, ProviderName, Room, Transport


def checksum(call: str, query: str, secret: str, digest: str = "sha256") -> str:
    """Return what is appended as `checksum`; the server tells the digest by its length."""
    return hashlib.new(digest, f"{call}{query}{secret}".encode()).hexdigest()


def signed_query(call: str, values: Mapping[str, str | int], secret: str) -> str:
    """Return the query of a call with its checksum."""
    query = urlencode(values)
    return urlencode({**values, "checksum": checksum(call, query, secret)})


@dataclass(frozen=True, slots=True)
class BigBlueButton:
    """A BigBlueButton server: `address` as `bbb-conf --secret` prints it, with or without /api."""

    client: HttpClient
    address: str
    secret: str
    name = ProviderName.BIGBLUEBUTTON

    def ensure_room(self, room: Room) -> None:
        """Create the meeting; the server answers the same for one that is there already."""
        values: dict[str, str | int] = {
            "allowStartStopRecording": "false",
            "attendeePW": self._password(room, "attendee"),
            "maxParticipants": MOST_IN_ROOM,
            "meetingID": room.key,
            "moderatorPW": self._password(room, "moderator"),
            "name": room.title[:250].ljust(2, "."),
            "record": "false",
        }
        self._call("create", values)

    def join_info(self, room: Room, person: Person, now: datetime) -> JoinInfo:  # noqa: ARG002 - the server has its own clock
        """Return a signed link: BigBlueButton refuses to be framed by others, so it opens in a tab of its own."""
        values = {
            "fullName": person.name or "?",
            "meetingID": room.key,
            "password": self._password(room, "moderator" if person.is_moderator else "attendee"),
            "redirect": "true",
            "userID": str(person.id),
        }
        return JoinInfo(Transport.LINK, f"{self._api}/join?{signed_query('join', values, self.secret)}")

    def kick(self, room: Room, peer: str) -> None:  # noqa: ARG002 - its API has no call for it
        """Refuse: only a moderator inside can."""
        raise CannotPutOut

    def close(self, room: Room) -> None:
        """End the meeting for all; one that nobody opened is ended already."""
        values = {"meetingID": room.key, "password": self._password(room, "moderator")}
        self._call("end", values, passed_over=frozenset({"notFound"}))

    def test(self) -> None:
        """Ask for the list of meetings, which needs the right secret."""
        self._call("getMeetings", {})

    @property
    def _api(self) -> str:
        return self.address.removesuffix("/api") + "/api"

    def _call(self, call: str, values: Mapping[str, str | int], passed_over: frozenset[str] = frozenset()) -> None:
        status, text = self.client.ask("GET", f"{self._api}/{call}?{signed_query(call, values, self.secret)}")
        # Two words of the answer are all we need: no XML parser is let loose on what a stranger's server sends.
        outcome, reason = _element(text, "returncode"), _element(text, "messageKey")
        if status != 200 or (outcome != "SUCCESS" and reason not in passed_over):
            raise self.client.refusal(f"{call} at {urlsplit(self.address).netloc}: {status} {outcome} {reason}")

    def _password(self, room: Room, role: str) -> str:
        """Return what opens a room for a role: always the same, so that nobody must keep it."""
        return hmac.new(self.secret.encode(), f"{role}:{room.key}".encode(), hashlib.sha256).hexdigest()[:32]


def _element(text: str, name: str) -> str:
    match = re.search(rf"<{name}>\s*(?:<!\[CDATA\[)?([A-Za-z]{{1,60}})", text)
    return match.group(1) if match else ""
