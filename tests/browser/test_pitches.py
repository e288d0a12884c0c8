"""Pitches in real browsers: pressed on a phone while somebody pitches, seen by the pitcher, made a meeting of."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
TITLE = "New Association EUCLES for cluster labelling system"
# The digits of the join code and what stands in the projector's foot do not touch.
CODE_STANDS_FREE = """() => {
  const digits = document.createRange();
  digits.selectNodeContents(document.querySelector(".hall-join .hall-code"));
  const code = digits.getBoundingClientRect();
  const title = document.querySelector("[data-foot-title]").getBoundingClientRect();
  return code.right <= title.left || code.bottom <= title.top;
}"""
Contexts = Callable[..., BrowserContext]


def _session(page: Page) -> str:
    """Return the number of the session with the twelve pitches."""
    page.goto("/ecc-live/agenda?day=all")
    address = page.locator("a[href*='/agenda/']", has_text="Pitches for contact and").first.get_attribute("href")
    found = re.search(r"/agenda/(\d+)", address or "")
    assert found
    return found[1]


def test_an_interest_on_a_phone_becomes_a_meeting_and_the_clock_shows_everywhere(
    new_context: Contexts, sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    phone, pitcher, view, desk, hall = (
        new_context(**options).new_page()
        for options in (PHONE, {}, {}, {}, {"viewport": {"width": 1920, "height": 1080}})
    )
    for page, role in (
        (phone, "attendee/24"), (pitcher, "speaker"), (view, "speaker"), (desk, "moderator"), (hall, "organiser"),
    ):  # fmt: skip
        sign_in(page, role)
    item = _session(desk)
    desk.goto(f"/ecc-live/stage/{item}/desk")
    hall.goto(f"/ecc-live/stage/{item}/projector")
    # Its title is long, and the code is in sight all the same.
    expect(hall.locator(".hall-join .hall-code")).to_be_in_viewport(ratio=1)
    view.goto(f"/ecc-live/questions/{item}/speaker")
    phone.goto(f"/ecc-live/stage/{item}")
    pitcher.goto(f"/ecc-live/agenda/{item}")
    pitcher.get_by_role("link", name=re.compile("interested")).first.click()
    expect(pitcher.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    expect(phone.locator(".pitch-card").first).to_be_attached()
    expect(desk.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    desk.get_by_role("button", name=f"Start the clock of “{TITLE}”").click()
    expect(hall.get_by_role("timer").locator("visible=true").first).to_contain_text(re.compile("[0-3]:[0-5][0-9]"))
    expect(hall.locator("[data-foot-title]")).to_have_text(TITLE)
    expect(hall.locator("[data-foot-title]")).to_be_visible()
    hall.wait_for_function(CODE_STANDS_FREE)
    expect(view.locator("[data-stage-timer]")).to_contain_text(TITLE)
    expect(view.locator("[data-stage-timer] [data-time]")).to_have_text(re.compile("^[0-3]:[0-5][0-9]$"))
    phone.locator("#pitch-now-press").tap()
    expect(phone.locator(".pitches-now")).to_contain_text("You are interested.")
    row = pitcher.locator(".pitch-interest", has_text="Demo attendee 24")
    expect(row).to_be_visible()
    row.get_by_role("button", name=re.compile("Ask for a meeting")).click()
    expect(row).to_contain_text("A meeting is asked for")
    for page in (phone, pitcher, view, desk, hall):
        assert_page_is_sound(page)
    phone.goto("/ecc-live/meetings/")
    expect(phone.locator("main")).to_contain_text("Demo speaker")
    desk.locator("#pitch-stop").click()
    expect(view.locator("[data-stage-timer]")).to_be_hidden()


def test_what_came_while_the_server_did_not_answer_is_there_as_soon_as_it_does(
    new_context: Contexts, sign_in: SignIn
) -> None:
    phone, pitcher, desk = (new_context(**options).new_page() for options in (PHONE, {}, {}))
    for page, role in ((phone, "attendee/26"), (pitcher, "speaker"), (desk, "moderator")):
        sign_in(page, role)
    item = _session(desk)
    desk.goto(f"/ecc-live/stage/{item}/desk")
    phone.goto(f"/ecc-live/stage/{item}")
    pitcher.goto(f"/ecc-live/agenda/{item}")
    pitcher.get_by_role("link", name=re.compile("interested")).first.click()
    for page in (pitcher, desk):
        expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    expect(phone.locator(".pitch-card").first).to_be_attached()
    asked: list[Page] = []

    def fail_once(page: Page) -> None:
        def fail(route: Route) -> None:
            asked.append(page)
            route.fulfill(status=503)

        page.route(re.compile("fragment=1"), fail, times=1)

    fail_once(phone)
    desk.get_by_role("button", name=f"Start the clock of “{TITLE}”").click()
    expect(phone.locator("#pitch-now-press")).to_be_visible()
    fail_once(pitcher)
    phone.locator("#pitch-now-press").tap()
    expect(pitcher.locator(".pitch-interest", has_text="Demo attendee 26")).to_be_visible()
    assert asked == [phone, pitcher]
    desk.locator("#pitch-stop").click()
    expect(phone.locator("#pitch-now-press")).to_be_hidden()
