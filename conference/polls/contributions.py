"""What one ballot adds to the tally, as counts under keys: every kind of poll is a sum of these.

n              one for every ballot
o:<option>     chosen; in a ranking: put first; of points: given any
b:<option>     Borda points: with N options, N - 1 for the first place, one less for each next, 0 for who is not placed
p:<a>:<b>      option a is placed before option b; whatever is placed stands before what is not
s:<option>     points given
v:<number>     this value
w:<word>       this word, as it was written
"""

from collections.abc import Iterable, Mapping
from itertools import combinations

from conference.polls.answers import Answer, Asked
from conference.polls.rules import PollKind

BALLOTS = "n"
Counts = dict[str, int]


def contributions(asked: Asked, answer: Answer) -> Counts:
    """Return the counts that a ballot with this answer adds."""
    counts = {BALLOTS: 1}
    options = [choice.option_id for choice in answer if choice.option_id is not None]
    if asked.kind is PollKind.RANKING:
        return counts | _ranking(options, asked.option_ids)
    for choice in answer:
        if choice.option_id is not None:
            counts[f"o:{choice.option_id}"] = 1
            if choice.number is not None:
                counts[f"s:{choice.option_id}"] = choice.number
        elif choice.number is not None:
            counts[f"v:{choice.number}"] = 1
        elif choice.text is not None and asked.kind is PollKind.WORDS:
            counts[f"w:{choice.text}"] = 1
    return counts


def _ranking(order: list[int], all_options: tuple[int, ...]) -> Counts:
    counts = {f"o:{order[0]}": 1}
    most = len(all_options) - 1
    counts |= {f"b:{option}": most - place for place, option in enumerate(order) if most > place}
    counts |= {f"p:{better}:{worse}": 1 for better, worse in combinations(order, 2)}
    left_out = [option for option in all_options if option not in order]
    return counts | {f"p:{better}:{worse}": 1 for better in order for worse in left_out}


def add(total: Counts, more: Mapping[str, int], times: int = 1) -> None:
    """Add counts to a sum in place (`times` -1 takes them off)."""
    for key, count in more.items():
        total[key] = total.get(key, 0) + times * count


def summed(parts: Iterable[Mapping[str, int]]) -> Counts:
    """Return the sum of counts, without what comes to nothing."""
    total: Counts = {}
    for part in parts:
        add(total, part)
    return {key: count for key, count in total.items() if count}
