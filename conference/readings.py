"""A topic's state as it was read at a moment."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from conference.extensions import dump_json


@dataclass(frozen=True, slots=True)
class Reading:
    """A state as it was read: its version, a digest of it, when (monotonic seconds), and the state."""

    version: int
    digest: bytes
    at: float
    state: Mapping[str, object]

    def is_in(self, given: "Reading") -> bool:
        """Tell whether who was given the other needs this one no more: it is the same, or it is older."""
        return given.version > self.version or given.digest == self.digest


def read_at(version: int, at: float, state: Mapping[str, object]) -> Reading:
    """Return a state with its digest."""
    return Reading(version, hashlib.blake2b(dump_json(state).encode(), digest_size=16).digest(), at, state)
