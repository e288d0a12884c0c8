"""When people are busy, as every room knows it: sessions and absences here, and what higher rooms add."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BusyKind(StrEnum):
    """Why somebody is busy."""

    SPEAKING = "speaking"
    STARRED = "starred"
    ABSENT = "absent"
    CAFE = "cafe"


@dataclass(frozen=True, slots=True)
class Busy:
    """A time at which a person has something else; `label` names it to that person alone."""

    participant_id: int
    starts_at: datetime
    ends_at: datetime
    kind: BusyKind
    label: str


# Asked with a conference, some of its people, and from and until when; it answers in a fixed number of queries.
Source = Callable[[int, Collection[int], datetime, datetime], Iterable[Busy]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register, at import, what a room knows of people's time."""
    _sources.append(function)
    return function


def busy_times(
    conference_id: int, participant_ids: Collection[int], starts_at: datetime, ends_at: datetime
) -> list[Busy]:
    """Return what all rooms know of some people's time that overlaps a span, in order of time."""
    found = (one for ask in _sources for one in ask(conference_id, participant_ids, starts_at, ends_at))
    overlapping = (one for one in found if one.starts_at < ends_at and starts_at < one.ends_at)
    return sorted(overlapping, key=lambda one: (one.starts_at, one.ends_at, one.participant_id, one.kind))
