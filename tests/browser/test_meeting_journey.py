"""Two people, two windows: from a recommendation to a held video meeting, and what follows from it."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Soundness
from tests.browser.test_calls import LAPTOP, PHONE, see
from tests.browser.test_meeting_room import RoomServer

Contexts = Callable[..., BrowserContext]
# They let others book at once (conference/demo/meeting_actions.py), and here somebody is to be asked.
INSTANT = range(21, 41)
MESSAGE = "Your field is what we look for. Do you have a quarter of an hour?"


@pytest.fixture(scope="module")
def room_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = RoomServer(tmp_path_factory.mktemp("journey"))
    server.start()
    yield f"http://{server.address}/ecc-live"
    server.kill()


def _enter(new_context: Contexts, base: str, who: str, window: dict[str, int]) -> Page:
    page = new_context(viewport=window).new_page()
    page.goto(f"{base}/demo/sign-in/{who}")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
    return page


def _somebody_to_ask(page: Page) -> int:
    """Return the number of the first demo attendee among the people to meet who is not booked at once."""
    names = page.locator(".to-meet .person-title").all_inner_texts()
    numbers = [int(found[1]) for name in names if (found := re.fullmatch(r"Demo attendee (\d+)", name.strip()))]
    return next(number for number in numbers if number not in INSTANT)


def _minutes_until_it_begins(page: Page) -> int:
    begins = datetime.fromisoformat(page.locator(".meeting-date time").first.get_attribute("datetime") or "")
    now = datetime.fromtimestamp(page.evaluate("() => Date.now()") / 1000, tz=begins.tzinfo)
    return int((begins - now).total_seconds() // 60)


def test_from_a_recommendation_to_a_held_meeting_and_the_next(
    room_url: str, new_context: Contexts, assert_page_is_sound: Soundness
) -> None:
    base = room_url.removesuffix("/ecc-live")
    anna = _enter(new_context, base, "attendee", PHONE)
    anna.goto(f"{room_url}/meetings/people")
    number = _somebody_to_ask(anna)
    name = f"Demo attendee {number}"
    card = anna.locator(".to-meet").filter(has=anna.get_by_role("link", name=name, exact=True))
    expect(card.locator(".reasons li").first).to_be_visible()
    bruno = _enter(new_context, base, f"attendee/{number}", LAPTOP)
    bruno.goto(f"{room_url}/meetings/")

    card.get_by_role("link", name=re.compile("Ask for a meeting")).click()
    anna.get_by_label("Message").fill(MESSAGE)
    anna.locator(".meeting-slot:not(.meeting-slot-taken) input[type=checkbox]").first.check()
    assert_page_is_sound(anna)
    anna.get_by_role("button", name="Send the request").click()
    expect(anna.get_by_text("Nobody has answered yet.")).to_be_visible()

    # Bruno's page was open all the time.
    expect(bruno.get_by_text(MESSAGE)).to_be_visible()
    bruno.get_by_role("link", name="Demo attendee", exact=True).click()
    expect(bruno.get_by_role("button", name="Accept")).to_be_visible()
    choice = bruno.locator("#accept-slot input[type=radio]")
    if choice.count():
        choice.first.check()
    bruno.get_by_role("button", name="Accept").click()
    # And so was Anna's.
    for page in (bruno, anna):
        expect(page.get_by_role("region", name="Now").get_by_role("link", name="To the room")).to_be_visible()
    assert_page_is_sound(anna)

    number_of_it = anna.url.rstrip("/").rsplit("/", 1)[1].partition("?")[0]
    minutes = _minutes_until_it_begins(anna)
    anna.request.get(f"{room_url}/test-meeting/{number_of_it}/earlier/{minutes - 1}")
    for page in (anna, bruno):
        page.get_by_role("region", name="Now").get_by_role("link", name="To the room").click()
        page.get_by_role("button", name="Join", exact=True).click()
    for page in (anna, bruno):
        see(page, 1)
    assert_page_is_sound(anna)

    anna.request.get(f"{room_url}/test-meeting/{number_of_it}/earlier/20")
    expect(anna.get_by_text("This meeting counts as held.")).to_be_visible()
    anna.get_by_label("Next step").fill("Send the paper")
    anna.get_by_role("button", name="Keep for myself").click()
    expect(anna.get_by_text("Nobody else sees it.")).to_be_visible()
    anna.get_by_role("link", name="Meet again").click()
    expect(anna.get_by_role("heading", name="Ask for a meeting")).to_be_visible()
    expect(anna.get_by_role("link", name=name)).to_be_visible()


def test_what_was_done_before_the_page_began_to_listen_is_shown(room_url: str, new_context: Contexts) -> None:
    base = room_url.removesuffix("/ecc-live")
    anna, bruno = (_enter(new_context, base, who, LAPTOP) for who in ("speaker", "juror"))
    meeting = anna.request.get(f"{room_url}/test-meeting/speaker/juror").json()["meeting"]
    # Anna's page is drawn, and its script on the way.
    held: list[Route] = []
    anna.route("**/meetings.js*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright asks for a function of its own
    anna.goto(f"{room_url}/meetings/{meeting}", wait_until="commit")
    expect(anna.get_by_role("heading", name="Meeting with Demo juror")).to_be_visible()
    bruno.goto(f"{room_url}/meetings/{meeting}")
    bruno.locator("#do-cancel summary").click()
    bruno.locator("#act-cancel button").click()
    bruno.get_by_role("dialog").get_by_role("button", name="Cancel the meeting").click()
    expect(bruno.get_by_role("region", name="Now").get_by_text("Cancelled")).to_be_visible()
    while not held:
        anna.wait_for_timeout(50)
    held[0].continue_()
    expect(anna.get_by_role("region", name="Now").get_by_text("Cancelled")).to_be_visible()


@pytest.fixture
def both(room_url: str, new_context: Contexts) -> tuple[Page, Page]:
    """Two people on the page of their meeting, which is booked."""
    base = room_url.removesuffix("/ecc-live")
    anna, bruno = (_enter(new_context, base, who, LAPTOP) for who in ("speaker", "juror"))
    meeting = anna.request.get(f"{room_url}/test-meeting/speaker/juror").json()["meeting"]
    for page in (anna, bruno):
        page.goto(f"{room_url}/meetings/{meeting}")
        expect(page.get_by_role("region", name="Now")).to_be_visible()
    return anna, bruno


def _chooses_another_time(bruno: Page) -> None:
    bruno.locator("#do-propose summary").click()
    bruno.locator("#do-propose input[type=checkbox]:enabled").first.check()


def _proposes_it(bruno: Page, anna: Page) -> None:
    """Have one of them propose the other time, and the other's page ask what is so now."""
    with anna.expect_response(re.compile("fragment=1")) as answer:
        bruno.get_by_role("button", name="Send the proposal").click()
    answer.value.finished()
    # What is not held up is drawn by then.
    anna.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


# Whoever presses slowly, be it with a tremor or with a switch, presses all the same.
SLOWLY = "00:10"
SWALLOWED = """["pointerup", "mouseup", "click"].forEach((name) =>
  addEventListener(name, (event) => window.deaf && event.stopImmediatePropagation(), true));"""


@pytest.mark.parametrize("by", ["pointer", "space"])
def test_a_press_under_which_the_page_is_drawn_anew_is_not_lost(both: tuple[Page, Page], by: str) -> None:
    anna, bruno = both
    anna.clock.install()
    anna.reload()
    _chooses_another_time(bruno)
    part = anna.locator("#do-cancel")
    summary = part.locator("summary")
    summary.hover()
    if by == "pointer":
        anna.mouse.down()
    else:
        summary.focus()
        anna.keyboard.down("Space")
        # A mouse that is nudged lets go of nothing.
        anna.mouse.move(5, 5)
    _proposes_it(bruno, anna)
    anna.clock.fast_forward(SLOWLY)
    if by == "pointer":
        anna.mouse.up()
    else:
        anna.keyboard.up("Space")
    expect(part).to_have_attribute("open", "")
    # And what came meanwhile is there now.
    expect(anna.get_by_role("button", name="Move it there")).to_be_visible()
    expect(part).to_have_attribute("open", "")


@pytest.mark.parametrize("then", ["moved", "elsewhere"])
def test_a_press_whose_end_was_not_heard_holds_nothing_up_for_long(both: tuple[Page, Page], then: str) -> None:
    anna, bruno = both
    anna.add_init_script(SWALLOWED)
    anna.clock.install()
    anna.reload()
    _chooses_another_time(bruno)
    anna.locator("#do-cancel summary").hover()
    anna.mouse.down()
    _proposes_it(bruno, anna)
    move = anna.get_by_role("button", name="Move it there")
    expect(move).to_have_count(0)
    # From here time passes on the page only as it is told to.
    anna.clock.pause_at(anna.evaluate("() => Date.now() / 1000 + 2"))
    anna.evaluate("() => { window.deaf = true; }")
    anna.mouse.up()
    if then == "moved":
        anna.mouse.move(5, 5)
    else:
        anna.evaluate("() => dispatchEvent(new Event('blur'))")
    anna.clock.run_for(100)
    expect(move).to_be_visible()


POINTS = """(part, name) => part.dispatchEvent(
  new PointerEvent(name, { bubbles: true, isPrimary: true, pointerType: "touch", button: 0 }))"""


def test_a_fingers_press_lasts_until_its_click_comes(both: tuple[Page, Page]) -> None:
    anna, bruno = both
    anna.clock.install()
    anna.reload()
    _chooses_another_time(bruno)
    part = anna.locator("#do-cancel")
    summary, move = part.locator("summary"), anna.get_by_role("button", name="Move it there")
    summary.evaluate(POINTS, "pointerdown")
    _proposes_it(bruno, anna)
    anna.clock.pause_at(anna.evaluate("() => Date.now() / 1000 + 2"))
    summary.evaluate(POINTS, "pointerup")
    anna.clock.run_for(300)
    expect(move).to_have_count(0)
    summary.evaluate("part => part.click()")
    anna.clock.run_for(10)
    expect(move).to_be_visible()
    expect(part).to_have_attribute("open", "")


def test_who_is_asked_whether_they_mean_it_is_heard_though_the_page_changed_meanwhile(both: tuple[Page, Page]) -> None:
    anna, bruno = both
    _chooses_another_time(bruno)
    anna.locator("#do-cancel summary").click()
    anna.locator("#act-cancel button").click()
    question = anna.get_by_role("dialog")
    expect(question).to_be_visible()
    _proposes_it(bruno, anna)
    question.get_by_role("button", name="Cancel the meeting").click()
    # It was another meeting's page by then, which is said, and shown to who wants to see it.
    expect(anna.locator(".toasts .notice-warning")).to_be_visible()
    anna.get_by_role("button", name="Show it").click()
    expect(anna.get_by_role("button", name="Move it there")).to_be_visible()


def test_what_is_typed_while_the_page_is_being_asked_for_stays(both: tuple[Page, Page]) -> None:
    anna, bruno = both
    anna.locator("#do-cancel summary").click()
    held: list[Route] = []
    anna.route("**/*fragment=1*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright asks for a function of its own
    _chooses_another_time(bruno)
    with anna.expect_request("**/*fragment=1*"):
        bruno.get_by_role("button", name="Send the proposal").click()
    why = anna.locator("#cancel-word")
    why.fill("My train is late.")
    held[0].continue_()
    expect(anna.get_by_role("button", name="Show it")).to_be_visible()
    expect(why).to_have_value("My train is late.")
