"""Somebody at a Janus without a browser: speaks its WebSocket protocol, and joins without sending pictures."""

import json
import secrets
from typing import Any

import websocket

from conference.calls.providers import JoinInfo
from tests.serving import PATIENCE_SECONDS

PLUGIN = "janus.plugin.videoroom"


class JanusGuest:
    """One connection with one handle, opened by what `join_info` says."""

    def __init__(self, info: JoinInfo, *, access: str | None = None) -> None:
        self.info = info
        self.access = str(info.details["access"]) if access is None else access
        self.line = websocket.create_connection(info.address, subprotocols=["janus-protocol"], timeout=PATIENCE_SECONDS)
        self.session = self.handle = 0

    def open(self) -> dict[str, Any]:
        """Open session and handle, and return Janus' first answer."""
        answer = self._ask({"janus": "create"})
        if answer["janus"] == "success":
            self.session = answer["data"]["id"]
            self.handle = self._ask({"janus": "attach", "plugin": PLUGIN})["data"]["id"]
        return answer

    def join(self, **changes: object) -> dict[str, Any]:
        """Ask to join as the token says, but for `changes`, and return the plugin's answer."""
        own = {name: self.info.details[name] for name in ("room", "id", "token")}
        body = {"request": "join", "ptype": "publisher", **own, **changes}
        return self.ask(body)

    def ask(self, body: dict[str, object]) -> dict[str, Any]:
        """Send a request to the plugin and return its data, at once or by the event that follows."""
        message = {"janus": "message", "handle_id": self.handle, "body": body}
        answer = self._ask(message)
        while answer["janus"] == "ack":
            answer = self._hear(answer["transaction"])
        data: dict[str, Any] = answer["plugindata"]["data"]
        return data

    def hear(self, word: str) -> dict[str, Any]:
        """Wait for news of the plugin that carries a word, and return it."""
        while True:
            data: dict[str, Any] = json.loads(self.line.recv()).get("plugindata", {}).get("data", {})
            if word in data:
                return data

    def close(self) -> None:
        """Hang up."""
        self.line.close()

    def _ask(self, message: dict[str, object]) -> dict[str, Any]:
        transaction = secrets.token_hex(6)
        session = {"session_id": self.session} if self.session else {}
        self.line.send(json.dumps({**message, **session, "transaction": transaction, "token": self.access}))
        return self._hear(transaction)

    def _hear(self, transaction: str) -> dict[str, Any]:
        while True:
            heard: dict[str, Any] = json.loads(self.line.recv())
            if heard.get("transaction") == transaction:
                return heard
