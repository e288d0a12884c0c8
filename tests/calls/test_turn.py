"""Credentials for TURN: reckoned as coturn documents them, and taken by a real coturn."""

import base64
import hashlib
import hmac
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from conference import clock
from conference.calls.turn import VALID, IceSettings, ice_servers, turn_credentials
from tests.conftest import NOON
from tests.serving import ROOT, Process, free_port

SECRET = "turn-secret-of-tests"


def test_nothing_is_named_where_nothing_is_configured() -> None:
    assert ice_servers(IceSettings(), 7, NOON) == []


def test_stun_needs_no_credentials() -> None:
    assert ice_servers(IceSettings(("stun:a.example",)), 7, NOON) == [{"urls": ["stun:a.example"]}]


def test_turn_credentials_name_their_end_and_are_signed() -> None:
    settings = IceSettings(turn_urls=("turn:a.example", "turns:a.example"), turn_secret=SECRET)
    (server,) = ice_servers(settings, 7, NOON)
    username = f"{int((NOON + VALID).timestamp())}:7"
    signature = base64.b64encode(hmac.digest(SECRET.encode(), username.encode(), hashlib.sha1))
    assert server == {
        "urls": ["turn:a.example", "turns:a.example"],
        "username": username,
        "credential": signature.decode(),
    }


class Coturn(Process):
    """coturn as it is deployed, but for its ports, its certificate, and that it may relay to this machine."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.settings = folder / "turnserver.conf"
        text = (ROOT / "deploy" / "coturn" / "turnserver.conf").read_text(encoding="utf-8")
        changes = {
            "CHANGE-ME-turn-secret": SECRET,
            "listening-port=3478": f"listening-port={self.port}",
            "tls-listening-port=5349": "no-tls\nno-dtls",
            "denied-peer-ip=127.0.0.0-127.255.255.255\n": "allow-loopback-peers\n",
            "cert=": "#",
            "pkey=": "#",
        }
        for before, after in changes.items():
            text = text.replace(before, after)
        files = f"\nlog-file={folder}/turn.log\npidfile={folder}/pid\nuserdb={folder}/turndb\nlistening-ip=127.0.0.1\n"
        self.settings.write_text(text + files, encoding="utf-8")

    def start(self) -> None:
        """Start and wait until it listens."""
        self._run(["turnserver", "-c", str(self.settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def relays_for(self, username: str, password: str) -> bool:
        """Tell whether coturn's own client gets something relayed with these credentials."""
        command = [
            "turnutils_uclient",
            "-y",
            "-n",
            "2",
            "-u",
            username,
            "-w",
            password,
            "-p",
            str(self.port),
            "127.0.0.1",
        ]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return "Total lost packets 0" in answer.stdout + answer.stderr


@pytest.fixture
def coturn(tmp_path: Path) -> Iterator[Coturn]:
    server = Coturn(tmp_path)
    server.start()
    yield server
    server.kill()


@pytest.mark.coturn
def test_coturn_relays_for_our_credentials_and_for_no_others(coturn: Coturn) -> None:
    good = turn_credentials(SECRET, "7", clock.now() + timedelta(minutes=5))
    late = turn_credentials(SECRET, "7", clock.now() - timedelta(minutes=5))
    forged = turn_credentials("another secret", "7", clock.now() + timedelta(minutes=5))
    assert coturn.relays_for(*good)
    assert not coturn.relays_for(*late)
    assert not coturn.relays_for(*forged)
