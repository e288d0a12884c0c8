"""The only place that asks what time it is, so that tests can say what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system_now() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_now


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _source()


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Make `now()` answer `moment` (aware) inside the block."""
    global _source  # noqa: PLW0603 - the clock is one by nature
    before = _source
    _source = lambda: moment.astimezone(UTC)  # noqa: E731
    try:
        yield
    finally:
        _source = before
