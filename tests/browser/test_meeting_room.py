"""Two people in two browsers meet: by video, with notes, contact details and more time; and what comes of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Soundness
from tests.browser.test_calls import LAPTOP, PHONE, reload_and_see, see
from tests.serving import Server

Contexts = Callable[..., BrowserContext]
ANNA, BRUNO = "attendee", "exhibitor"


class RoomServer(Server):
    """A server that makes meetings for tests."""

    program = ("-m", "tests.meetings.serve")


@pytest.fixture(scope="module")
def room_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = RoomServer(tmp_path_factory.mktemp("rooms"))
    server.start()
    yield f"http://{server.address}/ecc-live"
    server.kill()


@dataclass(frozen=True)
class Meeting:
    """A meeting of two that begins in two minutes, and who looks at its room."""

    url: str
    id: int
    pages: dict[str, Page]

    @property
    def room(self) -> str:
        return f"{self.url}/meetings/{self.id}/room"

    def let_pass(self, minutes: int) -> None:
        """Have the meeting be so many minutes earlier; its pages are told."""
        next(iter(self.pages.values())).request.get(f"{self.url}/test-meeting/{self.id}/earlier/{minutes}")

    def join(self) -> None:
        for page in self.pages.values():
            page.get_by_role("button", name="Join", exact=True).click()
        for page in self.pages.values():
            see(page, 1)


@pytest.fixture
def meet(room_url: str, new_context: Contexts) -> Callable[..., Meeting]:
    """Return a function that makes a meeting and opens its room: at a laptop, and on a phone."""

    def come(*roles: str, **options: Any) -> Meeting:
        pages: dict[str, Page] = {}
        number = 0
        for role in roles or (ANNA, BRUNO):
            page = new_context(viewport=PHONE if pages else LAPTOP, **options).new_page()
            page.goto(f"{room_url.removesuffix('/ecc-live')}/demo/sign-in/{role}")
            page.locator("form[data-sign-in] button").click()
            page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
            number = number or page.request.get(f"{room_url}/test-meeting/{ANNA}/{BRUNO}").json()["meeting"]
            page.goto(f"{room_url}/meetings/{number}/room")
            pages[role] = page
        return Meeting(room_url, number, pages)

    return come


def _notes(page: Page) -> Any:
    return page.get_by_label("All of you write here")


def test_two_meet_from_entering_to_what_came_of_it(
    meet: Callable[..., Meeting], assert_page_is_sound: Soundness
) -> None:
    meeting = meet()
    anna, bruno = meeting.pages[ANNA], meeting.pages[BRUNO]
    for page, other in ((anna, "Demo exhibitor"), (bruno, "Demo attendee")):
        expect(page.get_by_role("heading", name=f"Meeting with {other}")).to_be_visible()
        expect(page.get_by_text("Here now")).to_be_visible()
        assert_page_is_sound(page)
    meeting.join()
    for page in (anna, bruno):
        expect(page.get_by_text("Has come")).to_be_visible()

    # Both write in the same moment: nothing is lost, and both see all of it.
    _notes(anna).fill("Anna looks for a partner")
    _notes(bruno).fill("Bruno has a laboratory")
    for page in (anna, bruno):
        for line in ("Anna looks for a partner", "Bruno has a laboratory"):
            expect(_notes(page)).to_have_value(_with(line))

    share = "Exchange contact details"
    anna.get_by_role("button", name=share).click()
    expect(bruno.get_by_text("Demo attendee would like to exchange contact details.")).to_be_visible()
    expect(bruno.get_by_text("attendee@")).to_be_hidden()
    bruno.get_by_role("button", name=share).click()
    expect(bruno.get_by_role("link", name="attendee@")).to_be_visible()
    expect(anna.get_by_role("link", name="exhibitor@")).to_be_visible()

    until = anna.get_by_role("button", name="Extend until").inner_text().removeprefix("Extend until ").strip()
    anna.get_by_role("button", name="Extend until").click()
    expect(bruno.locator(".room-when")).to_contain_text(f"\N{EN DASH}{until}")

    reload_and_see(bruno, anna)
    for page in (anna, bruno):
        assert_page_is_sound(page)

    anna.get_by_role("button", name="Leave").click()
    expect(bruno.locator(".call-tile")).to_have_count(1)
    meeting.let_pass(40)
    expect(anna.get_by_text("Time is up.")).to_be_visible()
    expect(anna.get_by_text("This meeting counts as held.")).to_be_visible()
    anna.get_by_role("radio", name="5").check()
    anna.get_by_label("Next step").fill("Send the paper")
    anna.get_by_role("button", name="Keep for myself").click()
    expect(anna.get_by_text("Nobody else sees it.")).to_be_visible()
    assert_page_is_sound(anna)
    anna.reload()
    expect(anna.get_by_role("radio", name="5")).to_be_checked()
    expect(anna.get_by_label("Next step")).to_have_value("Send the paper")
    expect(bruno.get_by_text("Send the paper")).to_be_hidden()
    expect(anna.get_by_role("link", name="Meet again")).to_be_visible()

    meeting.let_pass(20)
    for page in (anna, bruno):
        expect(page.get_by_text("The room is closed.")).to_be_visible()
    expect(bruno.locator(".call-tile")).to_have_count(0)


def _with(line: str) -> Any:

    return re.compile(re.escape(line))


def test_the_same_line_by_both_is_shown_twice_and_lost_by_neither(meet: Callable[..., Meeting]) -> None:
    meeting = meet()
    anna, bruno = meeting.pages[ANNA], meeting.pages[BRUNO]
    _notes(anna).fill("Meet in May")
    expect(_notes(bruno)).to_have_value("Meet in May")
    # Bruno is away while both change the same line.
    bruno.context.set_offline(True)
    _notes(bruno).fill("Meet in July")
    _notes(anna).fill("Meet in June")
    expect(anna.locator("[data-notes-status]")).to_have_text("Saved")
    bruno.context.set_offline(False)
    expect(bruno.get_by_role("heading", name="What was written meanwhile")).to_be_visible()
    expect(bruno.locator("[data-theirs]")).to_have_text("Meet in June")
    expect(_notes(bruno)).to_have_value("Meet in July")
    bruno.get_by_role("button", name="Put mine below it").click()
    for page in (anna, bruno):
        expect(_notes(page)).to_have_value("Meet in June\nMeet in July")


def test_who_is_ahead_of_the_servers_clock_asks_again_until_it_is_so(meet: Callable[..., Meeting]) -> None:
    meeting = meet(ANNA)
    page = meeting.pages[ANNA]
    page.clock.install()
    page.reload()
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    # To the server there are two minutes left until it begins.
    with page.expect_response("**/room?fragment=1"):
        page.clock.fast_forward("02:30")
    with page.expect_response("**/room?fragment=1"):
        page.clock.fast_forward("00:05")


def test_notes_that_came_while_one_began_to_write_and_thought_better_of_it_are_shown(
    meet: Callable[..., Meeting],
) -> None:
    meeting = meet()
    anna, bruno = meeting.pages[ANNA], meeting.pages[BRUNO]
    bruno.clock.install()
    bruno.reload()
    expect(bruno.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    bruno.clock.pause_at(bruno.evaluate("() => Date.now() / 1000 + 2"))
    _notes(bruno).fill("I")
    _notes(anna).fill("Meet in May")
    expect(bruno.locator("[data-theirs]")).to_have_text("Meet in May")
    _notes(bruno).fill("")
    bruno.clock.run_for(2000)
    expect(_notes(bruno)).to_have_value("Meet in May")


def test_who_waits_in_vain_frees_the_time_and_finds_somebody_else(
    meet: Callable[..., Meeting], assert_page_is_sound: Soundness
) -> None:
    meeting = meet(ANNA)
    page = meeting.pages[ANNA]
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_role("button", name="I am here")).to_be_hidden()
    meeting.let_pass(3)
    expect(page.get_by_text("Nobody else has come yet.")).to_be_visible()
    meeting.let_pass(6)
    page.get_by_role("button", name="Free this time").click()
    page.get_by_role("dialog").get_by_role("button", name="Free this time").click()
    expect(page.get_by_text("Did not take place")).to_be_visible()
    expect(page.get_by_role("heading", name="Free right now")).to_be_visible()
    assert_page_is_sound(page)
    page.locator("#stand-ins").get_by_role("link").first.click()
    expect(page).not_to_have_url(meeting.room)


def test_without_a_script_one_comes_writes_and_consents(
    meet: Callable[..., Meeting], new_context: Contexts, assert_page_is_sound: Soundness
) -> None:
    meeting = meet(ANNA)
    context = new_context(
        viewport=PHONE, java_script_enabled=False, storage_state=meeting.pages[ANNA].context.storage_state()
    )
    page = context.new_page()
    page.goto(meeting.room)
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_role("button", name="I am here")).to_have_count(0)
    _notes(page).fill("Written by hand")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(_notes(page)).to_have_value("Written by hand")
    page.get_by_role("button", name="Exchange contact details").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    expect(_notes(meeting.pages[ANNA])).to_have_value("Written by hand")


def test_the_room_is_sound_in_the_dark(meet: Callable[..., Meeting], assert_page_is_sound: Soundness) -> None:
    meeting = meet(color_scheme="dark")
    meeting.let_pass(10)
    for page in meeting.pages.values():
        expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
        assert_page_is_sound(page)
