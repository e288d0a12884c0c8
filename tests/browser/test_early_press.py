"""A button that asks first, and a choice that goes by itself, while the page's scripts are still on their way."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import SignIn
from tests.browser.test_cafe_table import HOUSE, Facilitator


@dataclass(frozen=True)
class Early:
    """A café in its harvest, and its console whose script for all pages has not come yet."""

    page: Page
    leader: Facilitator
    cafe: int
    asked_for: list[Route]

    @property
    def script(self) -> Route:
        return self.asked_for[0]

    @property
    def button(self) -> Locator:
        return self.page.get_by_role("button", name="Close the café").first

    def state(self) -> str:
        return str(self.leader.desk(self.cafe)["state"])


@pytest.fixture
def early(new_context: Callable[..., BrowserContext], sign_in: SignIn) -> Early:
    context = new_context()
    organiser = context.new_page()
    sign_in(organiser, "organiser")
    leader = Facilitator(organiser)
    cafe = leader.makes()
    leader.does("cafe.state", cafe, to="harvest")
    page = context.new_page()
    asked_for: list[Route] = []

    def wait(route: Route) -> None:
        asked_for.append(route)

    page.route("**/site.js*", wait)
    with page.expect_request("**/site.js*"):
        page.goto(f"{HOUSE}/cafe/{cafe}/console", wait_until="commit")
    expect(page.locator("#confirm-dialog")).to_be_attached()
    return Early(page, leader, cafe, asked_for)


def test_a_press_before_the_script_has_come_is_asked_about_when_it_has(early: Early) -> None:
    early.button.click()
    expect(early.button).to_have_attribute("aria-busy", "true")
    early.script.continue_()
    question = early.page.get_by_role("dialog")
    expect(question).to_contain_text("Close the café?")
    question.get_by_role("button", name="Go back").click()
    expect(question).to_be_hidden()
    expect(early.button).not_to_have_attribute("aria-busy", "true")
    assert early.state() == "harvest"


def test_a_press_goes_without_its_question_where_the_script_cannot_come(early: Early) -> None:
    early.button.click()
    expect(early.button).to_have_attribute("aria-busy", "true")
    early.script.abort()
    expect(early.page.get_by_text("The café is closed.")).to_be_visible()
    assert early.state() == "closed"


@pytest.mark.parametrize(("place", "name"), [("exhibition/", "country"), ("agenda", "track")])
def test_what_is_chosen_before_the_script_has_come_is_looked_for(page: Page, place: str, name: str) -> None:
    held: list[Route] = []
    page.route("**/site.js*", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/site.js*"):
        page.goto(f"{HOUSE}/{place}", wait_until="commit")
    page.locator(f"select[name={name}]").select_option(index=1, force=True)
    held[0].continue_()
    expect(page).to_have_url(re.compile(rf"[?&]{name}=\w"))
