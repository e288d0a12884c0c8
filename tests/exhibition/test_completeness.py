"""What a booth lacks: nothing that is there, everything that is not, and more is never less."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from conference.exhibition.completeness import ENOUGH_ABOUT, Part, completeness
from conference.exhibition.content import BoothContent
from tests.exhibition.test_content import contents

WHOLE = BoothContent(
    name="Booth", tagline="What it is about", country="BE", about="A" * ENOUGH_ABOUT, website="https://example.org",
    logo="aa/logo.webp", banner="aa/banner.webp", video_url="https://vimeo.com/1", offers=frozenset({1}),
    seeks=frozenset({2}),
)  # fmt: skip
few = st.integers(0, 3)


@given(contents, few, few)
def test_every_part_is_there_or_missing_and_never_both(content: BoothContent, materials: int, members: int) -> None:
    found = completeness(content, materials=materials, members=members)
    assert sorted([*found.there, *found.missing]) == sorted(Part)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (not found.missing)
    assert (found.percent == 0) == (not found.there)


@given(contents, few, few)
def test_whoever_adds_something_is_never_further_from_the_end(
    content: BoothContent, materials: int, members: int
) -> None:
    before = completeness(content, materials=materials, members=members)
    more = [
        completeness(replace(content, **{name: getattr(WHOLE, name)}), materials=materials, members=members)
        for name in ("tagline", "country", "about", "website", "logo", "banner", "video_url", "offers", "seeks")
    ]
    more.append(completeness(content, materials=materials + 1, members=members + 1))
    for after in more:
        assert set(before.there) <= set(after.there)
        assert after.percent >= before.percent


def test_a_booth_with_everything_is_complete_and_an_empty_one_is_not_begun() -> None:
    assert completeness(WHOLE, materials=1, members=2).percent == 100
    assert completeness(BoothContent(), materials=0, members=0).percent == 0
    assert completeness(WHOLE, materials=1, members=1).missing == [Part.TEAM]
