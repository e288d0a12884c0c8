"""Chat and questions as people use them: two in the hall (one without JavaScript), a moderator, the wall."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 860}


@dataclass(frozen=True)
class Hall:
    """Whoever is there, signed in, and a session of the demo."""

    item: str
    attendee: Page
    juror: Page
    moderator: Page


@pytest.fixture
def hall(new_context: Callable[..., BrowserContext], sign_in: SignIn) -> Hall:
    pages = []
    for role, window in (("attendee", PHONE), ("juror", PHONE), ("moderator", LAPTOP)):
        page = new_context(viewport=window).new_page()
        sign_in(page, role)
        pages.append(page)
    attendee, juror, moderator = pages
    moderator.goto("/ecc-live/agenda")
    address = moderator.locator(".item-title a").last.get_attribute("href") or ""
    found = re.search(r"/agenda/(\d+)", address)
    assert found
    return Hall(found[1], attendee, juror, moderator)


def _write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def _ask(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Your question", exact=True).fill(text)
    page.get_by_role("button", name="Ask", exact=True).click()


def test_people_talk_and_a_moderator_keeps_order(hall: Hall, assert_page_is_sound: Soundness) -> None:
    for page in (hall.attendee, hall.juror, hall.moderator):
        page.goto(f"/ecc-live/chat/session/{hall.item}")
    _write(hall.attendee, "Where are the slides? https://slides.example")
    message = hall.juror.get_by_role("listitem").filter(has_text="Where are the slides?")
    expect(message.get_by_role("link", name="https://slides.example")).to_be_visible()
    assert_page_is_sound(hall.juror)
    # Once, not once on its way and once arrived.
    expect(hall.attendee.locator(".chat-message")).to_have_count(1)

    at_desk = hall.moderator.get_by_role("listitem").filter(has_text="Where are the slides?")
    at_desk.locator("summary").click()
    assert_page_is_sound(hall.moderator)
    at_desk.get_by_role("button", name="Hide").click()
    expect(hall.juror.get_by_text("Hidden by the moderators")).to_be_visible()
    expect(hall.juror.get_by_text("Where are the slides?")).to_have_count(0)
    expect(at_desk.get_by_text("Where are the slides?")).to_be_visible()

    hall.moderator.locator(".chat details.menu > summary").click()
    hall.moderator.get_by_role("button", name="Close the chat").click()
    expect(hall.juror.get_by_text("The moderators have closed this chat")).to_be_visible()
    expect(hall.juror.get_by_role("button", name="Send")).to_be_hidden()
    # The menu closes when its press is answered; pressed before, it would only be closed.
    expect(hall.moderator.locator(".chat details.menu[open]")).to_have_count(0)
    hall.moderator.locator(".chat details.menu > summary").click()
    hall.moderator.get_by_role("button", name="Open the chat").click()
    expect(hall.juror.get_by_role("button", name="Send")).to_be_visible()


# How many are muted by the newest news, drawn or not.
NOTE_MUTES = """async () => { const { topic, room } = document.querySelector('[data-chat]').dataset;
  const { watch } = await import('/static/live.js');
  watch({ topic, key: Number(room), onSnapshot: ({ state }) => { window.muted = state.mutes.length; } }); }"""
POST = """form => fetch(form.action,
  { method: 'POST', body: new FormData(form), headers: { Accept: 'application/json' } }).then(({ ok }) => ok)"""


def test_a_press_in_the_chat_is_not_lost_to_news_that_come_under_it(hall: Hall) -> None:
    for page, name in ((hall.attendee, "one"), (hall.juror, "two")):
        page.goto(f"/ecc-live/chat/session/{hall.item}")
        _write(page, f"Advertisement {name}")
    desk = hall.moderator
    desk.goto(f"/ecc-live/chat/session/{hall.item}")
    desk.evaluate(NOTE_MUTES)
    mutes = [
        desk.get_by_role("listitem").filter(has_text=f"Advertisement {name}").locator('form[action*="mute"]')
        for name in ("one", "two")
    ]
    field = hall.attendee.get_by_role("textbox", name="Your message")
    assert mutes[0].evaluate(POST)
    expect(field).to_be_hidden()
    desk.locator(".chat details.menu > summary").click()
    desk.get_by_role("button", name="Let write").hover()
    desk.mouse.down()
    assert mutes[1].evaluate(POST)
    desk.wait_for_function("() => window.muted === 2")
    desk.mouse.up()
    expect(field).to_be_visible()
    still_muted = desk.locator(".chat-mutes li")
    expect(still_muted).to_have_count(1)
    desk.locator(".chat details.menu > summary").click()
    desk.get_by_role("button", name="Let write").click()
    expect(still_muted).to_have_count(0)


def test_whoever_is_muted_reads_it_at_once_and_when_it_ends(hall: Hall, assert_page_is_sound: Soundness) -> None:
    for page in (hall.attendee, hall.juror, hall.moderator):
        page.goto(f"/ecc-live/chat/session/{hall.item}")
    for page in (hall.attendee, hall.juror):
        _write(page, f"Buy this, and {page.url[-3:]}")
    at_desk = hall.moderator.get_by_role("listitem").filter(has_text="Buy this").first
    at_desk.locator("summary").click()
    at_desk.get_by_role("textbox").fill("No advertising")
    at_desk.get_by_role("button", name="Mute").click()
    told = hall.attendee.get_by_role("status").filter(has_text="The moderators have muted you here")
    expect(told).to_contain_text("No advertising")
    field = hall.attendee.get_by_role("textbox", name="Your message")
    expect(field).to_be_hidden()
    hall.attendee.reload()
    expect(told).to_contain_text("No advertising")
    expect(field).to_be_hidden()
    assert_page_is_sound(hall.attendee)
    expect(hall.juror.get_by_text("The moderators have muted you here")).to_be_hidden()
    hall.moderator.locator(".chat details.menu > summary").click()
    muted = hall.moderator.locator(".chat-mutes").get_by_role("listitem")
    expect(muted).to_contain_text(re.compile(r"Until \w{3},? \d\d:\d\d · No advertising"))
    said = muted.inner_text()
    hall.moderator.reload()
    hall.moderator.locator(".chat details.menu > summary").click()
    expect(muted).to_have_text(said, use_inner_text=True)
    hall.moderator.get_by_role("button", name="Let write").click()
    expect(hall.attendee.get_by_text("You can write again.")).to_be_visible()
    expect(told).to_be_hidden()
    expect(field).to_be_visible()


def test_each_line_that_was_refused_says_why(hall: Hall, assert_page_is_sound: Soundness) -> None:
    page = hall.attendee
    page.goto(f"/ecc-live/chat/session/{hall.item}")
    _write(page, "Before slow mode")
    expect(page.locator("[data-pending]")).to_have_count(0)
    hall.moderator.goto(f"/ecc-live/chat/session/{hall.item}")
    _set_slow_mode(hall.moderator, "300 seconds")
    for text in ("Too soon", "Too soon again"):
        _write(page, text)
    for text in ("Too soon", "Too soon again"):
        row = page.locator("[data-pending]").filter(has=page.get_by_text(text, exact=True))
        expect(row.get_by_role("alert")).to_contain_text("Not sent: Slow mode is on")
    assert_page_is_sound(page)
    _set_slow_mode(hall.moderator, "Off")
    expect(page.locator("[data-slow]")).to_be_hidden()
    page.get_by_role("button", name="Try again").first.click()
    expect(page.locator("[data-pending]")).to_have_count(1)
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("[data-pending]")).to_have_count(0)


def _set_slow_mode(moderator: Page, length: str) -> None:
    moderator.locator(".chat details.menu > summary").click()
    moderator.get_by_label("Slow mode").select_option(length)
    moderator.get_by_role("button", name="Set").click()
    expect(moderator.get_by_role("button", name="Set")).to_be_hidden()


def test_what_was_written_while_away_goes_when_the_line_is_back(hall: Hall, complaints: list[tuple[str, str]]) -> None:
    page = hall.attendee
    hall.juror.goto(f"/ecc-live/chat/session/{hall.item}")
    page.goto(f"/ecc-live/chat/session/{hall.item}")
    expect(page.locator("[data-live-badge]")).to_contain_text("Live")
    page.context.set_offline(True)
    _write(page, "Written in a tunnel")
    expect(page.get_by_text("Not sent yet: no connection")).to_be_visible()
    page.get_by_role("textbox", name="Your message").fill("Still typing")
    page.context.set_offline(False)
    expect(hall.juror.get_by_text("Written in a tunnel")).to_be_visible()
    expect(page.get_by_text("Not sent yet: no connection")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Your message")).to_have_value("Still typing")
    complaints.clear()


def test_a_line_that_has_arrived_is_not_on_its_way_any_more_even_without_an_answer(
    hall: Hall, complaints: list[tuple[str, str]]
) -> None:
    page = hall.attendee

    def without_answers(line: WebSocketRoute) -> None:
        # "43": an acknowledgement; that of a message of the chat tells its id.
        line.connect_to_server().on_message(
            lambda said: None if str(said).startswith("43") and '"id":' in str(said)[:40] else line.send(said)
        )

    page.route_web_socket(re.compile("socket.io"), without_answers)
    page.route("**/live/message/**", lambda route: route.abort())
    page.goto(f"/ecc-live/chat/session/{hall.item}")
    expect(page.locator("[data-live-badge]")).to_contain_text("Live")
    for many in (1, 2):
        _write(page, "The same words twice")
        expect(page.locator(".chat-message:not(.is-pending)").filter(has_text="The same words twice")).to_have_count(
            many
        )
        expect(page.locator("[data-pending]")).to_have_count(0)
    complaints.clear()


def test_lines_that_wait_for_the_network_survive_a_reload(hall: Hall, complaints: list[tuple[str, str]]) -> None:
    page = hall.attendee
    page.goto(f"/ecc-live/chat/session/{hall.item}")
    expect(page.locator("[data-live-badge]")).to_contain_text("Live")
    # The page itself comes through, and no message does.
    page.route("**/live/message/**", lambda route: route.abort())
    page.route_web_socket("**/socket.io/**", lambda _line: None)
    page.route("**/socket.io/**", lambda route: route.abort())
    page.reload()
    for text in ("First in the tunnel", "Second in the tunnel"):
        _write(page, text)
        expect(page.get_by_text(text)).to_be_visible()
    page.reload()
    expect(page.locator("[data-pending] [data-text]")).to_have_text(["First in the tunnel", "Second in the tunnel"])
    page.unroute_all()
    page.reload()
    hall.juror.goto(f"/ecc-live/chat/session/{hall.item}")
    for text in ("First in the tunnel", "Second in the tunnel"):
        expect(hall.juror.get_by_text(text)).to_have_count(1)
    expect(page.locator("[data-pending]")).to_have_count(0)
    complaints.clear()


def test_a_question_is_asked_wanted_approved_and_answered_before_everybodys_eyes(
    hall: Hall,
    new_context: Callable[..., BrowserContext],
    sign_in: SignIn,
    assert_page_is_sound: Soundness,
) -> None:
    base = f"/ecc-live/questions/{hall.item}"
    plain = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    sign_in(plain, "exhibitor")
    desk = hall.moderator
    desk.goto(f"{base}/controls")
    hall.attendee.goto(f"{base}/panel")
    expect(hall.attendee.get_by_text("The list is closed")).to_be_visible()
    desk.get_by_role("button", name="Open the list").click()
    expect(desk.get_by_role("button", name="Open the list")).to_be_hidden()
    desk.get_by_role("button", name="Ask for approval").click()
    expect(hall.attendee.get_by_text("Moderators look at each question")).to_be_visible()
    _ask(hall.attendee, "How does the recovery fund reach small clusters?")
    expect(hall.attendee.get_by_text("Waiting for approval").first).to_be_visible()

    card = desk.locator(".desk-question").filter(has_text="recovery fund")
    card.click()
    desk.keyboard.press("a")
    expect(hall.attendee.get_by_role("button", name="I want this answered too: How does")).to_be_disabled()
    expect(hall.attendee.locator("[data-own]").get_by_text("In the list")).to_be_visible()

    hall.juror.goto(f"{base}/panel")
    # What resembles what is typed is asked for by the page's script, which comes after the page.
    expect(hall.juror.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    hall.juror.get_by_role("button", name="I want this answered too: How does").click()
    plain.goto(f"{base}/panel")
    plain.get_by_role("button", name="I want this answered too: How does").click()
    expect(card.locator("[data-votes]")).to_have_text("2")
    expect(hall.attendee.locator(".question [data-votes]").first).to_have_text("2")
    hall.juror.get_by_role("textbox", name="Your question", exact=True).fill("Will the recovery fund reach clusters?")
    expect(hall.juror.get_by_text("Asked already? Vote for it instead:")).to_be_visible()
    for page in (hall.juror, hall.attendee, desk):
        assert_page_is_sound(page)

    wall = new_context(viewport={"width": 1920, "height": 1080}).new_page()
    sign_in(wall, "moderator")
    wall.goto(f"{base}/wall")
    card.click()
    desk.keyboard.press("n")
    expect(wall.locator(".wall-now")).to_contain_text("How does the recovery fund")
    expect(hall.juror.locator(".question.is-answering")).to_contain_text("How does the recovery fund")
    assert_page_is_sound(wall)
    wall.goto(f"{base}/speaker")
    assert_page_is_sound(wall)
    desk.get_by_role("link", name="More", exact=True).first.click()
    expect(desk.get_by_role("dialog").get_by_label("The answer")).to_be_visible()
    assert_page_is_sound(desk)
    desk.get_by_role("dialog").get_by_label("The answer").fill("By the national plans.")
    desk.get_by_role("button", name="Publish the answer").click()
    expect(hall.juror.get_by_text("By the national plans.")).to_be_visible()
    hall.juror.goto(f"/ecc-live/agenda/{hall.item}")
    expect(hall.juror.get_by_role("heading", name="Asked and answered")).to_be_visible()
    assert_page_is_sound(hall.juror)


def test_an_asker_reads_what_becomes_of_a_question_to_the_end(hall: Hall) -> None:
    base = f"/ecc-live/questions/{hall.item}"
    desk = _list_is_open(hall)
    for page, text in ((hall.attendee, "Ants build what?"), (hall.juror, "Bees build which?")):
        page.goto(f"{base}/panel")
        _ask(page, text)
        expect(desk.locator(".desk-question").filter(has_text=text)).to_be_visible()
    mine = hall.juror.locator(".own-question").filter(has_text="Bees")
    theirs = hall.attendee.locator(".own-question").filter(has_text="Ants")
    expect(theirs.get_by_role("button", name="Take back")).to_be_visible()
    desk.locator(".desk-question").filter(has_text="Bees").get_by_role("link", name="More").click()
    desk.get_by_role("dialog").get_by_label("Ants build what?").check()
    desk.get_by_role("button", name="Merge").click()
    expect(mine).to_contain_text("Merged with a question that asks the same")
    expect(theirs.get_by_role("button", name="Take back")).to_be_hidden()
    desk.get_by_role("button", name="Separate").click()
    expect(mine).to_contain_text("In the list")
    expect(theirs.get_by_role("button", name="Take back")).to_be_visible()
    card = desk.locator(".desk-question").filter(has_text="Bees")
    card.get_by_role("button", name="Answer now").click()
    expect(mine).to_contain_text("Being answered now")
    card.get_by_role("button", name="Answered").click()
    expect(mine.locator("[data-own-state]")).to_have_text("Answered")


def test_an_answer_in_writing_survives_another_moderators_decision(
    hall: Hall, assert_page_is_sound: Soundness, complaints: list[tuple[str, str]]
) -> None:
    desk = _list_is_open(hall)
    hall.attendee.goto(f"/ecc-live/questions/{hall.item}/panel")
    _ask(hall.attendee, "Crows count to what?")
    other = desk.context.new_page()
    other.goto(desk.url)
    desk.locator(".desk-question").filter(has_text="Crows").get_by_role("link", name="More").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_label("The answer").fill("To thirty.")
    other.locator(".desk-question").filter(has_text="Crows").get_by_role("button", name="Answer now").click()
    expect(desk.locator(".desk-question.is-answering")).to_contain_text("Crows")
    dialog.get_by_role("button", name="Publish the answer").click()
    expect(dialog.get_by_role("alert")).to_have_text("Somebody was faster. The question is being answered now.")
    complaints.clear()
    assert_page_is_sound(desk)
    dialog.get_by_role("button", name="Publish the answer").click()
    expect(hall.attendee.get_by_text("To thirty.")).to_be_visible()
    expect(dialog).to_be_hidden()
    desk.locator("[data-group=answered] > summary").click()
    desk.locator(".desk-question").filter(has_text="Crows").get_by_role("link", name="More").click()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def _list_is_open(hall: Hall) -> Page:
    """Return the moderators' page of the session's questions, opened, without approval."""
    desk = hall.moderator
    desk.goto(f"/ecc-live/questions/{hall.item}/controls")
    for name in ("Open the list", "Stop asking for approval"):
        if desk.get_by_role("button", name=name).is_visible():
            desk.get_by_role("button", name=name).click()
            expect(desk.get_by_role("button", name=name)).to_be_hidden()
    return desk
