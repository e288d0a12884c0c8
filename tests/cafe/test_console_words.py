"""What the console says: what comes next, a table in one line, the room of a table, how well people are mixed."""

from math import inf
from typing import Any

import pytest

from conference.cafe.console_steps import next_step, other_steps
from conference.cafe.console_words import NONE, quality_bars, room_words, tile_of, words

pytestmark = pytest.mark.usefixtures("session")


def _state(
    state: str = "open", rounds: str = "ww", at: str = "", ended: int | None = None, until: float = inf
) -> dict[str, Any]:
    """Return a café of two rounds: each by the first letter of its state; `at` is what the present one is at."""
    names = {"w": "waiting", "o": "open", "p": "paused", "c": "closed"}
    listed = [{"number": n, "state": names[word], "minutes": 20} for n, word in enumerate(rounds, start=1)]
    present = next(({**one, "state": at} for one in listed if at and one["state"] == at), None)
    return {
        "state": state,
        "rounds": listed,
        "round": present,
        "ended": {"number": ended, "until": until} if ended else None,
        "tables": [_table()],
    }


def _table(**values: Any) -> dict[str, Any]:
    people = [_person(1), _person(2), _person(3, here=False), _person(4)]
    table = {"id": 7, "number": 12, "name": "", "merged_into": None, "host": 1, "help": None, "people": people}
    return {**table, **values}


def _person(number: int, *, here: bool = True) -> dict[str, Any]:
    return {"id": number, "name": f"Attendee {number}", "here": here}


@pytest.mark.parametrize(
    ("state", "act", "values", "label"),
    [
        (_state("draft"), "state", {"to": "open"}, "Open the café"),
        (_state(), "open", {"number": 1}, "Open round 1"),
        (_state(rounds="ow", at="open"), "end", {"round": 1}, "End round 1"),
        (_state(rounds="pw", at="paused"), "resume", {"round": 1}, "Go on with round 1"),
        (_state(rounds="cw", ended=1), "open", {"number": 2}, "Open round 2"),
        (_state(rounds="cc", ended=2), "state", {"to": "harvest"}, "Begin the harvest"),
        (_state("harvest", "cc"), "state", {"to": "closed"}, "Close the café"),
    ],
)
def test_the_large_button_says_what_comes_next(
    state: dict[str, Any], act: str, values: dict[str, Any], label: str
) -> None:
    step = next_step(state)
    assert step is not None
    assert (step.act, dict(step.values), step.label) == (act, values, label)


def test_nothing_comes_after_the_close_and_no_round_without_tables() -> None:
    assert next_step(_state("closed", "cc")) is None
    assert next_step({**_state(), "tables": []}) is None


def test_what_ends_a_round_or_the_cafe_is_asked_first_and_nothing_else() -> None:
    asked = [next_step(_state(rounds="ow", at="open")), next_step(_state("harvest", "cc"))]
    others = [next_step(_state()), next_step(_state("draft")), next_step(_state(rounds="pw", at="paused"))]
    assert all(step and step.ask for step in asked)
    assert not any(step and step.ask for step in others)


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        (_state("draft"), []),
        (_state(), ["Back to a draft"]),
        (_state(rounds="ow", at="open"), ["Pause", "1 minute", "5 minutes"]),
        (_state(rounds="pw", at="paused"), ["1 minute", "5 minutes", "End round 1"]),
        (_state(rounds="cw", ended=1), ["5 more minutes for round 1", "Begin the harvest now"]),
        (_state(rounds="cw", ended=1, until=0), ["Begin the harvest now"]),
        (_state(rounds="cc"), []),
        (_state("harvest", "cc"), ["Back to the rounds"]),
        (_state("closed", "cc"), ["Back to the harvest"]),
    ],
)
def test_the_small_buttons_say_what_can_be_done_beside(state: dict[str, Any], labels: list[str]) -> None:
    assert [step.label for step in other_steps(state)] == labels


def test_what_is_done_to_the_clock_names_the_round_that_was_seen() -> None:
    steps = other_steps(_state(rounds="co", at="open"))
    assert [dict(step.values) for step in steps] == [
        {"round": 2},
        {"seconds": 60, "round": 2},
        {"seconds": 300, "round": 2},
    ]


@pytest.mark.parametrize(
    ("table", "label", "count", "flags"),
    [
        (_table(), "Table 12, 3 of 4 here, host Attendee 1", "3/4", ()),
        (_table(name="Hydrogen"), "Table 12 Hydrogen, 3 of 4 here, host Attendee 1", "3/4", ()),
        (_table(host=3), "Table 12, 3 of 4 here, host Attendee 3 is missing", "3/4", ("hostless",)),
        (_table(host=None), "Table 12, 3 of 4 here, no host", "3/4", ("hostless",)),
        (_table(help=5), "Table 12, 3 of 4 here, host Attendee 1, asks for help", "3/4", ("help",)),
        (_table(people=[_person(1)]), "Table 12, 1 of 1 here, host Attendee 1, few people", "1/1", ("few",)),
        (_table(people=[], host=None), "Table 12, nobody seated", NONE, ("empty",)),
        (_table(merged_into=9, people=[]), "Table 12, merged into table 40", "→ 40", ("merged",)),
    ],
)
def test_a_table_is_one_line_for_who_listens(
    table: dict[str, Any], label: str, count: str, flags: tuple[str, ...]
) -> None:
    tile = tile_of(words(), table, {7: 12, 9: 40}, fewest=4)
    assert (tile.label, tile.count, tile.flags) == (label, count, flags)


def test_who_hosts_and_who_is_missing_are_marked_by_form() -> None:
    assert tile_of(words(), _table(host=3), {}, fewest=4).marks == ("here", "here", "host-missing", "here")
    assert tile_of(words(), _table(), {}, fewest=4).marks == ("host-here", "here", "missing", "here")


def test_a_list_of_tables_says_what_room_there_is() -> None:
    said = [room_words(words(), _table(), most) for most in (6, 5, 4, 3)]
    assert said == [
        "Table 12: 4 seated, 2 free",
        "Table 12: 4 seated, 1 free",
        "Table 12: 4 seated, one more fits",
        "Table 12: 4 seated, full",
    ]


def test_the_mixing_is_said_beside_what_no_seating_could_go_below() -> None:
    quality = {"repeats": {"found": 0, "bound": 0}, "same_country": {"found": 3, "bound": 2}, "thin": 0}
    bars = quality_bars(quality, [_table()])
    assert [(bar.label, bar.text, bar.is_best) for bar in bars] == [
        ("Met before", "0 (best possible: 0)", True),
        ("Same country", "3 (best possible: 2)", False),
    ]
    assert [(bar.share, bar.bound_share) for bar in bars] == [(0.0, 0.0), (50.0, 33.3)]


def test_without_a_seating_there_is_nothing_to_say_about_it() -> None:
    assert quality_bars(None, [_table()]) == []
