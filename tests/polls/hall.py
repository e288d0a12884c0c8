"""A hall full of people with one open poll, in a database of its own, before real servers that may be killed."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import websocket
from flask import Flask
from sqlalchemy import create_engine, func, select, text

from conference.conferences.models import Conference
from conference.config import Settings
from conference.extensions import db
from conference.factory import create_app
from conference.locking import on_sqlite
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from conference.polls.models import Ballot, Participation, Poll
from conference.polls.tally_actions import recounted, tally_of, whole
from conference.schema import upgrade_schema
from tests import factories as make
from tests.live.line import Line
from tests.polls import making
from tests.serving import Server, until

SECRET = "a hall"
SCHEMA = "hall"
PATIENCE_SECONDS = 300
LONGEST_PAUSE_SECONDS = 1.0
Kind = TypeVar("Kind", bound="Hall")


class Hall:
    """People who can all answer one named poll of three options, and what of it is stored."""

    message = "polls.cast"

    def __init__(self, app: Flask, people: int) -> None:
        self.app = app
        with app.app_context():
            house = make.conference()
            self.open(house)
            rows = [_person(house.id, number) for number in range(people)]
            db.session.add_all(rows)
            db.session.commit()
            self.conference_id, self.slug = house.id, house.slug
            self.people = [row.id for row in rows]
            self.cookies = {row.id: self._cookie(row.account) for row in rows}

    def open(self, house: Conference) -> None:
        """Make what is answered, and open it."""
        poll = making.open_poll(house)
        self.poll_id, self.options = poll.id, [option.id for option in poll.options]

    def _cookie(self, account: Account | None) -> str:
        assert account is not None
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return f"conference={serializer.dumps({'account': account.id, 'epoch': account.session_epoch})}"

    def server(self, **more: str) -> Server:
        """Return a server on the hall's database, not started yet."""
        url = self.app.config["SQLALCHEMY_DATABASE_URI"]
        folder = Path(self.app.config["DATA_DIR"])
        return Server(folder, DEMO="0", SECRET_KEY=SECRET, DATABASE_URL=url, **more)

    def ballot(self, person: int, option: int = 0) -> dict[str, object]:
        """Return the message that carries a person's ballot; the same key each time."""
        return {
            "conference": self.conference_id, "poll": self.poll_id, "round": 1,
            "answer": {"option": self.options[option % len(self.options)]}, "key": f"person-{person:06}",
        }  # fmt: skip

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look into the database at one moment: PostgreSQL still does what a server had sent before it was killed."""
        with self.app.app_context():
            if not on_sqlite():
                db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield

    def counted(self) -> tuple[set[int], int, int]:
        """Return who took part, how many ballots there are, and how many the tally says; it is the recount."""
        with self.looking():
            poll = db.session.get_one(Poll, self.poll_id)
            asking = poll.rounds[-1]
            who = set(db.session.scalars(select(Participation.participant_id).filter_by(round_id=asking.id)))
            ballots = db.session.scalar(select(func.count()).select_from(Ballot).filter_by(round_id=asking.id)) or 0
            tally = whole(tally_of(asking.id))
            assert tally == whole(recounted(poll, asking.id))
            return who, ballots, tally.get("n", 0)


def _person(conference_id: int, number: int) -> Participant:
    person = Participant(conference_id=conference_id, status=ParticipantStatus.CONFIRMED, name=f"Voter {number}")
    person.account = Account(email=f"voter{number}@example.org")
    person.role_rows = [ParticipantRole(role=Role.ATTENDEE)]
    return person


@contextmanager
def hall(folder: Path, backend: str, people: int, kind: type[Kind]) -> Iterator[Kind]:
    """Build a hall on a database of its own; on PostgreSQL in a schema beside those of other tests."""
    url = f"sqlite:///{folder / 'hall.sqlite'}"
    if backend == "postgresql":
        server = os.environ["TEST_POSTGRES_URL"]
        _fresh_schema(server)
        url = f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{SCHEMA}"
    settings = Settings(secret_key=SECRET, data_dir=folder, database_url=url, secure_cookies=False)
    app = create_app(settings, SOCKETIO_ASYNC_MODE="threading", GROUP_COMMIT=False, JOBS_IMMEDIATE=True)
    with app.app_context():
        upgrade_schema()
    yield kind(app, people)
    with app.app_context():
        db.engine.dispose()


def _fresh_schema(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    engine.dispose()


class Crowd:
    """People who vote at once, each until an acknowledgement comes, with the same key each time."""

    def __init__(self, hall: Hall, servers: Callable[[int], str]) -> None:
        self.hall = hall
        self.servers = servers
        self.answers: dict[int, list[str]] = {}
        self._lock = threading.Lock()

    def acknowledged(self) -> set[int]:
        """Return who was told that their ballot counts."""
        with self._lock:
            return set(self.answers)

    def wait_for(self, many: int) -> None:
        """Return when that many were told that their ballots count."""
        until(lambda: len(self.acknowledged()) >= many, f"{many} acknowledged ballots")

    @contextmanager
    def voting(self, people: Iterable[int]) -> Iterator[None]:
        """Let people vote while something else happens, and wait until each was answered."""
        people = list(people)
        with ThreadPoolExecutor(len(people)) as pool:
            votes = [pool.submit(self._vote, person) for person in people]
            yield
        for vote in votes:
            vote.result()

    def _vote(self, person: int) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause = 0.05
        while time.monotonic() < deadline:
            try:
                with closing(Line(self.servers(person), self.hall.cookies[person])) as line:
                    answer = line.call(self.hall.message, self.hall.ballot(person, option=person))
            except (OSError, websocket.WebSocketException, AssertionError):
                # It is being killed, or started. Wait a little, as a page does, and longer each time: hundreds who ask
                # without a pause leave a server no processor to start on.
                time.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                continue
            assert answer.get("ok"), answer
            with self._lock:
                self.answers.setdefault(person, []).append(answer.get("counted", "ok"))
            return
        message = f"nobody answered {person}"
        raise AssertionError(message)
