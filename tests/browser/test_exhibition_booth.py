"""A visitor at a booth, in a browser: who is here, pictures, a video that waits, the stamp card, and being seen."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Soundness
from tests.browser.test_calls import LAPTOP, PHONE
from tests.serving import Server

Contexts = Callable[..., BrowserContext]


class BoothServer(Server):
    """A server that makes booths for tests."""

    program = ("-m", "tests.exhibition.booth_serve")


@pytest.fixture(scope="module")
def house_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = BoothServer(tmp_path_factory.mktemp("booths"))
    server.start()
    yield f"http://{server.address}/ecc-live"
    server.kill()


@pytest.fixture
def come(house_url: str, new_context: Contexts) -> Callable[..., Page]:
    """Return a function that opens a new browser of somebody at a booth, which the first of them has made."""
    booths: list[int] = []

    def open_page(role: str, **options: object) -> Page:
        page = new_context(**options).new_page()
        page.goto(f"{house_url.removesuffix('/ecc-live')}/demo/sign-in/{role}")
        page.locator("form[data-sign-in] button").click()
        page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
        if not booths:
            booths.append(page.request.get(f"{house_url}/test-booth").json()["booth"])
        page.goto(f"{house_url}/exhibition/{booths[0]}")
        return page

    return open_page


def test_who_is_at_a_booth_comes_and_goes_by_itself(come: Callable[..., Page], assert_page_is_sound: Soundness) -> None:
    visitor = come("attendee", viewport=PHONE)
    team = visitor.locator("[data-team-here]")
    expect(team).to_have_text("Nobody is here now")
    expect(visitor.get_by_text("1 visitor is here")).to_be_visible()
    assert_page_is_sound(visitor)
    lead = come("exhibitor", viewport=LAPTOP)
    expect(lead.get_by_text("This is what visitors see.")).to_be_visible()
    expect(team).to_have_text("1 is here now")
    expect(visitor.locator("[data-mark]").get_by_text("Here now")).to_be_visible()
    lead.close()
    expect(team).to_have_text("Nobody is here now")
    other = come("speaker")
    expect(visitor.get_by_text("2 visitors are here")).to_be_visible()
    other.close()
    expect(visitor.get_by_text("1 visitor is here")).to_be_visible()


def test_pictures_are_looked_at_large_by_keys_alone(come: Callable[..., Page], assert_page_is_sound: Soundness) -> None:
    page = come("attendee", viewport=LAPTOP)
    first = page.locator("[data-picture]").first
    first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Pictures")
    expect(dialog.get_by_text("Picture 1 of 3")).to_be_visible()
    assert_page_is_sound(page)
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("img", name="Picture in purple")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(dialog.get_by_text("Picture 3 of 3")).to_be_visible()
    dialog.get_by_role("button", name="Next picture").click()
    expect(dialog.get_by_text("Picture 1 of 3")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(first).to_be_focused()


def test_nothing_of_a_video_is_loaded_before_somebody_presses_play(come: Callable[..., Page]) -> None:
    asked: list[str] = []
    page = come("attendee", viewport=LAPTOP)
    page.context.route("https://player.vimeo.com/**", lambda route: route.abort())
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    play = page.get_by_role("button", name="Play the video here")
    expect(play).to_be_visible()
    expect(page.get_by_text("It comes from player.vimeo.com")).to_be_visible()
    assert not [url for url in asked if "vimeo" in url]
    with page.expect_request("https://player.vimeo.com/**") as request:
        play.click()
    assert request.value.url == "https://player.vimeo.com/video/1"
    expect(page.locator("iframe[title='Video of A booth to look at']")).to_be_visible()


def test_a_visitor_is_seen_or_not_as_they_say_and_has_the_stamp_once(come: Callable[..., Page]) -> None:
    page = come("attendee", viewport=PHONE)
    page.get_by_role("button", name="Show them my name").click()
    expect(page.get_by_role("heading", name="Teams see your name")).to_be_visible()
    page.get_by_role("button", name="Do not show it").click()
    expect(page.get_by_role("heading", name="Teams do not see your name")).to_be_visible()
    page.get_by_role("button", name="Collect the stamp of this booth").click()
    expect(page.get_by_text("You have the stamp of this booth.")).to_be_visible()
    page.get_by_role("link", name="My stamp card").click()
    expect(page.get_by_role("listitem").filter(has_text="A booth to look at")).to_be_visible()


def test_without_a_script_the_page_says_all_of_it(come: Callable[..., Page], house_url: str) -> None:
    page = come("attendee", viewport=PHONE)
    address, state = page.url, page.context.storage_state()
    assert page.context.browser
    plain = page.context.browser.new_context(java_script_enabled=False, storage_state=state)
    try:
        still = plain.new_page()
        still.goto(address)
        expect(still.get_by_role("heading", name="A booth to look at")).to_be_visible()
        expect(still.get_by_role("link", name="Open it in a window of its own")).to_be_visible()
        expect(still.get_by_role("button", name="Play the video here")).to_be_hidden()
        expect(still.get_by_role("link", name="Chat with the team")).to_be_visible()
        still.locator("[data-picture]").first.click()
        expect(still).to_have_url(re.compile("/exhibition/pictures/"))
    finally:
        plain.close()
