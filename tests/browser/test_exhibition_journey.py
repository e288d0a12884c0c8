"""From an application for a booth to an exported lead: an exhibitor, an organiser and two visitors at once."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Soundness
from tests.browser.test_calls import LAPTOP, PHONE, see

Contexts = Callable[..., BrowserContext]
NAME, LINE = "Journey booth", "A booth that a browser built"
QUESTION = "Who may join your project?"
ANSWER = "Whoever works with clusters."


def _enter(new_context: Contexts, base: str, who: str, window: dict[str, int]) -> Page:
    page = new_context(viewport=window, accept_downloads=True).new_page()
    page.goto(f"{base}/demo/sign-in/{who}")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
    return page


def _apply_and_build(base: str, exhibitor: Page, organiser: Page, sound: Soundness) -> str:
    """Apply, be accepted, write the booth and publish it; return its address."""
    exhibitor.goto(f"{base}/ecc-live/exhibition/apply")
    exhibitor.get_by_label("Name").fill(NAME)
    exhibitor.get_by_label("In one line").fill(LINE)
    exhibitor.get_by_label("Why you want to exhibit").fill("To find partners.")
    sound(exhibitor)
    exhibitor.locator("main form.form button[type=submit]").first.click()
    expect(exhibitor.get_by_text("Application with the organisers")).to_be_visible()
    organiser.goto(f"{base}/ecc-live/exhibition/booths")
    organiser.get_by_role("link", name=f"Decide {NAME}").click()
    organiser.get_by_label("A word to the applicant").fill("Welcome to the hall.")
    organiser.get_by_role("button", name="Accept").click()
    expect(organiser.get_by_text(f"“{NAME}” is accepted.")).to_be_visible()

    exhibitor.goto(f"{base}/ecc-live/exhibition/own")
    expect(exhibitor.get_by_text("Welcome to the hall.")).to_be_visible()
    exhibitor.get_by_role("link", name=f"Edit {NAME}").click()
    exhibitor.get_by_label("About", exact=True).fill("We bring people together.")
    exhibitor.locator("main form.form button[type=submit]").first.click()
    expect(exhibitor.get_by_text("Saved. Visitors see it once you publish.")).to_be_visible()
    exhibitor.get_by_role("link", name="Preview", exact=True).click()
    expect(exhibitor.get_by_text("We bring people together.")).to_be_visible()
    sound(exhibitor)
    exhibitor.get_by_role("button", name="Publish", exact=True).click()
    expect(exhibitor.get_by_text("In the hall", exact=True).first).to_be_visible()
    return f"{base}/ecc-live/exhibition/{exhibitor.url.split('/exhibition/')[1].split('/')[0]}"


def _exported(exhibitor: Page, path: Path) -> list[list[str]]:
    """Return the rows of the leads that a team takes along."""
    with exhibitor.expect_download() as download:
        exhibitor.get_by_role("link", name="CSV").click()
    download.value.save_as(path)
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def _read_leads(exhibitor: Page, address: str) -> None:
    """Read of the talk with one of them, and come back to the list."""
    exhibitor.goto(address)
    exhibitor.get_by_role("link", name="Demo attendee 11").click()
    expect(exhibitor.get_by_text("talked with Demo attendee 8")).to_be_visible()
    exhibitor.get_by_role("link", name="Leads", exact=True).click()
    expect(exhibitor.get_by_role("heading", name=f"Leads of {NAME}")).to_be_visible()


def test_an_exhibitor_builds_a_booth_and_two_visitors_come(
    base_url: str, new_context: Contexts, assert_page_is_sound: Soundness, tmp_path: Path
) -> None:
    exhibitor = _enter(new_context, base_url, "attendee/8", LAPTOP)
    organiser = _enter(new_context, base_url, "organiser", LAPTOP)
    booth = _apply_and_build(base_url, exhibitor, organiser, assert_page_is_sound)
    exhibitor.goto(f"{booth}/desk")
    assert_page_is_sound(exhibitor)

    anna, bruno = (_enter(new_context, base_url, f"attendee/{number}", PHONE) for number in (10, 11))
    anna.goto(f"{base_url}/ecc-live/exhibition/")
    anna.get_by_role("searchbox").fill(NAME)
    anna.get_by_role("searchbox").press("Enter")
    anna.get_by_role("link", name=NAME, exact=True).click()
    bruno.goto(booth)
    # Both are at the booth, and of the demo's people every other has agreed to be named.
    here = exhibitor.get_by_role("region", name="At the booth now")
    expect(here.get_by_role("listitem").filter(has_text="Demo attendee 10")).to_be_visible()
    expect(here.get_by_text("1 more, who shows no name")).to_be_visible()
    expect(anna.get_by_text("2 visitors are here")).to_be_visible()
    assert_page_is_sound(anna)

    anna.get_by_label("Your question").fill(QUESTION)
    anna.get_by_role("button", name="Ask the team").click()
    asked = exhibitor.locator(".contact-questions li").filter(has_text=QUESTION)
    expect(asked).to_be_visible()
    asked.locator("summary").click()
    asked.get_by_role("textbox").fill(ANSWER)
    asked.get_by_role("button", name="Send the answer").click()
    expect(anna.get_by_text(ANSWER)).to_be_visible()

    bruno.get_by_role("button", name="Talk now").click()
    expect(bruno.get_by_role("heading", name="It rings at the booth")).to_be_visible()
    exhibitor.get_by_role("button", name=re.compile("^Take")).click()
    for page in (bruno, exhibitor):
        page.get_by_role("button", name="Join", exact=True).click()
    for page in (bruno, exhibitor):
        see(page, 1)
    assert_page_is_sound(bruno)
    exhibitor.get_by_role("button", name="End the talk").click()
    expect(bruno.get_by_role("heading", name="This talk is over")).to_be_visible()

    bruno.get_by_role("link", name="Leave my card").click()
    bruno.get_by_label("My e-mail address").check()
    bruno.get_by_label("A word to the team").fill("Please write to me.")
    bruno.get_by_role("button", name="Leave my card").click()
    expect(bruno.get_by_text("With the team", exact=True)).to_be_visible()

    anna.get_by_role("link", name=re.compile("^Book a meeting")).first.click()
    expect(anna.get_by_role("heading", name="Ask for a meeting")).to_be_visible()
    expect(anna.get_by_text("Demo attendee 8").first).to_be_visible()
    anna.get_by_label("Your message").fill("I should like to join your project.")
    anna.locator(".meeting-slot:not(.meeting-slot-taken) input[type=checkbox]").first.check()
    anna.get_by_role("button", name="Send the request").click()
    expect(anna.get_by_text("Nobody has answered yet.")).to_be_visible()

    _read_leads(exhibitor, f"{booth}/leads")
    assert_page_is_sound(exhibitor)
    expect(exhibitor.get_by_role("link", name="Demo attendee 10")).to_be_visible()
    rows = _exported(exhibitor, tmp_path / "leads.csv")
    # Anna asked and left no card: nothing of her is in the file.
    assert len(rows) == 2
    assert {"Demo attendee 11", "attendee11@demo.invalid", "Please write to me."} <= set(rows[1])


@pytest.mark.parametrize("who", ["attendee", "exhibitor", "organiser"])
def test_the_pages_of_the_exhibition_are_sound_for_each_role(
    base_url: str, new_context: Contexts, assert_page_is_sound: Soundness, who: str
) -> None:
    pages = {
        "attendee": ("", "floor", "53", "mine", "stamps", "apply"),
        "exhibitor": ("own", "53", "53/desk", "53/leads", "53/edit", "53/team", "53/materials", "53/preview"),
        "organiser": ("booths", "settings", "letters", "draw", "booths/new"),
    }
    page = _enter(new_context, base_url, who, PHONE)
    for path in pages[who]:
        answer = page.goto(f"{base_url}/ecc-live/exhibition/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert_page_is_sound(page)
