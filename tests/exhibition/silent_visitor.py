"""A real server, and visitors at a booth whose connections end or just die; for `test_booth_presence`.

Run by `unshare --map-root-user --net`, so that the way to one visitor alone can be taken away: what is sent there is
then lost without a word, as when a phone loses its network. Prints who is at the booth, as a visitor who stays is told.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from conference.config import Settings
from conference.exhibition.presence_actions import mark_of
from conference.extensions import db
from conference.factory import create_app
from conference.people.models import Account
from conference.schema import upgrade_schema
from tests.exhibition import making
from tests.live.line import SECONDS, Line
from tests.serving import Server

SECRET = "silent visitors"
FAR = "127.0.0.2"


def main() -> None:
    """Have people come and go, and say what whoever stays sees."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        booth, cookies, lead = fill(folder)
        server = Server(folder, DEMO="", SECRET_KEY=SECRET, BASE_URL="http://conference.test")
        server.start()
        try:
            stays = Line(server.address, cookies[0])
            watch = {"topic": "booth", "key": booth}
            stays.snapshots.append(stays.call("watch", watch))
            for leave in (hang_up, cut_off):
                for who, cookie in (("a visitor", cookies[1]), ("the lead", cookies[2])):
                    line = Line(server.address, cookie, FAR)
                    line.call("watch", watch)
                    expected = (1, [lead]) if who == "the lead" else (2, [])
                    tell(stays, expected, f"{who} is here")
                    began = time.monotonic()
                    leave(line)
                    tell(stays, (1, []), f"{who} is gone: {leave.__name__}")
                    sys.stderr.write(f"{who}, {leave.__name__}: {time.monotonic() - began:.1f} s\n")
                    restore()
                    line.close()
            stays.close()
        finally:
            server.kill()


def fill(folder: Path) -> tuple[int, list[str], str]:
    """Make a booth; return its id, the cookies of two visitors and its lead, and the lead's mark."""
    settings = Settings(secret_key=SECRET, data_dir=folder, database_url=f"sqlite:///{folder / 'conference.sqlite'}")
    app = create_app(settings)
    with app.app_context():
        upgrade_schema()
        fair = making.fair(visitors=2)
        signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        people = [*fair.visitors, fair.lead]
        accounts = [db.session.get_one(Account, one.account_id) for one in people]
        kept = [{"account": one.id, "epoch": one.session_epoch, "_permanent": True} for one in accounts]
        made = fair.booth.id, [f"conference={signer.dumps(one)}" for one in kept], mark_of(fair.booth.id, fair.lead.id)
        db.session.remove()
        db.engine.dispose()
    return made


def hang_up(line: Line) -> None:
    """Close the page."""
    line.close()


def cut_off(_line: Line) -> None:
    """Lose the network."""
    subprocess.run(["ip", "route", "add", "blackhole", f"{FAR}/32", "table", "local"], check=True)


def restore() -> None:
    """Bring it back."""
    subprocess.run(["ip", "route", "del", "blackhole", f"{FAR}/32", "table", "local"], check=False, capture_output=True)


def tell(stays: Line, expected: tuple[int, list[str]], what: str) -> None:
    """Say what is so, once whoever stays is told it."""
    deadline = time.monotonic() + SECONDS
    while (seen := stays.snapshots[-1]["state"])["visitors"] != expected[0] or seen["team"] != expected[1]:
        assert time.monotonic() < deadline, (what, seen)
        stays.read(1)
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
