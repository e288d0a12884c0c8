"""How quick the released agenda is: 500 sessions, 800 speakers, 12 rooms, one embedded server, loopback.

Prints, for the agenda page, a session page, the conference's calendar and a 304 of it: the first answer of a fresh
process (cold, one value a start) and then requests per second with the 50th and 99th percentile (warm). The client is
another process on the same machine, one connection at a time, so the figures are one core's. Compare ratios, not
seconds: machines differ and are shared.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from conference.agenda.actions import write_item
from conference.agenda.content import ItemContent, PersonInItem
from conference.agenda.models import AgendaItem, Room, Track
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import ItemKind, RoleInItem
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.config import Settings
from conference.extensions import db
from conference.factory import create_app
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Role
from conference.schema import upgrade_schema

SESSIONS, SPEAKERS, ROOMS, DAYS = 500, 800, 12, 5
STARTS = 5
WARM_REQUESTS = int(os.environ.get("BENCH_REQUESTS", "300"))
ROOT = Path(__file__).resolve().parent.parent.parent


def fill(data_dir: Path) -> int:
    """Make the conference `big` with its release in a new database, and return one session's id."""
    url = f"sqlite:///{data_dir / 'conference.sqlite'}"
    app = create_app(Settings(secret_key="bench", data_dir=data_dir, database_url=url))
    with app.app_context():
        upgrade_schema()
        house = Conference(
            slug="big",
            acronym="big_one",
            title="Big",
            starts_on=date(2026, 3, 9),
            ends_on=date(2026, 3, 9) + timedelta(days=DAYS - 1),
            timezone="Europe/Brussels",
            status=ConferenceStatus.PUBLISHED,
        )
        db.session.add(house)
        db.session.flush()
        people = [_person(house, Role.SPEAKER, number) for number in range(SPEAKERS)]
        organiser = _person(house, Role.ORGANISER, SPEAKERS)
        rooms = [Room(conference_id=house.id, name=f"Room {number}", order=number) for number in range(ROOMS)]
        track = Track(conference_id=house.id, name="Track", slug="track", colour="#0b4f9e")
        db.session.add_all([*people, organiser, *rooms, track])
        db.session.flush()
        ids = [_session(house, number, rooms, track, people) for number in range(SESSIONS)]
        actor = Actor(house.id, None, organiser.id, frozenset({Role.ORGANISER}))
        release_agenda(actor, notify=False)
        return ids[len(ids) // 2]


def _person(house: Conference, role: Role, number: int) -> Participant:
    return Participant(
        conference_id=house.id,
        status=ParticipantStatus.CONFIRMED,
        name=f"Speaker {number}",
        organisation=f"Organisation {number % 90}",
        role_rows=[ParticipantRole(role=role)],
    )


def _session(house: Conference, number: int, rooms: list[Room], track: Track, people: list[Participant]) -> int:
    day, slot = divmod(number // ROOMS, -(-SESSIONS // (ROOMS * DAYS)))
    row = AgendaItem(conference_id=house.id, kind=ItemKind.WORKSHOP, title=f"Session {number}")
    db.session.add(row)
    db.session.flush()
    cast = {people[(number * 8 + turn * 5) % len(people)].id for turn in range(3)}
    content = ItemContent(
        id=row.id,
        guid=str(row.guid),
        kind=ItemKind.WORKSHOP,
        title=f"Session {number}: what clusters do together",
        abstract="One paragraph about what will be said, long enough to be like a real one. " * 3,
        description="A longer text.\n\n- a point\n- another point\n" * 4,
        track_id=track.id,
        room_id=rooms[number % ROOMS].id,
        starts_at=datetime(2026, 3, 9, 8, 0, tzinfo=UTC) + timedelta(days=day, hours=slot),
        minutes=45,
        people=tuple(PersonInItem(one, RoleInItem.SPEAKER) for one in sorted(cast)),
    )
    write_item(row, content)
    return row.id


@contextmanager
def served(data_dir: Path) -> Iterator[int]:
    """Run the embedded server on the database and yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "DATA_DIR": str(data_dir), "SECRET_KEY": "bench", "DEMO": ""}
    # The feeds carry our own address: the same at every start, so that their ETags are.
    environment["BASE_URL"] = "http://conference.test"
    with subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _await(port)
            yield port
        finally:
            server.terminate()


def _await(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def get(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> tuple[float, int, str]:
    """Return the seconds, the status and the ETag of one request."""
    before = time.perf_counter()
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    return time.perf_counter() - before, answer.status, answer.headers.get("ETag", "")


def main() -> None:
    """Fill, start, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        session_id = fill(data_dir)
        pages = {
            "agenda page": ("/big/agenda", 200),
            "session page": (f"/big/agenda/{session_id}", 200),
            "conference calendar": ("/big/agenda/calendar.ics", 200),
            "calendar, 304": ("/big/agenda/calendar.ics", 304),
        }
        print(f"{SESSIONS} sessions, {SPEAKERS} speakers, {ROOMS} rooms; SQLite; one process; milliseconds")
        print(f"{'':22}{'cold median':>12}{'cold max':>10}{'requests/s':>12}{'p50':>8}{'p99':>8}")
        for name, (path, status) in pages.items():
            print(_row(name, data_dir, path, status))


def _row(name: str, data_dir: Path, path: str, status: int) -> str:
    headers = {"If-None-Match": _etag(data_dir, path)} if status == 304 else {}
    cold: list[float] = []
    warm: list[float] = []
    for start in range(STARTS):
        with served(data_dir) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port)
            seconds, got, _etag_sent = get(connection, path, headers)
            assert got == status, (path, got)
            cold.append(seconds * 1000)
            if start == STARTS - 1:
                warm = [get(connection, path, headers)[0] * 1000 for _ in range(WARM_REQUESTS)]
    centiles = statistics.quantiles(warm, n=100)
    rate = 1000 / statistics.fmean(warm)
    return (
        f"{name:22}{statistics.median(cold):12.1f}{max(cold):10.1f}{rate:12.0f}{centiles[49]:8.1f}{centiles[98]:8.1f}"
    )


def _etag(data_dir: Path, path: str) -> str:
    with served(data_dir) as port:
        return get(http.client.HTTPConnection("127.0.0.1", port), path, {})[2]


if __name__ == "__main__":
    main()
