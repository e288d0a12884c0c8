"""Calls as people have them, in browsers with cameras that are none: they see each other, leave, reload, are moved."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Soundness
from tests.serving import Server

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 860}
ROLES = ("attendee", "juror", "speaker", "moderator")
_tables = count(1)
FRAMES = """tile => { const video = tile.querySelector('video');
  return video.srcObject ? video.getVideoPlaybackQuality().totalVideoFrames : 0; }"""
ADVANCES = """([selector, count]) => { const videos = [...document.querySelectorAll(selector)];
  return videos.length === count && videos.every(video => {
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    video.seen ??= frames; return frames > video.seen + 3; }); }"""
OTHERS = ".call-tile.has-picture:not(.is-own):not(.is-screen) video"


class CallServer(Server):
    """A server with the tables of tests."""

    program = ("-m", "tests.calls.serve")


@pytest.fixture(scope="module")
def call_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = CallServer(tmp_path_factory.mktemp("calls"))
    server.start()
    yield f"http://{server.address}"
    server.kill()


@dataclass(frozen=True)
class Table:
    """A table, and the pages of people who look at its call."""

    number: int
    pages: dict[str, Page]

    def join(self, *roles: str, way: str = "Join") -> None:
        for role in roles or self.pages:
            self.pages[role].get_by_role("button", name=way, exact=True).click()
            expect(self.pages[role].get_by_role("button", name="Leave")).to_be_visible()


@pytest.fixture
def gather(call_url: str, new_context: Callable[..., BrowserContext]) -> Callable[..., Table]:
    """Return a function that brings people to a table of their own, none of them in its call yet."""

    def come(*roles: str, window: dict[str, int] = LAPTOP, **options: Any) -> Table:
        number = next(_tables)
        pages = {}
        for role in roles:
            page = new_context(viewport=window, **options).new_page()
            page.goto(f"{call_url}/demo/sign-in/{role}")
            page.locator("form[data-sign-in] button").click()
            page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
            page.goto(f"{call_url}/ecc-live/test-table/{number}")
            pages[role] = page
        return Table(number, pages)

    return come


def see(page: Page, others: int) -> None:
    """Wait until the pictures of exactly so many others advance."""
    page.evaluate("() => document.querySelectorAll('video').forEach(video => delete video.seen)")
    page.wait_for_function(ADVANCES, arg=[OTHERS, others], timeout=20_000)


def tile(page: Page, number: int = 0) -> Any:
    return page.locator(".call-tile:not(.is-own)").nth(number)


def test_four_see_each_other_and_one_leaves(gather: Callable[..., Table], assert_page_is_sound: Soundness) -> None:
    table = gather(*ROLES)
    first = table.pages["attendee"]
    expect(first.get_by_text("Nobody is in the call yet.")).to_be_visible()
    assert_page_is_sound(first)
    table.join()
    for page in table.pages.values():
        see(page, 3)
    assert_page_is_sound(first)
    table.pages["juror"].get_by_role("button", name="Leave").click()
    expect(table.pages["juror"].get_by_text("You have left the call.").last).to_be_visible()
    for role in ("attendee", "speaker", "moderator"):
        expect(table.pages[role].locator(".call-tile")).to_have_count(3)
        see(table.pages[role], 2)


def test_what_one_switches_off_the_others_see(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join()
    mine, theirs = table.pages["attendee"], table.pages["juror"]
    see(theirs, 1)
    microphone = mine.get_by_role("button", name="Microphone")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    microphone.click()
    expect(tile(theirs).get_by_label("Microphone off")).to_be_visible()
    # By a key, as long as the focus is within the call.
    mine.keyboard.press("v")
    expect(mine.get_by_role("button", name="Camera")).to_have_attribute("aria-pressed", "false")
    expect(theirs.locator(OTHERS)).to_have_count(0)
    mine.keyboard.press("v")
    see(theirs, 1)
    mine.keyboard.press("m")
    expect(tile(theirs).get_by_label("Microphone off")).to_be_hidden()
    # The made-up microphone beeps.
    expect(tile(theirs)).to_have_class(re.compile("is-speaking"))


def test_a_screen_is_shared_large_beside_the_faces(
    gather: Callable[..., Table], assert_page_is_sound: Soundness
) -> None:
    table = gather("attendee", "juror")
    table.join()
    mine, theirs = table.pages["attendee"], table.pages["juror"]
    see(theirs, 1)
    # A headless browser has no screen: a drawing that changes stands for one.
    mine.evaluate(
        """() => { navigator.mediaDevices.getDisplayMedia = async () => {
          const canvas = document.createElement('canvas');
          const pen = canvas.getContext('2d');
          let number = 0;
          setInterval(() => { pen.fillStyle = '#fff'; pen.fillRect(0, 0, 300, 150); pen.fillStyle = '#000';
            pen.fillText(`Slide ${number++}`, 20, 40); }, 100);
          return canvas.captureStream(10); }; }"""
    )
    mine.get_by_role("button", name="Screen").click()
    theirs.wait_for_function(ADVANCES, arg=[".call-tile.is-screen video", 1])
    expect(theirs.get_by_text("Screen of Demo attendee")).to_be_visible()
    for page in (mine, theirs):
        see(page, 1)
    assert_page_is_sound(theirs)
    mine.get_by_role("button", name="Screen").click()
    expect(theirs.locator(".call-tile.is-screen")).to_have_count(0)
    see(theirs, 1)


def test_who_loses_the_line_stays_in_sight_and_is_heard_of_again(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join()
    mine, theirs = table.pages["attendee"], table.pages["juror"]
    see(theirs, 1)
    mine.context.set_offline(True)
    expect(mine.get_by_text("The connection was lost.")).to_be_visible()
    # The call itself needs no server.
    see(mine, 1)
    mine.keyboard.press("m")
    mine.context.set_offline(False)
    expect(mine.get_by_text("The connection was lost.")).to_be_hidden(timeout=15_000)
    expect(tile(theirs).get_by_label("Microphone off")).to_be_visible(timeout=15_000)
    see(mine, 1)
    see(theirs, 1)


def test_who_reloads_is_back_within_five_seconds(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join()
    see(table.pages["attendee"], 1)
    page = table.pages["juror"]
    page.reload()
    page.evaluate("() => document.querySelectorAll('video').forEach(video => delete video.seen)")
    page.wait_for_function(ADVANCES, arg=[OTHERS, 1], timeout=5_000)
    see(table.pages["attendee"], 1)
    expect(table.pages["attendee"].locator(".call-tile")).to_have_count(2)


def test_who_is_moved_away_is_cut_off_on_both_sides(gather: Callable[..., Table], call_url: str) -> None:
    table = gather("attendee", "juror", "speaker")
    table.join()
    moved = table.pages["juror"]
    see(moved, 2)
    who = moved.request.get(f"{call_url}/ecc-live/test-table/{table.number}/room").json()["me"]
    moved.request.get(f"{call_url}/ecc-live/test-table/{table.number}/away/{who}")
    expect(moved.get_by_text("This call is not open to you any more.").first).to_be_visible()
    expect(moved.locator(".call-tile")).to_have_count(0)
    for role in ("attendee", "speaker"):
        expect(table.pages[role].locator(".call-tile")).to_have_count(2)
        see(table.pages[role], 1)


def test_a_second_page_takes_over(gather: Callable[..., Table], call_url: str) -> None:
    table = gather("attendee", "juror")
    table.join()
    first = table.pages["attendee"]
    second = first.context.new_page()
    second.goto(f"{call_url}/ecc-live/test-table/{table.number}")
    second.get_by_role("button", name="Join", exact=True).click()
    expect(first.get_by_text("You have joined this call from another page or device.").first).to_be_visible()
    see(second, 1)
    see(table.pages["juror"], 1)


def test_without_devices_one_listens(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join("attendee")
    listener = table.pages["juror"]
    listener.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); }; }"
    )
    table.join("juror")
    expect(listener.get_by_text("No camera or microphone was found.").first).to_be_visible()
    see(listener, 1)
    expect(tile(table.pages["attendee"]).get_by_label("Microphone off")).to_be_visible()


def test_the_check_before_shows_oneself_and_how_loud_one_is(
    gather: Callable[..., Table], assert_page_is_sound: Soundness
) -> None:
    table = gather("attendee", "juror", window=PHONE)
    page = table.pages["attendee"]
    page.get_by_role("button", name="Check camera and microphone").click()
    page.wait_for_function(ADVANCES, arg=["[data-preview]", 1])
    page.wait_for_function("() => document.querySelector('[data-level]').value > 0.05")
    assert_page_is_sound(page)
    page.get_by_role("switch", name="Camera").click()
    expect(page.get_by_text("Camera off")).to_be_visible()
    table.join("juror", "attendee")
    expect(table.pages["juror"].locator(".call-tile")).to_have_count(2)
    see(page, 1)
    expect(table.pages["juror"].locator(OTHERS)).to_have_count(0)
    assert_page_is_sound(page)
