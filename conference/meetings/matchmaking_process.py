"""The computing of a timetable in a process of its own, so that nobody at the server waits for the solver.

The problem goes there as one line of JSON; lines with what is done come back, and at last the timetable. Whoever
started it holds its input open: when that ends, by whatever death, the computing ends too.
"""

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from conference.meetings.timetable import arrange
from conference.meetings.timetable_types import FixedMeeting, Person, Problem, Slot, Wish

News = tuple[float, str]
ROOT = Path(__file__).resolve().parents[2]
# So often, at least, whoever waits is asked whether to go on.
SECONDS_BETWEEN = 1.0


class ComputingFailed(Exception):
    """The process ended without a timetable."""


class ComputingEnded(Exception):
    """Whoever waited did not want it any more."""


def compute(problem: Problem, go_on: Callable[[News], bool], *, seconds: float = 60.0) -> dict[str, Any]:
    """Return the timetable of a problem as plain values (see `told`).

    `go_on` is told at least once a second how much is done and what is being done; when it says no, all ends at once.
    """
    with _started() as process:
        lines = _lines_of(process)
        _write(process, {"problem": asdict(problem), "seconds": seconds})
        news: News = (0.0, "preparing")
        while True:
            try:
                said = lines.get(timeout=SECONDS_BETWEEN)
            except queue.Empty:
                said = {}
            if said is None:
                raise ComputingFailed(f"the process ended with {process.wait()}")
            if "timetable" in said:
                return dict(said["timetable"])
            if "share" in said:
                news = (float(said["share"]), str(said["step"]))
            if not go_on(news):
                raise ComputingEnded


@contextmanager
def _started() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "conference.meetings.matchmaking_process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        process.kill()
        if process.stdin is not None:
            process.stdin.close()
        # Its output is closed by whoever listens, at the end that comes now.
        process.wait()


def _write(process: "subprocess.Popen[bytes]", what: dict[str, Any]) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    try:
        process.stdin.write(json.dumps(what, default=sorted).encode() + b"\n")
        process.stdin.flush()
    except BrokenPipeError as error:
        raise ComputingFailed("the process did not read the problem") from error


def _lines_of(process: "subprocess.Popen[bytes]") -> "queue.Queue[dict[str, Any] | None]":
    """Return a queue of what the process says; None when it has ended."""
    said: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def listen() -> None:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        # Half a line, from a process that was killed, is an end too.
        with process.stdout as source, suppress(ValueError):
            for line in source:
                said.put(json.loads(line))
        said.put(None)

    threading.Thread(target=listen, daemon=True).start()
    return said


def problem_in(values: dict[str, Any]) -> Problem:
    """Return the problem that plain values stand for."""
    return Problem(
        slots=tuple(Slot(one["id"], one["follows"], tuple(one["places"]), one["capacity"]) for one in values["slots"]),
        people=tuple(
            Person(one["id"], frozenset(one["free"]), frozenset(one["rather_not"])) for one in values["people"]
        ),
        wishes=tuple(Wish(**one) for one in values["wishes"]),
        blocked=frozenset((one, other) for one, other in values["blocked"]),
        fixed=tuple(FixedMeeting(one["slot"], tuple(one["people"]), one["place"]) for one in values["fixed"]),
        most=values["most"],
        seed=values["seed"],
    )


def main(source: IO[bytes], target: IO[bytes]) -> None:
    """Read a problem, say what is being done, and write the timetable."""
    asked = json.loads(source.readline())
    threading.Thread(target=_end_with, args=(source,), daemon=True).start()

    def say(what: dict[str, Any]) -> None:
        target.write(json.dumps(what).encode() + b"\n")
        target.flush()

    timetable = arrange(
        problem_in(asked["problem"]),
        report=lambda share, step: say({"share": share, "step": step}),
        seconds=asked["seconds"],
    )
    say({"timetable": {**asdict(timetable), "share": timetable.share}})


def _end_with(source: IO[bytes]) -> None:
    """End this process as soon as whoever started it is no more."""
    source.read()
    os._exit(3)


if __name__ == "__main__":
    # The server's people come first.
    os.nice(10)
    main(sys.stdin.buffer, sys.stdout.buffer)
