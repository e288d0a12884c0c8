"""A real Janus on free ports, with the configuration of deploy/janus."""

import subprocess
from pathlib import Path

from conference.calls.http_client import HttpClient
from conference.calls.providers_janus import Janus
from tests.serving import ROOT, Process, free_port

TOKEN_SECRET = "token-secret-of-tests"
ADMIN_KEY = "admin-key-of-tests"


class JanusServer(Process):
    """Janus as it is deployed, but for its ports and secrets."""

    def __init__(self, folder: Path) -> None:
        self.port, self.socket_port = free_port(), free_port()
        self.more_ports = (self.socket_port,)
        self.folder = folder
        changes = {
            "CHANGE-ME-token-secret": TOKEN_SECRET,
            "CHANGE-ME-admin-key": ADMIN_KEY,
            '"/etc/janus"': f'"{folder}"',
            "\tport = 8088": f"\tport = {self.port}",
            "ws_port = 8188": f"ws_port = {self.socket_port}",
        }
        folder.mkdir(parents=True, exist_ok=True)
        for source in (ROOT / "deploy" / "janus").glob("*.jcfg"):
            text = source.read_text(encoding="utf-8")
            for before, after in changes.items():
                text = text.replace(before, after)
            (folder / source.name).write_text(text, encoding="utf-8")

    def start(self) -> None:
        """Start and wait until it listens."""
        with (self.folder / "janus.log").open("ab") as log:
            self._run(["janus", "-F", str(self.folder), "--disable-colors"], stdout=log, stderr=subprocess.STDOUT)

    @property
    def socket_url(self) -> str:
        """Where browsers connect."""
        return f"ws://127.0.0.1:{self.socket_port}"

    @property
    def url(self) -> str:
        """Where the conference server asks."""
        return f"http://127.0.0.1:{self.port}/janus"

    def provider(self) -> Janus:
        """Return our side of it."""
        client = HttpClient("janus", inside=True)
        return Janus(client, self.url, self.socket_url, ADMIN_KEY, TOKEN_SECRET)
