"""What somebody sends as an answer, read for each kind of poll: whole and allowed, or refused with a sentence.

single {"option": id}          multiple {"options": [id, …]}      ranking {"order": [id, …]}, best first
points {"points": {id: n}}     scale, number {"number": n}        text {"text": s}      words {"words": [s, …]}
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from conference.chat.plain import cleaned
from conference.errors import Refused
from conference.polls.rules import PollKind, PollSettings

LONGEST_TEXT = 500
LONGEST_WORD = 40
LARGEST_NUMBER = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Choice:
    """One part of an answer: an option (its place is its place in the answer; its points are `number`), or a value."""

    option_id: int | None = None
    number: int | None = None
    text: str | None = None


Answer = tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a poll decides whether an answer is one. `option_ids` in the poll's order."""

    kind: PollKind
    settings: PollSettings
    option_ids: tuple[int, ...] = ()


def read_answer(asked: Asked, payload: object) -> Answer:
    """Return the answer that a payload gives. Raises `Refused` with a lazy sentence, and the field it belongs to."""
    if not isinstance(payload, Mapping):
        raise Refused(_l("Please give an answer."), field="answer")
    return _READERS[asked.kind](asked, payload)


def answer_payload(kind: PollKind, answer: Sequence[Choice]) -> dict[str, Any]:
    """Return an answer as the payload that gives it."""
    return _PAYLOADS[kind](answer)


_PAYLOADS: Mapping[PollKind, Callable[[Sequence[Choice]], dict[str, Any]]] = {
    PollKind.SINGLE: lambda answer: {"option": answer[0].option_id},
    PollKind.MULTIPLE: lambda answer: {"options": [choice.option_id for choice in answer]},
    PollKind.RANKING: lambda answer: {"order": [choice.option_id for choice in answer]},
    PollKind.POINTS: lambda answer: {"points": {str(choice.option_id): choice.number for choice in answer}},
    PollKind.SCALE: lambda answer: {"number": answer[0].number},
    PollKind.NUMBER: lambda answer: {"number": answer[0].number},
    PollKind.TEXT: lambda answer: {"text": answer[0].text},
    PollKind.WORDS: lambda answer: {"words": [choice.text for choice in answer]},
}


def _single(asked: Asked, payload: Mapping[str, Any]) -> Answer:
    option = _whole(payload.get("option"))
    if option not in asked.option_ids:
        raise Refused(_l("Please choose one of the answers."), field="option")
    return (Choice(option_id=option),)


def _multiple(asked: Asked, payload: Mapping[str, Any]) -> Answer:
    chosen = _options(asked, payload.get("options"), "options")
    least, most = option_range(asked)
    if not least <= len(chosen) <= most:
        sentence = (
            _l("Please choose exactly %(most)s.", most=most)
            if least == most
            else _l("Please choose from %(least)s to %(most)s.", least=least, most=most)
        )
        raise Refused(sentence, field="options")
    return tuple(Choice(option_id=option) for option in asked.option_ids if option in chosen)


def _ranking(asked: Asked, payload: Mapping[str, Any]) -> Answer:
    if payload.get("order") is None:
        raise Refused(_l("Please give each place to one answer only."), field="order")
    order = _options(asked, payload["order"], "order")
    least, most = option_range(asked)
    if not least <= len(order) <= most:
        sentence = (
            _l("Please put exactly %(most)s in order.", most=most)
            if least == most
            else _l("Please put %(least)s to %(most)s in order.", least=least, most=most)
        )
        raise Refused(sentence, field="order")
    return tuple(Choice(option_id=option) for option in order)


def option_range(asked: Asked) -> tuple[int, int]:
    """Return how many options an answer names at least and at most; a ranking whose `most` is 1 ranks them all."""
    count = len(asked.option_ids)
    if asked.kind is PollKind.RANKING and asked.settings.most <= 1:
        return count, count
    most = max(1, min(asked.settings.most, count))
    return max(1, min(asked.settings.least, most)), most


def _points(asked: Asked, payload: Mapping[str, Any]) -> Answer:
    given = payload.get("points")
    if not isinstance(given, Mapping) or len(given) > len(asked.option_ids):
        raise Refused(_l("Please distribute the points."), field="points")
    points = {_whole(option): _whole(number) for option, number in given.items()}
    if not set(points) <= set(asked.option_ids) or any(number is None or number < 0 for number in points.values()):
        raise Refused(_l("Points are whole numbers from 0 upwards, for the answers listed."), field="points")
    total = sum(number or 0 for number in points.values())
    if total != asked.settings.points:
        sentence = _l(
            "Please distribute exactly %(points)s points; these are %(total)s.",
            points=asked.settings.points, total=min(total, LARGEST_NUMBER),
        )  # fmt: skip
        raise Refused(sentence, field="points")
    return tuple(Choice(option_id=option, number=points[option]) for option in asked.option_ids if points.get(option))


def _number(asked: Asked, payload: Mapping[str, Any]) -> Answer:
    number = _whole(payload.get("number"))
    least, most = asked.settings.least, asked.settings.most
    if number is None or not max(least, -LARGEST_NUMBER) <= number <= min(most, LARGEST_NUMBER):
        sentence = (
            _l("Please choose a step from %(least)s to %(most)s.", least=least, most=most)
            if asked.kind is PollKind.SCALE
            else _l("Please give a whole number from %(least)s to %(most)s.", least=least, most=most)
        )
        raise Refused(sentence, field="number")
    return (Choice(number=number),)


def _text(_asked: Asked, payload: Mapping[str, Any]) -> Answer:
    text = clean(payload.get("text"), lines=True)
    if not text:
        raise Refused(_l("Please write an answer."), field="text")
    if len(text) > LONGEST_TEXT:
        raise Refused(_l("Please write at most %(most)s characters.", most=LONGEST_TEXT), field="text")
    return (Choice(text=text),)


def _words(asked: Asked, payload: Mapping[str, Any]) -> Answer:
    given = payload.get("words")
    if not isinstance(given, list) or len(given) > 100:
        raise Refused(_l("Please give at least one word."), field="words")
    words: dict[str, str] = {}
    for word in map(clean, given):
        if len(word) > LONGEST_WORD:
            raise Refused(_l("A word has at most %(most)s characters.", most=LONGEST_WORD), field="words")
        if word:
            words.setdefault(folded(word), word)
    if not words:
        raise Refused(_l("Please give at least one word."), field="words")
    if len(words) > asked.settings.words:
        raise Refused(_l("Please give at most %(most)s words.", most=asked.settings.words), field="words")
    return tuple(Choice(text=word) for word in words.values())


_READERS: Mapping[PollKind, Callable[[Asked, Mapping[str, Any]], Answer]] = {
    PollKind.SINGLE: _single,
    PollKind.MULTIPLE: _multiple,
    PollKind.RANKING: _ranking,
    PollKind.POINTS: _points,
    PollKind.SCALE: _number,
    PollKind.NUMBER: _number,
    PollKind.TEXT: _text,
    PollKind.WORDS: _words,
}


def clean(value: object, *, lines: bool = False) -> str:
    """Return what may be kept of a text, with single spaces (and line breaks if `lines`); "" for what is no text."""
    parts = (" ".join(line.split()) for line in cleaned(value, 4 * LONGEST_TEXT).split("\n"))
    return ("\n" if lines else " ").join(part for part in parts if part)


def folded(word: str) -> str:
    """Return a word as it is counted, without regard to case, and to marks that nobody sees."""
    seen = "".join(letter for letter in word.casefold() if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFC", seen)


def _options(asked: Asked, given: object, field: str) -> list[int]:
    if not isinstance(given, list) or len(given) > len(asked.option_ids):
        raise Refused(_l("Please choose from the answers listed."), field=field)
    chosen = [number for number in map(_whole, given) if number in asked.option_ids and number is not None]
    if len(chosen) < len(given) or len(set(chosen)) < len(chosen):
        raise Refused(_l("Please choose from the answers listed, each at most once."), field=field)
    return chosen


def _whole(value: object) -> int | None:
    """Return a whole number as JSON or a form gives it, or None."""
    if type(value) is int:
        return value
    if isinstance(value, str) and len(value) <= 11 and value.isascii() and value.removeprefix("-").isdigit():
        return int(value)
    return None
