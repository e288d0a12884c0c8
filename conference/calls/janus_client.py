"""Janus' HTTP API, as much of it as making and guarding rooms takes: one short session for each errand."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.calls.http_client import HttpClient

PLUGIN = "janus.plugin.videoroom"
# Realm of a token that opens the API itself; one that opens a room has the plugin's name.
CORE = "janus"


def signed_token(secret: str, realm: str, descriptors: Sequence[str], until: datetime) -> str:
    """Return a token as Janus checks it with `token_auth_secret`: "expiry,realm,descriptor…:signature"."""
    data = ",".join([str(int(until.timestamp())), realm, *descriptors])
    # SHA-1 is Janus' choice; as the hash of an HMAC it is sound.
    signature = hmac.new(secret.encode(), data.encode(), hashlib.sha1).digest()
    return f"{data}:{base64.b64encode(signature).decode()}"


class JanusError(Exception):
    """What Janus or its plugin refused."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Handle:
    """A handle of the VideoRoom plugin, to send requests through."""

    client: HttpClient
    url: str
    token: str

    def ask(self, request: str, **values: object) -> dict[str, Any]:
        """Send one request that is answered at once, and return the plugin's data. Raises `JanusError`."""
        body = {"request": request, **values}
        answer = _post(self.client, self.url, {"janus": "message", "token": self.token, "body": body})
        data = _object(_object(answer.get("plugindata")).get("data"))
        if "error" in data:
            raise JanusError(_code(data.get("error_code"), 0), str(data["error"]))
        return data


@contextmanager
def opened(client: HttpClient, address: str, token: str) -> Iterator[Handle]:
    """Open a session with a handle, and end it afterwards. Raises `ServerTrouble` or `JanusError`."""
    session = _id(_post(client, address, {"janus": "create", "token": token}))
    url = f"{address}/{session}"
    try:
        handle = _id(_post(client, url, {"janus": "attach", "plugin": PLUGIN, "token": token}))
        yield Handle(client, f"{url}/{handle}", token)
    finally:
        client.post_json(url, {"janus": "destroy", "token": token, "transaction": secrets.token_hex(8)})


def _post(client: HttpClient, url: str, message: dict[str, object]) -> dict[str, Any]:
    status, answer = client.post_json(url, {**message, "transaction": secrets.token_hex(8)})
    if answer.get("janus") != "success":
        error = _object(answer.get("error", {}))
        raise JanusError(_code(error.get("code"), status), str(error.get("reason", f"HTTP {status}")))
    return answer


def _object(value: object) -> dict[str, Any]:
    """Return a part of an answer that is an object. Raises `JanusError`: what answers may be no Janus at all."""
    if not isinstance(value, dict):
        raise JanusError(0, "an answer of another shape")
    return value


def _id(answer: dict[str, Any]) -> int:
    number = _object(answer.get("data")).get("id")
    if not isinstance(number, int):
        raise JanusError(0, "an answer without an id")
    return number


def _code(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) else otherwise
