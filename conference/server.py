"""The embedded server: prepares the database, loads the demo, serves on one port, and says plainly what is wrong."""

import contextlib
import errno
import gc
import logging
import os
import socket
import sys

from flask import Flask

from conference import jobs, realtime
from conference.config import Settings, UnsafeSettings
from conference.extensions import socketio
from conference.factory import create_app
from conference.schema import upgrade_schema


def main() -> int:
    """Serve until told to stop; return the process's exit status, 0 or 2 when it could not start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "huey"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = Settings.from_environment(os.environ)
    except UnsafeSettings as error:
        return _cannot_start(str(error))
    if reason := port_problem(settings.host, settings.port):
        return _cannot_start(reason)
    app = prepared_app(settings)
    _tune_garbage_collector()
    start_background(app)
    _say(f"Conference is running at {settings.base_url} (stop it with Ctrl+C)")
    with contextlib.suppress(KeyboardInterrupt):
        socketio.run(app, host=settings.host, port=settings.port, log_output=False)
    return 0


def prepared_app(settings: Settings) -> Flask:
    """Return the application with its schema up to date and, in the demo, the demo loaded."""
    app = create_app(settings)
    with app.app_context():
        upgrade_schema()
        if settings.demo:
            _say("Loading the demo; the first time this takes some seconds.")
            from conference.demo.actions import load_demo  # noqa: PLC0415 - only the demo needs the seeds

            load_demo()
    return app


def start_background(app: Flask) -> None:
    """Start what every serving process does beside answering: background jobs and live news."""
    jobs.start_worker(app)
    realtime.start_ticker(app)


def port_problem(host: str, port: int) -> str | None:
    """Return a sentence when the port cannot be had, else None."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} on {host} is taken by another program. Choose another: PORT={port + 1} make run"
            return f"Port {port} on {host} cannot be used: {error.strerror}."
    return None


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _cannot_start(reason: str) -> int:
    sys.stderr.write(reason + "\n")
    return 2


def _tune_garbage_collector() -> None:
    """Keep what was loaded at the start out of the collector: its full passes would stall live answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 1_000)
