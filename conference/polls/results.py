"""What a tally shows, per kind of poll: always counts and per cent, and what belongs to the kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conference.polls.answers import Asked, folded
from conference.polls.contributions import BALLOTS
from conference.polls.rules import PollKind

# Of a cloud and of a spread of numbers, a snapshot carries no more than can be seen.
MOST_WORDS = 60
MOST_BARS = 24
Tally = Mapping[str, int]
Result = dict[str, Any]


def result_of(asked: Asked, tally: Tally, hidden_words: frozenset[str] = frozenset()) -> Result:
    """Return a tally as JSON that pages draw: {"n": ballots, "rows": […], …}; `hidden_words` are folded."""
    n = tally.get(BALLOTS, 0)
    if asked.kind is PollKind.WORDS:
        return {"n": n, **_words(tally, n, hidden_words)}
    return {"n": n, **_SHOWN[asked.kind](asked, tally, n)}


def percent(count: int, of: int) -> float:
    """Return a share in per cent, to one decimal; 0 of nothing."""
    return round(100 * count / of, 1) if of else 0.0


def _options(asked: Asked, tally: Tally, n: int) -> Result:
    counts = {option: tally.get(f"o:{option}", 0) for option in asked.option_ids}
    return {"rows": [{"id": option, "count": count, "percent": percent(count, n)} for option, count in counts.items()]}


def _ranking(asked: Asked, tally: Tally, n: int) -> Result:
    """Rows in the poll's order with Borda points, first places, duels won, and the place by points (ties share it)."""
    options = asked.option_ids
    borda = {option: tally.get(f"b:{option}", 0) for option in options}
    wins = {option: duels_won(option, options, tally) for option in options}
    all_points = sum(borda.values())
    rows = [
        {
            "id": option,
            "borda": borda[option],
            "percent": percent(borda[option], all_points),
            "first": (first := tally.get(f"o:{option}", 0)),
            "first_percent": percent(first, n),
            "wins": wins[option],
            "place": 1 + sum(other > borda[option] for other in borda.values()),
        }
        for option in options
    ]
    beats_all = [option for option in options if n and wins[option] == len(options) - 1]
    return {"rows": rows, "pairwise_winner": beats_all[0] if beats_all else None}


def duels_won(option: int, options: Sequence[int], tally: Tally) -> int:
    """Return against how many others more people place the option before the other than behind it."""
    return sum(
        tally.get(f"p:{option}:{other}", 0) > tally.get(f"p:{other}:{option}", 0)
        for other in options
        if other != option
    )


def _points(asked: Asked, tally: Tally, n: int) -> Result:
    points = {option: tally.get(f"s:{option}", 0) for option in asked.option_ids}
    total = sum(points.values())
    return {
        "rows": [
            {
                "id": option,
                "points": given,
                "percent": percent(given, total),
                "mean": round(given / n, 1) if n else 0.0,
                "count": tally.get(f"o:{option}", 0),
            }
            for option, given in points.items()
        ]
    }


def _scale(asked: Asked, tally: Tally, n: int) -> Result:
    """One row for each value of the scale."""
    values = _values(tally)
    ends = range(asked.settings.least, asked.settings.most + 1)
    rows = [
        {"value": value, "count": values.get(value, 0), "percent": percent(values.get(value, 0), n)} for value in ends
    ]
    return {"rows": rows, **summary(values)}


def _numbers(_asked: Asked, tally: Tally, n: int) -> Result:
    """One row for each range of numbers that is as wide as all others."""
    values = _values(tally)
    rows = [
        {"from": low, "to": high, "count": count, "percent": percent(count, n)} for low, high, count in bars(values)
    ]
    return {"rows": rows, **summary(values)}


def _values(tally: Tally) -> dict[int, int]:
    return {int(key[2:]): count for key, count in sorted(tally.items()) if key.startswith("v:") and count}


def bars(values: Mapping[int, int], most: int = MOST_BARS) -> list[tuple[int, int, int]]:
    """Return (lowest, highest, count) of at most `most` ranges of one width, from the least value to the greatest."""
    if not values:
        return []
    low, high = min(values), max(values)
    width = -(-(high - low + 1) // most)
    width = next(step * 10**power for power in range(11) for step in (1, 2, 5) if step * 10**power >= width)
    start = low // width * width
    ranges = [(at, at + width - 1) for at in range(start, high + 1, width)]
    return [(at, end, sum(n for value, n in values.items() if at <= value <= end)) for at, end in ranges]


def summary(values: Mapping[int, int]) -> Result:
    """Return mean, median, spread (standard deviation), least and most of values with their frequencies."""
    n = sum(values.values())
    if not n:
        return {"mean": None, "median": None, "spread": None, "least": None, "most": None}
    mean = sum(value * count for value, count in values.items()) / n
    variance = sum(count * (value - mean) ** 2 for value, count in values.items()) / n
    middle = (_at(values, (n - 1) // 2) + _at(values, n // 2)) / 2
    return {
        "mean": round(mean, 2),
        "median": middle,
        "spread": round(variance**0.5, 2),
        "least": min(values),
        "most": max(values),
    }


def _at(values: Mapping[int, int], index: int) -> int:
    """Return the value that stands at an index when all are written out in order."""
    for value in sorted(values):
        index -= values[value]
        if index < 0:
            return value
    raise IndexError(index)


def _words(tally: Tally, n: int, hidden: frozenset[str]) -> Result:
    """Words as most people wrote them, most frequent first; `more` says how many others there are."""
    forms: dict[str, dict[str, int]] = {}
    for key, count in tally.items():
        if key.startswith("w:") and count > 0 and (word := folded(key[2:])) not in hidden:
            forms.setdefault(word, {})[key[2:]] = count
    words = [
        (sum(written.values()), min(written, key=lambda form: (-written[form], form))) for written in forms.values()
    ]
    words.sort(key=lambda entry: (-entry[0], folded(entry[1])))
    rows = [{"word": word, "count": count, "percent": percent(count, n)} for count, word in words[:MOST_WORDS]]
    return {"rows": rows, "more": max(0, len(words) - MOST_WORDS)}


def _text(_asked: Asked, _tally: Tally, _n: int) -> Result:
    return {}


_SHOWN: Mapping[PollKind, Callable[[Asked, Tally, int], Result]] = {
    PollKind.SINGLE: _options,
    PollKind.MULTIPLE: _options,
    PollKind.RANKING: _ranking,
    PollKind.POINTS: _points,
    PollKind.SCALE: _scale,
    PollKind.NUMBER: _numbers,
    PollKind.TEXT: _text,
}
