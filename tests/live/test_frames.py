"""Frames against an independent reading of RFC 6455 (wsproto), for any message, any chopping and any bytes."""

import os
import struct
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wsproto.frame_protocol import FrameDecoder, FrameProtocol, Opcode, ParseFailed

from conference import websocket_frames as frames
from conference.websocket_frames import FrameError, Message, Reader

LARGEST = 70_000
KEYS = st.binary(min_size=4, max_size=4)
SIZES = st.sampled_from([0, 1, 124, 125, 126, 127, 65535, 65536])
CODES = st.sampled_from([1000, 1001, 1002, 1003, 1007, 1011, 1013, 3000, 4999])


def client_frame(opcode: int, payload: bytes, key: bytes = b"\x01\x02\x03\x04", *, final: bool = True) -> bytes:
    """Return a frame as a client sends it."""
    size = len(payload)
    head = bytes([final << 7 | opcode])
    if size < 126:
        head += bytes([0x80 | size])
    elif size < 65536:
        head += struct.pack("!BH", 0x80 | 126, size)
    else:
        head += struct.pack("!BQ", 0x80 | 127, size)
    return head + key + frames.masked(payload, key)


def read(data: bytes, cuts: list[int], largest: int = LARGEST) -> tuple[list[Message], int]:
    """Return what a reader finds in chopped bytes, and the code it gives up with (0: it did not)."""
    reader, found, start = Reader(largest), list[Message](), 0
    for end in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        reader.feed(data[start:end])
        start = end
        try:
            while (message := reader.take()) is not None:
                found.append(message)
                if message.opcode == frames.CLOSE:
                    return found, 0
        except FrameError as error:
            return found, error.code
    return found, 0


def read_by_wsproto(data: bytes) -> tuple[list[Message], int]:
    """Return what wsproto finds: whole messages, and the code it gives up with."""
    protocol = FrameProtocol(client=False, extensions=[])
    found, kind, kept = list[Message](), Opcode.TEXT, b""
    try:
        protocol.receive_bytes(data)
        for piece in protocol.received_frames():
            payload: Any = piece.payload
            if piece.opcode is Opcode.CLOSE:
                # Whatever follows a closing is of no account.
                return [*found, Message(frames.CLOSE, text=payload[1] or "", code=int(payload[0]))], 0
            if piece.opcode in {Opcode.PING, Opcode.PONG}:
                found.append(Message(int(piece.opcode), bytes(payload)))
                continue
            kind = piece.opcode
            kept += payload.encode() if isinstance(payload, str) else bytes(payload)
            if piece.message_finished:
                text = kind is Opcode.TEXT
                found.append(Message(int(kind), b"" if text else kept, kept.decode() if text else ""))
                kept = b""
    except ParseFailed as error:
        return found, int(error.code)
    return found, 0


@given(st.sampled_from([frames.TEXT, frames.BINARY]), SIZES | st.integers(0, 300), KEYS, st.lists(st.integers(0)))
def test_a_message_is_read_however_its_bytes_are_chopped(opcode: int, size: int, key: bytes, cuts: list[int]) -> None:
    payload = (os.urandom(size) if opcode == frames.BINARY else b"x" * size)[:LARGEST]
    (message,), code = read(client_frame(opcode, payload, key), cuts)
    assert code == 0
    assert (message.data or message.text.encode()) == payload


@given(st.text(max_size=300), st.lists(st.integers(0), max_size=5), st.lists(st.binary(max_size=20), max_size=3))
def test_fragments_with_pings_between_them_make_one_message(text: str, cuts: list[int], pings: list[bytes]) -> None:
    payload = text.encode()
    ends = [*sorted(cut % (len(payload) + 1) for cut in cuts), len(payload)]
    data, start = b"", 0
    for number, end in enumerate(ends, 1):
        opcode = frames.TEXT if number == 1 else frames.CONTINUATION
        data += client_frame(opcode, payload[start:end], final=number == len(ends))
        start = end
        if number < len(ends):
            data += b"".join(client_frame(frames.PING, ping) for ping in pings)
    found, code = read(data, cuts)
    assert code == 0
    assert found[-1] == Message(frames.TEXT, text=text)
    assert [message.data for message in found[:-1]] == pings * (len(ends) - 1)


PIECES = st.builds(
    lambda opcode, payload, key, final: client_frame(opcode, payload, key, final=final),
    st.sampled_from([0, 0, 1, 1, 2, 3, 8, 9, 10, 15]),
    st.binary(max_size=140) | st.text(max_size=40).map(str.encode),
    KEYS,
    st.booleans(),
) | st.builds(lambda code, why: client_frame(8, struct.pack("!H", code) + why.encode()), CODES, st.text(max_size=20))


@given(st.lists(PIECES | st.binary(max_size=12), max_size=6).map(b"".join), st.lists(st.integers(0), max_size=8))
@example(client_frame(1, b"\xff"), [])
@example(client_frame(8, struct.pack("!H", 1005)), [])
@example(client_frame(8, b"\x03"), [])
@example(b"\x81\xfe\x00\x05", [])
@example(b"\x81\xff\x80\x00\x00\x00\x00\x00\x00\x05", [])
@example(b"\xc1\x80", [])
def test_any_bytes_are_read_as_another_implementation_reads_them(data: bytes, cuts: list[int]) -> None:
    ours, our_code = read(data, cuts)
    theirs, their_code = read_by_wsproto(data)
    if their_code == frames.NOT_UTF8 != our_code:
        # wsproto tells of it in the first fragment, we when the message is whole.
        theirs, their_code = theirs[: len(ours)], our_code
        ours = ours[: len(theirs)]
    assert (ours, our_code) == (theirs, their_code)


@given(st.sampled_from([frames.TEXT, frames.BINARY, frames.PING]), st.binary(max_size=125) | st.binary(min_size=126))
def test_what_we_send_is_read_by_another_implementation(opcode: int, payload: bytes) -> None:
    if opcode == frames.TEXT:
        payload = payload.hex().encode()
    if opcode == frames.PING:
        payload = payload[:125]
    decoder = FrameDecoder(client=True)
    decoder.receive_bytes(frames.frame(opcode, payload))
    piece = decoder.process_buffer()
    assert piece is not None
    received: Any = piece.payload
    assert (int(piece.opcode), bytes(received), piece.message_finished) == (opcode, payload, True)


@pytest.mark.parametrize("size", [125, 126, 65535, 65536])
def test_a_frame_of_each_length_is_read_by_another_implementation(size: int) -> None:
    decoder = FrameDecoder(client=True)
    decoder.receive_bytes(frames.frame(frames.BINARY, b"x" * size))
    piece = decoder.process_buffer()
    assert piece is not None
    assert len(piece.payload) == size


@pytest.mark.parametrize("size", [LARGEST + 1, 2**31, 2**40, 2**63 - 1])
def test_a_length_beyond_the_limit_is_refused_by_its_header_alone(size: int) -> None:
    assert read(b"\x82\xff" + struct.pack("!Q", size), []) == ([], frames.TOO_BIG)


def test_fragments_together_may_not_pass_the_limit() -> None:
    data = client_frame(2, b"x" * 60, final=False) + client_frame(0, b"x" * 60)
    assert read(data, [], largest=100) == ([], frames.TOO_BIG)


def test_fragments_without_end_keep_no_memory() -> None:
    reader = Reader(100)
    reader.feed(client_frame(2, b"", final=False))
    for _ in range(10_000):
        reader.feed(client_frame(0, b"", final=False))
        assert reader.take() is None
    assert len(reader._kept) == 0  # noqa: SLF001 - the fact under test


HOSTILE = {
    "unmasked": b"\x81\x01x",
    "reserved bit": b"\xc1\x80",
    "unknown opcode": b"\x83\x80",
    "unknown control opcode": b"\x8b\x80",
    "ping in pieces": b"\x09\x80",
    "long ping": b"\x89\xfe\x00\x7e",
    "continuation of nothing": b"\x80\x80",
    "a text within a text": client_frame(1, b"a", final=False) + b"\x81\x80",
    "length not shortest": b"\x81\xfe\x00\x7d",
    "long length not shortest": b"\x81\xff" + struct.pack("!Q", 65535),
    "negative length": b"\x81\xff" + struct.pack("!Q", 2**63),
    "closing with one byte": client_frame(8, b"\x03"),
    "closing with a reserved code": client_frame(8, struct.pack("!H", 1005)),
    "closing with a code that is none": client_frame(8, struct.pack("!H", 999)),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_breach_of_the_protocol_is_named_so(data: bytes) -> None:
    assert read(data, [])[1] == frames.PROTOCOL_ERROR
    assert read(data, list(range(len(data))))[1] == frames.PROTOCOL_ERROR


@pytest.mark.parametrize("payload", [b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", "é".encode()[:1]])
def test_a_text_that_is_not_utf8_is_refused(payload: bytes) -> None:
    assert read(client_frame(1, payload), []) == ([], frames.NOT_UTF8)


def test_what_came_before_a_breach_is_still_read() -> None:
    assert read(client_frame(1, b"a") + b"\xff\xff", []) == ([Message(1, text="a")], frames.PROTOCOL_ERROR)
