"""The desk, the hall and a quiz on slow lines: what comes in another order swallows no press and hides nothing."""

import re
from collections.abc import Callable
from secrets import token_hex

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import SignIn
from tests.browser.held import HeldAnswers
from tests.browser.test_quiz import _made

Contexts = Callable[..., BrowserContext]


Open = Callable[[str, str], Page]


@pytest.fixture
def led(new_context: Contexts, sign_in: SignIn) -> Open:
    """Return a function that opens a view of a stage as somebody: of another session than is on, where others look."""

    def opened(role: str, view: str) -> Page:
        page = new_context().new_page()
        sign_in(page, role)
        page.goto("/ecc-live/agenda")
        address = page.locator(".item-title a").first.get_attribute("href") or ""
        page.goto(f"{address.replace('/agenda/', '/stage/')}/{view}")
        expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
        return page

    return opened


def _step(desk: Page, title: str) -> Locator:
    return desk.locator(".run-step", has_text=title).first


@pytest.fixture
def titles() -> list[str]:
    """What the three texts of this test say."""
    return [f"{token_hex(4)}, {number}" for number in ("the first", "the second", "the third")]


@pytest.fixture
def desk(led: Open, titles: list[str]) -> Page:
    """The desk of a session, at the first of three texts."""
    page = led("moderator", "desk")
    adding = page.locator(".run-add")
    for title in titles:
        if adding.get_attribute("open") is None:
            adding.locator("summary").click()
        adding.locator("#add-text").fill(title)
        adding.locator("#add-text").press("Enter")
        expect(_step(page, title)).to_be_visible()
    _step(page, titles[0]).get_by_role("button", name=re.compile("^Go to")).click()
    expect(_step(page, titles[0])).to_have_attribute("aria-current", "step")
    return page


def test_the_large_button_that_news_drew_anew_is_pressed_before_the_answer_to_the_press_before(
    desk: Page, titles: list[str]
) -> None:
    held = HeldAnswers(desk, "**/next")
    big = desk.locator("[data-big]")
    expect(big).to_contain_text(titles[1])
    # A second press on the same is no press on the next.
    big.dblclick()
    held.wait_for(1)
    expect(big).to_contain_text(titles[2])
    big.click()
    held.let_go(0)
    held.wait_for(2)
    held.let_go(1)
    expect(_step(desk, titles[2])).to_have_attribute("aria-current", "step")


def test_what_is_open_and_chosen_at_the_desk_stays_while_somebody_else_does_something(
    desk: Page, titles: list[str], led: Open
) -> None:
    other = led("organiser", "desk")
    menu = _step(desk, titles[1]).locator("details.menu")
    chosen = desk.locator("#show-what")
    chosen.select_option("questions")
    menu.locator("summary").click()
    other.locator("#show-text").fill("Said from elsewhere")
    other.locator("#show-text").press("Enter")
    expect(desk.locator("[data-fragment] + aside")).to_contain_text("Said from elsewhere")
    expect(chosen).to_have_value("questions")
    menu.get_by_role("button", name="Earlier").click()
    expect(desk.locator(".run-step", has_text=titles[0]).locator("~ .run-step", has_text=titles[1])).to_have_count(0)
    expect(menu.get_by_role("button", name="Later")).to_be_hidden()
    follow = desk.get_by_role("button", name="Follow the run")
    follow.click()
    expect(follow).to_have_count(0)


def test_the_hall_keeps_what_it_shows_until_the_next_has_come(desk: Page, titles: list[str], led: Open) -> None:
    hall = led("organiser", "projector")
    said = hall.locator(".hall-text p")
    expect(said).to_have_text(titles[0])
    held = HeldAnswers(hall, "**/questions/*/wall?fragment=1")
    desk.locator("#show-what").select_option("questions")
    desk.locator("form", has=desk.locator("#show-what")).get_by_role("button", name="Show").click()
    held.wait_for(1)
    desk.locator("#timer-minutes").fill("7")
    desk.get_by_role("button", name="Start", exact=True).click()
    expect(hall.locator("[data-small-timer] .countdown")).to_contain_text("6:")
    assert said.is_visible()
    held.let_go(0)
    expect(hall.locator(".questions-wall")).to_be_visible()
    expect(said).to_be_hidden()
    desk.get_by_role("button", name="Stop", exact=True).first.click()
    desk.get_by_role("button", name="Follow the run").click()
    expect(said).to_be_visible()


def test_a_scene_of_a_quiz_that_did_not_come_is_asked_for_again(new_context: Contexts, sign_in: SignIn) -> None:
    desk, wall = new_context().new_page(), new_context().new_page()
    for page, role in ((desk, "organiser"), (wall, "moderator")):
        sign_in(page, role)
    part = _made(desk)
    for page, name in ((desk, "controls"), (wall, "wall")):
        page.goto(f"{part}/{name}")
        expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    wall.route("**/wall*", lambda route: route.abort(), times=1)
    with wall.expect_event("requestfailed"):
        desk.locator(".quiz-next").get_by_role("button", name="Open question 1").click()
    expect(wall.locator(".quiz-question", has_text="How many ecosystems?")).to_be_visible()
