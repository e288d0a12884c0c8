"""The organisers' board in a real browser: somebody comes to a meeting, the other does not, and a third steps in."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Soundness
from tests.browser.test_calls import LAPTOP
from tests.browser.test_meeting_room import ANNA, Meeting, meet, room_url

__all__ = ["meet", "room_url"]
Contexts = Callable[..., BrowserContext]


@pytest.fixture
def organiser(room_url: str, new_context: Contexts) -> Page:
    """An organiser's laptop."""
    page = new_context(viewport=LAPTOP).new_page()
    page.goto(f"{room_url.removesuffix('/ecc-live')}/demo/sign-in/organiser")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
    return page


def _press(page: Page, button: Any) -> None:
    """Press a button that asks first, and say yes."""
    button.click()
    page.locator("#confirm-dialog [value=yes]").click()


def test_the_board_shows_somebody_arriving_and_leads_to_a_stand_in(
    meet: Callable[..., Meeting],
    organiser: Page,
    assert_page_is_sound: Soundness,
) -> None:
    meeting = meet(ANNA)
    anna = meeting.pages[ANNA]
    room = anna.url
    anna.goto("about:blank")
    organiser.goto(f"{meeting.url}/meetings/board")
    expect(organiser.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    row = organiser.locator(f"[data-meeting='{meeting.id}']")
    mine = row.locator("[data-guest]", has_text="Demo attendee")
    expect(row).to_contain_text("To come")
    expect(mine).not_to_have_class("is-here")
    # She opens the room: the board knows without being loaded again.
    organiser.evaluate("window.notLoadedAgain = true")
    anna.goto(room)
    expect(mine.locator("[data-when=here]")).to_be_visible()
    assert_page_is_sound(organiser)
    # Eight minutes later the other has not come.
    meeting.let_pass(8)
    expect(row).to_contain_text("Somebody is missing")
    expect(organiser.locator("[data-figure=late]")).to_have_text("1")
    assert organiser.evaluate("window.notLoadedAgain") is True
    row.get_by_role("link", name="See to it").click()
    _press(organiser, organiser.get_by_role("button", name="Free the time"))
    expect(organiser.get_by_role("heading", name="Instead, for Demo attendee")).to_be_visible()
    assert_page_is_sound(organiser)
    _press(organiser, organiser.get_by_role("button", name="Book").first)
    expect(organiser.get_by_text("The two are booked and told.")).to_be_visible()
    expect(organiser.get_by_role("link", name="Demo attendee", exact=True)).to_be_visible()
    expect(organiser.locator("[data-guest]")).to_have_count(2)
    assert_page_is_sound(organiser)
    # The next test's slot is the present one.
    meeting.let_pass(90)


def test_the_next_slot_comes_first_and_what_was_looked_at_stays_open(
    meet: Callable[..., Meeting], organiser: Page, assert_page_is_sound: Soundness
) -> None:
    meeting = meet(ANNA)
    meeting.pages[ANNA].goto("about:blank")
    meeting.let_pass(3)
    organiser.goto(f"{meeting.url}/meetings/board")
    expect(organiser.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    before = organiser.locator("[data-now]").get_attribute("data-now")
    assert before
    expect(organiser.locator(f"[data-meeting='{meeting.id}']")).to_be_visible()
    opened = organiser.locator("section[aria-labelledby=later-title] details").last
    other = opened.get_attribute("data-slot")
    opened.locator("summary").click()
    expect(opened).to_contain_text("No meetings at this time.")
    # The slot ends.
    meeting.let_pass(17)
    expect(organiser.locator("[data-now]")).not_to_have_attribute("data-now", before)
    ended = organiser.locator(f"section[aria-labelledby=earlier-title] details[data-slot='{before}']")
    expect(ended).to_have_attribute("open", "")
    expect(ended.locator(f"[data-meeting='{meeting.id}']")).to_be_visible()
    expect(organiser.locator(f"details[data-slot='{other}']")).to_contain_text("No meetings at this time.")
    assert_page_is_sound(organiser)
    # Who comes again later finds all folded.
    organiser.reload()
    expect(organiser.locator("details[data-slot][open]")).to_have_count(0)
