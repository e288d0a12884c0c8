"""Whom to meet: need against offer, who is never suggested, and nobody on everybody's first list."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.meetings.matching import Direction, Matches, Reason, match
from conference.meetings.matching_types import Person
from tests.meetings.crowd import crowd

tags = st.frozensets(st.sampled_from(["photonics", "hydrogen", "skills", "data"]), max_size=3)
texts = st.lists(st.sampled_from(["lasers", "training", "turbines", "the", "clusters"]), max_size=4).map(" ".join)
peoples = st.lists(
    st.builds(
        Person,
        id=st.integers(1, 30),
        organisation=st.sampled_from(["", "One", "Two", "Three", "Four"]),
        offers=tags,
        seeks=tags,
        offers_text=texts,
        seeks_text=texts,
        about=texts,
        hidden=st.booleans(),
    ),
    max_size=14,
    unique_by=lambda person: person.id,
)
pairs = st.frozensets(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=20)


def person(number: int, offers: str = "", seeks: str = "", **more: str) -> Person:
    return Person(number, offers=frozenset(offers.split()), seeks=frozenset(seeks.split()), **more)  # type: ignore[arg-type]


def found(matches: Matches, reader: int) -> list[int]:
    return [one.id for one in matches.suggestions(reader)]


def test_who_offers_what_the_reader_looks_for_comes_with_that_reason() -> None:
    matches = Matches(
        [person(1, seeks="photonics"), person(2, offers="photonics"), person(3, offers="data")], frozenset()
    )
    assert found(matches, 1) == [2]
    assert matches.reasons(1, 2) == (Reason(Direction.THEY_OFFER, "photonics"),)
    assert matches.reasons(2, 1) == (Reason(Direction.THEY_SEEK, "photonics"),)


def test_a_rare_tag_counts_more_than_one_that_everybody_has() -> None:
    many = [person(number, offers="data") for number in range(10, 40)]
    matches = Matches([person(1, seeks="data photonics"), person(2, offers="photonics"), *many], frozenset())
    assert found(matches, 1)[0] == 2


def test_who_gives_and_takes_comes_before_who_only_gives() -> None:
    around = [person(number, offers="skills") for number in range(10, 20)]
    matches = Matches(
        [
            person(1, offers="hydrogen", seeks="photonics data"),
            person(2, offers="photonics data"),
            person(3, offers="photonics", seeks="hydrogen"),
            *around,
        ],
        frozenset(),
    )
    assert found(matches, 1)[:2] == [3, 2]
    assert [one.mutual for one in matches.suggestions(1)[:2]] == [True, False]


def test_texts_decide_between_those_whose_tags_say_the_same() -> None:
    people = [
        person(1, seeks="photonics", seeks_text="lasers for medical devices"),
        *(person(number, offers="photonics", offers_text="turbines and pumps") for number in range(2, 9)),
        person(9, offers="photonics", offers_text="medical lasers"),
    ]
    assert found(Matches(people, frozenset()), 1)[0] == 9


def test_texts_never_outweigh_a_tag() -> None:
    people = [
        person(1, seeks="photonics", seeks_text="lasers for medical devices"),
        person(2, offers_text="lasers for medical devices"),
        *(person(number, offers="photonics") for number in range(3, 30)),
    ]
    assert found(Matches(people, frozenset()), 1)[-1] == 2


def test_without_tags_words_that_both_wrote_are_the_reason_as_the_other_wrote_them() -> None:
    people = [
        person(1, seeks_text="We look for Lasers and medical optics"),
        person(2, offers_text="Medical LASERS of every kind"),
        *(person(number, about="We run a cluster of small firms") for number in range(3, 12)),
    ]
    matches = Matches(people, frozenset())
    assert found(matches, 1) == [2]
    assert matches.reasons(1, 2) == (Reason(Direction.WORDS, "LASERS"), Reason(Direction.WORDS, "Medical"))


def test_who_ticks_everything_is_not_everybodys_first() -> None:
    everything = " ".join(f"tag{number}" for number in range(40))
    others = [person(number, offers=f"tag{number % 40}") for number in range(3, 120)]
    matches = Matches([person(1, seeks="tag5"), person(2, offers=everything, seeks=everything), *others], frozenset())
    assert found(matches, 1)[-1] == 2


def test_colleagues_come_last_however_well_they_fit() -> None:
    people = [
        person(1, seeks="photonics data", organisation="Demo Institute"),
        person(2, offers="photonics data", organisation="DEMO  institute"),
        person(3, offers="data", organisation="Demo Works"),
        person(4, offers="data"),
    ]
    suggestions = Matches(people, frozenset()).suggestions(1)
    assert [one.id for one in suggestions][-1] == 2
    assert not suggestions[-1].chosen


@given(peoples, pairs)
def test_nobody_is_suggested_to_themselves_nor_whom_they_are_kept_apart_from_nor_who_hides(
    people: list[Person], apart: frozenset[tuple[int, int]]
) -> None:
    matches = Matches(people, apart)
    hidden = {one.id for one in people if one.hidden}
    for reader in people:
        others = found(matches, reader.id)
        assert len(others) == len(set(others))
        assert reader.id not in others
        assert not hidden & set(others)
        assert not {(reader.id, other) for other in others} & apart
        assert all(matches.reasons(reader.id, other) for other in others)


@given(peoples, pairs, st.randoms(use_true_random=False))
def test_the_order_in_which_people_come_changes_nothing(
    people: list[Person], apart: frozenset[tuple[int, int]], chance: object
) -> None:
    turned = list(people)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    one, other = Matches(people, apart), Matches(turned, apart)
    assert all(one.suggestions(person.id) == other.suggestions(person.id) for person in people)


@given(peoples, pairs, st.integers(1, 4), st.integers(1, 4))
def test_nobody_is_on_more_first_lists_than_the_most_and_no_list_is_longer_than_it_may_be(
    people: list[Person], apart: frozenset[tuple[int, int]], top: int, most: int
) -> None:
    matches = Matches(people, apart, top, most)
    lists = [[one.id for one in matches.suggestions(person.id) if one.chosen] for person in people]
    assert all(len(one) <= top for one in lists)
    assert max(Counter(one for some in lists for one in some).values(), default=0) <= most


@given(peoples, st.integers(1, 4), st.integers(4, 8))
def test_a_first_list_stands_before_everybody_else(people: list[Person], top: int, most: int) -> None:
    matches = Matches(people, frozenset(), top, most)
    for reader in people:
        chosen = [one.chosen for one in matches.suggestions(reader.id)]
        assert chosen == sorted(chosen, reverse=True)


def test_a_popular_person_does_not_fill_all_lists_and_nobody_who_fits_somebody_is_left_out() -> None:
    people = [person(1, offers="money", seeks="ideas")]
    people += [person(number, offers="ideas", seeks="money") for number in range(2, 102)]
    people += [person(number, offers="money") for number in range(102, 142)]
    matches = Matches(people, frozenset(), 3, 6)
    shown = Counter(one.id for who in people for one in matches.suggestions(who.id) if one.chosen)
    assert shown[1] == 6
    assert set(shown) == {one.id for one in people}


def test_who_came_onto_no_list_takes_the_place_of_somebody_who_is_on_others() -> None:
    made = crowd(300, seed=3)
    matches = Matches(made.people, frozenset())
    shown = Counter(one.id for who in made.people for one in matches.suggestions(who.id) if one.chosen)
    fitting = {one.id for who in made.people for one in matches.suggestions(who.id)}
    assert fitting <= set(shown)
    assert max(shown.values()) <= 24


def test_who_has_left_is_no_reader_and_an_empty_house_has_no_suggestions() -> None:
    assert Matches([], frozenset()).suggestions(1) == []
    assert Matches([person(2)], frozenset({(1, 2)})).suggestions(1) == []


def test_the_same_question_is_answered_once() -> None:
    people = frozenset(crowd(30).people)
    assert match(people, frozenset()) is match(frozenset(people), frozenset())
    assert match(people, frozenset({(1, 2)})) is not match(people, frozenset())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tags_and_texts_together_find_more_of_the_right_people_than_either_alone(seed: int) -> None:
    made = crowd(400, seed)

    def right(people: tuple[Person, ...]) -> int:
        matches = Matches(people, frozenset())
        return sum(one in made.fits(who.id) for who in made.people for one in found(matches, who.id)[:10])

    both = right(made.people)
    assert both > right(made.without_texts())
    assert both > right(made.without_tags())


def test_who_hides_still_reads_suggestions() -> None:
    people = [replace(person(1, seeks="data"), hidden=True), person(2, offers="data")]
    matches = Matches(people, frozenset())
    assert found(matches, 1) == [2]
    assert found(matches, 2) == []
