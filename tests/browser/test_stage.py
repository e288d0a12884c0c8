"""A session in real browsers: a moderator at the desk, the projector, three phones; offline and back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Soundness

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WALL = {"viewport": {"width": 1920, "height": 1080}}
Contexts = Callable[..., BrowserContext]
LETTERS = "element => parseFloat(getComputedStyle(element).fontSize)"


def _lead(page: Page, role: str, to: str) -> str:
    """Sign in as somebody of the demo and be led to what is on now; return the session's address."""
    page.goto(f"/demo/sign-in/{role}?to={to}")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(re.compile("/stage/"))
    return re.sub(r"/(desk|projector)$", "", page.url)


@pytest.fixture
def desk(new_context: Contexts) -> Page:
    """The desk of the session that is on, on a tablet."""
    page = new_context(viewport={"width": 1180, "height": 820}).new_page()
    page.goto("/demo/sign-in/moderator?to=desk")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url("**/desk")
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    return page


@pytest.fixture
def phones(new_context: Contexts) -> tuple[Page, Page, Page]:
    """Three phones in the session: an ordinary one, one without scripts, one that no WebSocket gets through to."""
    ordinary = new_context(**PHONE).new_page()
    plain = new_context(**PHONE, java_script_enabled=False).new_page()
    blocked = new_context(**PHONE).new_page()
    blocked.context.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
    for number, phone in enumerate((ordinary, plain, blocked), start=21):
        _lead(phone, f"attendee/{number}", "stage")
    return ordinary, plain, blocked


def _big(desk: Page, says: str) -> None:
    """Press the large button, which must say what it does."""
    button = desk.locator("[data-big]")
    expect(button.locator("span")).to_have_text(says)
    button.click()


def _panel(phone: Page) -> Locator:
    return phone.locator(".stage-part [data-poll-panel]")


def _vote(phone: Page, option: str, *, has_script: bool = True) -> None:
    phone.locator(".poll-option", has_text=option).tap()
    panel = phone.locator("[data-poll-panel]")
    if not has_script:
        panel.get_by_role("button", name="Send", exact=True).tap()
    panel.get_by_role("button", name="Send it").tap()
    expect(phone.locator(".poll-counted").first).to_be_visible()


def test_a_moderator_runs_a_vote_before_the_hall(
    desk: Page, phones: tuple[Page, Page, Page], new_context: Contexts, assert_page_is_sound: Soundness
) -> None:
    ordinary, plain, blocked = phones
    hall = new_context(**WALL).new_page()
    _lead(hall, "organiser", "projector")
    expect(hall.locator(".hall-join .hall-code")).to_be_visible()
    expect(desk.locator("[data-live=present]")).not_to_have_text("0")
    for says in ("Begin", "Go on to the next step", "Open the poll"):
        _big(desk, says)
    # Launched: the phones open by themselves, the one without scripts has a link; the wall shows the question.
    for phone in (ordinary, blocked):
        expect(_panel(phone)).to_have_attribute("data-phase", "form")
    expect(hall.locator("[data-poll-wall] h2")).to_contain_text("How can public authorities")
    assert_page_is_sound(ordinary)
    plain.reload()
    plain.locator(".stage-part a").first.tap()
    _vote(plain, "Simplify regulations", has_script=False)
    _vote(ordinary, "Simplify regulations")
    _vote(blocked, "Protect EU market")
    expect(desk.locator("[data-live=answers]")).to_have_text("3")
    expect(hall.locator("[data-poll-wall] [data-answered]")).to_contain_text("3")
    assert_page_is_sound(desk)
    _big(desk, "Close the poll")
    for page in (hall, ordinary, blocked):
        bar = page.locator("[data-result] .poll-bar", has_text="Simplify regulations")
        expect(bar.locator(".poll-bar-figures")).to_contain_text("2")
    assert_page_is_sound(hall)
    # Blank and back by keyboard; the picture that was there comes back whole.
    desk.keyboard.press("0")
    expect(hall.locator("body")).to_have_attribute("data-scene", "blank")
    expect(desk.locator("[data-key='0']")).to_have_attribute("aria-pressed", "true")
    desk.keyboard.press("0")
    expect(hall.locator("[data-poll-wall]")).to_be_visible()
    # Reset from the poll's own controls: a new round, waiting; the old answers are gone from the phones.
    desk.get_by_role("button", name="Reset").click()
    desk.locator("#confirm-dialog [value=yes]").click()
    expect(desk.locator("[data-big] span")).to_have_text("Open the poll")
    expect(_panel(ordinary)).to_have_count(0)


def test_the_projector_fits_a_phone_held_upright(new_context: Contexts, assert_page_is_sound: Soundness) -> None:
    hall = new_context(**PHONE).new_page()
    _lead(hall, "organiser", "projector")
    expect(hall.locator(".hall-join .hall-code")).to_be_in_viewport()
    expect(hall.locator(".hall-join .hall-qr")).to_be_in_viewport(ratio=1)
    assert_page_is_sound(hall)


def test_two_moderators_do_not_step_on_each_other(desk: Page, new_context: Contexts) -> None:
    other = new_context(viewport={"width": 1366, "height": 860}).new_page()
    other.goto("/demo/sign-in/organiser?to=desk")
    other.locator("form[data-sign-in] button").click()
    other.wait_for_url("**/desk")
    expect(other.locator("[data-crew]")).to_contain_text("Demo moderator")
    expect(desk.locator("[data-crew]")).to_contain_text("Demo organiser")
    # One is cut off and presses a page of before; the press is refused, and the desk shows what is.
    desk.context.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
    version = desk.locator("[data-fragment]").get_attribute("data-version")
    other.get_by_role("button", name="Show", exact=True).first.click()
    expect(other.locator("[data-fragment]")).not_to_have_attribute("data-version", version or "")
    stale = desk.request.post(
        f"{desk.url}/next",
        form={"version": version or "0", "move": "go:1", "csrf_token": _token(desk)},
        headers={"Accept": "application/json", "Referer": desk.url},
    )
    assert stale.status == 409
    expect(desk.locator("[data-fragment]")).not_to_have_attribute("data-version", version or "")


def _token(page: Page) -> str:
    return page.locator('meta[name="csrf-token"]').get_attribute("content") or ""


def test_questions_and_reactions_reach_the_hall(
    desk: Page, phones: tuple[Page, Page, Page], new_context: Contexts
) -> None:
    ordinary, _plain, blocked = phones
    hall = new_context(**WALL).new_page()
    _lead(hall, "organiser", "projector")
    desk.locator(".run-step", has_text="Questions").get_by_role("button", name=re.compile("^Go to")).click()
    button = desk.locator("[data-big] span")
    expect(button).to_have_text(re.compile("Open the questions|Go on"))
    if button.text_content() == "Open the questions":
        button.click()
    asking = ordinary.locator("[data-questions]")
    asking.locator("textarea[name=text]").first.fill("How will small clusters be funded?")
    asking.get_by_role("button", name="Ask", exact=True).tap()
    expect(hall.locator(".questions-wall")).to_contain_text("How will small clusters be funded?")
    asked = "How will small clusters be funded?"
    blocked.locator("[data-questions] li", has_text=asked).locator(".question-vote button").tap()
    expect(hall.locator(".wall-question", has_text=asked).locator("[data-votes]")).to_have_text("1")
    before = int(desk.locator("[data-reaction=heart]").text_content() or 0)
    ordinary.locator(".reaction[value=heart]").tap()
    blocked.locator(".reaction[value=heart]").tap()
    expect(desk.locator("[data-reaction=heart]")).to_have_text(str(before + 2))


def test_a_phone_that_was_away_catches_up_and_the_wall_keeps_its_picture(
    desk: Page, phones: tuple[Page, Page, Page], new_context: Contexts
) -> None:
    ordinary = phones[0]
    hall = new_context(**WALL).new_page()
    _lead(hall, "organiser", "projector")
    desk.locator("#show-text").fill("Back at three")
    desk.locator("#show-text").press("Enter")
    expect(hall.locator(".hall-text p")).to_have_text("Back at three")
    for page in (ordinary, hall):
        page.context.set_offline(True)
    expect(ordinary.locator("[data-live-badge]")).to_have_attribute("data-status", "offline")
    expect(hall.locator(".hall-text p")).to_be_visible()
    desk.locator("#timer-minutes").fill("7")
    desk.get_by_role("button", name="Start", exact=True).click()
    expect(desk.get_by_role("button", name="Stop")).to_be_visible()
    for page in (ordinary, hall):
        page.context.set_offline(False)
    expect(ordinary.locator("[data-timer] .countdown")).to_contain_text("6:")
    expect(hall.locator("[data-small-timer] .countdown")).to_contain_text("6:")
    desk.get_by_role("button", name="Stop").click()


def test_a_timer_on_the_stage_leads_on_the_speakers_view_and_each_clock_says_what_it_counts(
    desk: Page, new_context: Contexts, assert_page_is_sound: Soundness
) -> None:
    view = new_context().new_page()
    _lead(view, "moderator", "desk")
    view.goto(desk.url.replace("/stage/", "/questions/").replace("/desk", "/speaker"))
    session, timer = view.locator("[data-time-left]"), view.locator("[data-stage-timer]")
    expect(session).to_contain_text("Until the planned end of the session")
    alone = session.evaluate(LETTERS)
    desk.locator("#timer-minutes").fill("7")
    desk.get_by_role("button", name="Start", exact=True).click()
    expect(timer.locator(".countdown")).to_contain_text("6:")
    expect(timer).to_contain_text("On the stage now")
    assert session.evaluate(LETTERS) < alone
    assert_page_is_sound(view)
    desk.get_by_role("button", name="Stop").click()
    expect(timer).to_be_hidden()


def test_an_open_poll_stays_on_the_phone_while_the_session_goes_on(desk: Page, new_context: Contexts) -> None:
    phone = new_context(**PHONE).new_page()
    phone.clock.install()
    _lead(phone, "attendee/24", "stage")
    desk.locator(".run-step", has_text="How can public").get_by_role("button", name=re.compile("^Go to")).click()
    _big(desk, "Open the poll")
    expect(_panel(phone)).to_be_visible()
    # Each quarter of a minute the page looks whether the session has begun or is over.
    phone.clock.run_for(60_000)
    expect(phone.locator(".stage-head [data-until]")).to_be_visible()
    expect(_panel(phone)).to_be_visible()
    desk.get_by_role("button", name="Undo the opening").click()
    expect(desk.locator("[data-big] span")).to_have_text("Open the poll")


def test_what_was_typed_at_the_desk_stays_when_it_could_not_go(desk: Page, complaints: list[tuple[str, str]]) -> None:
    desk.context.set_offline(True)
    desk.locator("#show-text").fill("Back at four")
    desk.locator("#show-text").press("Enter")
    expect(desk.locator(".toasts")).to_contain_text("No connection to the server")
    expect(desk.locator("#show-text")).to_have_value("Back at four")
    desk.context.set_offline(False)
    desk.locator("#show-text").press("Enter")
    expect(desk.locator("[data-fragment] + aside")).to_contain_text("Back at four")
    expect(desk.locator("#show-text")).to_have_value("")
    desk.get_by_role("button", name="Follow the run").click()
    complaints.clear()


def test_a_hall_s_computer_shows_the_projector_without_anybody_signing_in(desk: Page, new_context: Contexts) -> None:
    desk.locator("#screen-label").fill("Main hall")
    desk.get_by_role("button", name="Make a link").click()
    link = desk.locator(".desk-screen .copy > input").last
    expect(link).to_have_value(re.compile("/stage/screen/"))
    hall = new_context(**WALL).new_page()
    hall.goto(link.input_value())
    hall.wait_for_url("**/projector")
    expect(desk.locator("[data-live=projectors]")).not_to_have_text("0")
    desk.get_by_role("button", name="Revoke Main hall").last.click()
    expect(hall.locator("[data-live-badge]")).to_have_attribute("data-status", "refused")
