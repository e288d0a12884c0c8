"""The embedded server: prepares the database, loads the demo, serves on one port, and says plainly what is wrong."""

import contextlib
import errno
import gc
import logging
import os
import socket
import sys

from flask import Flask
from gevent import pywsgi

from conference import alarms, jobs, ticker
from conference.config import Settings, UnsafeSettings
from conference.factory import create_app
from conference.schema import upgrade_schema

BACKLOG = 4096
# After so long without a word the system itself asks whether the other end is there.
SILENT_SECONDS = 60


class PortTakenError(Exception):
    """The port cannot be had; the message is one line for the operator."""


def main() -> int:
    """Serve until told to stop; return the process's exit status, 0 or 2 when it could not start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("alembic", "huey"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = Settings.from_environment(os.environ)
        listener = reserved_port(settings.host, settings.port)
    except (UnsafeSettings, PortTakenError) as error:
        return _cannot_start(str(error))
    app = prepared_app(settings)
    _tune_garbage_collector()
    start_background(app)
    listener.listen(BACKLOG)
    _say(f"Conference is running at {settings.base_url} (stop it with Ctrl+C)")
    with contextlib.suppress(KeyboardInterrupt):
        # `app` answers the sockets too: Flask-SocketIO stands in front of it.
        pywsgi.WSGIServer(listener, app, log=None).serve_forever()
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
    """Start what every serving process does beside answering: background jobs, live news, what is due at a moment."""
    jobs.start_worker(app)
    ticker.start(app)
    alarms.start(app)


def reserved_port(host: str, port: int) -> socket.socket:
    """Return a socket bound to the port and not listening yet. Raises `PortTakenError` with a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Inherited by every connection: an answer's last packet must not wait 40 ms for the client's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # So are these: whoever is gone without a word (a phone that left the hall) holds no file for long.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_KEEPIDLE"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, SILENT_SECONDS)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} on {host} is taken by another program. Choose another: PORT={port + 1} make run"
            raise PortTakenError(message) from error
        message = f"Port {port} on {host} cannot be used: {error.strerror}."
        raise PortTakenError(message) from error
    return listener


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
    gc.set_threshold(50_000, 5, 1_000)
