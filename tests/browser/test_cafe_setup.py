"""Setting a World Café up in a browser, on a laptop and on a phone, and waiting in its lobby."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, Soundness

LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_an_organiser_sets_a_cafe_up(
    page: Page, sign_in: SignIn, assert_page_is_sound: Soundness, complaints: list[tuple[str, str]],
    size: dict[str, int],
) -> None:  # fmt: skip
    page.set_viewport_size(size)  # type: ignore[arg-type]
    title = f"Café at {size['width']}"
    sign_in(page, "organiser")
    page.goto("/ecc-live/cafe/")
    page.get_by_role("link", name="New World Café").click()
    page.get_by_role("link", name="Three rounds, a question each").click()
    expect(page.locator("#rounds-2-minutes")).to_be_visible()
    page.wait_for_load_state()
    first = page.locator("#questions-0-text")
    said = first.input_value()
    # Moved by a button: the focus goes with the row, and nothing that was typed is lost.
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Move question 1 down").click()
    expect(page.locator("#questions-1-text")).to_have_value(said)
    expect(page.locator("#later-1")).to_be_focused()
    page.get_by_role("button", name="Add a question").click()
    expect(page.locator("#questions-3-text")).to_be_focused()
    page.locator("#questions-3-text").fill("And what of the small ones?")
    page.get_by_role("button", name="Remove round 3").click()
    expect(page.locator("#rounds-2-minutes")).to_have_count(0)
    page.get_by_label("People you expect").fill("13")
    page.get_by_role("button", name="Work out the tables").click()
    expect(page.get_by_label("Number of tables")).to_have_value("3")
    expect(page.get_by_label("Title")).to_have_value(title)
    page.get_by_label("Host of table 2").fill("Nobody At All")
    page.get_by_role("button", name="Preview the briefing").click()
    expect(page.locator("#hosting .prose")).to_contain_text("Read the question aloud.")
    assert_page_is_sound(page)
    page.get_by_role("button", name="Create the café").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody who takes part is called “Nobody At All”.")
    complaints.clear()  # The refusal itself, which the browser reports as a failed request.
    page.get_by_label("Host of table 2").fill("")
    page.get_by_role("button", name="Create the café").click()
    row = page.get_by_role("listitem").filter(has_text=title)
    expect(row.first).to_contain_text("4 questions · 2 rounds · 3 tables")
    assert_page_is_sound(page)
    row.get_by_role("link", name="Edit").first.click()
    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete the café").click()
    expect(page.get_by_role("status").first).to_contain_text(f"“{title}” is deleted.")


def test_whoever_waits_in_the_lobby_is_taken_to_their_table(
    page: Page, sign_in: SignIn, new_context: Callable[..., BrowserContext], assert_page_is_sound: Soundness
) -> None:
    facilitator = page
    sign_in(facilitator, "organiser")
    facilitator.goto("/ecc-live/cafe/")
    way_in = facilitator.get_by_role("listitem").filter(has_text="Health").get_by_role("link", name="Take part")
    address = way_in.first.get_attribute("href")
    assert address
    facilitator.goto(address)
    expect(facilitator.get_by_text("You facilitate this café")).to_be_visible()
    people = [new_context(viewport=PHONE).new_page() for _who in range(2)]
    for number, person in enumerate(people, start=1):
        sign_in(person, f"attendee/{number}")
        person.goto(address)
        expect(person.get_by_text("You will be seated when the facilitator opens the round")).to_be_visible()
    for person in people:
        expect(person.locator("[data-present]")).to_have_text("2")
    assert_page_is_sound(people[0])
    cafe = int(address.rsplit("/", 1)[-1])
    facilitator.evaluate(
        "async (cafe) => (await import('/static/live.js')).send('cafe.open', { cafe, number: 1 })", cafe
    )
    for person in people:
        person.wait_for_url(f"**{address}/tables/*")
    expect(facilitator.locator("[data-clock]")).to_contain_text("Round 1 of 1")
