"""People wander through the exhibition: how fast its booths are shown, and whether every visit is counted once.

The whole application in a server process of its own, with real accounts and cookies. Each walks from booth to booth
over HTTP; of some booths they load the page again, in several tabs at once, or have it say that it is still open. Then
half an hour passes (what is kept is made older) and everybody comes back to one booth, and to a new one. What the
database counts of each booth must be what was walked, to the last visit.

    make bench ARGS="exhibition"               1,000 people, 93 booths, three each
    make bench ARGS="exhibition --people 200 --steps 8"
"""

import argparse
import http.client
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import bindparam, insert, select, update

from conference import clock
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.config import Settings
from conference.exhibition.models import Booth, BoothMember, BoothVisit, ExhibitionSettings
from conference.exhibition.rules import SAME_VISIT, BoothState
from conference.exhibition.visit_figures_actions import visit_counts
from conference.extensions import db
from conference.factory import create_app
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from conference.schema import upgrade_schema
from tests.bench.processes import cpu_seconds, serving

# So many requests are under way at once.
AT_ONCE = 16
# What a browser does at a booth, and how often: it opens the page, again, twice at once, and says that it is open.
WAYS = (("open",), ("open", "open"), ("open", "stay"), ("open", "open", "stay", "open"))
WEIGHTS = (6, 2, 2, 1)


@dataclass(frozen=True)
class Fair:
    """What was made: booths by id, everybody's cookie, the last being the teams', one for each booth."""

    conference_id: int
    booths: list[int]
    cookies: list[str]
    token: str


@dataclass(frozen=True)
class Step:
    """One request of somebody at a booth."""

    person: int
    booth: int
    what: str


class Walk:
    """Requests of many, each on one of a few connections that are kept; every answer's time is noted."""

    def __init__(self, port: int, fair: Fair) -> None:
        self.port, self.fair = port, fair
        self.seconds: list[float] = []
        self.statuses: Counter[int] = Counter()
        self._own = threading.local()

    def take(self, step: Step) -> None:
        """Send one request and wait for its whole answer; where the server asks for it, once more, as a page does."""
        began, status = time.monotonic(), 503
        while status == 503:
            status = self._answered(step)
            self.statuses[status] += 1
        self.seconds.append(time.monotonic() - began)

    def _answered(self, step: Step) -> int:
        if not hasattr(self._own, "line"):
            self._own.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Host": "conference.test", "Cookie": self.fair.cookies[step.person]}
        if step.what == "stay":
            said = json.dumps({"conference": self.fair.conference_id, "booth": step.booth})
            headers |= {"Content-Type": "application/json", "X-CSRFToken": self.fair.token}
            self._own.line.request("POST", "/fair/live/message/exhibition.stay", said, headers)
        else:
            self._own.line.request("GET", f"/fair/exhibition/{step.booth}", headers=headers)
        answer = self._own.line.getresponse()
        answer.read()
        return int(answer.status)

    def all(self, steps: Sequence[Step]) -> dict[str, Any]:
        """Take all steps, and return how fast they were answered."""
        self.seconds.clear()
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(self.take, steps))
        took, times = time.monotonic() - began, sorted(self.seconds)
        return {
            "requests": len(steps), "per_second": round(len(steps) / took, 1),
            **{f"p{share}_ms": round(times[len(times) * share // 100] * 1000, 1) for share in (50, 95, 99)},
            "slowest_ms": round(times[-1] * 1000, 1),
        }  # fmt: skip


def fill(settings: Settings, people: int, booths: int) -> Fair:
    """Make an exhibition with as many booths and people, and one more person for each booth, who stands there."""
    app = create_app(settings)
    with app.app_context():
        upgrade_schema()
        house = Conference(
            slug="fair", acronym="fair", title="Fair", starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10),
            timezone="Europe/Brussels", status=ConferenceStatus.PUBLISHED,
        )  # fmt: skip
        db.session.add(house)
        db.session.flush()
        db.session.add(ExhibitionSettings(conference_id=house.id, is_open=True))
        everybody = people + booths
        accounts = [{"email": f"walker{number}@example.org", "session_epoch": 1} for number in range(everybody)]
        ids = list(db.session.scalars(insert(Account).returning(Account.id), accounts))
        rows = [
            {
                "conference_id": house.id, "account_id": one, "status": ParticipantStatus.CONFIRMED,
                "name": f"Walker {one}", "country": "BE", "in_directory": True,
            }
            for one in ids
        ]  # fmt: skip
        walkers = list(db.session.scalars(insert(Participant).returning(Participant.id), rows))
        db.session.execute(insert(ParticipantRole), [{"participant_id": one, "role": Role.ATTENDEE} for one in walkers])
        stands = [
            {
                "conference_id": house.id, "name": f"Booth {number}", "number": number, "state": BoothState.PUBLISHED,
                "published_at": clock.now(), "about": "What it is about. " * 40,
            }
            for number in range(1, booths + 1)
        ]  # fmt: skip
        made = list(db.session.scalars(insert(Booth).returning(Booth.id), stands))
        team = [{"booth_id": booth, "participant_id": one} for booth, one in zip(made, walkers[people:], strict=True)]
        db.session.execute(insert(BoothMember), team)
        db.session.commit()
        signer: Any = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        seed = "0" * 40
        kept = [{"account": one, "epoch": 1, "_permanent": True, "csrf_token": seed} for one in ids]
        cookies = [f"conference={signer.dumps(one)}" for one in kept]
        token = URLSafeTimedSerializer(settings.secret_key, salt="wtf-csrf-token").dumps(seed)
        db.session.remove()
        db.engine.dispose()
    return Fair(house_id(settings), made, cookies, str(token))


def house_id(settings: Settings) -> int:
    """Return the id of the one conference there is."""
    return int(asked(settings, lambda: db.session.scalar(select(Conference.id))))


def asked(settings: Settings, what: Any) -> Any:
    """Return what is read from the database beside the server."""
    with create_app(settings).app_context():
        found = what()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return found


def steps_of(draw: random.Random, visits: Sequence[tuple[int, int]]) -> list[Step]:
    """Return the requests that some visits are made of, of all people mixed; those of one visit follow each other."""
    shuffled = draw.sample(visits, len(visits))
    return [Step(person, booth, what) for person, booth in shuffled for what in draw.choices(WAYS, WEIGHTS)[0]]


def make_older(settings: Settings) -> None:
    """Let more than half an hour pass since every visit."""

    def older() -> None:
        keys = (BoothVisit.booth_id, BoothVisit.participant_id, BoothVisit.number)
        passed = SAME_VISIT + timedelta(minutes=2)
        rows = [
            {"b": booth, "p": person, "n": number, "started": began - passed, "last": last - passed}
            for booth, person, number, began, last in db.session.execute(
                select(*keys, BoothVisit.started_at, BoothVisit.last_at)
            )
        ]
        which = [key == bindparam(name) for key, name in zip(keys, "bpn", strict=True)]
        change = update(BoothVisit).where(*which).values(started_at=bindparam("started"), last_at=bindparam("last"))
        db.session.connection().execute(change, rows)

    asked(settings, older)


def run(people: int, booths: int, steps: int) -> dict[str, Any]:
    """Walk once, and return the figures. Raises `SystemExit` where anything was counted that was not walked, or not."""
    draw = random.Random(people)  # noqa: S311 - who walks where is no secret
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = f"sqlite:///{folder / 'conference.sqlite'}"
        settings = Settings(secret_key="bench", data_dir=folder, database_url=database)
        fair = fill(settings, people, booths)
        chosen = [draw.sample(fair.booths, steps + 1) for _ in range(people)]
        first = [(person, booth) for person in range(people) for booth in chosen[person][:steps]]
        second = [(person, booth) for person in range(people) for booth in (chosen[person][0], chosen[person][steps])]
        own = [(people + number, booth) for number, booth in enumerate(fair.booths)]
        ports, pids = stack.enter_context(serving(folder, 1, {}))
        walk, before = Walk(ports[0], fair), cpu_seconds(pids)
        parts = [walk.all(steps_of(draw, [*first, *own]))]
        make_older(settings)
        parts.append(walk.all(steps_of(draw, [*second, *own])))
        used = cpu_seconds(pids) - before
        counted = asked(settings, lambda: visit_counts(fair.conference_id))
    if set(walk.statuses) - {200, 503}:
        raise SystemExit(f"not everything was answered: {walk.statuses}")
    walked = [*first, *second]
    unique, total = (Counter(booth for _person, booth in visits) for visits in (set(walked), walked))
    counts = {booth: (count.people, count.visits) for booth, count in counted.items()}
    if counts != {booth: (unique[booth], total[booth]) for booth in unique}:
        raise SystemExit(f"walked: {unique}, {total}; counted: {counts}")
    return {
        "people": people, "booths": booths, "parts": parts, "asked_again": walk.statuses[503],
        "server_cpu": round(used, 2), "unique_walked_and_counted": sum(unique.values()),
        "visits_walked_and_counted": sum(total.values()),
    }  # fmt: skip


def main(arguments: Sequence[str] = ()) -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(prog="exhibition")
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--booths", type=int, default=93)
    parser.add_argument("--steps", type=int, default=3)
    asked_for = parser.parse_args(arguments)
    found = run(asked_for.people, asked_for.booths, asked_for.steps)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
