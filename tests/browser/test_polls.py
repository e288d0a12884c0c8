"""A poll in real browsers: three phones, the wall, a moderator; without scripts or sockets, offline and back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
HOUSE = "/ecc-live"
OPTIONS = ("Steel", "Batteries", "Hydrogen")
FITS = "place => place.scrollHeight <= place.clientHeight && place.scrollWidth <= place.clientWidth"
Contexts = Callable[..., BrowserContext]


class Moderator:
    """A moderator who makes polls and takes their steps over HTTP."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.goto(f"{HOUSE}/polls")
        self.token = page.locator('meta[name="csrf-token"]').get_attribute("content") or ""

    def _post(self, path: str, **fields: Any) -> str:
        answer = self.page.request.post(
            f"{HOUSE}/polls{path}",
            form={"csrf_token": self.token, **fields},
            headers={"Referer": self.page.url},
        )
        assert answer.ok, answer.text()
        return answer.text()

    def asks(self, kind: str, question: str, options: tuple[str, ...] = OPTIONS, **more: Any) -> int:
        """Make a poll that guests may answer too, in no session, and return its id."""
        fields = {f"options-{index}": text for index, text in enumerate(options)}
        values = {"kind": kind, "question": question, "item_id": "0", "guests": "y", "audience": "everyone"}
        defaults = {"secrecy": "named", "showing": "hidden", "segment_by": "none", "choose_most": "", "moderated": "y"}
        self._post("/new", **values, **fields, **{**defaults, **more})
        self.page.goto(f"{HOUSE}/polls")
        row = self.page.locator("[data-poll], li, tr").filter(has_text=question).last
        address = row.locator("a[href*='/polls/']").first.get_attribute("href") or ""
        return int(re.findall(r"/polls/(\d+)", address)[0])

    def does(self, poll_id: int, *steps: str) -> None:
        """Take steps of a poll."""
        for step in steps:
            self._post(f"/{poll_id}/act", do=step)


@pytest.fixture
def moderator(page: Page, sign_in: SignIn) -> Moderator:
    """Return the demo's moderator."""
    sign_in(page, "moderator")
    return Moderator(page)


def _phone(contexts: Contexts, **options: Any) -> Page:
    return contexts(**PHONE, **options).new_page()


@pytest.fixture
def phones(new_context: Contexts, sign_in: SignIn) -> tuple[Page, Page, Page]:
    """Return three phones of attendees: an ordinary one, one without scripts, one that no WebSocket gets through to."""
    ordinary, plain, blocked = _phone(new_context), _phone(new_context, java_script_enabled=False), _phone(new_context)
    for phone, role in ((ordinary, "attendee"), (plain, "speaker"), (blocked, "juror")):
        sign_in(phone, role)
    blocked.context.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
    return ordinary, plain, blocked


def _open(phone: Page, poll_id: int) -> None:
    phone.goto(f"{HOUSE}/polls/{poll_id}/panel")


def _phase(phone: Page, phase: str) -> None:
    expect(phone.locator("[data-poll-panel]")).to_have_attribute("data-phase", phase)


def _bar(place: Page, label: str) -> Any:
    return place.locator("[data-result] .poll-bar").filter(has_text=label)


def test_three_phones_and_a_wall_from_launch_to_reset(
    moderator: Moderator,
    phones: tuple[Page, Page, Page],
    new_context: Contexts,
    sign_in: SignIn,
    assert_page_is_sound: Soundness,
) -> None:
    ordinary, plain, blocked = phones
    poll_id = moderator.asks("single", "Which value chain first?")
    wall = new_context(viewport={"width": 1920, "height": 1080}).new_page()
    sign_in(wall, "organiser")
    wall.goto(f"{HOUSE}/polls/{poll_id}/wall")
    expect(wall.get_by_role("heading", level=2)).to_have_text("Get your phone ready")
    # Launched: the wall, and the two phones that wait, open by themselves; the one without scripts loads the page.
    for phone in (ordinary, blocked):
        _open(phone, poll_id)
        _phase(phone, "waiting")
    moderator.does(poll_id, "open")
    expect(wall.get_by_role("heading", level=2)).to_have_text("Which value chain first?")
    for phone in (ordinary, blocked):
        _phase(phone, "form")
    assert_page_is_sound(ordinary)
    _open(plain, poll_id)
    # One tap, a plain form, and a tap over long polling or plain HTTP.
    ordinary.locator(".poll-option", has_text="Batteries").tap()
    plain.locator(".poll-option", has_text="Batteries").tap()
    plain.get_by_role("button", name="Send").tap()
    expect(plain.locator(".poll-counted")).to_be_visible()
    blocked.locator(".poll-option", has_text="Steel").tap()
    for phone in (ordinary, blocked):
        _phase(phone, "answered")
    expect(wall.locator("[data-answered]")).to_have_text("3 answers")
    expect(wall.locator("[data-result]")).to_be_hidden()
    # Changed while it is named and open; then revealed: the same bars everywhere.
    blocked.locator(".poll-option", has_text="Batteries").tap()
    expect(blocked.locator("[data-own] [data-said]")).to_have_text("Batteries")
    moderator.does(poll_id, "close", "reveal")
    plain.reload()
    for place in (wall, ordinary, plain, blocked):
        expect(_bar(place, "Batteries")).to_contain_text("3")
        expect(_bar(place, "Batteries")).to_contain_text("100")
    for place in (wall, ordinary):
        assert_page_is_sound(place)
    # Asked anew: nobody has answered, and nothing of the earlier result is shown.
    moderator.does(poll_id, "reset", "open")
    for phone in (ordinary, blocked):
        _phase(phone, "form")
        expect(phone.locator(".poll-option input:checked")).to_have_count(0)
    expect(wall.locator("[data-result]")).to_be_hidden()
    expect(wall.locator("[data-answered]")).to_be_hidden()


def test_an_answer_given_offline_goes_out_by_itself(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn, complaints: list[tuple[str, str]]
) -> None:
    poll_id = moderator.asks("words", "One word for the day?", ("", ""), words="2")
    moderator.does(poll_id, "open", "reveal")
    phone = _phone(new_context)
    sign_in(phone, "attendee")
    _open(phone, poll_id)
    expect(phone.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    phone.context.set_offline(True)
    phone.get_by_label("Word 1").fill("courage")
    phone.get_by_role("button", name="Send").tap()
    expect(phone.locator("[data-waits]")).to_be_visible()
    expect(phone.get_by_label("Word 1")).to_have_value("courage")
    phone.context.set_offline(False)
    _phase(phone, "answered")
    expect(phone.locator("[data-waits]")).to_be_hidden()
    expect(phone.locator("[data-cloud] li")).to_have_text("courage")
    complaints.clear()  # what the browser says of a network that is away


def test_a_ranking_is_made_with_keys_alone(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn, assert_page_is_sound: Soundness
) -> None:
    poll_id = moderator.asks("ranking", "In which order?")
    moderator.does(poll_id, "open")
    page = new_context().new_page()
    sign_in(page, "attendee")
    _open(page, poll_id)
    page.get_by_role("button", name="Place next: Hydrogen").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    said = page.locator(".poll-ranking [data-said]")
    expect(said).to_contain_text("place 3 of 3")
    assert_page_is_sound(page)
    batteries = page.get_by_role("button", name="Move Batteries: press Enter")
    page.keyboard.press("End")
    for _ in range(2):
        if not batteries.evaluate("button => button === document.activeElement"):
            page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Batteries is in your hand")
    page.keyboard.press("Home")
    expect(said).to_have_text("Batteries: place 1 of 3")
    page.keyboard.press("ArrowDown")
    expect(said).to_have_text("Batteries: place 2 of 3")
    expect(batteries).to_be_focused()
    page.keyboard.press("Enter")
    expect(batteries).to_have_attribute("aria-pressed", "false")
    order = page.locator(".poll-ranked-name").all_inner_texts()
    # The whole ranking is one stop: the next one sends.
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    page.keyboard.press("Enter")
    _phase(page, "answered")
    expect(page.locator("[data-own] [data-said]")).to_have_text(
        ", ".join(f"{place}. {name}" for place, name in enumerate(order, 1))
    )


def test_arrow_keys_choose_and_only_enter_sends(moderator: Moderator, new_context: Contexts, sign_in: SignIn) -> None:
    poll_id = moderator.asks("single", "Chosen by keys?")
    moderator.does(poll_id, "open")
    page = new_context().new_page()
    sign_in(page, "attendee")
    _open(page, poll_id)
    page.get_by_role("radio", name="Steel").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Batteries")).to_be_checked()
    _phase(page, "form")
    page.keyboard.press("Enter")
    _phase(page, "answered")


def test_an_anonymous_answer_is_confirmed_and_a_guest_is_two_taps_away(
    moderator: Moderator, new_context: Contexts, assert_page_is_sound: Soundness
) -> None:
    poll_id = moderator.asks("single", "Said by nobody?", secrecy="anonymous")
    moderator.does(poll_id, "open")
    moderator.page.goto(f"{HOUSE}/polls/{poll_id}/wall")
    code = moderator.page.locator(".poll-wall-code").inner_text()
    phone = _phone(new_context)
    phone.goto(f"/j/{code}")
    assert_page_is_sound(phone)
    phone.get_by_role("button", name="Continue as guest").tap()
    expect(phone.locator("form.is-one-tap")).to_be_attached()
    phone.locator(".poll-option", has_text="Hydrogen").tap()
    _phase(phone, "confirm")
    assert_page_is_sound(phone)
    phone.get_by_role("button", name="Go back").tap()
    _phase(phone, "form")
    phone.locator(".poll-option", has_text="Hydrogen").tap()
    phone.get_by_role("button", name="Send it").tap()
    _phase(phone, "answered")
    expect(phone.get_by_role("link", name="Change my answer")).to_have_count(0)
    assert_page_is_sound(phone)


@pytest.mark.parametrize("kind", ["multiple", "scale", "points", "number", "text"])
def test_each_kind_is_answered_with_a_script(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn, assert_page_is_sound: Soundness, kind: str
) -> None:
    poll_id = moderator.asks(kind, f"With a script: {kind}?")
    moderator.does(poll_id, "open")
    phone = _phone(new_context)
    sign_in(phone, "attendee")
    _open(phone, poll_id)
    phone.get_by_role("button", name="Send").tap()
    expect(phone.locator("[data-error]")).to_be_visible()
    assert_page_is_sound(phone)
    if kind == "multiple":
        phone.locator(".poll-option", has_text="Steel").tap()
    elif kind == "scale":
        phone.locator(".poll-step", has_text="4").tap()
    elif kind == "points":
        phone.get_by_label("Steel", exact=True).fill("60")
        for _ in range(8):
            phone.get_by_role("button", name="More points for Hydrogen").tap()
        expect(phone.locator(".poll-hint")).to_contain_text("All points are given.")
    elif kind == "number":
        phone.locator("[name=number]").fill("42")
    else:
        phone.locator("[name=text]").fill("Less paper")
    phone.get_by_role("button", name="Send").tap()
    _phase(phone, "answered")
    assert_page_is_sound(phone)


def test_what_was_typed_survives_a_reload(moderator: Moderator, new_context: Contexts, sign_in: SignIn) -> None:
    poll_id = moderator.asks("text", "Typed and kept?")
    moderator.does(poll_id, "open")
    phone = _phone(new_context)
    sign_in(phone, "attendee")
    _open(phone, poll_id)
    phone.locator("[name=text]").fill("Half a thought")
    phone.reload()
    expect(phone.locator("[name=text]")).to_have_value("Half a thought")


def test_the_wall_fits_what_it_shows_and_does_not_flash_when_the_line_is_cut(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn
) -> None:
    many = tuple(f"Option number {number} with a name of some length" for number in range(1, 13))
    poll_id = moderator.asks("multiple", "Does it fit on the wall?", many)
    moderator.does(poll_id, "open", "reveal")
    for width, height in ((1920, 1080), (1024, 768)):
        wall = new_context(viewport={"width": width, "height": height}).new_page()
        sign_in(wall, "organiser")
        wall.goto(f"{HOUSE}/polls/{poll_id}/wall")
        main = wall.locator(".poll-wall-main")
        expect(main.locator(".poll-bar")).to_have_count(12)
        expect(wall.locator(".poll-wall[style]")).to_have_count(1)
        wall.evaluate("() => document.fonts.ready")
        assert main.evaluate(FITS)
        wall.evaluate("() => { document.querySelector('.poll-bar').mine = 1; }")
        wall.context.set_offline(True)
        expect(wall.locator("[data-live-badge]")).to_have_attribute("data-status", "offline")
        wall.context.set_offline(False)
        expect(wall.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
        assert wall.evaluate("() => document.querySelector('.poll-bar').mine === 1")


def test_an_answer_that_takes_its_time_says_that_it_is_on_its_way(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn
) -> None:
    poll_id = moderator.asks("scale", "Sent the long way?")
    moderator.does(poll_id, "open")
    phone = _phone(new_context)
    sign_in(phone, "attendee")
    phone.context.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    phone.context.route("**/live/message/polls.cast", hold)
    _open(phone, poll_id)
    phone.locator(".poll-step", has_text="4").tap()
    with phone.expect_request("**/live/message/polls.cast"):
        phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_text("Sending…").first).to_be_visible()
    held[0].continue_()
    _phase(phone, "answered")
    expect(phone.locator("[data-sends]")).to_be_hidden()


def test_two_tabs_of_one_person_show_the_same_answer(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn
) -> None:
    named, anonymous = moderator.asks("single", "In two tabs?"), moderator.asks("words", "Once?", secrecy="anonymous")
    for poll_id in (named, anonymous):
        moderator.does(poll_id, "open")
    first = _phone(new_context)
    sign_in(first, "attendee")
    second = first.context.new_page()
    for tab in (first, second):
        _open(tab, named)
        expect(tab.locator("form.is-one-tap")).to_be_attached()
    first.locator(".poll-option", has_text="Steel").tap()
    _phase(second, "answered")
    expect(second.get_by_role("radio", name="Steel")).to_be_checked()
    second.locator(".poll-option", has_text="Hydrogen").tap()
    expect(first.get_by_role("radio", name="Hydrogen")).to_be_checked()
    for tab in (first, second):
        _open(tab, anonymous)
        tab.get_by_label("Word 1").fill("once")
    first.get_by_role("button", name="Send", exact=True).tap()
    first.get_by_role("button", name="Send it").tap()
    _phase(second, "answered")


def test_what_is_typed_stays_when_the_poll_is_asked_anew_and_says_what_became_of_what_was_sent(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn, complaints: list[tuple[str, str]]
) -> None:
    poll_id = moderator.asks("text", "Asked while typing?")
    moderator.does(poll_id, "open")
    typing, sent = _phone(new_context), _phone(new_context)
    for phone, role in ((typing, "attendee"), (sent, "juror")):
        sign_in(phone, role)
        _open(phone, poll_id)
        expect(phone.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
        phone.locator("[name=text]").fill(f"A thought of the {role}")
    sent.get_by_role("button", name="Send").tap()
    _phase(sent, "answered")
    moderator.does(poll_id, "ask_again")
    _phase(sent, "form")
    expect(sent.get_by_text("Your earlier answer stays with the earlier result.").first).to_be_visible()
    expect(sent.locator("[name=text]")).to_have_value("")
    expect(typing.locator("[data-part=form] [name=round]")).to_have_value("2")
    expect(typing.locator("[name=text]")).to_have_value("A thought of the attendee")
    expect(typing.locator("[data-anew]")).to_be_hidden()
    # Sent without a network, and closed before there is one again: it says that this does not count.
    typing.context.set_offline(True)
    typing.get_by_role("button", name="Send").tap()
    expect(typing.locator("[data-waits]")).to_be_visible()
    moderator.does(poll_id, "close")
    typing.context.set_offline(False)
    _phase(typing, "closed")
    expect(typing.locator("[data-refused]")).to_contain_text("It does not count.")
    complaints.clear()  # what the browser says of a network that is away


def test_a_ranking_is_dragged_by_a_mouse_and_by_a_finger(
    moderator: Moderator, new_context: Contexts, sign_in: SignIn
) -> None:
    poll_id = moderator.asks("ranking", "Dragged?")
    moderator.does(poll_id, "open")
    for options, role in (({}, "attendee"), (PHONE, "juror")):
        page = new_context(**options).new_page()
        sign_in(page, role)
        _open(page, poll_id)
        for name in OPTIONS:
            page.get_by_role("button", name=f"Place next: {name}").click()
        grips = page.locator("[data-do=grip]")
        start, end = grips.last.bounding_box(), grips.first.bounding_box()
        assert start
        assert end
        way = [(start["x"] + 8, start["y"] + start["height"] / 2), (end["x"] + 8, end["y"] - 12)]
        (_drag_by_finger if options else _drag_by_mouse)(page, *way)
        expect(page.locator(".poll-ranked-name")).to_have_text(["Hydrogen", "Steel", "Batteries"])
        page.get_by_role("button", name="Send").click()
        _phase(page, "answered")
    moderator.page.goto(f"{HOUSE}/polls/{poll_id}/controls")
    expect(moderator.page.locator("tr", has_text="Hydrogen")).to_contain_text("2 (100")
    expect(moderator.page.get_by_text("Preferred to every other, two by two")).to_be_visible()


def _drag_by_mouse(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    page.mouse.up()


def _drag_by_finger(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    line = page.context.new_cdp_session(page)
    points = [(start[0], start[1] + (end[1] - start[1]) * step / 8) for step in range(9)]
    for kind, (x, y) in zip(["touchStart", *["touchMove"] * 8], points, strict=True):
        line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    line.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
