"""The timetable of a matchmaking day: nobody twice at once, nothing forbidden, nobody left out, and truly the best."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.meetings import timetable_messages, timetable_search, timetable_solver
from conference.meetings.timetable import (
    FixedMeeting,
    Person,
    Problem,
    Reason,
    Slot,
    Timetable,
    Wish,
    arrange,
    strength_of,
)
from conference.meetings.timetable_gaps import Day, closed

Pair = tuple[int, int]


@st.composite
def problems(draw: st.DrawFn, people: int = 7, slots: int = 5, wishes: int = 14) -> Problem:
    places = st.sampled_from([(), (), (1,), (1, 2), (2, 3, 4)])
    times = tuple(
        Slot(10 + number, draw(st.booleans()), draw(places), draw(st.sampled_from([None, None, 0, 1, 2])))
        for number in range(draw(st.integers(0, slots)))
    )
    ids = [slot.id for slot in times]
    some = st.frozensets(st.sampled_from([*ids, 99]))
    everybody = tuple(
        Person(100 - number, frozenset(ids) - draw(some), draw(some)) for number in range(draw(st.integers(0, people)))
    )
    names = st.integers(100 - people, 101)
    pairs = st.tuples(names, names).filter(lambda pair: pair[0] != pair[1])
    wished = draw(st.lists(pairs, max_size=wishes, unique=True))
    strength = st.integers(1, 5)
    fixed: list[FixedMeeting] = []
    for slot in times:
        one, other = draw(pairs)
        if draw(st.integers(0, 3)) == 0:
            place = draw(st.sampled_from([*slot.places, None]))
            fixed.append(FixedMeeting(slot.id, (one, other), place))
    return Problem(
        times,
        everybody,
        tuple(Wish(by, about, draw(strength)) for by, about in wished),
        draw(st.frozensets(pairs, max_size=3)),
        tuple(fixed),
        draw(st.sampled_from([None, None, 1, 2])),
        draw(st.integers(0, 3)),
    )


def faults(problem: Problem, meetings: Sequence[tuple[int, Pair, int | None]]) -> Iterator[str]:
    """Yield what is wrong with new meetings, read from the problem alone."""
    free = {person.id: person.free for person in problem.people}
    blocked = {frozenset(pair) for pair in problem.blocked}
    wished = {frozenset((wish.by, wish.about)) for wish in problem.wishes}
    everything = [(one.slot, one.people, one.place) for one in problem.fixed] + list(meetings)
    held = Counter(("person", one, slot) for slot, people, _ in everything for one in people)
    places = Counter(("place", place, slot) for slot, _, place in everything if place is not None)
    yield from (f"{key} twice" for key, times in (held + places).items() if times > 1)
    count = Counter(one for _, people, _ in everything for one in people)
    before = Counter(one for fixed in problem.fixed for one in fixed.people)
    for slot, pair, _ in meetings:
        if frozenset(pair) in blocked or frozenset(pair) not in wished:
            yield f"{pair} must not meet"
        if any(slot not in free.get(one, ()) for one in pair):
            yield f"{pair} is not free at {slot}"
    if problem.most is not None:
        yield from (f"{one} too often" for one in count if count[one] > max(problem.most, before[one]))
    again = Counter(frozenset(people) for _, people, _ in everything if len(people) == 2)
    new = {frozenset(pair) for _, pair, _ in meetings}
    yield from (f"{pair} again" for pair in new if again[pair] > 1)
    for time in problem.slots:
        news = [place for at, _, place in meetings if at == time.id]
        if time.places and not set(news) <= set(time.places):
            yield f"a place of {time} that it has not"
        taking = [place for at, _, place in everything if at == time.id and (not time.places or place in time.places)]
        if time.capacity is not None and news and len(taking) > time.capacity:
            yield f"{time} is too full"


def listed(timetable: Timetable) -> list[tuple[int, Pair, int | None]]:
    return [(meeting.slot, meeting.people, meeting.place) for meeting in timetable.meetings]


@given(problem=problems(), solver=st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_timetable_breaks_no_rule_and_counts_what_it_meets(problem: Problem, solver: bool) -> None:
    timetable = arrange(problem, solver=solver)
    assert not list(faults(problem, listed(timetable)))
    met = {frozenset(meeting.people) for meeting in timetable.meetings}
    wishes = [wish for wish in problem.wishes if frozenset((wish.by, wish.about)) in met]
    assert timetable.met == len(wishes)
    assert timetable.strength == sum(wish.strength for wish in wishes) <= timetable.bound
    assert timetable.met + timetable.met_before + len(timetable.unmet) == len(problem.wishes)
    assert timetable.served <= timetable.servable
    assert Reason.NOT_REACHED not in {unmet.reason for unmet in timetable.unmet}
    assert not timetable.stopped


def value(problem: Problem, meetings: Sequence[tuple[int, Pair, int | None]]) -> tuple[int, int]:
    """Return how many wishers have a meeting, and the strength of the wishes met."""
    met = {frozenset(pair) for _, pair, _ in meetings}
    busy = {one for pair in met for one in pair} | {one for fixed in problem.fixed for one in fixed.people}
    strength = sum(wish.strength for wish in problem.wishes if frozenset((wish.by, wish.about)) in met)
    # Who wishes only for what cannot be counts too where somebody else's wish serves them.
    possible = {
        wish.by
        for wish in problem.wishes
        if any(not list(faults(problem, [(slot.id, wish.pair, (*slot.places, None)[0])])) for slot in problem.slots)
        or any(
            not list(faults(problem, [(slot.id, wish.pair, place)])) for slot in problem.slots for place in slot.places
        )
    }
    return len(possible & busy), strength


def tried(problem: Problem) -> Iterator[list[tuple[int, Pair, int | None]]]:
    """Yield every set of meetings that breaks no rule, by trying all."""

    def on(
        pairs: list[Pair], meetings: list[tuple[int, Pair, int | None]]
    ) -> Iterator[list[tuple[int, Pair, int | None]]]:
        if not pairs:
            yield meetings
            return
        yield from on(pairs[1:], meetings)
        for slot in problem.slots:
            for place in slot.places or (None,):
                more = [*meetings, (slot.id, pairs[0], place)]
                if not list(faults(problem, more)):
                    yield from on(pairs[1:], more)
                    break

    yield from on(sorted({wish.pair for wish in problem.wishes}), [])


@given(problem=problems(people=5, slots=3, wishes=5))
@settings(max_examples=80, deadline=None)
def test_no_other_timetable_serves_more_people_or_meets_stronger_wishes(problem: Problem) -> None:
    timetable = arrange(problem)
    best = max(value(problem, meetings) for meetings in tried(problem))
    assert value(problem, listed(timetable)) == best
    assert timetable.optimal
    assert timetable.bound == timetable.strength


def crowd(people: int, slots: int, wishes: int, seed: int = 1) -> Problem:
    chance = random.Random(seed)  # noqa: S311 - repeatable
    names = range(people)
    asked = {(by, about) for by, about in (chance.sample(names, 2) for _ in range(wishes))}
    return Problem(
        tuple(Slot(number, number % 6 > 0, tuple(range(people // 5))) for number in range(slots)),
        tuple(
            Person(
                one,
                frozenset(slot for slot in range(slots) if chance.random() < 0.5),
                frozenset(chance.sample(range(slots), 2)),
            )
            for one in names
        ),
        tuple(
            Wish(by, about, strength_of(chance.randint(1, 8), mutual=(about, by) in asked))
            for by, about in sorted(asked)
        ),
        most=6,
        seed=seed,
    )


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a small problem be treated as a large one."""
    monkeypatch.setattr(timetable_search, "SMALL", 0)
    monkeypatch.setattr(timetable_search, "SURE", 1.0)
    monkeypatch.setattr(timetable_solver, "CALLS", 3)


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize("seed", range(4))
def test_a_large_timetable_keeps_every_rule_and_stays_below_its_bound(seed: int) -> None:
    problem = crowd(60, 12, 260, seed)
    timetable = arrange(problem)
    assert not list(faults(problem, listed(timetable)))
    assert timetable.strength <= timetable.bound
    exact = arrange(problem, solver=False)
    assert timetable.strength >= exact.strength
    assert timetable.served >= exact.served


@given(problem=problems(people=6, slots=4, wishes=8))
@settings(max_examples=60, deadline=None)
def test_the_bound_of_a_relaxation_is_above_the_proven_best(problem: Problem) -> None:
    best = arrange(problem)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timetable_search, "SMALL", 0)
        patch.setattr(timetable_search, "ROUNDS", 2)
        patch.setattr(timetable_messages, "STEPS", 100)
        found = arrange(problem)
    assert not list(faults(problem, listed(found)))
    assert value(problem, listed(found)) <= value(problem, listed(best))
    if found.served == best.served:
        assert found.strength <= best.strength <= found.bound


@pytest.mark.usefixtures("in_pieces")
def test_the_same_problem_in_another_order_gives_the_same_timetable() -> None:
    problem = crowd(40, 12, 160)
    turned = replace(problem, people=problem.people[::-1], wishes=problem.wishes[::-1])
    assert arrange(problem) == arrange(problem) == arrange(turned)


@pytest.mark.usefixtures("in_pieces")
@pytest.mark.parametrize("after", range(0, 400, 40))
def test_who_cancels_is_heard_at_once_and_keeps_a_valid_timetable(after: int) -> None:
    problem, asked = crowd(60, 12, 260), itertools.count()
    timetable = arrange(problem, cancelled=lambda: next(asked) >= after)
    assert not list(faults(problem, listed(timetable)))
    assert timetable.stopped == "cancelled"
    # Once it was said, nobody asks again.
    assert next(asked) == after + 1


def test_without_time_a_timetable_is_greedy_and_says_what_stopped_it() -> None:
    timetable = arrange(crowd(60, 12, 260), seconds=0)
    assert (timetable.solver, timetable.stopped) == ("greedy", "time")
    assert timetable.meetings


@pytest.mark.usefixtures("in_pieces")
def test_progress_only_rises_and_ends_whole() -> None:
    told: list[tuple[float, str]] = []
    arrange(crowd(40, 12, 160), report=lambda share, words: told.append((share, words)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (told[0], told[-1]) == ((0.0, "preparing"), (1.0, "done"))


def test_without_the_solver_a_timetable_says_that_it_is_greedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetable_solver, "HERE", False)
    timetable = arrange(crowd(40, 12, 160))
    assert timetable.solver == "greedy"
    assert timetable.meetings
    assert not timetable.optimal


@given(problem=problems(people=8, slots=6))
@settings(max_examples=100, deadline=None)
def test_the_second_pass_loses_no_wish_and_makes_nothing_worse(problem: Problem) -> None:
    greedy = arrange(problem, solver=False, cancelled=lambda: True)
    day = Day(problem, {meeting.people: meeting.slot for meeting in greedy.meetings})
    pairs, people = set(day.slot_of), sorted(day.wanted)
    before = day.cost(people)
    closed(day, problem.seed, lambda: False)
    assert set(day.slot_of) == pairs
    assert day.cost(people) <= before


def test_an_idle_hour_between_two_meetings_is_closed() -> None:
    slots = (Slot(1), Slot(2, follows=True), Slot(3, follows=True))
    everybody = tuple(Person(one, frozenset({1, 2, 3})) for one in (1, 2, 3))
    day = Day(Problem(slots, everybody, (Wish(1, 2), Wish(1, 3))), {(1, 2): 1, (1, 3): 3})
    assert day.all_gaps() == 1
    closed(day, 0, lambda: False)
    assert day.all_gaps() == 0


def test_a_slot_that_somebody_would_rather_not_have_is_left_where_another_is_free() -> None:
    slots = (Slot(1), Slot(2))
    people = (Person(1, frozenset({1, 2}), frozenset({1})), Person(2, frozenset({1, 2})))
    timetable = arrange(Problem(slots, people, (Wish(1, 2),)))
    assert [meeting.slot for meeting in timetable.meetings] == [2]
    assert timetable.rather_not == 0


def test_people_keep_their_table_from_slot_to_slot() -> None:
    slots = (Slot(1, places=(1, 2)), Slot(2, follows=True, places=(1, 2)))
    people = (Person(1, frozenset({1, 2})), *(Person(one, frozenset({at})) for one, at in ((2, 1), (3, 2), (4, 1))))
    people += (Person(5, frozenset({1})), Person(6, frozenset({2})), Person(7, frozenset({2})))
    wishes = (Wish(1, 2), Wish(1, 3), Wish(4, 5), Wish(6, 7))
    timetable = arrange(Problem(slots, people, wishes))
    assert len(timetable.meetings) == 4
    assert len({meeting.place for meeting in timetable.meetings if 1 in meeting.people}) == 1


ONE, TWO = Slot(1), Slot(2, follows=True)
BOTH = frozenset({1, 2})


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (Problem((ONE,), (Person(1, BOTH),), (Wish(1, 2),)), Reason.AWAY),
        (Problem((ONE,), (Person(1, BOTH), Person(2, BOTH)), (Wish(1, 2),), frozenset({(2, 1)})), Reason.BLOCKED),
        (
            Problem((ONE, TWO), (Person(1, frozenset({1})), Person(2, frozenset({2}))), (Wish(1, 2),)),
            Reason.NO_COMMON_SLOT,
        ),
        (
            Problem((ONE,), (Person(1, BOTH), Person(2, BOTH)), (Wish(1, 2),), fixed=(FixedMeeting(1, (2, 3)),)),
            Reason.FIXED,
        ),
        (
            Problem((ONE, TWO), tuple(Person(one, BOTH) for one in (1, 2, 3)), (Wish(1, 2), Wish(1, 3, 20)), most=1),
            Reason.OWN_LIMIT,
        ),
        (
            Problem((ONE, TWO), tuple(Person(one, BOTH) for one in (1, 2, 3)), (Wish(1, 2), Wish(3, 2, 20)), most=1),
            Reason.THEIR_LIMIT,
        ),
        (
            Problem((ONE,), tuple(Person(one, BOTH) for one in (1, 2, 3)), (Wish(1, 2), Wish(3, 2, 20))),
            Reason.THEIR_SLOTS,
        ),
        (
            Problem((ONE,), tuple(Person(one, BOTH) for one in (1, 2, 3)), (Wish(1, 2), Wish(1, 3, 20))),
            Reason.OWN_SLOTS,
        ),
        (
            Problem(
                (Slot(1, capacity=1),), tuple(Person(one, BOTH) for one in (1, 2, 3, 4)), (Wish(1, 2), Wish(3, 4, 20))
            ),
            Reason.NO_PLACE,
        ),
    ],
    ids=lambda one: one.value if isinstance(one, Reason) else "",
)
def test_an_unmet_wish_says_why(problem: Problem, reason: Reason) -> None:
    unmet = arrange(problem).unmet
    assert [(wish.by, wish.about, wish.reason) for wish in unmet] == [(1, 2, reason)]


def test_somebody_without_a_meeting_hears_what_came_nearest() -> None:
    people = tuple(Person(one, frozenset({1})) for one in (1, 2, 3))
    timetable = arrange(Problem((ONE,), people, (Wish(1, 9), Wish(1, 2), Wish(2, 3, 50), Wish(3, 2, 50))))
    assert [(one.person, one.reason) for one in timetable.without] == [(1, Reason.THEIR_SLOTS)]


def test_two_weak_wishes_count_more_than_one_strong_wish() -> None:
    strengths = [strength_of(rank, mutual=mutual) for rank in range(1, 30) for mutual in (True, False)]
    assert 2 * min(strengths) > max(strengths)
    with pytest.raises(ValueError, match="first rank"):
        strength_of(0, mutual=False)


@pytest.mark.parametrize(
    "change",
    [
        {"slots": (ONE, ONE)},
        {"people": (Person(1, BOTH), Person(1, BOTH))},
        {"wishes": (Wish(1, 2), Wish(1, 2, 3))},
        {"wishes": (Wish(1, 1),)},
        {"wishes": (Wish(1, 2, 0),)},
        {"fixed": (FixedMeeting(7, (1, 2)),)},
        {"fixed": (FixedMeeting(1, (1, 2)), FixedMeeting(1, (2, 3)))},
        {"fixed": (FixedMeeting(1, (1, 2), 5), FixedMeeting(1, (3, 4), 5))},
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"twice|about|no slot|two fixed"):
        replace(Problem((ONE,), (), ()), **change)  # type: ignore[arg-type]
