"""What reaches a booth's team wherever they are at their booth: who wants to talk, and what is written in the chat."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, Soundness
from tests.browser.test_calls import LAPTOP, PHONE

Come = Callable[..., Page]
BOOTH = "/ecc-live/exhibition/53"
# Every tone that is played is counted, by the browser's own oscillators.
COUNT_TONES = """window.tones = 0; const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) { window.tones += 1; return start.apply(this, at); };"""


@pytest.fixture
def come(new_context: Callable[..., BrowserContext], sign_in: SignIn) -> Come:
    """Return a function that opens a page as somebody, with the tones counted that it plays."""

    def as_role(role: str, address: str, **options: object) -> Page:
        page = new_context(**options).new_page()
        page.add_init_script(COUNT_TONES)
        sign_in(page, role)
        page.goto(address)
        expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
        return page

    return as_role


def _knock(visitor: Page) -> None:
    visitor.get_by_role("button", name="Talk now").click()
    expect(visitor.get_by_role("heading", name="It rings at the booth")).to_be_visible()


def test_who_wants_to_talk_rings_on_at_the_booths_own_page_until_somebody_comes(
    come: Come, assert_page_is_sound: Soundness
) -> None:
    member = come("exhibitor", BOOTH, viewport=LAPTOP)
    expect(member.get_by_text("Press anywhere on this page once")).to_be_visible()
    member.get_by_role("heading", level=1).click()
    expect(member.get_by_text("Press anywhere on this page once")).to_be_hidden()
    visitor = come("attendee/44", BOOTH, viewport=PHONE)
    _knock(visitor)
    expect(member.get_by_role("heading", name="Demo attendee 44 wants to talk")).to_be_visible()
    expect(member).to_have_title(re.compile(r"^\(1\) "))
    assert_page_is_sound(member)
    # Four tones at once, and again as long as nobody comes.
    member.wait_for_function("() => window.tones > 4")
    member.get_by_role("button", name="Sound").click()
    expect(member.get_by_role("button", name="Sound")).to_have_attribute("aria-pressed", "false")
    member.get_by_role("button", name=re.compile("^Take")).click()
    expect(member.get_by_role("button", name="End the talk")).to_be_visible()

    # Whoever talks is at the booth, so the next who knocks is told to them.
    other = come("attendee/45", BOOTH, viewport=PHONE)
    _knock(other)
    expect(member.get_by_role("heading", name="Demo attendee 45 wants to talk")).to_be_visible()
    expect(member.get_by_role("button", name=re.compile("^Take"))).to_have_count(0)
    assert_page_is_sound(member)
    other.get_by_role("button", name="Do not wait any longer").click()
    expect(member.get_by_role("heading", name="Demo attendee 45 wants to talk")).to_have_count(0)
    member.get_by_role("button", name="End the talk").click()
    expect(visitor.get_by_role("heading", name="This talk is over")).to_be_visible()


def test_the_desk_reads_and_hears_the_chat_and_says_what_the_browser_does_not_allow(
    come: Come, assert_page_is_sound: Soundness
) -> None:
    desk = come("exhibitor", f"{BOOTH}/desk", viewport=LAPTOP)
    chat = desk.get_by_role("region", name="Chat")
    expect(chat).to_be_visible()
    # The first press wakes the sound and takes the hint away, and still reaches what it was for.
    expect(desk.get_by_text("Press anywhere on this page once")).to_be_visible()
    desk.locator("[data-list=questions] summary").first.click()
    expect(desk.get_by_label("Your answer").first).to_be_visible()
    expect(desk.get_by_text("Press anywhere on this page once")).to_be_hidden()
    # Chromium without a window denies notifications to whoever asks.
    desk.get_by_role("button", name="Notifications").click()
    expect(desk.get_by_text("Your browser does not allow notifications")).to_be_visible()
    visitor = come("attendee/46", BOOTH, viewport=LAPTOP)
    before = desk.evaluate("window.tones")
    visitor.get_by_label("Your message").fill("Is anybody there?")
    visitor.get_by_label("Your message").press("Enter")
    expect(chat.get_by_text("Is anybody there?")).to_be_visible()
    expect(desk.locator("[data-said]").first).to_have_text("Somebody has written in the chat.")
    desk.wait_for_function("before => window.tones > before", arg=before)
    assert_page_is_sound(desk)
    chat.get_by_label("Your message").fill("Yes, we are.")
    chat.get_by_label("Your message").press("Enter")
    expect(visitor.get_by_text("Yes, we are.")).to_be_visible()
