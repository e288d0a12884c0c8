"""Walls before a hall: nothing is cut off, nothing is too small for the last row, and what is long turns its pages."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import SignIn, Soundness
from tests.browser.test_polls import HOUSE, Moderator

SCREENS: tuple[ViewportSize, ...] = ({"width": 1920, "height": 1080}, {"width": 1024, "height": 768})
# What runs out of the room that it has, and what the last row cannot read: of some 48 rem in height, 1.9 are a line.
CUT = """selector => [...document.querySelectorAll(selector)].filter(room => room.clientHeight)
  .filter(room => room.scrollHeight > room.clientHeight + 1 || room.scrollWidth > room.clientWidth + 1).length"""
SMALL = """selector => {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return [...document.querySelectorAll(selector)].filter(text => text.checkVisibility())
    .filter(text => parseFloat(getComputedStyle(text).fontSize) < 1.75 * rem).map(text => text.textContent);
}"""


@pytest.fixture
def moderator(page: Page, sign_in: SignIn) -> Moderator:
    sign_in(page, "organiser")
    return Moderator(page)


def _walk(wall: Page, texts: str, room: str) -> list[str]:
    """Turn the pages of a wall by its keys until the first comes again; return what stood on them, in their order."""
    sign = wall.locator("[data-page]")
    # From here on the clock turns nothing.
    wall.keyboard.press("PageDown")
    seen: dict[str, list[str]] = {}
    while (at := sign.inner_text()) not in seen:
        seen[at] = wall.locator(texts).all_inner_texts()
        assert seen[at], f"page {at} is empty"
        assert wall.evaluate(CUT, room) == 0, at
        assert wall.evaluate(SMALL, texts) == [], at
        wall.keyboard.press("PageDown")
    assert len(seen) == int(at.partition(" / ")[2] or 1)
    return [text for at in sorted(seen) for text in seen[at]]


@pytest.mark.parametrize(
    ("steps", "texts"),
    [
        (("open",), ".poll-wall-options > li:not(.is-elsewhere)"),
        (("open", "reveal"), ".poll-bar:not(.is-elsewhere) > .poll-bar-label"),
    ],
    ids=["options", "result"],
)
def test_a_long_wall_turns_its_pages_and_stays_readable(
    moderator: Moderator,
    assert_page_is_sound: Soundness,
    steps: tuple[str, ...],
    texts: str,
) -> None:
    many = tuple(f"Option number {number} with a name of some length" for number in range(1, 31))
    poll_id = moderator.asks("multiple", "Does it fit on the wall? " * 8, many)
    moderator.does(poll_id, *steps)
    wall = moderator.page
    for screen in SCREENS:
        wall.set_viewport_size(screen)
        wall.goto(f"{HOUSE}/polls/{poll_id}/wall")
        wall.evaluate("() => document.fonts.ready")
        expect(wall.locator("[data-page]")).to_contain_text(" / ")
        assert _walk(wall, texts, ".poll-wall-main") == list(many)
        assert_page_is_sound(wall)
