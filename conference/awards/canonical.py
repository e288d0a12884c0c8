"""What is hashed, and how: canonical JSON, commitments, and the entries of the log (docs/awards.md).

`static/verify_award.py` does the same on its own: whoever changes something here changes it there.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from conference.awards.rules import EntryKind

# What the first entry of a log follows.
NOTHING_BEFORE = "0" * 64
HEX_32, HEX_64 = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")


def canonical(value: Any) -> str:
    """Return the one JSON text that a value has: sorted keys, no spaces, no escapes that need not be."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment_of(voting: str, finalist: str, nonce: str) -> str:
    """Return what binds a ballot to its choice; all three are 32 hexadecimal digits."""
    return sha256(f"{voting}:{finalist}:{nonce}")


def entry_body(kind: EntryKind, number: int, previous: str, what: Any) -> str:
    """Return an entry of the log as it is hashed. `previous` is the hash of the entry before it."""
    return canonical({"kind": kind.value, "number": number, "previous": previous, "what": what})


def is_chain(entries: Sequence[tuple[int, str, str]]) -> bool:
    """Tell whether entries (number, body, hash), in their order, follow each other and none was changed."""
    previous = NOTHING_BEFORE
    for place, (number, body, hashed) in enumerate(entries, start=1):
        said = json.loads(body)
        if number != place or said["number"] != number or said["previous"] != previous or sha256(body) != hashed:
            return False
        previous = hashed
    return True
