"""Asking a video server over HTTP: short patience, no detours, and never a machine that only we can reach."""

import ipaddress
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from conference.calls.providers import ServerSilent, ServerTrouble
from conference.metrics import VIDEO_SERVERS_FAILED

PATIENCE_SECONDS = 5
LONGEST_ANSWER = 1024 * 1024
# Well-known prefixes whose last 32 bits are an IPv4 address (RFC 6052, RFC 4291).
_NAT64, _COMPATIBLE = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::/96")
_log = logging.getLogger(__name__)


class _Private(Exception):
    """The name leads to an address inside."""


def is_outside(address: str) -> bool:
    """Tell whether an IP address is on the internet, also by the IPv4 address that an IPv6 one stands for."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global
    stands_for = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if ip in _NAT64 or ip in _COMPATIBLE:
        stands_for = ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return stands_for.is_global if stands_for is not None else ip.is_global and not ip.is_site_local


class _OutsideHttp(HTTPConnection):
    """Connects, and looks whom it has reached before a word is said: names can lead anywhere, and change."""

    def connect(self) -> None:
        super().connect()
        if not is_outside(self.sock.getpeername()[0]):
            self.sock.close()
            raise _Private


class _OutsideHttps(HTTPSConnection, _OutsideHttp):
    """The same below TLS."""


@dataclass(frozen=True, slots=True)
class HttpClient:
    """Asks the server of one provider. `inside` lets it reach private addresses: for what the operator has named.

    An organiser names servers, too, and must not learn by it what listens beside us.
    """

    provider: str
    inside: bool = False

    def ask(self, method: str, url: str, body: str = "", headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Return status and text of the answer. Raises `ServerSilent` where there is none."""
        try:
            return self._ask(method, url, body, headers or {})
        except (OSError, HTTPException, ValueError, _Private) as error:
            # Without the query: addresses carry checksums and names.
            self.note(f"{method} {url.partition('?')[0]}: {type(error).__name__} {error}")
            raise ServerSilent(_("The video server does not answer. Please try again in a minute.")) from error

    def post_json(self, url: str, body: object, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        """Send JSON and return status and the JSON object that came back, empty where none did."""
        status, text = self.ask("POST", url, json.dumps(body), {"Content-Type": "application/json", **(headers or {})})
        try:
            answer = json.loads(text)
        except ValueError:
            answer = {}
        return status, answer if isinstance(answer, dict) else {}

    def note(self, what: str) -> None:
        """Tell the operator: a line in the log and the metric."""
        _log.warning("video server (%s): %s", self.provider, what)
        VIDEO_SERVERS_FAILED.labels(self.provider).inc()

    def refusal(self, what: str) -> ServerTrouble:
        """Note an answer that refuses, and return what is said to the person."""
        self.note(what)
        return ServerTrouble(_("The video server refused. An organiser can test its settings under Video calls."))

    def _ask(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> tuple[int, str]:
        connection = self._connection(url)
        try:
            parts = urlsplit(url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body.encode() if body else None, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read(LONGEST_ANSWER).decode(errors="replace")
        finally:
            connection.close()

    def _connection(self, url: str) -> HTTPConnection:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme == "https":
            kind = HTTPSConnection if self.inside else _OutsideHttps
            return kind(host, parts.port, timeout=PATIENCE_SECONDS)
        if parts.scheme == "http" and self.inside:
            return HTTPConnection(host, parts.port, timeout=PATIENCE_SECONDS)
        raise ValueError
