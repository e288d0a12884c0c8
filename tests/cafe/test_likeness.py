"""Near duplicates: what always holds, and where the thresholds lie in several languages."""

import random
import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.cafe.likeness import alike_groups, likeness
from conference.likeness import folded

WORDS = st.sampled_from(
    ["cluster", "funding", "skills", "green", "data", "Förderung", "szkolenia", "μέτρα", "資金", "a", "12"]
)
SENTENCES = st.lists(WORDS, max_size=6).map(" ".join)
TEXTS = st.dictionaries(st.integers(1, 500), SENTENCES | st.text(max_size=30), max_size=14)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("More funding for small companies", "More funding for small firms"),
        ("Better training for workers", "Training of workers should be better"),
        ("Mehr Förderung für kleine Unternehmen", "Förderung kleiner Unternehmen ausbauen"),
        ("Więcej szkoleń dla pracowników", "Szkolenia dla pracowników"),
        ("Clear rules for data sharing", "Clear rules on sharing data"),
        ("Support clusters across borders", "Cross-border support for clusters"),
        ("Digital skills", "Digital skils"),
        ("FINANCEMENT DES PME !", "financement des PME"),
        ("資金が必要です", "資金がもっと必要です"),
    ],
)
def test_what_says_the_same_is_found(one: str, other: str) -> None:
    around = {number: f"{word} of its own" for number, word in enumerate(("Hydrogen", "Bureaucracy", "Broadband"), 10)}
    assert [1, 2] in alike_groups({1: one, 2: other, **around})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Access to finance", "Access to talent"),
        ("Green hydrogen", "Hydrogen infrastructure"),
        ("Clear rules for data sharing", "Clear rules for state aid"),
        ("Plus de financement pour les PME", "Moins de bureaucratie dans les appels"),
        ("Open data", "Fewer forms"),
        ("!!!", "???"),
        ("", ""),
    ],
)
def test_what_only_shares_a_subject_or_nothing_is_left(one: str, other: str) -> None:
    assert alike_groups({1: one, 2: other}) == []


@given(TEXTS)
def test_each_card_is_in_one_group_at_most_and_each_two_of_a_group_are_alike(texts: dict[int, str]) -> None:
    groups = alike_groups(texts)
    members = [one for group in groups for one in group]
    assert len(members) == len(set(members))
    ids = sorted(texts)
    scores = likeness([texts[one] for one in ids])
    for group in groups:
        assert len(group) > 1
        assert group == sorted(group)
        for one, other in combinations(group, 2):
            assert scores[ids.index(one), ids.index(other)] > 0


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_cards_does_not_matter(texts: dict[int, str], chance: random.Random) -> None:
    mixed = list(texts.items())
    chance.shuffle(mixed)
    assert alike_groups(dict(mixed)) == alike_groups(texts)


@given(TEXTS, SENTENCES.filter(bool))
def test_the_same_words_are_always_together(texts: dict[int, str], words: str) -> None:
    groups = alike_groups({**texts, 1001: words, 1002: f"  {words.upper()}. "})
    assert any({1001, 1002} <= set(group) for group in groups) or folded(words) != folded(words.upper())


@given(TEXTS)
def test_likeness_is_symmetric_and_from_nothing_to_one(texts: dict[int, str]) -> None:
    scores = likeness(list(texts.values()))
    assert scores.shape == (len(texts), len(texts))
    assert bool((scores == scores.T).all())
    assert bool(((scores >= 0) & (scores <= 1)).all())


def test_three_hundred_cards_take_well_under_a_second() -> None:
    chance = random.Random(1)  # noqa: S311
    words = ["cluster", "funding", "skill", "green", "digital", "policy", "region", "network", "company", "market"]
    texts = {number: " ".join(chance.choices(words, k=12)) for number in range(300)}
    began = time.process_time()
    alike_groups(texts)
    assert time.process_time() - began < 1
