"""How many fit into a call, how much each may send, and what a signal between two browsers looks like."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

MESH = "mesh"
MOST_IN_A_MESH = 6
# Kilobits a second of video that each sends to each other one, by how many are in the call.
KILOBITS = {1: 1000, 2: 1000, 3: 600, 4: 400, 5: 300, 6: 200}
# Who has just joined counts as seated before the page's line is heard of, also at another worker.
ARRIVING = timedelta(seconds=10)

MOST_SIGNALS = 16
MOST_CANDIDATES = 40
LONGEST_CANDIDATE = 1_000
# Chromium describes six transceivers in 12,000 signs.
LONGEST_DESCRIPTION = 24_000
LARGEST_NUMBER = 2**31 - 1
TYPES = frozenset({"offer", "answer", "rollback"})
PEER = re.compile(r"[0-9a-f]{32}")
FLAGS = ("microphone", "camera", "screen", "hand")


@dataclass(frozen=True, slots=True)
class Signal:
    """What one browser tells one other: `body` holds what is handed on, and nothing else."""

    to: str
    body: Mapping[str, object]


def kilobits_for(people: int) -> int:
    """Return how much video each sends to each other one in a mesh of so many."""
    return KILOBITS[min(max(people, 1), MOST_IN_A_MESH)]


def is_peer(value: object) -> bool:
    """Tell whether a value looks like the id of a peer."""
    return isinstance(value, str) and PEER.fullmatch(value) is not None


def flags_in(said: Mapping[str, Any]) -> dict[str, bool]:
    """Return which of the switches a message sets; what is no switch is left out."""
    return {name: said[name] for name in FLAGS if type(said.get(name)) is bool}


def read_signals(said: object) -> list[Signal] | None:
    """Return the signals that a message carries; None where any of it is not what a browser says."""
    if not isinstance(said, Sequence) or isinstance(said, str) or not 0 < len(said) <= MOST_SIGNALS:
        return None
    read = [_signal(one) for one in said]
    return [one for one in read if one] if all(read) else None


def _signal(said: object) -> Signal | None:
    if not isinstance(said, Mapping) or not is_peer(said.get("to")):
        return None
    number = said.get("n")
    if type(number) is not int or not 0 < number <= LARGEST_NUMBER:
        return None
    body: dict[str, object] = {"n": number}
    for name, read in (("description", _description), ("candidates", _candidates)):
        if said.get(name) is not None:
            body[name] = read(said[name])
            if body[name] is None:
                return None
    return Signal(said["to"], body) if len(body) > 1 else None


def _description(said: object) -> dict[str, str] | None:
    if not isinstance(said, Mapping):
        return None
    kind, sdp = said.get("type"), said.get("sdp", "")
    if not isinstance(kind, str) or kind not in TYPES or not isinstance(sdp, str) or len(sdp) > LONGEST_DESCRIPTION:
        return None
    return {"type": kind, "sdp": sdp} if _is_clean(sdp) else None


def _candidates(said: object) -> list[dict[str, object]] | None:
    if not isinstance(said, Sequence) or isinstance(said, str) or not 0 < len(said) <= MOST_CANDIDATES:
        return None
    read = [_candidate(one) for one in said]
    return [one for one in read if one] if all(read) else None


def _candidate(said: object) -> dict[str, object] | None:
    if not isinstance(said, Mapping):
        return None
    kept: dict[str, object] = {}
    for name in ("candidate", "sdpMid", "usernameFragment"):
        value = said.get(name)
        if value is None:
            continue
        if not isinstance(value, str) or len(value) > LONGEST_CANDIDATE or not _is_clean(value):
            return None
        kept[name] = value
    line = said.get("sdpMLineIndex")
    if line is not None:
        if type(line) is not int or not 0 <= line < MOST_CANDIDATES:
            return None
        kept["sdpMLineIndex"] = line
    return kept if "candidate" in kept else None


def _is_clean(text: str) -> bool:
    """Tell whether a text holds only what session descriptions are written in."""
    return text.isascii() and "\0" not in text
