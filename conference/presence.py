"""Who watches what: the connections of this worker, those who ask by HTTP, and what other workers say of theirs."""

import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from conference.hearing import listened

Watched = tuple[str, int]
# Who asks every few seconds by HTTP counts as present until the next asking is overdue.
VISIT_SECONDS = 7.0
SIGHT_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is behind a connection, as the cookie said when it was made; whether that still holds is asked again."""

    account_id: int | None = None
    epoch: int | None = None
    participant_id: int | None = None
    conference_id: int | None = None


class Claim(NamedTuple):
    """One connection's wish to go on watching one topic."""

    sid: str
    watched: Watched
    watcher: Watcher


@dataclass
class _Present:
    here: defaultdict[Watched, dict[str, Watcher]] = field(default_factory=lambda: defaultdict(dict))
    by_sid: defaultdict[str, set[Watched]] = field(default_factory=lambda: defaultdict(set))
    visits: defaultdict[Watched, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    silent: frozenset[str] = frozenset()
    elsewhere: Mapping[str, Mapping[Watched, frozenset[int]]] = field(default_factory=dict)
    heard_at: float = 0.0


_present = _Present()


def enter(sid: str, watched: Watched, watcher: Watcher) -> None:
    """Add a connection of this worker to a topic's audience."""
    _present.here[watched][sid] = watcher
    _present.by_sid[sid].add(watched)


def leave(sid: str, watched: Watched) -> None:
    """Take a connection out of one audience."""
    people = _present.here.get(watched, {})
    people.pop(sid, None)
    if not people:
        _present.here.pop(watched, None)
    topics = _present.by_sid.get(sid, set())
    topics.discard(watched)
    if not topics:
        _present.by_sid.pop(sid, None)


def topics_of(sid: str) -> list[Watched]:
    """Return what a connection watches."""
    return list(_present.by_sid.get(sid, ()))


def visit(watched: Watched, participant_id: int | None) -> None:
    """Note somebody who has just asked for a topic by HTTP."""
    if participant_id is not None:
        _present.visits[watched][participant_id] = listened() + VISIT_SECONDS


def connections(watched: Watched) -> Mapping[str, Watcher]:
    """Return this worker's connections that watch a topic."""
    return _present.here.get(watched, {})


def connections_of(watched: Watched, participant_ids: Container[int | None]) -> list[str]:
    """Return this worker's connections by which some people watch a topic."""
    return [sid for sid, watcher in connections(watched).items() if watcher.participant_id in participant_ids]


def is_watched(watched: Watched) -> bool:
    """Tell whether a connection of this worker watches a topic."""
    return watched in _present.here


def largest_first(topics: Iterable[Watched]) -> list[Watched]:
    """Return topics by how many connections watch them: where all tables change, all hear first of seats."""
    return sorted(topics, key=lambda watched: len(connections(watched)), reverse=True)


def watched_topics() -> list[Watched]:
    """Return what this worker's connections watch."""
    return list(_present.here)


def claims() -> Iterator[Claim]:
    """Yield every connection of this worker with every topic it watches."""
    for watched, people in list(_present.here.items()):
        for sid, watcher in list(people.items()):
            yield Claim(sid, watched, watcher)


def connection_count() -> int:
    """Return how many connections of this worker watch anything."""
    return len(_present.by_sid)


def sids() -> list[str]:
    """Return this worker's connections that watch anything."""
    return list(_present.by_sid)


def note_silent(silent: frozenset[str]) -> bool:
    """Note which connections give no sign of life: nobody is present by them. Tell whether others did before."""
    differs = silent != _present.silent
    _present.silent = silent
    return differs


def participants_here(watched: Watched) -> set[int]:
    """Return the participants who watch a topic at this worker."""
    silent = _present.silent
    people = {watcher.participant_id for sid, watcher in list(connections(watched).items()) if sid not in silent}
    now = listened()
    visitors = {person for person, until in list(_present.visits.get(watched, {}).items()) if until > now}
    return {person for person in people if person is not None} | visitors


def participants(watched: Watched) -> list[int]:
    """Return the participants who watch a topic, at whatever worker, each once, lowest first."""
    found = participants_here(watched)
    for worker in list(_present.elsewhere.values()):
        found |= worker.get(watched, frozenset())
    return sorted(found)


def all_here() -> dict[Watched, list[int]]:
    """Return everything that this worker has to say to the others; visits that have run out are forgotten."""
    now = listened()
    for watched, visitors in list(_present.visits.items()):
        for person in [person for person, until in visitors.items() if until <= now]:
            del visitors[person]
        if not visitors:
            del _present.visits[watched]
    return {watched: sorted(participants_here(watched)) for watched in {*_present.here, *_present.visits}}


def hear(elsewhere: Mapping[str, Mapping[Watched, frozenset[int]]]) -> bool:
    """Take in what all other workers say; tell whether it differs from before."""
    differs = elsewhere != _present.elsewhere
    _present.elsewhere, _present.heard_at = elsewhere, time.monotonic()
    return differs


def lose_sight() -> None:
    """Note that the others were not heard this time; what they said last counts a little longer."""
    if time.monotonic() - _present.heard_at > SIGHT_SECONDS:
        _present.elsewhere = {}
