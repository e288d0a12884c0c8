"""That a meeting begins soon is said on every page, and no page opens a line only for that."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE_MILLISECONDS, Soundness
from tests.browser.test_calls import PHONE
from tests.browser.test_meeting_room import RoomServer

Contexts = Callable[..., BrowserContext]
# People for whom the demo has booked nothing.
ANNA, BRUNO, CLARA = "speaker", "juror", "moderator"
SAYS = "Your meeting with Demo juror begins in 2 minutes."


@pytest.fixture(scope="module")
def room_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = RoomServer(tmp_path_factory.mktemp("soon"))
    server.start()
    yield f"http://{server.address}/ecc-live"
    server.kill()


def _entered(new_context: Contexts, url: str, who: str = ANNA) -> Page:
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{url.removesuffix('/ecc-live')}/demo/sign-in/{who}")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(lambda address: "/demo/sign-in/" not in address)
    return page


def test_a_page_without_a_line_says_it_by_one_request_and_opens_none(
    room_url: str, new_context: Contexts, assert_page_is_sound: Soundness
) -> None:
    page = _entered(new_context, room_url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{room_url}/agenda/speakers")
    expect(page.locator("[data-meeting-soon]")).to_be_hidden()
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "socket.io" in url or "meetings_mine" in url]

    number = page.request.get(f"{room_url}/test-meeting/{ANNA}/{BRUNO}").json()["meeting"]
    page.reload()
    note = page.locator("[data-meeting-soon]")
    expect(note).to_contain_text(SAYS)
    assert len([url for url in asked if "meetings_mine" in url]) == 1
    assert not [url for url in asked if "socket.io" in url]
    assert_page_is_sound(page)
    note.get_by_role("link", name="To the room").click()
    expect(page).to_have_url(f"{room_url}/meetings/{number}/room")
    # Who is in the room needs no way to it.
    expect(page.get_by_role("heading", name="Meeting with Demo juror")).to_be_visible()
    expect(page.locator("[data-meeting-soon]")).to_be_hidden()

    # Hidden once, it stays hidden for this meeting, on a page with a line too.
    page.goto(f"{room_url}/meetings/")
    expect(page.locator("[data-meeting-soon]")).to_contain_text("Your meeting with Demo juror")
    assert [url for url in asked if "socket.io" in url]
    page.get_by_role("button", name="Hide this").click()
    for place in ("meetings/", "agenda/speakers"):
        page.goto(f"{room_url}/{place}")
        page.wait_for_load_state("networkidle")
        expect(page.locator("[data-meeting-soon]")).to_be_hidden()


# What moves by itself, but for what the page's own script has just been asked for.
SHIFTS = """window.shifts = [];
  new PerformanceObserver((list) => {
    const moved = ({ value, sources }) => [value, ...sources.map(({ node, previousRect, currentRect }) =>
      [(node?.outerHTML ?? "").slice(0, 80), previousRect.y, currentRect.y])];
    window.shifts.push(...list.getEntries().filter((one) => !one.hadRecentInput).map(moved));
  }).observe({type: "layout-shift", buffered: true});"""


DRAWN = "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


def test_it_moves_nothing_under_a_press_and_nothing_when_a_page_comes(room_url: str, new_context: Contexts) -> None:
    page = _entered(new_context, room_url, CLARA)
    page.add_init_script(SHIFTS)
    news: list[str] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda frame: news.append(str(frame))))
    note = page.locator("[data-meeting-soon]")
    page.goto(f"{room_url}/meetings/")
    page.get_by_role("heading", name="Meetings", exact=True).hover()
    page.mouse.down()
    number = page.request.get(f"{room_url}/test-meeting/{CLARA}/{BRUNO}").json()["meeting"]
    page.request.get(f"{room_url}/test-meeting/{number}/earlier/0")
    for _ in range(PATIENCE_MILLISECONDS // 50):
        if any("Demo juror" in one for one in news):
            break
        page.wait_for_timeout(50)
    assert any("Demo juror" in one for one in news)
    page.evaluate(DRAWN)
    expect(note).to_be_hidden()
    page.mouse.up()
    expect(note).to_contain_text(SAYS)
    # From here on it says the same for a while.
    page.request.get(f"{room_url}/test-meeting/{number}/earlier/3")
    for place in ("agenda/speakers", "people"):
        page.goto(f"{room_url}/{place}", wait_until="networkidle")
        expect(note).to_contain_text("Your meeting with Demo juror has begun.")
        assert page.evaluate("window.shifts") == []
