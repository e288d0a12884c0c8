"""The page of a meeting while others act on it: what stands beside it follows."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.test_calls import LAPTOP
from tests.browser.test_meeting_room import RoomServer

Contexts = Callable[..., BrowserContext]
ASKER, ASKED = "speaker", "juror"


@pytest.fixture(scope="module")
def room_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = RoomServer(tmp_path_factory.mktemp("page"))
    server.start()
    yield f"http://{server.address}/ecc-live"
    server.kill()


def _entered(new_context: Contexts, url: str, role: str) -> Page:
    page = new_context(viewport=LAPTOP).new_page()
    page.goto(f"{url.removesuffix('/ecc-live')}/demo/sign-in/{role}")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(lambda address: "/demo/sign-in/" not in address)
    return page


def test_who_declines_has_no_chat_any_more_and_the_other_only_reads_it_without_loading_anything(
    room_url: str, new_context: Contexts
) -> None:
    asker, asked = (_entered(new_context, room_url, role) for role in (ASKER, ASKED))
    number = asker.request.get(f"{room_url}/test-request/{ASKER}/{ASKED}").json()["meeting"]
    elsewhere = asked.context.new_page()
    for page in (asker, asked, elsewhere):
        page.goto(f"{room_url}/meetings/{number}")
        expect(page.locator("[data-meeting-chat] [data-compose]")).to_be_visible()
    asked.locator("#do-decline summary").click()
    asked.locator("#do-decline button").click()
    # Also in another window of theirs.
    for page in (asked, elsewhere):
        expect(page.get_by_text("You said no.")).to_be_visible()
        expect(page.locator("[data-meeting-chat]")).to_have_count(0)
    expect(asker.locator("[data-meeting-chat] section")).to_be_visible()
    expect(asker.locator("[data-meeting-chat] [data-compose]")).to_have_count(0)


def _their_meeting(room_url: str, page: Page) -> int:
    """Open the page of a meeting that is booked, and return its number."""
    number = int(page.request.get(f"{room_url}/test-meeting/{ASKER}/{ASKED}").json()["meeting"])
    page.goto(f"{room_url}/meetings/{number}")
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    return number


def test_what_one_has_done_oneself_is_shown_though_others_did_something_in_the_same_moment(
    room_url: str, new_context: Contexts
) -> None:
    page = _entered(new_context, room_url, ASKER)
    number = _their_meeting(room_url, page)
    held: list[Route] = []
    page.route("**/*fragment=1*", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/*fragment=1*"):
        page.request.get(f"{room_url}/test-meeting/{number}/joined")
    page.locator("#do-propose summary").click()
    page.locator("#do-propose input[type=checkbox]:enabled").first.check()
    with page.expect_response(re.compile("/propose")):
        page.get_by_role("button", name="Send the proposal").click()
    expect(page.locator("#act-propose [aria-busy=true]")).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_text("You asked to move this meeting.")).to_be_visible()


def test_the_colleague_who_is_chosen_stays_chosen_whatever_comes_meanwhile(
    room_url: str, new_context: Contexts
) -> None:
    page = _entered(new_context, room_url, ASKER)
    page.request.get(f"{room_url}/test-colleagues/{ASKER}/exhibitor/moderator")
    number = _their_meeting(room_url, page)
    page.locator("#do-hand-over summary").click()
    colleague = page.get_by_label("Colleague")
    colleague.select_option("Demo moderator")
    page.request.get(f"{room_url}/test-meeting/{number}/joined")
    page.get_by_role("button", name="Show it").wait_for()
    expect(colleague.locator("option:checked")).to_have_text("Demo moderator")
