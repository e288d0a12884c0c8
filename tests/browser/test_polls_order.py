"""A poll's pages on slow lines: what comes late, or in another order, takes nothing away and hides nothing newer."""

import re
from collections.abc import Callable
from time import time

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import SignIn
from tests.browser.held import HeldAnswers
from tests.browser.test_polls import HOUSE, Moderator

Contexts = Callable[..., BrowserContext]


@pytest.fixture
def moderator(page: Page, sign_in: SignIn) -> Moderator:
    """Return the demo's moderator."""
    sign_in(page, "moderator")
    return Moderator(page)


@pytest.fixture
def voter(new_context: Contexts, sign_in: SignIn) -> Page:
    """Return the page of an attendee."""
    page = new_context().new_page()
    sign_in(page, "attendee")
    return page


def _open(page: Page, poll_id: int) -> None:
    page.goto(f"{HOUSE}/polls/{poll_id}/panel")
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")


def _phase(page: Page, phase: str) -> None:
    expect(page.locator("[data-poll-panel]")).to_have_attribute("data-phase", phase)


def test_a_slow_press_on_an_option_is_an_answer_too(moderator: Moderator, voter: Page) -> None:
    poll_id = moderator.asks("single", "Pressed slowly?")
    moderator.does(poll_id, "open")
    _open(voter, poll_id)
    box = voter.locator(".poll-option", has_text="Steel").bounding_box()
    assert box
    line = voter.context.new_cdp_session(voter)
    for kind, moment in (("mousePressed", time()), ("mouseReleased", time() + 5)):
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        press = {"type": kind, "button": "left", "clickCount": 1, "timestamp": moment, **place}
        line.send("Input.dispatchMouseEvent", press)
    _phase(voter, "answered")


def test_a_poll_that_opens_is_drawn_once_however_much_news_come_meanwhile(
    moderator: Moderator, voter: Page, new_context: Contexts, sign_in: SignIn
) -> None:
    poll_id = moderator.asks("text", "Typed while others answer?")
    # With a wall it has a code to join by, and who has that may wait for it.
    moderator.page.goto(f"{HOUSE}/polls/{poll_id}/wall")
    _open(voter, poll_id)
    held = HeldAnswers(voter, f"**/polls/{poll_id}/panel?fragment=1")
    moderator.does(poll_id, "open")
    held.wait_for(1)
    other = new_context().new_page()
    sign_in(other, "juror")
    _open(other, poll_id)
    other.locator("[name=text]").fill("Sooner")
    other.get_by_role("button", name="Send").click()
    _phase(other, "answered")
    held.wait_for(2)
    held.let_go(0)
    _phase(voter, "form")
    # What was said while it was fetched stands there, too.
    expect(voter.locator("[data-answered]")).to_have_text("1 answer")
    field = voter.locator("[name=text]")
    field.focus()
    voter.keyboard.type("Half")
    field.evaluate("(field) => { window.field = field; }")
    held.let_go(1)
    assert voter.evaluate("() => window.field.isConnected")
    voter.keyboard.type(" a thought")
    expect(field).to_have_value("Half a thought")


def test_an_answer_that_is_counted_late_leaves_the_keyboard_where_it_is_by_then(
    moderator: Moderator, voter: Page
) -> None:
    poll_id = moderator.asks("scale", "Counted late?")
    moderator.does(poll_id, "open")
    voter.context.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    voter.context.route("**/live/message/polls.cast", hold)
    voter.goto(f"{HOUSE}/polls/{poll_id}/panel")
    voter.locator(".poll-step", has_text="4").click()
    with voter.expect_request("**/live/message/polls.cast"):
        voter.get_by_role("button", name="Send").click()
    elsewhere = voter.locator("header a").first
    elsewhere.focus()
    held[0].continue_()
    _phase(voter, "answered")
    expect(elsewhere).to_be_focused()


def _edit(moderator: Moderator, poll_id: int, question: str) -> None:
    page = moderator.page
    page.goto(f"{HOUSE}/polls/{poll_id}/edit")
    page.locator("[name=question]").fill(question)
    page.locator("[name=question]").press("Control+End")
    with page.expect_navigation():
        page.locator("form:has([name=question]) button.btn-primary").last.click()


def test_a_wall_shows_the_newest_question_though_an_older_one_comes_later(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn
) -> None:
    poll_id = moderator.asks("single", "The first words?")
    moderator.does(poll_id, "open")
    wall = new_context().new_page()
    sign_in(wall, "organiser")
    with wall.expect_websocket() as line:
        wall.goto(f"{HOUSE}/polls/{poll_id}/wall")
    expect(wall.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    held = HeldAnswers(wall, f"**/polls/{poll_id}/wall*")
    _edit(moderator, poll_id, "The second words?")
    held.wait_for(1)
    with line.value.expect_event("framereceived", lambda text: "snapshot" in str(text)):
        _edit(moderator, poll_id, "The third words?")
    wall.evaluate("() => 1")
    for place in reversed(range(held.number)):
        held.let_go(place)
    if held.number == 1:
        held.wait_for(2)
        held.let_go(1)
    expect(wall.get_by_role("heading", level=2)).to_have_text("The third words?")


def test_the_controls_ask_again_for_what_did_not_come(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn
) -> None:
    poll_id = moderator.asks("single", "Asked again?")
    desk = new_context().new_page()
    sign_in(desk, "organiser")
    desk.goto(f"{HOUSE}/polls/{poll_id}/controls")
    expect(desk.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    desk.route("**/controls?fragment=1", lambda route: route.abort(), times=1)
    with desk.expect_event("requestfailed"):
        moderator.does(poll_id, "open")
    expect(desk.get_by_role("button", name="Close the poll")).to_be_visible()


def test_the_controls_show_the_newest_though_an_older_answer_comes_later(
    moderator: Moderator, voter: Page, new_context: Contexts, sign_in: SignIn
) -> None:
    poll_id = moderator.asks("text", "Read once?")
    moderator.does(poll_id, "open")
    desk = new_context().new_page()
    sign_in(desk, "organiser")
    desk.goto(f"{HOUSE}/polls/{poll_id}/controls")
    expect(desk.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    _open(voter, poll_id)
    voter.locator("[name=text]").fill("To be read")
    voter.get_by_role("button", name="Send").click()
    to_read = desk.locator("[aria-labelledby=answers-waiting]")
    expect(to_read.get_by_text("To be read")).to_be_visible()
    held = HeldAnswers(desk, "**/controls?fragment=1")
    other = new_context().new_page()
    sign_in(other, "juror")
    _open(other, poll_id)
    other.locator("[name=text]").fill("To be read later")
    other.get_by_role("button", name="Send").click()
    held.wait_for(1)
    to_read.get_by_role("checkbox", name="To be read", exact=True).check()
    with desk.expect_response("**/texts"):
        desk.get_by_role("button", name="Show", exact=True).click()
    held.wait_for(held.number + 1)
    held.let_go(held.number - 1)
    expect(to_read.get_by_text("To be read", exact=True)).to_have_count(0)
    held.let_go(0)
    expect(to_read.get_by_text("To be read", exact=True)).to_have_count(0)
