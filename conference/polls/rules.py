"""The words of polls: kinds, states, what of a result is shown, and the settings that each kind has."""

from dataclasses import dataclass
from enum import StrEnum


class PollKind(StrEnum):
    """How a poll is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    RANKING = "ranking"
    SCALE = "scale"
    POINTS = "points"
    NUMBER = "number"
    TEXT = "text"
    WORDS = "words"


# The kinds that offer options to choose from; the others ask for a number or a text.
WITH_OPTIONS = frozenset({PollKind.SINGLE, PollKind.MULTIPLE, PollKind.RANKING, PollKind.POINTS})


class Secrecy(StrEnum):
    """Whether an answer carries its author."""

    NAMED = "named"
    ANONYMOUS = "anonymous"


class RoundState(StrEnum):
    """Where one asking stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Showing(StrEnum):
    """What everyone sees of a result; the desk always sees all of it."""

    HIDDEN = "hidden"
    LIVE = "live"
    FROZEN = "frozen"


class Segment(StrEnum):
    """By what a result may be split; fixed before the round opens."""

    NONE = "none"
    ROLE = "role"
    ORGANISATION_KIND = "organisation_kind"
    COUNTRY = "country"


class TextState(StrEnum):
    """Where an open answer stands with the moderators."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class PollSettings:
    """What one kind of poll needs to know. Stored as JSON; what a kind does not use keeps its default.

    `least` and `most`: how many options (multiple, ranking), or the ends of a scale or of the numbers allowed.
    `points`: how many are to be distributed, all of them. `words`: how many words each person may give.
    """

    least: int = 1
    most: int = 1
    least_label: str = ""
    most_label: str = ""
    points: int = 100
    words: int = 3
    unit: str = ""
    moderated: bool = True


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may answer: who fits every part that names anything. Guests answer only where `guests` says so."""

    roles: frozenset[str] = frozenset()
    organisation_kinds: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    guests: bool = False
