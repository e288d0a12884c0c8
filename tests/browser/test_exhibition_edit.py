"""A booth from the first wish to the hall, in a real browser: applied for, accepted, built, looked at, published."""

import io
import re
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import BrowserContext, FilePayload, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness

NewContext = Callable[..., BrowserContext]


def _picture() -> FilePayload:
    content = io.BytesIO()
    Image.new("RGB", (400, 200), "teal").save(content, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": content.getvalue()}


def test_an_attendee_applies_builds_a_booth_and_publishes_it(
    new_context: NewContext, sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    phone = new_context(viewport={"width": 390, "height": 844})
    organiser, exhibitor, visitor = new_context().new_page(), phone.new_page(), new_context().new_page()
    sign_in(organiser, "organiser")
    organiser.goto("/ecc-live/exhibition/settings")
    organiser.get_by_label("The exhibition is open").check()
    organiser.get_by_label("Participants may apply for a booth").check()
    organiser.get_by_role("button", name="Save", exact=True).click()
    expect(organiser.get_by_role("status").first).to_contain_text("The settings of the exhibition are saved.")

    sign_in(exhibitor, "attendee/77")
    _apply(exhibitor, assert_page_is_sound)
    organiser.goto(exhibitor.url.replace("exhibition/", "exhibition/booths/"))
    organiser.get_by_role("button", name="Accept").click()
    expect(organiser.get_by_role("status").first).to_contain_text("“Browser booth” is accepted.")

    exhibitor.reload()
    exhibitor.get_by_role("link", name="Build the booth").click()
    expect(exhibitor).to_have_title(re.compile("^Edit"))
    _build(exhibitor, assert_page_is_sound)
    address = exhibitor.url.removesuffix("/preview")

    sign_in(visitor, "attendee/78")
    visitor.goto(address)
    expect(visitor.get_by_role("main")).not_to_contain_text("Browser booth")
    exhibitor.get_by_role("button", name="Publish").click()
    expect(exhibitor.get_by_role("status").first).to_contain_text("visitors see it now")
    visitor.goto(address)
    expect(visitor.get_by_role("heading", name="Browser booth")).to_be_visible()
    expect(visitor.get_by_role("link", name="Our work", exact=True)).to_be_visible()


def test_a_picture_that_was_chosen_before_the_script_had_come_is_shown_too(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "exhibitor")
    page.goto("/ecc-live/exhibition/own")
    address = str(page.locator("a[href$='/edit']").first.get_attribute("href"))
    held: list[Route] = []
    page.route("**/exhibition_edit.js*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function of its own
    with page.expect_request("**/exhibition_edit.js*"):
        page.goto(address, wait_until="commit")
    page.get_by_label("Logo", exact=True).set_input_files(_picture())
    stored = page.locator(".booth-file-logo img").get_attribute("src")
    held[0].continue_()
    expect(page.locator(".booth-file-logo img")).to_have_attribute("src", re.compile("^data:image/png"))
    assert not (stored or "").startswith("data:")


def _apply(page: Page, assert_page_is_sound: Soundness) -> None:
    page.goto("/ecc-live/exhibition/apply")
    assert_page_is_sound(page)
    page.get_by_role("textbox", name="Name").fill("Browser booth")
    page.get_by_role("textbox", name="In one line").fill("Looms that learn")
    page.get_by_role("textbox", name="Why you want to exhibit").fill("To find partners.")
    page.get_by_role("button", name="Hand in the application").click()
    expect(page.get_by_role("main")).to_contain_text("Application with the organisers")
    assert_page_is_sound(page)


def _build(page: Page, assert_page_is_sound: Soundness) -> None:
    assert_page_is_sound(page)
    page.get_by_role("link", name="Write a few sentences about yourselves").click()
    page.get_by_role("textbox", name="About").fill("We weave. " * 30)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("status").first).to_contain_text("Visitors see it once you publish")
    page.get_by_label("Logo", exact=True).set_input_files(_picture())
    # Shown before it is sent.
    expect(page.locator(".booth-file-logo img")).to_be_visible()
    page.get_by_role("button", name="Upload Logo").click()
    expect(page.get_by_role("button", name="Remove the logo")).to_be_visible()
    assert_page_is_sound(page)
    page.get_by_role("link", name="Materials", exact=True).click()
    page.get_by_role("radio", name="Link").check()
    expect(page.get_by_label("File")).to_be_hidden()
    page.get_by_role("textbox", name="Title").fill("Our work")
    page.get_by_role("textbox", name="Address").fill("www.example.org/work")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("link", name="Our work", exact=True)).to_have_attribute(
        "href", "https://www.example.org/work"
    )
    assert_page_is_sound(page)
    page.get_by_role("link", name="Team", exact=True).click()
    expect(page).to_have_title(re.compile("^Team"))
    assert_page_is_sound(page)
    page.get_by_role("link", name="Preview", exact=True).click()
    expect(page).to_have_url(re.compile("/preview$"))
    expect(page.get_by_role("heading", name="Browser booth")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("We weave.")
    assert_page_is_sound(page)
