"""A booth and its team's desk across two workers: who is here, what is asked, and who is of the team no more."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from conference.config import Settings
from conference.exhibition.actions import BOOTH, DESK
from conference.exhibition.presence_actions import mark_of
from conference.extensions import db
from conference.factory import create_app
from conference.people.models import Account
from conference.schema import upgrade_schema
from tests.exhibition import making
from tests.live.line import Line
from tests.serving import Redis, Server

pytestmark = pytest.mark.redis

SECRET = "booths of two workers"


@dataclass
class Halls:
    """Two workers with Redis between them, one booth, and the cookies of its people by name."""

    folder: Path
    slug: str = ""
    booth: int = 0
    mate: int = 0
    lead_mark: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)

    def start(self) -> None:
        self.redis = Redis()
        self.redis.start()
        shared = {"DEMO": "", "SECRET_KEY": SECRET, "BASE_URL": "http://conference.test", "REDIS_URL": self.redis.url}
        self.one, self.two = (Server(self.folder, **shared) for _ in range(2))
        self.one.start()
        self.two.start()

    def watch(self, server: Server, who: str, topic: str) -> Line:
        line = Line(server.address, self.cookies[who])
        self.lines.append(line)
        answer = line.call("watch", {"topic": topic, "key": self.booth})
        line.snapshots.append(answer)
        return line

    def post(self, server: Server, who: str, path: str, **form: str) -> int:
        server.cookie = self.cookies[who]
        base = f"/{self.slug}/exhibition/{self.booth}"
        token = server.token(base)
        return server.ask("POST", base + path, {"csrf_token": token, **form})[0]

    def mails(self) -> list[str]:
        with closing(sqlite3.connect(self.folder / "conference.sqlite", timeout=30)) as database:
            return [row[0] for row in database.execute("SELECT subject FROM mail ORDER BY id")]

    def end(self) -> None:
        for line in self.lines:
            line.close()
        for process in (self.one, self.two, self.redis):
            process.kill()


@pytest.fixture
def halls(tmp_path: Path) -> Iterator[Halls]:
    made = Halls(tmp_path)
    settings = Settings(
        secret_key=SECRET, data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'conference.sqlite'}"
    )
    app = create_app(settings)
    with app.app_context():
        upgrade_schema()
        fair = making.fair(visitors=1)
        signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        for name, person in {"lead": fair.lead, "mate": fair.mate, "visitor": fair.visitors[0]}.items():
            account = db.session.get_one(Account, person.account_id)
            kept = {"account": account.id, "epoch": account.session_epoch, "_permanent": True}
            made.cookies[name] = f"conference={signer.dumps(kept)}"
        made.slug, made.booth, made.mate = fair.house.slug, fair.booth.id, fair.mate.id
        made.lead_mark = mark_of(fair.booth.id, fair.lead.id)
        db.session.remove()
        db.engine.dispose()
    made.start()
    yield made
    made.end()


def wait_for(line: Line, what: str, seen: Any) -> dict[str, Any]:
    """Read until the newest snapshot is as wanted, and return its state."""
    while not seen(line.snapshots[-1]["state"]):
        assert line.read(), f"not told: {what}"
    state: dict[str, Any] = line.snapshots[-1]["state"]
    return state


def test_a_booth_and_its_desk_are_one_on_two_workers(halls: Halls) -> None:
    desk, mates = halls.watch(halls.one, "lead", DESK), halls.watch(halls.two, "mate", DESK)
    visitor = halls.watch(halls.two, "visitor", BOOTH)
    for line in (desk, mates):
        wait_for(line, "the visitor", lambda state: state["visitors"] == 1)
    wait_for(visitor, "the lead", lambda state: halls.lead_mark in state["team"])
    before = desk.snapshots[-1]["state"]["stamp"]
    assert halls.post(halls.two, "visitor", "/questions", **{"ask-text": "Why", "ask-key": "a-key-0000001"}) == 302
    wait_for(desk, "the question", lambda state: state["stamp"] != before)

    # Asked of one worker, while the page is open at the other.
    assert halls.post(halls.one, "lead", f"/team/{halls.mate}/remove") == 302
    mates.wait_for_end()
    told = len(mates.snapshots)
    assert halls.post(halls.two, "visitor", "/questions", **{"ask-text": "How", "ask-key": "a-key-0000002"}) == 302
    refused = halls.watch(halls.two, "mate", DESK)
    assert refused.snapshots[-1]["status"] in {403, 404}
    assert len(mates.snapshots) == told
    assert [subject for subject in halls.mails() if "no more" in subject] == ["You are of the team of “Booth” no more"]
    # Whoever is gone from one worker is gone for the other.
    visitor.close()
    wait_for(desk, "that the visitor is gone", lambda state: state["visitors"] == 0)
