"""Processes under measurement: started, asked for their processor time and memory, and ended."""

import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
SECONDS_TO_START = 60


def raise_file_limit() -> int:
    """Raise the number of files that this process and its children may have open; return it."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (65536, max(65536, hard)))
    except (ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the processor seconds that processes have used."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def kibibytes(pids: Iterable[int]) -> int:
    """Return the memory of processes, what they share divided among them (PSS)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def await_port(port: int) -> None:
    """Return when somebody listens. Raises `SystemExit` when nobody does for long."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nothing listens on port {port}")


@contextmanager
def serving(data_dir: Path, count: int, more: Mapping[str, str]) -> Iterator[tuple[list[int], list[int]]]:
    """Run the embedded server, `count` times on one database; yield the ports and the process ids."""
    servers, ports = list[subprocess.Popen[bytes]](), list[int]()
    try:
        for _ in range(count):
            ports.append(free_port())
            environment = {name: value for name, value in os.environ.items() if name != "DEMO"} | {
                "PORT": str(ports[-1]), "DATA_DIR": str(data_dir), "SECRET_KEY": "bench",
                "BASE_URL": "http://conference.test", **more,
            }  # fmt: skip
            with (data_dir / f"server-{len(ports)}.log").open("wb") as log:
                servers.append(
                    subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log)
                )
            await_port(ports[-1])
        yield ports, [server.pid for server in servers]
    finally:
        for server in servers:
            server.terminate()
            server.wait(30)


class Worker:
    """A helper process that is sent lines of JSON and answers each with one."""

    def __init__(self, module: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, order: Mapping[str, Any]) -> None:
        """Send a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """Return the next line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def end(self) -> None:
        """End it and wait."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(30)
