"""The harvest of a café as people do it: a board grouped by keyboard and by dragging, dots, a list, its export."""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import SignIn, Soundness
from tests.browser.held import HeldAcknowledgements, HeldAnswers
from tests.browser.test_cafe_table import Facilitator

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 1200}
CARDS = (
    "More funding for small companies",
    "More funding for small firms",
    "Training for workers",
    "Open data",
    "Less paper",
)


@pytest.fixture(scope="session")
def database(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo that is served keeps its rows."""
    assert base_url
    return max(tmp_path_factory.getbasetemp().glob("server*/data/conference.sqlite"))


def _board(database: Path, title: str) -> str:
    """Bring a café of the live demo to its harvest, with cards of several tables; return the path of its board."""
    with sqlite3.connect(database, timeout=30) as rows:
        (cafe,) = rows.execute(
            "SELECT cafe.id FROM cafe JOIN conference ON conference.id = conference_id"
            " WHERE slug = 'ecc-live' AND cafe.title = ?",
            (title,),
        ).fetchone()
        rows.execute("UPDATE cafe SET state = 'harvest' WHERE id = ?", (cafe,))
        (question,) = rows.execute("SELECT min(id) FROM cafe_question WHERE cafe_id = ?", (cafe,)).fetchone()
        tables = rows.execute("SELECT id FROM cafe_table WHERE cafe_id = ? ORDER BY number", (cafe,)).fetchall()
        for number, text in enumerate(CARDS):
            rows.execute(
                "INSERT INTO cafe_card (table_id, question_id, text, key, is_starred, place, written_at, version)"
                " VALUES (?, ?, ?, ?, 0, 0, '2026-03-10 12:00:00', 1)",
                (*tables[number % len(tables)], question, text, f"browser-{number}"),
            )
    return f"/ecc-live/cafe/{cafe}/board/{question}"


def _heading(page: Page, name: str) -> Locator:
    return page.locator(".board-heading").filter(has=page.get_by_role("heading", name=name, exact=True))


def _card(page: Page, text: str) -> Locator:
    return page.locator(".board-card").filter(has_text=text)


def _choose(page: Page, text: str) -> None:
    """Choose a card by keyboard."""
    page.get_by_role("checkbox", name=re.compile(f"^{text}")).focus()
    page.keyboard.press("Space")


def _group(moderator: Page, attendee: Page) -> None:
    """Make two headings and fill them: by keyboard, by a suggestion, by dragging; one step is taken back."""
    _choose(moderator, "Training for workers")
    moderator.get_by_role("textbox", name="New heading").focus()
    moderator.keyboard.type("Skills")
    moderator.keyboard.press("Enter")
    expect(_heading(moderator, "Skills").get_by_text("Training for workers")).to_be_visible()
    expect(_heading(attendee, "Skills")).to_be_visible()
    expect(moderator.locator("[data-undo-words]")).to_contain_text("There is a heading")

    _choose(moderator, "Open data")
    moderator.get_by_label("Move to heading…").select_option("Skills")
    moderator.get_by_role("button", name="Move", exact=True).press("Enter")
    expect(_heading(moderator, "Skills").get_by_text("Open data")).to_be_visible()
    # The news come before or after the answer, which brings what can be taken back now.
    expect(moderator.locator("[data-undo-words]")).not_to_contain_text("There is a heading")
    moderator.get_by_role("button", name="Undo").press("Enter")
    expect(moderator.locator(".board-loose").get_by_text("Open data")).to_be_visible()

    moderator.get_by_text("Cards that may say the same").click()
    moderator.get_by_role("button", name="Group these").click()
    money = _heading(moderator, "More funding for small companies")
    expect(money.get_by_text("More funding for small firms")).to_be_visible()
    _card(moderator, "Less paper").drag_to(money)
    expect(money.get_by_text("Less paper")).to_be_visible()
    money.locator("summary", has=moderator.get_by_label("Rename this heading")).click()
    money.get_by_role("textbox", name="Heading").fill("Money")
    money.get_by_role("button", name="Save").click()
    expect(_heading(moderator, "Money").get_by_text("Less paper")).to_be_visible()


def test_a_board_is_grouped_voted_on_agreed_and_exported(
    database: Path,
    new_context: Callable[..., BrowserContext],
    sign_in: SignIn,
    assert_page_is_sound: Soundness,
    complaints: list[tuple[str, str]],
) -> None:
    path = _board(database, "Textile")
    moderator, attendee = (new_context(viewport=window).new_page() for window in (LAPTOP, PHONE))
    plain = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    for page, role in ((moderator, "moderator"), (attendee, "attendee"), (plain, "juror")):
        sign_in(page, role)
        page.goto(path)

    _group(moderator, attendee)
    assert_page_is_sound(moderator)

    moderator.get_by_role("button", name="Let people put dots").click()
    expect(attendee.get_by_text("3 of your dots are left")).to_be_visible()
    attendee.context.set_offline(True)
    mine = _heading(attendee, "Money").get_by_role("button", name="My dot")
    mine.click()
    expect(mine).to_have_attribute("aria-pressed", "true")
    attendee.context.set_offline(False)
    complaints.clear()
    plain.reload()
    _heading(plain, "Money").get_by_role("button", name="My dot").click()
    expect(plain.get_by_text("2 of your dots are left")).to_be_visible()
    expect(_heading(moderator, "Money").get_by_text("2 dots")).to_be_visible()
    expect(_heading(attendee, "Money").get_by_text("2 dots")).to_be_hidden()
    assert_page_is_sound(attendee)
    attendee.goto(path.partition("/board/")[0])
    expect(attendee.get_by_role("link", name="Put your dots: question 2")).to_be_visible()
    assert_page_is_sound(attendee)
    attendee.get_by_role("link", name="Put your dots: question 2").click()
    expect(attendee.get_by_text("as soon as there is a heading, it takes dots")).to_be_visible()
    attendee.goto(path)
    moderator.get_by_role("button", name="Close the dots").click()
    expect(_heading(attendee, "Money").get_by_text("2 dots")).to_be_visible()

    moderator.get_by_role("link", name="The list", exact=True).click()
    moderator.get_by_role("button", name="Make the list from the headings").click()
    expect(moderator.locator(".outcome-text").first).to_have_text("Money")
    moderator.get_by_role("button", name="This is what was agreed").click()
    expect(moderator.get_by_text("Agreed", exact=True)).to_be_visible()
    moderator.get_by_text("3 cards behind it").click()
    assert_page_is_sound(moderator)
    moderator.locator("summary", has_text="Export").click()
    with moderator.expect_download() as saved:
        moderator.get_by_role("link", name="Lists as text").click()
    assert "1. Money (2 dots)\n   - More funding for small companies (table 1)" in saved.value.path().read_text()
    expect(attendee.get_by_text("What was agreed")).to_be_visible()
    expect(attendee.locator("[data-outcomes] li").first).to_contain_text("Money 2 dots · Tables 1, 2, 5")


def test_a_board_is_grouped_without_a_script(
    database: Path, new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    path = _board(database, "Retail")
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, "moderator")
    page.goto(path)
    for text in CARDS[:2]:
        page.get_by_role("checkbox", name=re.compile(f"^{text}")).check()
    page.get_by_role("textbox", name="New heading").fill("Money")
    page.get_by_role("button", name="Make heading").click()
    expect(_heading(page, "Money").locator(".board-card")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(_heading(page, "Money")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(_heading(page, "Money").locator(".board-card")).to_have_count(2)

    reader = new_context(viewport=PHONE).new_page()
    reader.goto("/ecc2020/cafe/recommendations")
    assert_page_is_sound(reader)
    organiser = new_context(viewport=PHONE).new_page()
    sign_in(organiser, "organiser")
    organiser.goto("/ecc-live/cafe/recommendations/manage")
    organiser.get_by_role("link", name="Write one without a café").click()
    organiser.get_by_label("Recommendation").fill("Keep it short.")
    organiser.get_by_label("To whom").fill("Everybody")
    assert_page_is_sound(organiser)
    organiser.get_by_role("button", name="Adopt and publish").click()
    organiser.get_by_role("link", name="Change number 1").click()
    organiser.get_by_label("Status").select_option("In work")
    organiser.get_by_label("Public note").fill("It has begun.")
    organiser.get_by_role("button", name="Publish").click()
    organiser.wait_for_url("**/manage#*")
    reader.goto("/ecc-live/cafe/recommendations")
    expect(reader.get_by_text("It has begun.")).to_be_visible()
    organiser.get_by_role("link", name="Change number 1").click()
    organiser.wait_for_url(re.compile(r"/recommendations/\d+$"))
    organiser.get_by_role("button", name="Withdraw").click()
    organiser.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(organiser.get_by_text("None yet.")).to_be_visible()


@pytest.fixture
def board(database: Path, new_context: Callable[..., BrowserContext], sign_in: SignIn) -> tuple[Page, str]:
    """The board of a café of its own in its harvest, before a facilitator; and its path."""
    page = new_context(viewport=LAPTOP).new_page()
    sign_in(page, "organiser")
    leader = Facilitator(page)
    cafe = leader.makes()
    with sqlite3.connect(database, timeout=30) as rows:
        (title,) = rows.execute("SELECT title FROM cafe WHERE id = ?", (cafe,)).fetchone()
    path = _board(database, title)
    page.goto(path)
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    return page, path


def _make_heading(page: Page, name: str, *cards: str) -> None:
    for text in cards:
        _choose(page, text)
    page.get_by_role("textbox", name="New heading").fill(name)
    page.get_by_role("button", name="Make heading").press("Enter")
    expect(_heading(page, name)).to_be_visible()


def test_the_next_step_on_a_board_is_chosen_and_pressed_before_the_last_is_answered(board: tuple[Page, str]) -> None:
    page, path = board
    held = HeldAnswers(page, f"**{path}/head")
    _make_heading(page, "Skills", "Training for workers")
    held.wait_for(1)
    # What is chosen and typed by now is meant for the next step, and a press is one.
    _choose(page, "Open data")
    page.get_by_role("textbox", name="New heading").fill("Knowledge")
    page.get_by_role("button", name="Make heading").press("Enter")
    held.let_go(0)
    held.wait_for(2)
    held.let_go(1)
    expect(_heading(page, "Knowledge").get_by_text("Open data")).to_be_visible()
    expect(page.get_by_role("textbox", name="New heading")).to_have_value("")


def test_dots_put_one_after_the_other_both_stay_though_their_answers_come_backwards(
    board: tuple[Page, str], new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    page, path = board
    for name, card in (("Skills", "Training for workers"), ("Knowledge", "Open data")):
        with page.expect_response(f"**{path}/**"):
            _make_heading(page, name, card)
    page.get_by_role("button", name="Let people put dots").click()
    attendee = new_context().new_page()
    held = HeldAcknowledgements(attendee)
    sign_in(attendee, "attendee")
    attendee.goto(path)
    expect(attendee.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    dots = [_heading(attendee, name).get_by_role("button", name="My dot") for name in ("Skills", "Knowledge")]
    expect(dots[0]).to_be_visible()
    held.holds = True
    for count, dot in enumerate(dots, start=1):
        dot.click()
        held.wait_for(count)
    held.let_go(backwards=True)
    for dot in dots:
        expect(dot).to_have_attribute("aria-pressed", "true")
    expect(attendee.get_by_text("1 of your dots is left")).to_be_visible()
