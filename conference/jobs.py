"""Background work on huey: SQLite's file by default, Redis when set. Jobs are named functions with an app around."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, RedisHuey, SqliteHuey, crontab
from huey.api import TaskWrapper
from huey.consumer import Consumer
from huey.exceptions import HueyException
from redis.exceptions import RedisError

from conference.extensions import db
from conference.metrics import JOBS_FAILED

log = logging.getLogger(__name__)
SECONDS_BETWEEN_LINES = 60.0
Job = Callable[..., None]
_jobs: dict[str, Job] = {}
_every_minute: list[Job] = []


def job(function: Job) -> Job:
    """Register a job under its function's name. It must be safe to run twice: a kill may come before its end."""
    _jobs[function.__name__] = function
    return function


def every_minute(function: Job) -> Job:
    """Register a job that also runs each minute, to catch up on what a kill interrupted."""
    _every_minute.append(function)
    return function


def enqueue(name: str, *arguments: object) -> bool:
    """Hand a job to the queue, after the commit of what it is about, and return whether it could be reached.

    Where it could not, what rows wait for is left to the round of each minute; whoever has no such round says so.
    """
    try:
        current_app.extensions["job_tasks"][name](*arguments)
    except (RedisError, HueyException) as error:
        JOBS_FAILED.labels(name).inc()
        log.warning("%s could not be queued (%s).", name, error)
        return False
    return True


def init_app(app: Flask) -> None:
    """Make the queue and wrap every registered job for it."""
    queue = _queue(app)
    app.extensions["job_queue"] = queue
    app.extensions["job_tasks"] = {name: _task(app, queue, function) for name, function in _jobs.items()}
    for function in _every_minute:
        queue.periodic_task(crontab(minute="*"), name=f"every_minute_{function.__name__}")(_inside(app, function))


def _queue(app: Flask) -> Huey:
    if app.config["JOBS_IMMEDIATE"]:
        return MemoryHuey("conference", immediate=True)
    if app.config["REDIS_URL"]:
        return RedisHuey("conference", url=app.config["REDIS_URL"])
    return SqliteHuey("conference", filename=str(Path(app.config["DATA_DIR"]) / "jobs.sqlite"), fsync=True)


def _task(app: Flask, queue: Huey, function: Job) -> TaskWrapper:
    return queue.task(retries=5, retry_delay=30, name=function.__name__)(_inside(app, function))


def _inside(app: Flask, function: Job) -> Job:
    def run(*arguments: Any) -> None:
        if app.config["JOBS_IMMEDIATE"]:
            # In tests the caller's session and context are the job's too.
            function(*arguments)
            return
        with app.app_context():
            try:
                function(*arguments)
            except Exception:
                JOBS_FAILED.labels(function.__name__).inc()
                raise
            finally:
                db.session.remove()

    return run


class _OneLine(logging.Filter):
    """Says that Redis is away in one line a minute, where huey would write a traceback at each try."""

    def __init__(self) -> None:
        super().__init__()
        self._until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Let all else pass as it is."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, RedisError):
            return True
        if time.monotonic() < self._until:
            return False
        self._until = time.monotonic() + SECONDS_BETWEEN_LINES
        record.msg, record.args = "Background jobs wait until Redis answers (%s).", (error,)
        record.exc_info = record.exc_text = None
        return True


class _EmbeddedConsumer(Consumer):  # type: ignore[misc]  # huey carries no types
    """A consumer that lives inside the server and leaves the process's signals alone."""

    def _set_signal_handlers(self) -> None:
        pass


def start_worker(app: Flask) -> None:
    """Start working on the queue inside this process, in greenlets."""
    queue: Huey = app.extensions["job_queue"]
    if queue.immediate:
        return
    quiet = _OneLine()
    for name in ("Worker", "Scheduler"):
        logging.getLogger(f"huey.consumer.{name}").addFilter(quiet)
    # More than one: a mail must not wait until a timetable is computed.
    consumer = _EmbeddedConsumer(queue, workers=4, worker_type="greenlet", initial_delay=0.1, max_delay=2)
    consumer.start()
    log.info("Background jobs run inside the server.")
