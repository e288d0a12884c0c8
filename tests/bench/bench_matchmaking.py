"""The timetable of a matchmaking day: wishes met against the bound, greedily and with HiGHS, and how long it takes.

People are free in about a third of 24 slots on two days, some would rather not have two of them; wishes are skewed to
popular people; tables are limited, nobody has more than twelve meetings, a few pairs are blocked and a few meetings
fixed. How popular and how free real people are is a guess, drawn by a fixed seed. The bound is proven by the prices
of the relaxation of the full problem (weak duality), so that no timetable serving as many people can be above it.

The last two are plain, to be compared with figures from elsewhere: everybody is free at each slot by the same chance,
wishes are drawn evenly and all count the same, and nothing is limited, blocked or fixed.

    make bench ARGS="matchmaking"
"""

import random
import resource
import time

from conference.meetings.timetable import FixedMeeting, Person, Problem, Slot, Timetable, Wish, arrange, strength_of

SLOTS, MOST = 24, 12
CROWDS = ((1000, 2500), (1000, 6000), (3000, 9000))
PLAIN = ((1000, 2500), (1000, 6000))
PLAIN_FREE = 0.35
# No end that a busy machine could reach.
SECONDS = 900


def _wished(people: int, wishes: int, chance: random.Random) -> dict[tuple[int, int], int]:
    """Return who wishes for whom, with the rank in their own list."""
    popular = [chance.lognormvariate(0, 0.8) for _ in range(people)]
    eager = [chance.lognormvariate(0, 0.5) for _ in range(people)]
    ranks: dict[tuple[int, int], int] = {}
    count = [0] * people
    while len(ranks) < wishes:
        (by,), (about,) = chance.choices(range(people), eager), chance.choices(range(people), popular)
        if by != about and (by, about) not in ranks:
            count[by] += 1
            ranks[by, about] = count[by]
    return ranks


def crowd(people: int, wishes: int, seed: int = 1) -> Problem:
    """Return a matchmaking day of so many people and wishes."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    slots = tuple(
        Slot(number, follows=number % (SLOTS // 2) > 0, places=tuple(range(people // 7))) for number in range(SLOTS)
    )
    everybody = []
    for one in range(people):
        often = min(0.95, max(0.1, chance.gauss(0.36, 0.12)))
        free = [slot for slot in range(SLOTS) if chance.random() < often]
        rather_not = chance.sample(free, 2) if len(free) > 4 and chance.random() < 0.3 else []
        everybody.append(Person(one, frozenset(free), frozenset(rather_not)))
    ranks = _wished(people, wishes, chance)
    wished = tuple(Wish(*pair, strength_of(rank, mutual=pair[::-1] in ranks)) for pair, rank in ranks.items())
    some = chance.sample(range(people), people // 25)
    fixed = [FixedMeeting(chance.randrange(SLOTS), pair) for pair in zip(some[::2], some[1::2], strict=False)]
    blocked = frozenset(pair for pair in ranks if chance.random() < 0.01)
    return Problem(slots, tuple(everybody), wished, blocked, tuple(fixed), MOST, seed)


def plain(people: int, wishes: int, seed: int = 1) -> Problem:
    """Return a day without limits, on which the strength is the number of meetings."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    everybody = tuple(
        Person(one, frozenset(slot for slot in range(SLOTS) if chance.random() < PLAIN_FREE)) for one in range(people)
    )
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < wishes:
        by, about = chance.sample(range(people), 2)
        if (about, by) not in pairs:
            pairs.add((by, about))
    slots = tuple(Slot(number, follows=number % (SLOTS // 2) > 0) for number in range(SLOTS))
    return Problem(slots, everybody, tuple(Wish(*pair, 1) for pair in sorted(pairs)), seed=seed)


def measure(problem: Problem) -> tuple[Timetable, Timetable, float]:
    """Return the timetable, the greedy one, and the processor's seconds of the first."""
    greedy = arrange(problem, solver=False)
    before = time.process_time()
    timetable = arrange(problem, seconds=SECONDS)
    return timetable, greedy, time.process_time() - before


def main() -> None:
    """Print a line for each crowd."""
    print("people slots wishes  meetings     met  share of bound  greedy  seconds     cpu  gaps       rather not  MB")
    days = [(crowd, *size) for size in CROWDS] + [(plain, *size) for size in PLAIN]
    for kind, people, wishes in days:
        timetable, greedy, cpu = measure(kind(people, wishes))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{people:6}{SLOTS:6}{wishes:7}{len(timetable.meetings):10}{timetable.met:8}{timetable.share:16.4%}"
            f"{greedy.strength / timetable.bound:8.1%}{timetable.seconds:9.1f}{cpu:8.1f}"
            f"  {timetable.gaps_before:4}>{timetable.gaps:<4}"
            f"  {timetable.rather_not_before:4}>{timetable.rather_not:<4}{memory:5.0f}"
            f"  served {timetable.served}/{timetable.servable}"
            f"{' optimal' if timetable.optimal else ''} {timetable.stopped} {timetable.solver} {kind.__name__}"
        )


if __name__ == "__main__":
    main()
