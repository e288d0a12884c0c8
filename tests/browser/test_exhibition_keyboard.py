"""The exhibition by keyboard alone: every way can be gone, the focus is seen and never lost, and news is said."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Route, expect

from tests.browser.conftest import SignIn
from tests.browser.test_calls import LAPTOP
from tests.browser.test_focus import UNSEEN

Contexts = Callable[..., BrowserContext]
LONGEST_WAY = 120
BELOW_THE_FOOTER = """() => document.documentElement.scrollHeight - scrollY
  - document.querySelector('footer').getBoundingClientRect().bottom"""
TELL_AND_PRESS_AGAIN = """() => new MutationObserver(() => {
  const said = document.activeElement.form?.querySelector('[role=status]')?.textContent;
  if (!said || document.body.dataset.told) return;
  document.body.dataset.told = said;
  console.info(said);
  document.activeElement.click();
}).observe(document.body, {childList: true, subtree: true})"""


@pytest.fixture
def open_as(new_context: Contexts, sign_in: SignIn) -> Callable[[str, str], Page]:
    """Return a function that opens a page of the live conference as somebody."""

    def come(role: str, path: str) -> Page:
        page = new_context(viewport=LAPTOP).new_page()
        sign_in(page, role)
        page.goto(f"/ecc-live{path}")
        return page

    return come


def _go(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until the focus is where it is wanted; wherever it comes by, it is seen."""
    expect(wanted).to_be_visible()
    for _ in range(LONGEST_WAY):
        page.keyboard.press(key)
        why = page.evaluate(UNSEEN)
        # At the end of a page the focus is the window's, and begins again.
        assert why in {"", "the end"}, why
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{wanted} is not reached")


def test_a_visitor_walks_from_the_hall_to_a_stamp(open_as: Callable[[str, str], Page]) -> None:
    page = open_as("attendee/44", "/exhibition/")
    _go(page, page.locator(".hall-card a").nth(1))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/exhibition/\d+$"))
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")

    _go(page, page.get_by_label("Your question"))
    page.keyboard.type("By keyboard?")
    counter = page.locator("[data-counter-for='ask-text']")
    expect(counter).to_have_text("12 / 1000")
    _go(page, page.get_by_role("button", name="Ask the team"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waits for an answer")).to_be_visible()
    # The form is another one, and the focus stands where it stood.
    expect(page.get_by_label("Your question")).to_have_value("")
    expect(counter).to_have_text("0 / 1000")
    expect(page.get_by_role("button", name="Ask the team")).to_be_focused()

    take_back = page.locator("#questions").get_by_role("button", name="Take back")
    _go(page, take_back)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    _go(page, page.get_by_role("dialog").get_by_role("button", name="Take back"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waits for an answer")).to_have_count(0)
    expect(page.get_by_role("heading", name="Questions")).to_be_focused()

    _go(page, page.get_by_label("A word to the team"))
    page.keyboard.type("Hello")
    _go(page, page.get_by_role("button", name="Leave my card"))
    page.keyboard.press("Enter")
    # What is missing is said beside the field, the focus is led there, and what was typed is kept.
    address = page.get_by_label("My e-mail address")
    expect(address).to_be_focused()
    expect(address).to_have_accessible_description(re.compile("Choose what you share"))
    expect(page.get_by_label("A word to the team")).to_have_value("Hello")
    expect(page.locator(".toasts .notice-error")).to_have_count(0)
    page.keyboard.press("Space")
    _go(page, page.get_by_role("button", name="Leave my card"))
    page.keyboard.press("Space")
    expect(page.get_by_text("With the team", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Save my card")).to_be_focused()
    expect(page.locator("[data-counter-for='card-message']")).to_have_text("5 / 1000")
    expect(page.get_by_text("Choose what you share")).to_have_count(0)

    _go(page, page.get_by_role("button", name="Take my card back"))
    page.keyboard.press("Enter")
    _go(page, page.get_by_role("dialog").get_by_role("button", name="Take my card back"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("With the team", exact=True)).to_have_count(0)
    expect(page.get_by_role("heading", name="My card")).to_be_focused()

    _go(page, page.get_by_role("button", name="Collect the stamp of this booth"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("You have the stamp of this booth.")).to_be_visible()


def test_an_exhibitor_edits_answers_and_rates_a_lead(open_as: Callable[[str, str], Page]) -> None:
    page = open_as("attendee/93", "/exhibition/own")
    _go(page, page.get_by_role("link", name="Edit").first)
    page.keyboard.press("Enter")
    tagline = page.get_by_label("In one line")
    _go(page, tagline)
    page.keyboard.type("Found by keyboard")
    _go(page, page.get_by_role("button", name="Save the draft"))
    page.keyboard.press("Enter")
    publish = page.get_by_role("button", name="Publish")
    _go(page, publish)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Visitors see everything that you wrote.")).to_be_visible()

    _go(page, page.get_by_role("link", name="Desk", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    booth = page.url.removesuffix("/desk")
    visitor = open_as("attendee/46", "/")
    visitor.goto(booth)
    expect(visitor.get_by_role("button", name="Talk now")).to_be_visible()
    visitor.get_by_label("Your question").fill("Who answers?")
    visitor.get_by_role("button", name="Ask the team").click()

    asked = page.locator("[data-list=questions] > li", has_text="Who answers?")
    _go(page, asked.locator("summary"))
    page.keyboard.press("Enter")
    _go(page, asked.get_by_label("Your answer"))
    page.keyboard.type("We do.")
    _go(page, asked.get_by_role("button", name="Send the answer"))
    page.keyboard.press("Enter")
    expect(asked).to_have_count(0)
    # What had the focus has gone to the answered ones: it stays where the next question would be.
    expect(page.get_by_role("heading", name="Questions waiting")).to_be_focused()
    # The visitor hears of it too, without looking.
    expect(visitor.locator("[data-contact] [data-said]")).to_have_text("Your question is answered.")

    lead = page.locator("[data-piece=leads]").get_by_role("link", name="Demo attendee 46")
    _go(page, lead)
    page.keyboard.press("Enter")
    rating = page.get_by_role("group", name="Rating")
    _go(page, rating.get_by_label("None"))
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(rating.get_by_label("4")).to_be_checked()
    _go(page, page.get_by_label("Note"))
    page.keyboard.type("Write tomorrow")
    _go(page, page.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 of 5", exact=True)).to_be_visible()


@pytest.mark.parametrize(("width", "lines"), [(390, 1), (320, 2)])
def test_a_rating_leaves_no_choice_alone_on_a_line(open_as: Callable[[str, str], Page], width: int, lines: int) -> None:
    page = open_as("exhibitor", "/exhibition/own")
    page.get_by_role("link", name="Leads").click()
    filters = page.locator(".lead-filters")
    expect(filters).to_be_visible()
    page.emulate_media(media="print")
    expect(filters).to_be_hidden()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": width, "height": 844})
    page.locator("[id^=lead-] a").first.click()
    expect(page.get_by_role("group", name="Rating")).to_be_visible()
    tops = page.locator(".lead-rating .form-check").evaluate_all("all => all.map(one => one.offsetTop)")
    assert sorted(tops.count(top) for top in set(tops)) == [6 // lines] * lines


def test_an_interest_keeps_the_focus_in_its_card_and_the_stages_page_ends_with_its_footer(
    open_as: Callable[[str, str], Page],
) -> None:
    page = open_as("attendee/47", "/agenda?day=all")
    page.locator("a[href*='/agenda/']", has_text="Pitches for contact and").first.click()
    card = page.locator(".pitch-card").nth(4)
    _go(page, card.get_by_role("button", name="I am interested"))
    page.keyboard.press("Enter")
    expect(card.get_by_text("You are interested.")).to_be_visible()
    more = card.locator("summary")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    _go(page, card.get_by_label("A word to the pitcher"))
    page.keyboard.type("Hello")
    _go(page, card.get_by_role("button", name="Save"))
    page.keyboard.press("Enter")
    expect(card.locator(".quiet", has_text="Hello")).to_be_visible()
    expect(page.locator(".pitch-card :focus")).to_have_count(1)

    page.goto(page.url.partition("#")[0].replace("/agenda/", "/stage/"))
    expect(page.locator(".stage-pitches .pitch-card").last).to_be_attached()
    assert page.evaluate(BELOW_THE_FOOTER) < 100


def test_a_file_on_a_slow_line_is_said_to_be_on_its_way_and_sent_once(open_as: Callable[[str, str], Page]) -> None:
    page = open_as("attendee/94", "/exhibition/own")
    page.get_by_role("link", name="Edit").first.click()
    sent: list[Route] = []
    told: list[str] = []

    def go_on() -> None:
        # The line is slow until the page has told that it sends.
        if len(sent) == len(told) == 1:
            sent[0].continue_()

    def hold(route: Route) -> None:
        sent.append(route)
        go_on()

    def hear(message: ConsoleMessage) -> None:
        if message.text == "Sending the file…":
            told.append(message.text)
            go_on()

    page.route(re.compile("/files/"), hold)
    page.on("console", hear)
    page.get_by_label("Logo", exact=True).set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": b"This is no picture."}
    )
    page.get_by_role("button", name="Upload Logo").focus()
    page.evaluate(TELL_AND_PRESS_AGAIN)
    page.keyboard.press("Enter")
    # What is wrong with it stands beside the field.
    expect(page.get_by_label("Logo", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("Sending the file…")).to_have_count(0)
    assert len(sent) == len(told) == 1
