"""One round trip, measured by the server: it signs the moment, the client sends that straight back.

Nothing is kept, and nothing that the client says is believed: it can only make its own round trip longer, and what
counts of it is bounded (`rules.MOST_GRACE`).
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from conference.quiz.rules import MOST_GRACE, USUAL_GRACE

# A measurement this old says nothing about the line any more.
GOOD_FOR = timedelta(hours=2)


def challenge(secret: str, participant_id: int, now: datetime) -> str:
    """Return a signed moment for somebody to send back at once."""
    return _signed(secret, "moment", participant_id, _milliseconds(now), 0)


def measured(secret: str, participant_id: int, sent_back: str, now: datetime) -> tuple[str, timedelta] | None:
    """Return a ticket with the round trip and the round trip itself; None for what was not signed for this person."""
    values = _read(secret, "moment", participant_id, sent_back)
    if values is None:
        return None
    taken = timedelta(milliseconds=max(_milliseconds(now) - values[0], 0))
    trip = min(taken, MOST_GRACE)
    return _signed(secret, "trip", participant_id, _milliseconds(now), trip // timedelta(milliseconds=1)), trip


def grace_in(secret: str, participant_id: int, ticket: object, now: datetime) -> timedelta:
    """Return the round trip that a ticket says; the usual one without a good ticket."""
    values = _read(secret, "trip", participant_id, ticket) if isinstance(ticket, str) else None
    if values is None or not timedelta() <= now - datetime.fromtimestamp(values[0] / 1000, UTC) <= GOOD_FOR:
        return USUAL_GRACE
    return min(timedelta(milliseconds=values[1]), MOST_GRACE)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _signed(secret: str, kind: str, participant_id: int, at: int, value: int) -> str:
    said = f"{at}.{value}"
    return f"{said}.{_signature(secret, f'{kind}.{participant_id}.{said}')}"


def _signature(secret: str, text: str) -> str:
    return hmac.new(f"quiz.roundtrip.{secret}".encode(), text.encode(errors="replace"), hashlib.sha256).hexdigest()[:32]


def _read(secret: str, kind: str, participant_id: int, token: str) -> tuple[int, int] | None:
    at, _dot, rest = token.partition(".")
    value, _dot, signature = rest.partition(".")
    wanted = _signature(secret, f"{kind}.{participant_id}.{at}.{value}")
    good = hmac.compare_digest(signature.encode(errors="replace"), wanted.encode())
    # Only what we signed is read as numbers.
    return (int(at), int(value)) if good else None
