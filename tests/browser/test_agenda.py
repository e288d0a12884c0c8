"""An attendee's way through the programme: on a phone with a script, and without one."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"width": 390, "height": 844}
GREEN, SKILLS = "Green: World Café, round 2", "Skills: World Café, round 2"
HOME = "/ecc-live"


def _row(page: Page, title: str) -> Locator:
    return page.locator(".item-row", has=page.locator(".item-title").get_by_role("link", name=title, exact=True))


def _star(page: Page, title: str) -> Locator:
    return page.get_by_role("button", name=f"Star: {title}")


def test_on_a_phone_stars_make_an_agenda_with_its_clash_and_an_undo(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    # For an attendee the demo has booked a meeting, which would be in the agenda too.
    sign_in(page, "juror")
    page.goto(f"{HOME}/agenda")
    for title in (GREEN, SKILLS):
        with page.expect_response("**/star") as kept:
            _star(page, title).tap()
        assert kept.value.ok
        expect(_star(page, title)).to_have_attribute("aria-pressed", "true")
        expect(_row(page, title).locator("form")).to_have_attribute("action", re.compile("/unstar$"))
    expect(page).to_have_url(re.compile("/agenda$"))
    assert_page_is_sound(page)
    page.get_by_role("navigation", name="Main places").get_by_role("link", name="My agenda").tap()
    expect(page.get_by_text("1 pair of sessions or meetings takes place at the same time.")).to_be_visible()
    expect(_row(page, GREEN)).to_contain_text("45 minutes at the same time as Skills")
    assert_page_is_sound(page)
    _star(page, SKILLS).tap()
    expect(page.get_by_text(f"“{SKILLS}” is no longer in your agenda.")).to_be_visible()
    expect(page.get_by_text("at the same time as")).to_have_count(0)
    page.get_by_role("button", name="Undo").tap()
    expect(_row(page, SKILLS)).to_contain_text("45 minutes at the same time as Green")
    for title in (GREEN, SKILLS):
        _star(page, title).tap()
    expect(page.get_by_role("heading", name="Nothing starred yet")).to_be_visible()


def test_a_star_that_the_server_refuses_goes_back_and_says_so(
    page: Page, sign_in: SignIn, complaints: list[tuple[str, str]]
) -> None:
    sign_in(page, "juror")
    page.goto(f"{HOME}/agenda")
    page.route("**/star", lambda route: route.abort())
    _star(page, GREEN).click()
    expect(page.get_by_text("No connection to the server.")).to_be_visible()
    expect(_star(page, GREEN)).to_have_attribute("aria-pressed", "false")
    complaints.clear()  # of the connection that was cut


def test_a_star_arrives_though_its_page_is_left_at_once(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "attendee/61")
    page.goto(f"{HOME}/agenda")
    held: list[Route] = []
    page.context.route("**/star", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function of its own
    _star(page, GREEN).click()
    expect(_star(page, GREEN)).to_have_attribute("aria-pressed", "true")
    page.goto(f"{HOME}/agenda/speakers")
    held[0].continue_()
    for _ in range(20):
        page.goto(f"{HOME}/agenda/mine")
        if _row(page, GREEN).count():
            break
    expect(_row(page, GREEN)).to_be_visible()


def test_a_star_that_is_taken_back_before_its_answer_is_taken_back(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "juror")
    page.goto(f"{HOME}/agenda")
    held: list[Route] = []
    page.route("**/star", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function of its own
    _star(page, GREEN).click()
    expect(_star(page, GREEN)).to_have_attribute("aria-pressed", "true")
    _star(page, GREEN).click()
    expect(_star(page, GREEN)).to_have_attribute("aria-pressed", "false")
    with page.expect_response("**/unstar") as answer:
        held[0].continue_()
    assert answer.value.ok
    page.reload()
    expect(_star(page, GREEN)).to_have_attribute("aria-pressed", "false")


def test_filters_and_another_clock_by_keyboard_stand_in_the_address(
    page: Page, assert_page_is_sound: Soundness
) -> None:
    page.goto(f"{HOME}/agenda")
    page.get_by_role("searchbox").fill("PREZEOR")
    expect(page.get_by_role("heading", name="No session matches")).to_be_visible()
    page.get_by_role("searchbox").fill("digitalisation cafe")
    expect(page).to_have_url(re.compile(r"text=digitalisation(\+|%20)cafe"))
    expect(page.locator(".item-row")).to_have_count(2)
    expect(page.locator("#result-count")).to_have_text(re.compile(r"^\d+ sessions? found$"))
    page.get_by_label("Track").select_option(label="Europe's challenges: Green")
    expect(page.get_by_role("link", name="Remove the filter Europe's challenges: Green")).to_be_visible()
    page.get_by_role("link", name="Clear all", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"/agenda$"))
    row = _row(page, GREEN)
    home = page.locator(".slot", has=row).locator(".slot-time").inner_text()
    page.get_by_label("Show times in").select_option("Pacific/Honolulu")
    expect(page).to_have_url(re.compile("zone=Pacific"))
    expect(page.get_by_text("Conference time is")).to_be_visible()
    assert page.locator(".slot", has=row).locator(".slot-time").inner_text() != home
    assert_page_is_sound(page)
    page.get_by_role("link", name="Grid").click()
    expect(page.get_by_role("region", name=re.compile("^Grid of"))).to_be_visible()
    assert_page_is_sound(page)
    page.get_by_label("Show times in").select_option("conference")
    expect(page.get_by_text("Conference time is")).to_have_count(0)


def test_a_press_that_leaves_the_search_field_is_not_lost(page: Page) -> None:
    page.goto(f"{HOME}/agenda")
    page.get_by_role("searchbox").press_sequentially("digitalisation cafe")
    expect(page).to_have_url(re.compile(r"text=digitalisation(\+|%20)cafe"))
    expect(page.locator(".item-row")).to_have_count(2)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Clear all", exact=True).hover()
    page.mouse.down()
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    # Nothing is under way that would be drawn under the press.
    assert asked == []
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/agenda$"))


def test_what_a_search_brings_does_not_come_under_a_press_on_the_list(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "attendee/62")
    page.goto(f"{HOME}/agenda")
    held: list[Route] = []
    # The first of them.
    page.route("**/agenda?text=*", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/agenda?text=*"):
        page.get_by_role("searchbox").fill("digitalisation")
    _star(page, GREEN).hover()
    page.mouse.down()
    with page.expect_response("**/agenda?text=*") as answer:
        held[0].continue_()
    answer.value.finished()
    # What is not held up is drawn by then.
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    with page.expect_response("**/star") as starred:
        page.mouse.up()
    assert starred.value.ok
    # And what was found is there now.
    expect(_row(page, GREEN)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"text=digitalisation"))
    expect(page.locator(".item-row").first).to_be_visible()


def test_the_devices_own_clock_is_offered_first(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context().new_page()
    page.goto(f"{HOME}/agenda")
    expect(page.get_by_label("Show times in").locator("option").nth(1)).to_have_text("This device: UTC (UTC)")
    page.get_by_label("Show times in").select_option("UTC")
    expect(page).to_have_url(re.compile("zone=UTC"))
    page.goto(f"{HOME}/")
    expect(page.get_by_label("Show times in")).to_have_value("UTC")


def test_a_page_left_open_asks_again_when_something_begins_or_ends(page: Page) -> None:
    page.clock.install()
    for address, part in ((f"{HOME}/agenda", "#programme"), (f"{HOME}/", "#now-next")):
        page.goto(address)
        expect(page.locator(part)).to_have_attribute("data-next-change", re.compile("T"))
        with page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true") as asked:
            page.clock.fast_forward("24:00:00")
        assert asked.value.headers["cache-control"] == "no-store"
        expect(page.locator(part)).to_be_visible()


def test_what_begins_is_not_drawn_under_a_press_and_not_given_up_without_an_answer(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "juror")
    page.clock.install()
    page.goto(f"{HOME}/agenda")
    held: list[Route] = []

    def is_of_itself(route: Route) -> None:
        if route.request.headers.get("hx-request") and len(held) < 2:
            held.append(route)
        else:
            route.continue_()

    page.route("**/agenda", is_of_itself)
    page.clock.fast_forward("24:00:00")
    while not held:
        page.wait_for_timeout(50)
    held[0].fulfill(status=503)
    # It asks again after a while.
    for _ in range(20):
        page.clock.fast_forward("00:20")
        page.wait_for_timeout(50)
        if len(held) == 2:
            break
    _star(page, SKILLS).hover()
    page.mouse.down()
    with page.expect_response(lambda answer: bool(answer.request.headers.get("hx-request"))) as answer:
        held[1].continue_()
    answer.value.finished()
    # What is not held up is drawn by then.
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    with page.expect_response("**/star") as starred:
        page.mouse.up()
    assert starred.value.ok


def test_everything_works_without_a_script(new_context: Callable[..., BrowserContext], sign_in: SignIn) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(page, "exhibitor")
    page.goto(f"{HOME}/agenda")
    _star(page, GREEN).click()
    expect(page).to_have_url(re.compile(r"/agenda#item-\d+$"))
    expect(_star(page, GREEN)).to_have_attribute("aria-pressed", "true")
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("Track").select_option(label="Europe's challenges: Skills")
    page.get_by_role("button", name="Search").click()
    expect(_row(page, SKILLS)).to_be_visible()
    expect(_row(page, GREEN)).to_have_count(0)
    page.get_by_label("Show times in").select_option("Asia/Kolkata")
    page.get_by_role("button", name="Show times").click()
    expect(page.get_by_text("Conference time is")).to_be_visible()
    page.get_by_role("link", name=SKILLS, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SKILLS)
    page.goto(f"{HOME}/agenda/mine")
    _star(page, GREEN).click()
    expect(page.get_by_text(f"“{GREEN}” is no longer in your agenda.")).to_be_visible()


def test_the_pages_are_sound_on_a_phone_and_a_laptop(page: Page, assert_page_is_sound: Soundness) -> None:
    page.goto(f"{HOME}/agenda")
    session = page.get_by_role("link", name=GREEN, exact=True).get_attribute("href")
    page.goto(f"{HOME}/agenda/speakers")
    speaker = page.locator(".speaker-card a").first.get_attribute("href")
    for address in ("/", f"{HOME}/", f"{HOME}/agenda?day=all", session, f"{HOME}/agenda/speakers", speaker):
        for width in (390, 1366):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(str(address))
            assert_page_is_sound(page)
