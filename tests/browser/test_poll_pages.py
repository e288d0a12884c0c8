"""The moderators' pages of polls in a browser: making one, ordering the run, running one at two desks at once."""

import re
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, Soundness

_numbers = count(1)
PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData('text', text);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def _make(page: Page, **fields: str) -> str:
    """Make a named poll with two options that stands alone; return its question."""
    question = f"Which of these, number {next(_numbers)}?"
    page.goto("/ecc-live/polls/new")
    page.get_by_label("Question").fill(question)
    page.get_by_label("Option 1", exact=True).fill("Left")
    page.get_by_label("Option 2", exact=True).fill("Right")
    page.locator("[name=secrecy][value=named]").check()
    for label, text in fields.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Create the poll").click()
    page.wait_for_url("**/polls#poll-*")
    return question


@pytest.fixture
def desk(page: Page, sign_in: SignIn) -> Page:
    sign_in(page, "organiser")
    return page


def test_a_poll_is_written_by_keyboard_and_shows_only_what_its_kind_needs(
    desk: Page, assert_page_is_sound: Soundness
) -> None:
    desk.goto("/ecc-live/polls/new")
    expect(desk.get_by_label("Points to spread")).to_be_hidden()
    desk.get_by_label("Points", exact=False).and_(desk.locator("[name=kind][value=points]")).check()
    expect(desk.get_by_label("Points to spread")).to_be_visible()
    desk.locator("[name=kind][value=scale]").check()
    expect(desk.get_by_role("button", name="Add an option")).to_be_hidden()
    desk.locator("[name=kind][value=ranking]").check()
    desk.get_by_label("Question").fill("What comes first?")
    desk.get_by_label("Option 1", exact=True).focus()
    for text in ("People", "Money", "Time"):
        desk.keyboard.type(text)
        desk.keyboard.press("Enter")
    desk.evaluate(PASTE, ["#options-3", "- Trust\n- Courage"])
    expect(desk.get_by_label("Option 5", exact=True)).to_have_value("Courage")
    desk.get_by_role("button", name="Move option 5 up").press("Enter")
    expect(desk.get_by_label("Option 4", exact=True)).to_have_value("Courage")
    desk.get_by_role("button", name="Remove option 1").press("Enter")
    assert_page_is_sound(desk)
    desk.get_by_role("button", name="Create the poll").click()
    row = desk.locator(".poll-row", has_text="What comes first?")
    expect(row).to_contain_text("Ranking, 4 options")
    row.get_by_label("More for").click()
    row.get_by_role("link", name="Edit").click()
    desk.wait_for_url("**/edit")
    assert [field.input_value() for field in desk.locator("[data-option] input").all()] == [
        "Money", "Time", "Courage", "Trust",
    ]  # fmt: skip


def test_the_run_is_ordered_by_dragging_and_by_buttons(desk: Page) -> None:
    first, second = _make(desk), _make(desk)
    rows = desk.locator(".poll-rows").last.locator(".poll-row")
    titles = desk.locator(".poll-rows").last.locator(".poll-title")
    texts: Callable[[], list[str]] = lambda: [text.strip() for text in titles.all_inner_texts()]  # noqa: E731
    assert texts().index(first) < texts().index(second)
    with desk.expect_response("**/polls/arrange") as saved:
        rows.filter(has_text=second).drag_to(rows.filter(has_text=first), target_position={"x": 200, "y": 2})
    assert saved.value.status == 204
    desk.reload()
    dragged = texts()
    place = dragged.index(second)
    assert place < dragged.index(first)
    desk.get_by_role("button", name=f"Move {second} down").click()
    dragged[place : place + 2] = reversed(dragged[place : place + 2])
    expect(titles).to_have_text(dragged)
    assert texts().index(first) < texts().index(second)


def test_two_moderators_run_a_poll_and_see_each_vote(
    desk: Page, new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    question = _make(desk)
    desk.get_by_role("link", name=question).click()
    desk.wait_for_url("**/controls")
    other = new_context().new_page()
    sign_in(other, "moderator")
    other.goto(desk.url)
    for page in (desk, other):
        expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    desk.get_by_role("button", name="Open the poll").click()
    expect(other.get_by_role("button", name="Close the poll")).to_be_visible()
    _vote(new_context().new_page(), sign_in, desk.url, "Right")
    for page in (desk, other):
        expect(page.locator("strong[data-answered]")).to_have_text("1")
        expect(page.locator("tr", has_text="Right").locator("[data-percent]")).to_have_text(re.compile(r"^100.%$"))
    assert_page_is_sound(desk)
    desk.get_by_role("button", name="Ask again").click()
    desk.get_by_role("dialog").get_by_role("button", name="Ask again").click()
    expect(other.locator(".poll-desk-state")).to_contain_text("round 2")
    expect(other.locator("strong[data-answered]")).to_have_text("0")
    # A step that somebody saw too late is not done twice: the version that the form carries is an old one.
    # At once, as news draw the form anew with the version of by now.
    other.get_by_role("button", name="Reveal the result").evaluate(
        "(button) => { button.form.elements.seen.value = '1'; button.click(); }"
    )
    expect(other.locator(".toasts")).to_contain_text("Somebody else was faster")


def _vote(page: Page, sign_in: SignIn, controls: str, option: str) -> Any:
    sign_in(page, "attendee")
    page.goto(controls.replace("/controls", "/panel"))
    page.get_by_role("radio", name=option).click()
    expect(page.locator("[data-counted]")).to_be_visible()
