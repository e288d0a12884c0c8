"""Finding whom to meet on a phone: reasons, “not interested” and back by keyboard, filters; and reporting somebody."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"width": 390, "height": 844}


def _profile_says_something(page: Page) -> None:
    """Tick a tag on each side that some demo attendees have on the other."""
    page.goto("/ecc-live/people/profile")
    for side in ("offers", "seeks"):
        for box in page.locator(f"input[name={side}]").all()[:6]:
            box.check(force=True)
    page.locator("form:has(input[name=offers])").get_by_role("button", name=re.compile("Save")).click()
    expect(page.get_by_role("status").first).to_contain_text("The profile is saved.")


def test_somebody_leafs_through_suggestions_says_no_and_takes_it_back(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    page = new_context(viewport=PHONE).new_page()
    sign_in(page, "attendee")
    _profile_says_something(page)
    page.goto("/ecc-live/meetings/people")
    cards = page.locator("article.to-meet")
    expect(cards).to_have_count(12)
    expect(cards.first.locator(".reasons")).to_contain_text(re.compile("You look for|You offer"))
    assert_page_is_sound(page)
    name = cards.first.get_by_role("heading").inner_text()
    cards.first.get_by_role("button", name="Not interested").press("Enter")
    gone = page.get_by_text(f"{name} is not suggested to you any more. They are not told.")
    expect(gone).to_be_visible()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    assert_page_is_sound(page)
    undo.press("Enter")
    expect(page.get_by_role("heading", name=name, exact=True).get_by_role("link")).to_be_focused()
    expect(cards).to_have_count(12)
    page.get_by_text("Filters").click()
    page.get_by_label("Country").select_option(index=1)
    expect(page).to_have_url(re.compile("country="))
    expect(page.get_by_role("status").filter(has_text="found")).to_be_visible()
    assert_page_is_sound(page)


def test_without_scripts_no_is_said_and_taken_back_too(
    new_context: Callable[..., BrowserContext], sign_in: SignIn
) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, "speaker")
    page.goto("/ecc-live/meetings/people?country=DE")
    card = page.locator("article.to-meet").first
    name = card.get_by_role("heading").inner_text()
    card.get_by_role("button", name="Not interested").click()
    expect(page.get_by_text(f"{name} is not suggested to you any more.")).to_be_visible()
    expect(page).to_have_url(re.compile("country=DE"))
    page.get_by_role("button", name=f"Suggest again · {name}").click()
    expect(page.get_by_role("button", name=f"Not interested · {name}")).to_be_visible()


def test_a_message_is_reported_and_an_organiser_handles_it(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    writer, reader, office = (new_context(viewport=PHONE).new_page() for _who in range(3))
    for page, role in ((writer, "attendee"), (reader, "juror"), (office, "organiser")):
        sign_in(page, role)
    office.goto("/ecc-live/agenda")
    address = office.locator(".item-title a").last.get_attribute("href") or ""
    item = address.rpartition("/")[2]
    for page in (writer, reader):
        page.goto(f"/ecc-live/chat/session/{item}")
    writer.get_by_role("textbox", name="Your message").fill("Something unkind")
    writer.get_by_role("button", name="Send").click()
    message = reader.get_by_role("listitem").filter(has_text="Something unkind")
    message.locator("summary").click()
    message.get_by_role("link", name="Report to the organisers").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Report")
    expect(reader.get_by_label("Where did it happen?")).to_have_value("chat")
    assert_page_is_sound(reader)
    reader.get_by_label("What happened?").fill("They were unkind.")
    reader.get_by_role("button", name="Report").click()
    expect(reader.get_by_text("The organisers were told, and nobody else.")).to_be_visible()
    mine = writer.get_by_role("listitem").filter(has_text="Something unkind")
    mine.locator("summary").click()
    expect(mine.get_by_role("link", name="Report to the organisers")).to_be_hidden()
    office.goto("/ecc-live/people/reports")
    expect(office.get_by_text("They were unkind.")).to_be_visible()
    assert_page_is_sound(office)
    office.get_by_role("button", name="Note as handled").click()
    expect(office.get_by_text("Handled", exact=True)).to_be_visible()
