"""One poll before many people: each votes once within ten seconds, all watch the tally.

The whole application: real server processes, accounts and signed cookies in a real database, real `polls.cast`
messages. The load client shares the machine (its own share is printed), and others may too, so compare ratios: beside
each run stands the floor, a bare epoll server sending as many messages of the same size to as many clients.

    make bench ARGS="live --clients 1000"            one worker, SQLite
    make bench ARGS="live --clients 8000 --workers 2"  Redis and PostgreSQL (BENCH_POSTGRES_URL, BENCH_REDIS_URL), nginx
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text

from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.config import Settings
from conference.extensions import db
from conference.factory import create_app
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Role
from conference.polls.models import Ballot, Poll, PollOption, PollRound
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import PollKind, Showing
from conference.polls.tally_actions import answered, recounted, tally_of
from conference.schema import upgrade_schema
from tests.bench.processes import Worker, cpu_seconds, free_port, kibibytes, raise_file_limit, serving

OPTIONS = ("Yes, from this year", "Yes, later", "Only together with others", "No")


@dataclass(frozen=True)
class House:
    """What was made for one run: the poll, and a cookie for each voter."""

    conference_id: int
    poll_id: int
    options: list[int]
    cookies: list[str]


def fill(settings: Settings, voters: int) -> House:
    """Make a conference with an open poll and so many people who may answer it."""
    app = create_app(settings)
    with app.app_context():
        if not settings.database_url.startswith("sqlite"):
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        upgrade_schema()
        house = Conference(
            slug="live", acronym="live", title="Live", starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10),
            timezone="Europe/Brussels", status=ConferenceStatus.PUBLISHED,
        )  # fmt: skip
        db.session.add(house)
        db.session.flush()
        accounts = [{"email": f"voter{number}@example.org", "session_epoch": 1} for number in range(voters)]
        ids = db.session.scalars(insert(Account).returning(Account.id), accounts).all()
        people = [
            {
                "conference_id": house.id,
                "account_id": one,
                "status": ParticipantStatus.CONFIRMED,
                "name": f"Voter {one}",
            }
            for one in ids
        ]
        participants = db.session.scalars(insert(Participant).returning(Participant.id), people).all()
        db.session.execute(
            insert(ParticipantRole), [{"participant_id": one, "role": Role.ATTENDEE} for one in participants]
        )
        poll = Poll(
            conference_id=house.id, kind=PollKind.SINGLE, showing=Showing.LIVE,
            question="Should regions open their test facilities to companies of other regions?",
            options=[PollOption(order=order, text=words) for order, words in enumerate(OPTIONS)],
            rounds=[PollRound(showing=Showing.LIVE)],
        )  # fmt: skip
        db.session.add(poll)
        db.session.commit()
        act_on_round(Actor(house.id, roles=frozenset({Role.MODERATOR})), poll.id, What.OPEN, None)
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        cookies = [f"conference={signer.dumps({'account': one, 'epoch': 1, '_permanent': True})}" for one in ids]
        made = House(house.id, poll.id, [option.id for option in poll.options], cookies)
        db.session.remove()
        db.engine.dispose()
    return made


def counted(settings: Settings, poll_id: int) -> tuple[int, int, bool]:
    """Return the ballots there are, what the tally says, and whether the tally is what a recount finds."""
    app = create_app(settings)
    with app.app_context():
        poll = db.session.get_one(Poll, poll_id)
        asking = poll.rounds[-1]
        rows = db.session.scalar(select(func.count()).select_from(Ballot).where(Ballot.round_id == asking.id)) or 0
        found = rows, answered(asking.id), recounted(poll, asking.id) == tally_of(asking.id)
        db.session.remove()
        db.engine.dispose()
    return found


class Crowd:
    """Clients in several processes."""

    def __init__(self, plan: dict[str, Any], cookies: Sequence[str], processes: int) -> None:
        self.processes = processes
        self.workers = [Worker("tests.bench.load_client") for _ in range(processes)]
        for number, worker in enumerate(self.workers):
            worker.tell(plan | {"cookies": cookies[number::processes]})
        self.sizes = [len(cookies[number::processes]) for number in range(processes)]

    def connected(self) -> dict[str, Any]:
        """Return how connecting went, for all."""
        parts = [json.loads(worker.hear()) for worker in self.workers]
        failed = {why: count for part in parts for why, count in part["failed"].items()}
        return {
            "ready": sum(part["ready"] for part in parts), "seconds": max(part["seconds"] for part in parts),
            "failed": failed,
        }  # fmt: skip

    def vote(self, votes: Sequence[tuple[float, int, int]], seconds: float, turn: str) -> dict[str, Any]:
        """Have (after seconds, client, option) votes sent, and return what all measured."""
        self.at = time.monotonic() + 1.0
        for number, worker in enumerate(self.workers):
            mine = [
                (after, client // self.processes, option)
                for after, client, option in votes
                if client % self.processes == number
            ]
            worker.tell({"at": self.at, "seconds": seconds, "votes": mine, "round": turn})
        return merged([json.loads(worker.hear()) for worker in self.workers])

    def end(self) -> None:
        """Hang up."""
        for worker in self.workers:
            worker.end()


def merged(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the measurements of several processes as one."""
    whole: dict[str, Any] = {
        name: sum(part[name] for part in parts) for name in ("cpu", "messages", "bytes", "unanswered")
    }
    whole["share"] = max(part["cpu"] / part["wall"] for part in parts)
    whole["last_sent"] = max(part["last_sent"] for part in parts)
    whole["late"] = max(part["late"] for part in parts)
    for name in ("latencies", "values"):
        whole[name] = [one for part in parts for one in part[name]]
    for name in ("refused", "failed"):
        whole[name] = {why: count for part in parts for why, count in part[name].items()}
    return whole


@contextmanager
def nginx(ports: Sequence[int], folder: Path) -> Iterator[tuple[int, list[int]]]:
    """Run nginx in front of servers, as deploy/ has it without TLS; yield its port and process ids."""
    port = free_port()
    upstream = "\n".join(f"    server 127.0.0.1:{one};" for one in ports)
    (folder / "nginx.conf").write_text(
        f"""daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
worker_rlimit_nofile 20000;
events {{ worker_connections 19000; }}
http {{
  access_log off;
  upstream conference {{
    hash $arg_k consistent;
{upstream}
  }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{
      proxy_pass http://conference;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection upgrade;
      proxy_buffering off;
      proxy_read_timeout 90s;
    }}
  }}
}}
""",
        encoding="ascii",
    )
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    try:
        from tests.bench.processes import await_port  # noqa: PLC0415

        await_port(port)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()
        yield port, [server.pid, *map(int, children)]
    finally:
        server.terminate()
        server.wait(30)


def run(asked: argparse.Namespace, clients: int, workers: int) -> dict[str, Any]:
    """Measure once, and return the figures."""
    processes, window = asked.processes, asked.window
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        more = {"FANOUT": asked.fanout}
        database = f"sqlite:///{folder / 'conference.sqlite'}"
        if workers > 1:
            database = os.environ["BENCH_POSTGRES_URL"]
            more |= {"DATABASE_URL": database, "REDIS_URL": os.environ["BENCH_REDIS_URL"]}
        settings = Settings(secret_key="bench", data_dir=folder, database_url=database)
        house = fill(settings, clients)
        ports, pids = stack.enter_context(serving(folder, workers, more))
        front: list[int] = []
        listeners = ports
        if workers > 1 and shutil.which("nginx"):
            port, front = stack.enter_context(nginx(ports, folder))
            listeners = [port]
        plan = {
            "addresses": [("127.0.0.1", port) for port in listeners], "host": "conference.test", "patience": 300,
            "path": "/socket.io/?EIO=4&transport=websocket", "watch": {"topic": "poll", "key": house.poll_id},
            "cast": {"conference": house.conference_id, "poll": house.poll_id, "round": 1},
        }  # fmt: skip
        warm = Crowd(plan, house.cookies[:20], 1)
        warm.connected()
        warm.end()
        time.sleep(1)
        empty, before = kibibytes(pids), cpu_seconds(pids)
        crowd = Crowd(plan, house.cookies, processes)
        stack.callback(crowd.end)
        print(f"{clients} clients connect to processes {pids}", file=sys.stderr, flush=True)
        connected = crowd.connected()
        if connected["ready"] < clients:
            raise SystemExit(f"not everybody could connect: {connected}")
        connecting = cpu_seconds(pids) - before
        time.sleep(2)
        full = kibibytes(pids)
        draw = random.Random(clients)  # noqa: S311 - when people vote is no secret
        votes = [(draw.random() * window, number, draw.choice(house.options)) for number in range(clients)]
        print(f"{clients} clients vote; the servers are processes {pids}", file=sys.stderr, flush=True)
        marks = cpu_seconds(pids), cpu_seconds(front)
        got = crowd.vote(votes, window, "first")
        voting, proxying = cpu_seconds(pids) - marks[0], cpu_seconds(front) - marks[1]
        # The tally alone: one person changes their mind ten times a second, everybody is told each tick.
        alone = cpu_seconds(pids)
        one = [(0.1 * step, 0, house.options[step % len(house.options)]) for step in range(50)]
        only = crowd.vote(one, 5.0, "second")
        sending = cpu_seconds(pids) - alone
        crowd.end()
        size = only["bytes"] // max(1, only["messages"]) - 4
        floor = measure_floor(clients, size, max(5, only["messages"] // max(1, clients)), processes)
        rows, total, honest = counted(settings, house.poll_id)
    return figures(locals())


def measure_floor(clients: int, size: int, times: int, processes: int) -> float:
    """Return the processor seconds for each message of the bare server."""
    server = Worker("tests.bench.floor")
    port = int(server.hear())
    plan = {"addresses": [("127.0.0.1", port)], "host": "floor", "patience": 60, "path": "/", "watch": None, "cast": {}}
    crowd = Crowd(plan, ["none"] * clients, processes)
    crowd.connected()
    time.sleep(1)
    before = cpu_seconds([server.process.pid])
    server.tell({"size": size, "times": times, "every": 0.2})
    crowd.vote([], times * 0.2 + 1, "floor")
    server.hear()
    used = cpu_seconds([server.process.pid]) - before
    crowd.end()
    server.end()
    return used / (clients * times)


def figures(of: dict[str, Any]) -> dict[str, Any]:
    """Return what is printed of a run."""
    got, only, clients = of["got"], of["only"], of["clients"]
    latencies = sorted(got["latencies"])
    final = max((value for value, _at, _count in got["values"]), default=0)
    holders = [at for value, at, _count in got["values"] if value == final]
    ticks = statistics.median(count for _value, _at, count in got["values"])
    floor = of["floor"]
    return {
        "clients": clients, "workers": of["workers"], "connected": of["connected"]["ready"],
        "connects_per_second": round(of["connected"]["ready"] / of["connected"]["seconds"]),
        "acknowledged": len(latencies), "unanswered": got["unanswered"],
        "per_second": round(len(latencies) / of["window"]),
        "ack_p50_ms": round(latencies[len(latencies) // 2] * 1000, 1) if latencies else None,
        "ack_p99_ms": round(latencies[int(len(latencies) * 0.99)] * 1000, 1) if latencies else None,
        "final_ms": round((max(holders, default=0) - got["last_sent"]) * 1000), "holders": len(holders),
        "counted": {"rows": of["rows"], "tally": of["total"], "shown": final, "recount": of["honest"]},
        "server_cpu": round(of["voting"], 2), "cpu_per_1000_votes": round(of["voting"] / max(1, clients) * 1000, 2),
        "connect_cpu": round(of["connecting"], 2), "nginx_cpu": round(of["proxying"], 2),
        "kib_per_client": round((of["full"] - of["empty"]) / max(1, clients), 1),
        "bytes_per_client": round(got["bytes"] / max(1, clients)), "message_bytes": of["size"],
        "messages": got["messages"], "ticks": ticks,
        "messages_by_clients_and_ticks": round(got["messages"] / (clients * ticks), 3),
        "us_per_message_voting": round(of["voting"] / max(1, got["messages"]) * 1e6, 1),
        "us_per_message_alone": round(of["sending"] / max(1, only["messages"]) * 1e6, 1),
        "us_per_message_floor": round(floor * 1e6, 1),
        "ratio_alone": round(of["sending"] / max(1, only["messages"]) / floor, 2),
        "ratio_voting": round(of["voting"] / max(1, got["messages"]) / floor, 2),
        "load_client_share": round(got["share"], 2), "load_client_late_p99_ms": round(got["late"] * 1000, 1),
        "failed": got["failed"] | of["connected"]["failed"], "refused": got["refused"],
        "load_average": os.getloadavg()[0],
    }  # fmt: skip


def main(arguments: Sequence[str] = ()) -> None:
    """Measure as asked, or everything."""
    parser = argparse.ArgumentParser(prog="live")
    parser.add_argument("--clients", type=int)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--window", type=float, default=10.0)
    parser.add_argument("--fanout", default="direct", choices=["direct", "stock"])
    asked = parser.parse_args(arguments)
    print(f"at most {raise_file_limit()} open files for each process")
    runs = [(asked.clients, asked.workers)] if asked.clients else [(200, 1), (1000, 1), (3000, 1), (10_000, 1)]
    if not asked.clients and {"BENCH_POSTGRES_URL", "BENCH_REDIS_URL"} <= os.environ.keys():
        runs.append((8000, 2))
    for clients, workers in runs:
        print(json.dumps(run(asked, clients, workers), indent=1), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
