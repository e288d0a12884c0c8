"""What a call's room hangs from: whoever owns such a thing says who may join it and who keeps order there."""

from collections.abc import Callable
from dataclasses import dataclass

from conference.permissions import Actor

May = Callable[[Actor, int], bool]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that has a call, such as a table of a café.

    `label` names one of them to people who may join; the others decide for an actor who has the permission, where
    that alone does not. Each is asked with the thing's id (`subject_id` of the room), for every message and every
    signal: whoever is moved away hears nothing more from that moment on.
    """

    name: str
    label: Callable[[Actor, int], str]
    may_join: May
    may_moderate: May


_subjects: dict[str, Subject] = {}


def declare(subject: Subject) -> None:
    """Make a subject known, at import of its owner's doors."""
    _subjects[subject.name] = subject


def subject_named(name: str) -> Subject | None:
    """Return the declared subject, or None for a name that nobody declared."""
    return _subjects.get(name)
