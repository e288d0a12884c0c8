"""The facilitator's console in real browsers: 104 tables on one screen, a round led by mouse and by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LAPTOP = {"viewport": {"width": 1366, "height": 768}}
WALL = {"viewport": {"width": 1920, "height": 1080}}
Contexts = Callable[..., BrowserContext]
# What of a tile the server and the script each draw.
DRAWN = (
    "tiles => tiles.map(e => [e.getAttribute('aria-label'), e.className, e.querySelector('[data-marks]').innerHTML])"
)


def _new_cafe(page: Page, title: str, tables: int) -> str:
    """Set a café up, open it, and return the address of its console."""
    page.goto("/ecc-live/cafe/new")
    page.get_by_label("Title", exact=False).first.fill(title)
    page.get_by_label("Number of tables").fill(str(tables))
    page.get_by_role("button", name=re.compile("^(Save|Create|Make)")).first.click()
    page.wait_for_url(re.compile(r"#cafe-\d+$"))
    return f"/ecc-live/cafe/{page.url.rpartition('-')[2]}/console"


def _live(page: Page, address: str) -> Page:
    page.goto(address)
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    return page


def _big(page: Page, says: str) -> Locator:
    """Return the large button, once it says what it does."""
    button = page.locator("[data-big]")
    expect(button.locator("span")).to_have_text(says)
    return button


@pytest.fixture
def laptop(new_context: Contexts, sign_in: SignIn) -> Page:
    """A facilitator's laptop."""
    page = new_context(**LAPTOP).new_page()
    sign_in(page, "organiser")
    return page


@pytest.fixture
def ready(laptop: Page) -> str:
    """The console of the demo's café that is ready to open, to which demo attendees come while it is watched."""
    laptop.goto("/ecc-live/cafe/")
    links = laptop.locator("main a[href*='/cafe/']").evaluate_all("links => links.map(link => link.pathname)")
    ids = sorted({int(found[1]) for link in links if (found := re.search(r"/cafe/(\d+)", link))})
    for cafe_id in ids:
        _live(laptop, f"/ecc-live/cafe/{cafe_id}/console")
        if "Green" in laptop.locator("h1").inner_text():
            return f"/ecc-live/cafe/{cafe_id}/console"
    pytest.fail("The demo has no café that is ready to open.")


def test_a_hundred_and_four_tables_fit_on_one_screen(
    laptop: Page, new_context: Contexts, sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    address = _new_cafe(laptop, "A hundred and four tables", 104)
    wall = new_context(**WALL).new_page()
    sign_in(wall, "organiser")
    for page in (laptop, wall):
        _live(page, address)
        expect(page.locator("a.tile")).to_have_count(104)
        for place in (0, 103):
            expect(page.locator("a.tile").nth(place)).to_be_in_viewport(ratio=1)
        assert_page_is_sound(page)


def test_a_facilitator_leads_a_round(laptop: Page, ready: str, assert_page_is_sound: Soundness) -> None:
    _live(laptop, ready)
    expect(laptop.locator("[data-live=present]")).to_have_text(re.compile(r"^[1-9]\d*$"))
    _big(laptop, "Open round 1").click()
    _big(laptop, "End round 1")
    expect(laptop.locator("[data-part=quality]")).to_contain_text("Met before")
    first = laptop.locator("a.tile").first
    expect(first).to_have_attribute("aria-label", re.compile(r"Table 1, [1-9]"))
    first.click()
    panel = laptop.locator("[data-panel]")
    expect(panel.get_by_role("heading", name="Table 1")).to_be_focused()
    people = panel.locator("[data-person]")
    before = people.count()
    assert before > 1
    who = people.nth(1).locator("[data-name]").inner_text()
    # Moved by the list, taken back by its key, and moved by dragging.
    people.nth(1).locator("label").click()
    panel.locator("#move-to").select_option(index=1)
    panel.get_by_role("button", name="Move").click()
    expect(people).to_have_count(before - 1)
    expect(laptop.locator("[data-part=steps]")).to_contain_text(f"{who} was moved to table 3")
    laptop.locator("h1").click()
    laptop.keyboard.press("u")
    expect(people).to_have_count(before)
    people.filter(has_text=who).drag_to(laptop.locator("a.tile").nth(4))
    expect(people.filter(has_text=who)).to_have_count(0)
    expect(laptop.locator("[data-part=steps]")).to_contain_text(f"{who} was moved to table 5")
    assert_page_is_sound(laptop)


def test_what_the_server_drew_the_script_draws_alike(laptop: Page, ready: str) -> None:
    laptop.context.route("**/cafe_console.js*", lambda route: route.abort())
    laptop.goto(ready)
    plain = laptop.locator("a.tile").evaluate_all(DRAWN)
    laptop.context.unroute_all()
    _live(laptop, ready)
    laptop.wait_for_function("document.querySelector('a.tile').tabIndex === 0")
    drawn = laptop.locator("a.tile").evaluate_all(DRAWN)
    assert drawn == plain


def test_the_console_by_keyboard_alone(laptop: Page, ready: str) -> None:
    _live(laptop, ready)
    tiles = laptop.locator("a.tile")
    tiles.first.focus()
    laptop.keyboard.press("ArrowRight")
    expect(tiles.nth(1)).to_be_focused()
    laptop.keyboard.press("End")
    expect(tiles.last).to_be_focused()
    laptop.keyboard.press("Enter")
    expect(laptop.locator("#table-title")).to_be_focused()
    laptop.keyboard.press("Escape")
    expect(laptop.locator("[data-panel]")).to_be_hidden()
    expect(tiles.last).to_be_focused()
    laptop.keyboard.press("/")
    laptop.keyboard.type("4")
    laptop.keyboard.press("Enter")
    expect(laptop.locator("#table-title")).to_have_text("Table 4")
    expect(laptop).to_have_url(re.compile("table="))
    laptop.reload()
    expect(laptop.locator("#table-title")).to_have_text("Table 4")


def test_on_a_phone_a_table_is_a_sheet_above_the_list(
    new_context: Contexts, sign_in: SignIn, laptop: Page, ready: str, assert_page_is_sound: Soundness
) -> None:
    phone = new_context(**PHONE).new_page()
    sign_in(phone, "moderator")
    _live(phone, ready)
    assert_page_is_sound(phone)
    phone.locator("a.tile").nth(2).tap()
    expect(phone.locator("dialog[data-panel]:modal")).to_be_visible()
    expect(phone.locator("#table-title")).to_have_text("Table 3")
    assert_page_is_sound(phone)
    phone.locator("[data-close]").tap()
    expect(phone.locator("[data-panel]")).to_be_hidden()
