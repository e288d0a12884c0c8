"""From the organiser's move to the attendee's page, mail and calendar, in two browsers."""

import re
from collections.abc import Callable
from typing import Any

import vobject
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SignIn, Soundness

EVENT, TITLE = "/eca-dialogue2020", "Clusters for Next Generation EU"


def _star(page: Page) -> str:
    """Star the session and return its page's address."""
    page.goto(f"{EVENT}/agenda")
    page.get_by_role("link", name=TITLE).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    address = page.url
    with page.expect_response("**/star") as kept:
        page.get_by_role("button", name="Add to my agenda").click()
    assert kept.value.status < 400
    expect(page.get_by_role("button", name="In my agenda")).to_be_visible()
    return address


def _personal_address(page: Page, assert_page_is_sound: Soundness) -> str:
    page.goto(f"{EVENT}/agenda/feeds")
    assert_page_is_sound(page)
    page.get_by_role("button", name="Create my address").click()
    address = page.get_by_label("Address of my agenda")
    expect(address).to_have_value(re.compile(r"/agenda/personal/.+\.ics$"))
    assert_page_is_sound(page)
    return address.input_value()


def _event(page: Page, address: str) -> Any:
    return vobject.readOne(page.request.get(address).text()).vevent


def test_a_released_move_reaches_the_page_the_mail_and_the_calendar_of_who_starred_it(
    page: Page, new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    attendee = new_context(viewport={"width": 390, "height": 844}).new_page()
    sign_in(attendee, "attendee")
    session = _star(attendee)
    address = _personal_address(attendee, assert_page_is_sound)
    before = _event(attendee, address)

    sign_in(page, "organiser")
    page.goto(f"{EVENT}/agenda/release")
    expect(page.get_by_role("main")).to_contain_text("Everything is released")
    page.goto(f"{EVENT}/agenda/builder/items/{session.rpartition('/')[2]}/move")
    page.get_by_label("Starts at").fill("16:30")
    page.get_by_role("main").get_by_role("button", name="Move").click()
    expect(page).to_have_url(re.compile(r"/agenda/builder\?"))
    page.goto(f"{EVENT}/agenda/release")
    expect(page.get_by_role("heading", name="Moved")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("1 person gets a mail")
    assert_page_is_sound(page)
    page.get_by_label("Note").fill("The Commissioner arrives later.")
    page.get_by_role("button", name="Release version 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Release").click()
    expect(page.get_by_role("status").first).to_contain_text("v2 is released")
    expect(page.get_by_role("link", name="See the public agenda")).to_be_visible()
    assert_page_is_sound(page)

    attendee.goto(session)
    expect(attendee.get_by_role("main")).to_contain_text("16:30")
    attendee.goto("/demo/mail")
    attendee.get_by_role("link", name=f"Moved: {TITLE}").click()
    mail = attendee.frame_locator("iframe").get_by_role("document")
    expect(attendee.frame_locator("iframe").get_by_text("The Commissioner arrives later.")).to_be_visible()
    expect(mail).to_contain_text("Tue 30 June, 16:30")
    expect(mail).to_contain_text("Europe/Brussels")
    after = _event(attendee, address)
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert f"{after.dtstart.value:%H:%M}" == "16:30"

    page.goto(f"{EVENT}/agenda/release/1")
    page.get_by_role("button", name="Bring into the draft").click()
    page.get_by_role("dialog").get_by_role("button", name="Bring into the draft").click()
    expect(page.get_by_role("status").first).to_contain_text("1 session of the draft is as it was then")
