"""The harvest as values: what a step on a board says and how it is taken back, cards put in order, and trails."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from conference.errors import NotFound

LONGEST_HEADING, LONGEST_OUTCOME = 300, 500
LONGEST_RECOMMENDATION, LONGEST_ADDRESSEE, LONGEST_NOTE = 2000, 200, 2000
# How many cards one step moves; what takes it back must fit into a cookie for browsers without a script.
MOST_AT_ONCE = 100
MOST_HEADINGS, MOST_OUTCOMES = 100, 100
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Move:
    """A card goes from under one heading (0: from among the loose ones) to another."""

    card: int
    was: int
    to: int


@dataclass(frozen=True, slots=True)
class Undo:
    """The step that takes another one back: its form, and the fields that the form is sent with."""

    form: str
    fields: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did, in words, and how to take it back."""

    words: str
    undo: Undo | None = None


def moves_in(texts: Sequence[str], to: int) -> list[Move]:
    """Return the moves that a form's `card` fields say: “card:from”, or “card:from:to” where each has its own goal.

    Raises `NotFound` for nonsense, and for more than are moved at once.
    """
    moves = []
    for text in texts[: MOST_AT_ONCE + 1]:
        parts = text.split(":")
        if len(parts) not in {2, 3} or not all(_is_id(part) for part in parts):
            raise NotFound("")
        moves.append(Move(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) == 3 else to))
    return moves


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LARGEST_ID


def back_again(moves: Iterable[Move]) -> list[str]:
    """Return the `card` fields of a form that takes moves back."""
    return [f"{move.card}:{move.to}:{move.was}" for move in moves]


@dataclass(frozen=True, slots=True)
class Card:
    """A card as the board shows it: its table is named, its author is not."""

    id: int
    text: str
    table: int
    is_starred: bool = False
    heading: int = 0
    into: int | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """A card with those that were merged into it, however many times over."""

    card: Card
    merged: tuple[Card, ...] = ()

    @property
    def tables(self) -> list[int]:
        """The numbers of the tables behind it."""
        return sorted({card.table for card in (self.card, *self.merged)})


def piles(cards: Iterable[Card]) -> list[Pile]:
    """Return cards with what was merged into them, starred first, then by table; one whose goal is gone is itself."""
    known = {card.id: card for card in cards}
    below: defaultdict[int, list[Card]] = defaultdict(list)
    tops = []
    for card in known.values():
        top = _top(card, known)
        if top is card:
            tops.append(card)
        else:
            below[top.id].append(card)
    tops.sort(key=lambda card: (not card.is_starred, card.table, card.id))
    return [Pile(top, tuple(sorted(below[top.id], key=lambda card: (card.table, card.id)))) for top in tops]


def _top(card: Card, known: Mapping[int, Card]) -> Card:
    seen = {card.id}
    while card.into is not None and card.into in known:
        if card.into in seen:
            # Two that were merged into each other: one of them stands for both, so that none is lost.
            return known[min(seen)]
        card = known[card.into]
        seen.add(card.id)
    return card


@dataclass(frozen=True, slots=True)
class TrailCard:
    """A card behind an outcome."""

    text: str
    table: int
    table_id: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line of the list of a question, with its trail."""

    id: int
    text: str
    dots: int
    trail: tuple[TrailCard, ...] = ()
    version: int = 1

    @property
    def tables(self) -> list[int]:
        """The numbers of the tables behind it."""
        return sorted({card.table for card in self.trail})


@dataclass(frozen=True, slots=True)
class QuestionOutcomes:
    """What came of a question: its list, in order, and when it was agreed."""

    id: int
    text: str
    agreed_at: datetime | None
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class CafeOutcomes:
    """What came of a café."""

    id: int
    title: str
    theme: str
    item_id: int | None
    questions: tuple[QuestionOutcomes, ...] = field(default=())
