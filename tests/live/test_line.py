"""What goes out to one WebSocket, over real sockets whose other end reads slowly or not at all."""

import socket
from collections.abc import Iterator
from typing import Any

import gevent
import pytest
from wsproto.frame_protocol import FrameDecoder, Opcode

from conference import websocket_line
from conference.hearing import Hearing
from conference.websocket_frames import text_frame
from conference.websocket_line import Line

Ends = tuple[Line, socket.socket]


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A line and its client, with little room between them."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.setblocking(False)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    line = Line(ours, Hearing())
    yield line, theirs
    line.join()
    ours.close()
    theirs.close()


def fill(line: Line) -> int:
    """Send frames of a topic until there is no room, and return how many went."""
    sent = 0
    while line._backlog is None:  # noqa: SLF001 - whether there is room is what counts here
        line.write_newest(text_frame(f"filling {sent} " + "x" * 500), "filling")
        sent += 1
    return sent


def read_all(theirs: socket.socket, until: str) -> list[str]:
    """Return the texts that arrive up to one."""
    decoder, texts, pieces = FrameDecoder(client=True), list[str](), b""
    with gevent.Timeout(10):
        while until not in texts:
            try:
                decoder.receive_bytes(theirs.recv(65536))
            except BlockingIOError:
                gevent.sleep(0.001)
            while (piece := decoder.process_buffer()) is not None:
                if piece.opcode is Opcode.CLOSE:
                    return [*texts, "closed"]
                payload: Any = piece.payload
                pieces += bytes(payload)
                if piece.message_finished and piece.frame_finished:
                    texts.append(pieces.decode())
                    pieces = b""
    return texts


def test_a_slow_client_gets_the_newest_of_each_topic_and_all_that_must_arrive(ends: Ends) -> None:
    line, theirs = ends
    fill(line)
    for number in range(100):
        line.write_newest(text_frame(f"tally {number}"), "tally")
        line.write_newest(text_frame(f"chat {number}"), "chat")
        line.write(text_frame(f"answer {number}"))
    texts = read_all(theirs, "chat 99")
    waited = [text for text in texts if not text.startswith("filling")]
    assert waited == [*[f"answer {number}" for number in range(100)], "tally 99", "chat 99"]


def test_nothing_waits_for_a_client_that_does_not_read(ends: Ends) -> None:
    line, _theirs = ends
    fill(line)
    with gevent.Timeout(5):
        for number in range(20_000):
            line.write_newest(text_frame(f"tally {number}"), "tally")
    assert not line.closed


def test_a_frame_begun_is_finished_before_anything_else(ends: Ends) -> None:
    line, theirs = ends
    line.write_newest(text_frame("a" * 300_000), "long")
    line.write_newest(text_frame("b"), "long")
    line.write(text_frame("c"))
    assert read_all(theirs, "b") == ["a" * 300_000, "c", "b"]


def test_whoever_leaves_unread_what_must_arrive_is_cut_off(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    line, _theirs = ends
    monkeypatch.setattr(websocket_line, "MOST_WAITING_BYTES", 10_000)
    fill(line)
    for _ in range(100):
        line.write(text_frame("x" * 500))
    assert line.closed


def test_what_may_no_longer_be_seen_does_not_go_out(ends: Ends) -> None:
    line, theirs = ends
    fill(line)
    line.write_newest(text_frame("secret"), "desk")
    line.write_newest(text_frame("open"), "poll")
    line.forget("desk")
    texts = read_all(theirs, "open")
    assert "secret" not in texts


def test_ending_sends_what_must_arrive_and_no_more_news(ends: Ends) -> None:
    line, theirs = ends
    fill(line)
    line.write_newest(text_frame("news"), "poll")
    line.write(text_frame("answer"))
    line.finish()
    line.write(text_frame("too late"))
    assert read_all(theirs, "never")[-2:] == ["answer", "closed"]
    while not line.closed:
        gevent.sleep(0)


def test_sending_to_a_client_that_is_gone_is_no_error(ends: Ends) -> None:
    line, theirs = ends
    theirs.close()
    for _ in range(3):
        line.write(text_frame("answer"))
        line.write_newest(text_frame("news"), "poll")
    line.finish()
    assert line.closed
