"""WebSocket frames as RFC 6455 has them: building the server's, and reading the client's from any chopping of bytes.

Pure: bytes in, messages out. No extension is accepted, so that the reserved bits must be zero.
"""

from struct import pack
from typing import NamedTuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
NORMAL, PROTOCOL_ERROR, UNSUPPORTED, NO_CODE, NOT_UTF8, TOO_BIG = 1000, 1002, 1003, 1005, 1007, 1009

_FIN, _RESERVED, _MASKED = 0x80, 0x70, 0x80
_OPCODES = frozenset({CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG})
_LONGEST_CONTROL = 125
_CODES_OF_THE_RFC = frozenset({*range(1000, 1004), *range(1007, 1014)})


class FrameError(Exception):
    """What was received breaks the protocol or a limit; `code` is what the connection is to be closed with."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Message(NamedTuple):
    """What a client said: `text` of a text message, `data` of any other, `code` and `text` of a closing."""

    opcode: int
    data: bytes = b""
    text: str = ""
    code: int = 0


def frame(opcode: int, payload: bytes) -> bytes:
    """Return one whole, unmasked frame, as servers send them."""
    size = len(payload)
    if size < 126:
        return pack("!BB", _FIN | opcode, size) + payload
    if size < 65536:
        return pack("!BBH", _FIN | opcode, 126, size) + payload
    return pack("!BBQ", _FIN | opcode, 127, size) + payload


def text_frame(text: str) -> bytes:
    """Return a text as one frame."""
    return frame(TEXT, text.encode())


def close_frame(code: int) -> bytes:
    """Return the frame that ends a connection."""
    return frame(CLOSE, pack("!H", code))


def masked(payload: bytes, key: bytes) -> bytes:
    """Return a payload masked with a key of four bytes, or, masked already, as it was."""
    size = len(payload)
    stream = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(size, "big")


class Reader:
    """Reads a client's frames: feed it what arrived, then take messages until there is none.

    A message may be `largest` bytes long over all its fragments; what is longer is refused as soon as a header says
    so, before its bytes are kept.
    """

    __slots__ = ("_fragments", "_kept", "_largest", "_opcode")

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._kept = bytearray()
        # The fragments of a message so far; None between messages.
        self._fragments: bytearray | None = None
        self._opcode = TEXT

    def feed(self, data: bytes) -> None:
        """Add what arrived."""
        self._kept += data

    def take(self) -> Message | None:
        """Return the next whole message or control frame, None until more has arrived. Raises `FrameError`."""
        while True:
            found = self._take_frame()
            if found is None:
                return None
            opcode, final, payload = found
            if opcode == CLOSE:
                return _closing(payload)
            if opcode in {PING, PONG}:
                return Message(opcode, payload)
            message = self._joined(opcode, final, payload)
            if message is not None:
                return message

    def _take_frame(self) -> tuple[int, bool, bytes] | None:
        kept = self._kept
        if len(kept) < 2:
            return None
        first, second = kept[0], kept[1]
        opcode, final, size = first & 0x0F, bool(first & _FIN), second & 0x7F
        if first & _RESERVED or opcode not in _OPCODES or not second & _MASKED:
            raise FrameError(PROTOCOL_ERROR, "reserved bits, an unknown opcode or no mask")
        if opcode >= CLOSE and (not final or size > _LONGEST_CONTROL):
            raise FrameError(PROTOCOL_ERROR, "a control frame in pieces or too long")
        start = 2
        if size >= 126:
            start = 4 if size == 126 else 10
            if len(kept) < start:
                return None
            size = self._long_size(size, start)
        if opcode < CLOSE:
            self._check_place(opcode, size)
        end = start + 4 + size
        if len(kept) < end:
            return None
        payload = masked(bytes(kept[start + 4 : end]), bytes(kept[start : start + 4]))
        del kept[:end]
        return opcode, final, payload

    def _long_size(self, form: int, end: int) -> int:
        size = int.from_bytes(self._kept[2:end], "big")
        smallest, largest = (126, 0xFFFF) if form == 126 else (65536, 2**63 - 1)
        if not smallest <= size <= largest:
            raise FrameError(PROTOCOL_ERROR, "a length not in its shortest form")
        return size

    def _check_place(self, opcode: int, size: int) -> None:
        if (opcode == CONTINUATION) is (self._fragments is None):
            raise FrameError(PROTOCOL_ERROR, "a fragment out of place")
        if len(self._fragments or b"") + size > self._largest:
            raise FrameError(TOO_BIG, "a message too long")

    def _joined(self, opcode: int, final: bool, payload: bytes) -> Message | None:
        if opcode != CONTINUATION:
            self._opcode = opcode
            if not final:
                self._fragments = bytearray(payload)
                return None
        elif self._fragments is not None:
            self._fragments += payload
            if not final:
                return None
            payload, self._fragments = bytes(self._fragments), None
        if self._opcode == BINARY:
            return Message(BINARY, payload)
        return Message(TEXT, text=_utf8(payload))


def _closing(payload: bytes) -> Message:
    if not payload:
        return Message(CLOSE, code=NO_CODE)
    code = int.from_bytes(payload[:2], "big")
    if len(payload) == 1 or not (code in _CODES_OF_THE_RFC or 3000 <= code <= 4999):
        raise FrameError(PROTOCOL_ERROR, "a closing without a code that exists")
    return Message(CLOSE, text=_utf8(payload[2:]), code=code)


def _utf8(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        raise FrameError(NOT_UTF8, "a text that is not UTF-8") from error
