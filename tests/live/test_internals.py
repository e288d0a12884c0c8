"""What the lean socket uses inside of the libraries, by name: a new version that lacks it fails here and says what.

The four are pinned exactly in pyproject.toml; raise them together with this file.
"""

import inspect
import re
from importlib.metadata import version
from typing import Any

import engineio
import engineio.packet
import engineio.socket
import gevent
import pytest
import socketio
import socketio.packet
from gevent import pywsgi

from conference.connections import Connections
from tests.test_architecture import ROOT

PINNED = ("flask-socketio", "python-socketio", "python-engineio", "gevent")


@pytest.mark.parametrize("name", PINNED)
def test_the_version_is_pinned_and_installed(name: str) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(rf'^  "{name}=={re.escape(version(name))}",', project, re.MULTILINE)


SIGNATURES: dict[str, tuple[Any, list[str]]] = {
    "Socket.schedule_ping": (engineio.socket.Socket.schedule_ping, ["self"]),
    "Socket.close": (engineio.socket.Socket.close, ["self", "wait", "abort", "reason"]),
    "Socket._upgrade_websocket": (
        engineio.socket.Socket._upgrade_websocket,  # noqa: SLF001 - named here because it is used
        ["self", "environ", "start_response"],
    ),
    "Socket.receive": (engineio.socket.Socket.receive, ["self", "pkt"]),
    "Socket.send": (engineio.socket.Socket.send, ["self", "pkt"]),
    "Socket.check_ping_timeout": (engineio.socket.Socket.check_ping_timeout, ["self"]),
    "engineio.Server._bad_request": (
        engineio.Server._bad_request,  # noqa: SLF001 - as above
        ["self", "message"],
    ),
    "engineio.Server.get_queue_empty_exception": (engineio.Server.get_queue_empty_exception, ["self"]),
    "Packet.encode": (engineio.packet.Packet.encode, ["self", "b64"]),
    "socketio.Server._send_eio_packet": (
        socketio.Server._send_eio_packet,  # noqa: SLF001 - as above
        ["self", "eio_sid", "eio_pkt"],
    ),
    "socketio.Server._trigger_event": (
        socketio.Server._trigger_event,  # noqa: SLF001 - as above
        ["self", "event", "namespace", "args"],
    ),
    "Manager.eio_sid_from_sid": (socketio.Manager.eio_sid_from_sid, ["self", "sid", "namespace"]),
    "socketio packet": (socketio.packet.Packet.__init__, [
        "self", "packet_type", "data", "namespace", "id", "binary", "encoded_packet",
    ]),
}  # fmt: skip


@pytest.mark.parametrize(("function", "parameters"), SIGNATURES.values(), ids=SIGNATURES)
def test_a_function_takes_what_we_give_it(function: Any, parameters: list[str]) -> None:
    assert list(inspect.signature(function).parameters) == parameters


def test_a_connection_keeps_its_state_where_we_read_it() -> None:
    engine = engineio.Server(async_mode="gevent", monitor_clients=False)
    connection = engineio.socket.Socket(engine, "sid")
    for name in ("server", "sid", "queue", "last_ping", "connected", "upgrading", "upgraded", "closing", "closed"):
        assert name in vars(connection), name
    # What replaces its class may not find slots or other storage there.
    assert not hasattr(engineio.socket.Socket, "__slots__")
    assert engine.sockets == {}


def test_the_engine_says_when_a_connection_begins() -> None:
    server = socketio.Server(async_mode="gevent", monitor_clients=False)
    assert {"connect", "message", "disconnect"} <= set(server.eio.handlers)
    source = inspect.getsource(engineio.Server._handle_connect)  # noqa: SLF001 - its order is what we lean on
    assert source.index("self.sockets[sid] = s") < source.index("'connect'") < source.index("s.schedule_ping()")


def test_packets_have_the_numbers_of_the_protocol() -> None:
    packet = engineio.packet
    assert (*range(7),) == (
        packet.OPEN,
        packet.CLOSE,
        packet.PING,
        packet.PONG,
        packet.MESSAGE,
        packet.UPGRADE,
        packet.NOOP,
    )


def test_the_manager_keeps_what_a_connection_leaves_behind_where_we_take_it_away() -> None:
    manager = Connections()
    assert set(vars(socketio.Manager())) <= set(vars(manager))
    server = socketio.Server(async_mode="gevent", monitor_clients=False, client_manager=manager)
    sids = [manager.connect(f"engine {number}", "/") for number in range(3)]
    manager.enter_room(sids[0], "/", "a room")
    for sid in sids:
        manager.pre_disconnect(sid, "/")
        assert not manager.is_connected(sid, "/")
        manager.disconnect(sid, "/")
    assert server.manager.rooms == {}
    assert manager.pending_disconnect == {}
    assert manager.pending_connect == {}
    assert {"callbacks", "rooms", "eio_to_sid", "pending_connect", "pending_disconnect"} <= set(vars(manager))


def test_pywsgi_drops_a_connection_that_was_reset_without_a_word() -> None:
    assert 104 in pywsgi.WSGIHandler.ignored_socket_errors


def test_gevent_watches_a_file_by_its_number() -> None:
    watcher = gevent.get_hub().loop.io(0, 1)
    watcher.close()
