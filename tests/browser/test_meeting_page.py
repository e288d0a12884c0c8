"""The page of a meeting while others act on it: what stands beside it follows."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

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
