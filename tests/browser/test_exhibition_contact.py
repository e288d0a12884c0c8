"""A visitor on a phone and one of a booth's team at a laptop: a question, its answer, a card, a talk by video."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness
from tests.browser.test_calls import LAPTOP, PHONE, see

Contexts = Callable[..., BrowserContext]
TEAM, VISITOR = "attendee/92", "attendee/40"


@pytest.fixture
def open_as(new_context: Contexts, sign_in: SignIn) -> Callable[..., Page]:
    """Return a function that opens a page of the live conference as somebody."""

    def come(role: str, path: str, **options: object) -> Page:
        page = new_context(**options).new_page()
        sign_in(page, role)
        page.goto(f"/ecc-live{path}")
        return page

    return come


@pytest.fixture
def desk(open_as: Callable[..., Page]) -> Page:
    """The desk of the booth of one of its team."""
    page = open_as(TEAM, "/exhibition/own", viewport=LAPTOP, permissions=["camera", "microphone"])
    page.locator("a[href$='/desk']").first.click()
    page.wait_for_url("**/desk")
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    return page


def _booth_of(desk: Page) -> str:
    found = re.search(r"/exhibition/\d+", desk.url)
    assert found
    return found.group()


def test_a_visitor_asks_leaves_a_card_and_talks_with_the_team(
    open_as: Callable[..., Page], desk: Page, assert_page_is_sound: Soundness
) -> None:
    visitor = open_as(VISITOR, _booth_of(desk), viewport=PHONE, permissions=["camera", "microphone"])
    name = "Demo attendee 40"
    expect(visitor.get_by_role("button", name="Talk now")).to_be_visible()
    visitor.get_by_label("Your question").fill("What do you look for?")
    visitor.get_by_role("button", name="Ask the team").click()
    expect(visitor.get_by_text("Waits for an answer")).to_be_visible()
    expect(visitor.get_by_label("Your question")).to_have_value("")

    # It is asked at the desk by itself, and counted in the title.
    asked = desk.locator("[data-list=questions] > li", has_text="What do you look for?")
    expect(asked).to_be_visible()
    expect(desk).to_have_title(re.compile(r"^\(1\) "))
    asked.locator("summary").click()
    asked.get_by_label("Your answer").fill("Partners for")

    # What is being written stays, whatever comes meanwhile.
    visitor.get_by_label("My e-mail address").check()
    visitor.get_by_role("button", name="Leave my card").click()
    expect(visitor.get_by_text("With the team", exact=True)).to_be_visible()
    expect(desk.locator("[data-piece=leads]").get_by_role("link", name="attendee40@demo.invalid")).to_be_visible()
    expect(asked.get_by_label("Your answer")).to_have_value("Partners for")
    assert_page_is_sound(desk)
    asked.get_by_label("Your answer").fill("Partners for a call.")
    asked.get_by_role("button", name="Send the answer").click()
    expect(visitor.get_by_text("Partners for a call.")).to_be_visible()
    assert_page_is_sound(visitor)

    visitor.get_by_role("button", name="Talk now").click()
    expect(visitor.get_by_role("heading", name="It rings at the booth")).to_be_visible()
    assert_page_is_sound(visitor)
    expect(desk.get_by_role("heading", name=f"{name} wants to talk")).to_be_visible()
    expect(desk.locator("[data-said]").first).to_have_text(f"{name} wants to talk.")
    desk.get_by_role("button", name="Take").click()
    for page in (visitor, desk):
        page.get_by_role("button", name="Join", exact=True).click()
    for page in (visitor, desk):
        see(page, 1)
    desk.get_by_role("button", name="End the talk").click()
    expect(visitor.get_by_role("heading", name="This talk is over")).to_be_visible()
    expect(visitor.locator("[data-call]")).to_have_count(0)
    assert_page_is_sound(visitor)

    visitor.goto("/ecc-live/exhibition/mine")
    expect(visitor.get_by_text("Partners for a call.")).to_be_visible()
    assert_page_is_sound(visitor)
    visitor.get_by_role("button", name="Take back").click()
    visitor.locator("#confirm-dialog").get_by_role("button", name="Take back").click()
    expect(visitor.get_by_role("heading", name="Who has my card")).to_have_count(0)
    desk.get_by_role("link", name="Leads").click()
    expect(desk.get_by_text("Took the card back")).to_be_visible()
    expect(desk.get_by_text("attendee40@demo.invalid")).to_have_count(0)
    assert_page_is_sound(desk)


def test_a_visitor_who_goes_leaves_the_desk_and_one_without_scripts_can_ask(
    open_as: Callable[..., Page], desk: Page
) -> None:
    here = desk.locator("[data-piece=here]")
    visitor = open_as("attendee/41", _booth_of(desk), viewport=PHONE)
    expect(here.locator(".badge").first).to_have_text("1")
    visitor.close()
    expect(here.locator(".badge").first).to_have_text("0")
    plain = open_as("attendee/42", f"{_booth_of(desk)}/contact", java_script_enabled=False)
    plain.get_by_label("Your question").fill("Without a script?")
    plain.get_by_role("button", name="Ask the team").click()
    expect(plain.get_by_text("Waits for an answer")).to_be_visible()
    expect(desk.get_by_text("Without a script?")).to_be_visible()


def test_who_writes_on_while_the_page_is_asked_for_asks_another_question(
    open_as: Callable[..., Page], desk: Page
) -> None:
    visitor = open_as("attendee/46", _booth_of(desk), viewport=PHONE)
    held: list[Route] = []
    visitor.route("**/contact?fragment=1", lambda route: route.continue_() if held else held.append(route))
    question, ask = visitor.get_by_label("Your question"), visitor.get_by_role("button", name="Ask the team")
    question.fill("Who are you?")
    ask.click()
    expect(question).to_have_value("")
    question.fill("And where?")
    held[0].continue_()
    expect(visitor.get_by_text("Who are you?")).to_be_visible()
    ask.click()
    expect(visitor.locator("[data-list=questions]").get_by_text("And where?")).to_be_visible()
    expect(desk.get_by_text("And where?")).to_be_visible()


def test_who_came_and_went_between_two_looks_of_the_server_is_not_shown_for_ever(
    open_as: Callable[..., Page], desk: Page
) -> None:
    count, booth = desk.locator("[data-piece=here] .badge").first, _booth_of(desk)
    visitor = open_as("attendee/43", booth, viewport=PHONE)
    expect(count).to_have_text("1")
    meanwhile = desk.request.get(f"{desk.url}?fragment=1", headers={"HX-Request": "true"}).text()
    visitor.close()
    expect(count).to_have_text("0")

    # What the server said while somebody was there comes late: nothing of it is news when they have gone.
    desk.route("**/desk?fragment=1", lambda route: route.fulfill(body=meanwhile, content_type="text/html"), times=1)
    answers: list[str] = []
    desk.on("response", lambda answer: answers.append(answer.url) if "fragment=1" in answer.url else None)
    open_as("attendee/44", booth, java_script_enabled=False)
    # It asks once more, as the newest news said something else.
    while len(answers) < 2:
        desk.wait_for_timeout(50)
    expect(count).to_have_text("0")


def test_a_booth_that_is_gone_is_asked_for_no_more(open_as: Callable[..., Page], desk: Page) -> None:
    visitor = open_as("attendee/45", _booth_of(desk), viewport=PHONE)
    expect(visitor.get_by_role("button", name="Talk now")).to_be_visible()
    visitor.clock.install()
    asked: list[str] = []

    def is_gone(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=404, body="")

    visitor.route("**/contact?fragment=1", is_gone)
    with visitor.expect_response("**/contact?fragment=1"):
        desk.close()
    # However long the page stays open.
    visitor.clock.fast_forward("10:00")
    visitor.clock.fast_forward("10:00")
    assert len(asked) == 1
