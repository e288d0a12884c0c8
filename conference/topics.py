"""What can be watched: every topic with its audience, declared by the capability it belongs to."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from conference.permissions import Actor, Permission

Snapshot = Callable[[int], Mapping[str, object]]
MayWatch = Callable[[Actor, int], bool]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something people watch: who may (`permission`), and how its whole state is read (`snapshot` of its key).

    `conference_of` finds the conference that a key belongs to, None where there is no such thing. `may_watch` decides
    for an actor who has the permission, where that alone does not. A topic with a `pulse` is read each second while
    anyone watches it, and sent where it differs: it shows who is present, or time passing.
    """

    name: str
    permission: Permission
    snapshot: Snapshot
    conference_of: Callable[[int], int | None]
    may_watch: MayWatch = lambda _actor, _key: True
    pulse: bool = False


_topics: dict[str, Topic] = {}


def declare(topic: Topic) -> None:
    """Make a topic known, at import of the capability's `sockets.py`."""
    _topics[topic.name] = topic


def declared(name: str) -> Topic:
    """Return a topic by its name. Raises `KeyError` for one that nobody declared."""
    return _topics[name]


def topic_named(name: object) -> Topic | None:
    """Return the declared topic, or None for whatever names none."""
    return _topics.get(name) if isinstance(name, str) else None


def topics() -> Collection[Topic]:
    """Return every topic there is."""
    return _topics.values()
