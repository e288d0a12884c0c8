"""A round opens: how long until everybody who is connected knows their table.

The whole application in a server process of its own, with real accounts and cookies; everybody watches the lobby and
the seats over a WebSocket, from the first round on their table too, and a facilitator opens each round by the same
message as the console's button.

    make bench ARGS="cafe_open"            416 people at 104 tables, three rounds
    make bench ARGS="cafe_open --people 1000 --tables 250"
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from conference.cafe.models import Cafe, CafeQuestion, CafeRound, CafeTable, Seat
from conference.cafe.rules import CafeState
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.config import Settings
from conference.extensions import db
from conference.factory import create_app
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import OrganisationKind, ParticipantStatus
from conference.permissions import Role
from conference.schema import upgrade_schema
from tests.bench.load_client import Client, Loop, frame
from tests.bench.processes import cpu_seconds, raise_file_limit, serving

ROUNDS = 3
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Hall:
    """What was made: the café, everybody's id and cookie; the last is the facilitator's."""

    conference_id: int
    cafe_id: int
    people: list[int]
    cookies: list[str]


class Sitters(Loop):
    """Connections that watch the lobby and the seats; each notes when it first knew its table of the present round."""

    def __init__(self, plan: dict[str, Any], hall: Hall) -> None:
        super().__init__(plan)
        self.hall = hall
        self.watching: set[int] = set()
        self.known: dict[int, float] = {}
        self.tables: dict[int, int] = {}
        self.answers: list[dict[str, Any]] = []
        self.round = 0

    def _payload(self, client: Client, payload: bytes, now: float) -> None:
        if payload.startswith(b"432"):
            self.watching.add(client.number)
        elif payload.startswith(b"433"):
            self.answers.append(json.loads(payload[3:])[0] | {"at": now})
        else:
            super()._payload(client, payload, now)

    def _news(self, client: Client, payload: bytes, now: float) -> None:
        self.messages += 1
        if b'"topic":"cafe_seats"' not in payload[:80] or client.number in self.known:
            return
        state = json.loads(payload[2:])[1]["state"]
        table = state["seats"].get(str(self.hall.people[client.number]))
        if table is not None and (state["round"] or {}).get("number") == self.round:
            self.known[client.number], self.tables[client.number] = now, table

    def watch_seats(self) -> None:
        """Have everybody watch the seats too, and return when all do."""
        watch = json.dumps({"topic": "cafe_seats", "key": self.hall.cafe_id})
        for client in self.clients:
            self.send(client, frame(f'422["watch",{watch}]'.encode()))
        self.until(lambda: len(self.watching) == len(self.clients), "all watch the seats")

    def sit_down(self) -> None:
        """Have everybody watch their table, as its page does; where it was the same, they do already."""
        self.watching.clear()
        for number, table in self.tables.items():
            watch = json.dumps({"topic": "cafe_table", "key": table})
            self.send(self.clients[number], frame(f'422["watch",{watch}]'.encode()))
        self.until(lambda: len(self.watching) == len(self.tables), "all sit at their tables")

    def open(self, number: int) -> dict[str, float]:
        """Have the facilitator open a round; return how long its answer took, and when the last knew, in ms."""
        self.round, self.messages = number, 0
        self.known.clear()
        self.answers.clear()
        asked = {
            "conference": self.hall.conference_id,
            "cafe": self.hall.cafe_id,
            "number": number,
            "key": f"opening-{number}",
        }
        clicked = time.monotonic()
        self.send(self.clients[-1], frame(f'423["cafe.open",{json.dumps(asked)}]'.encode()))
        # The facilitator sits nowhere.
        self.until(lambda: bool(self.answers) and len(self.known) == len(self.clients) - 1, f"round {number}")
        moments = sorted(at - clicked for at in self.known.values())
        return {
            "round": number, "answered_ms": round((self.answers[0]["at"] - clicked) * 1000),
            "first_ms": round(moments[0] * 1000), "last_ms": round(moments[-1] * 1000), "messages": self.messages,
        }  # fmt: skip

    def until(self, done: Any, what: str) -> None:
        """Read until something is so. Raises `SystemExit` with what is not."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not done():
            if time.monotonic() > deadline:
                raise SystemExit(f"not so: {what}; {len(self.known)} know, {self.answers}, {self.failed}")
            self.turn(0.01)


def fill(settings: Settings, people: int, tables: int) -> Hall:
    """Make a conference with people of many countries, and a café with its tables before the first round."""
    app = create_app(settings)
    draw = random.Random(people)  # noqa: S311 - who comes from where is no secret
    with app.app_context():
        upgrade_schema()
        house = Conference(
            slug="cafe", acronym="cafe", title="Café", starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10),
            timezone="Europe/Brussels", status=ConferenceStatus.PUBLISHED,
        )  # fmt: skip
        db.session.add(house)
        db.session.flush()
        accounts = [{"email": f"sitter{number}@example.org", "session_epoch": 1} for number in range(people + 1)]
        ids = list(db.session.scalars(insert(Account).returning(Account.id), accounts))
        countries = [f"{first}{second}" for first in "ABCDE" for second in "ABCDEFGHIJ"]
        kinds = list(OrganisationKind)
        rows = [
            {
                "conference_id": house.id,
                "account_id": one,
                "status": ParticipantStatus.CONFIRMED,
                "name": f"Sitter {one}",
                "country": countries[min(int(draw.expovariate(0.12)), 49)],
                "organisation": f"Organisation {draw.randrange(people)}",
                "organisation_kind": draw.choice(kinds),
            }
            for one in ids
        ]
        participants = list(db.session.scalars(insert(Participant).returning(Participant.id), rows))
        roles = [Role.ATTENDEE] * people + [Role.MODERATOR]
        db.session.execute(
            insert(ParticipantRole),
            [{"participant_id": one, "role": role} for one, role in zip(participants, roles, strict=True)],
        )
        cafe = Cafe(
            conference_id=house.id, title="Green", theme="Green", state=CafeState.OPEN,
            questions=[CafeQuestion(order=0, text="What does the transition need?")],
            rounds=[CafeRound(number=number, minutes=20) for number in range(1, ROUNDS + 1)],
            tables=[CafeTable(number=number) for number in range(1, tables + 1)],
        )  # fmt: skip
        db.session.add(cafe)
        db.session.commit()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookies = [f"conference={signer.dumps({'account': one, 'epoch': 1, '_permanent': True})}" for one in ids]
        made = Hall(house.id, cafe.id, participants, cookies)
        db.session.remove()
        db.engine.dispose()
    return made


def seats_in(settings: Settings, cafe_id: int) -> dict[int, int]:
    """Return how many seats each round has."""
    app = create_app(settings)
    with app.app_context():
        counts = (
            select(CafeRound.number, func.count(Seat.id))
            .join(Seat, Seat.round_id == CafeRound.id)
            .where(CafeRound.cafe_id == cafe_id)
            .group_by(CafeRound.number)
        )
        found = {number: count for number, count in db.session.execute(counts)}  # noqa: C416 - typed
        db.session.remove()
        db.engine.dispose()
    return found


def run(people: int, tables: int) -> dict[str, Any]:
    """Measure once, and return the figures."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = Settings(
            secret_key="bench", data_dir=folder, database_url=f"sqlite:///{folder / 'conference.sqlite'}"
        )
        hall = fill(settings, people, tables)
        ports, pids = stack.enter_context(serving(folder, 1, {}))
        plan = {
            "addresses": [("127.0.0.1", ports[0])], "host": "conference.test", "patience": 120, "cookies": hall.cookies,
            "path": "/socket.io/?EIO=4&transport=websocket", "watch": {"topic": "cafe", "key": hall.cafe_id},
            "cast": {},
        }  # fmt: skip
        loop = Sitters(plan, hall)
        connected = loop.connect()
        if connected["ready"] < len(hall.cookies):
            raise SystemExit(f"not everybody could connect: {connected}")
        loop.watch_seats()
        before = cpu_seconds(pids)
        rounds = []
        for number in range(1, ROUNDS + 1):
            rounds.append(loop.open(number))
            loop.sit_down()
        used = cpu_seconds(pids) - before
        seated = seats_in(settings, hall.cafe_id)
    return {"people": people, "tables": tables, "rounds": rounds, "seats": seated, "server_cpu": round(used, 2)}


def main(arguments: Sequence[str] = ()) -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(prog="cafe_open")
    parser.add_argument("--people", type=int, default=416)
    parser.add_argument("--tables", type=int, default=104)
    asked = parser.parse_args(arguments)
    sys.stderr.write(f"at most {raise_file_limit()} open files for each process\n")
    sys.stdout.write(json.dumps(run(asked.people, asked.tables), indent=1) + "\n")
