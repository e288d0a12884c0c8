"""The builder in a real browser: by mouse, by keyboard, and two organisers at once."""

# ruff: noqa: RUF001 - times are shown with an en dash

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness

BUILDER = "/ecc-live/agenda/builder"
LAPTOP = {"width": 1400, "height": 900}
PITCHES = "Pitches for contact and cluster management quiz, part II"
GREEN = "Green: presentations and World Café, round 1"
UNDO = """async () => (await fetch(`${location.pathname}/undo`, {method: "POST", body: "{}", headers: {
  "Accept": "application/json", "Content-Type": "application/json",
  "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content}})).status"""
KEYNOTES = "Keynote speeches on recovery and panel discussion"


def session(page: Page, title: str) -> Locator:
    return page.locator(".ec-event:not(.ec-preview)", has=page.get_by_text(title, exact=True))


def said(page: Page, text: str) -> None:
    expect(page.locator("#builder-said")).to_contain_text(text)


def drag(page: Page, what: Locator, to: Locator) -> None:
    """Carry a session by the mouse onto another, and hold it there."""
    to.scroll_into_view_if_needed()
    start, end = what.bounding_box(), to.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 30, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 20, steps=8)


def open_builder(page: Page) -> None:
    page.goto(BUILDER)
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "live")
    expect(session(page, KEYNOTES)).to_be_visible()


@pytest.fixture
def organiser(new_context: Callable[..., BrowserContext], sign_in: SignIn) -> Iterator[Page]:
    """A page in which the organiser has the builder open; what a test changed is undone after it."""
    page = new_context(viewport=LAPTOP).new_page()
    sign_in(page, "organiser")
    open_builder(page)
    yield page
    open_builder(page)
    # As many as it takes, and at the end the answer that nothing is left: 422.
    statuses = [page.evaluate(UNDO) for _ in range(20)]
    assert statuses[-1] == 422
    assert set(statuses) <= {200, 422}


def test_a_session_is_dragged_into_a_conflict_and_back(organiser: Page, assert_page_is_sound: Soundness) -> None:
    page = organiser
    expect(page.locator("#conflict-count")).to_have_text("0")
    drag(page, session(page, PITCHES), session(page, GREEN))
    said(page, f"The room is used by “{GREEN}”.")
    expect(session(page, GREEN)).to_have_class(re.compile("is-clashing"))
    page.mouse.up()
    said(page, "Moved to Green,")
    # The room, and the demo's speaker, who pitches in one of them and appears in the other.
    said(page, "2 conflicts.")
    expect(page.locator("#conflicts")).to_contain_text(f"Green is used by “{PITCHES}” and by “{GREEN}”")
    assert_page_is_sound(page)
    page.locator("#undo").click()
    said(page, f"Undone: Moved “{PITCHES}”.")
    expect(page.locator("#conflict-count")).to_have_text("0")
    page.reload()
    expect(page.locator("#redo")).to_have_attribute("aria-label", f"Redo: Moved “{PITCHES}”")


def test_the_keyboard_moves_lengthens_and_takes_off(organiser: Page) -> None:
    page = organiser
    session(page, PITCHES).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Alt+ArrowDown"):
        page.keyboard.press(key)
    said(page, "Moved to Green, 13:35–14:35. 2 conflicts.")
    expect(session(page, PITCHES)).to_be_focused()
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    said(page, "Moved to Green, 13:35–14:05. 2 conflicts.")
    page.keyboard.press("Delete")
    said(page, "Taken off the grid. No conflicts.")
    expect(page.locator("#unplaced")).to_contain_text(PITCHES)


def test_keys_reach_a_session_that_is_just_drawn_anew(organiser: Page) -> None:
    page = organiser
    session(page, PITCHES).focus()
    page.keyboard.press("ArrowDown")
    # What the browser does when the focused element is replaced: the focus falls to the page, nobody is told.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    said(page, "Moved to Green, 13:15–14:15.")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("ArrowDown")
    expect(session(page, PITCHES)).not_to_be_focused()
    said(page, "Moved to Green, 13:15–14:15.")


def _hold_the_first_change(page: Page) -> Route:
    """Move a session to the next room, and return the request that says so, which is not let through yet."""
    held: list[Route] = []
    page.route("**/builder/changes", lambda route: route.continue_() if held else held.append(route))
    session(page, PITCHES).focus()
    page.keyboard.press("ArrowRight")
    while not held:
        page.wait_for_timeout(50)
    return held[0]


def test_what_is_moved_on_while_a_move_is_on_its_way_stays_there(organiser: Page) -> None:
    page = organiser
    first = _hold_the_first_change(page)
    page.keyboard.press("ArrowDown")
    first.continue_()
    said(page, "Moved to Green, 13:15–14:15.")
    expect(session(page, PITCHES)).to_have_attribute("aria-label", re.compile("Green, 13:15–14:15"))
    page.keyboard.press("Control+z")
    said(page, f"Undone: Moved “{PITCHES}”.")
    expect(session(page, PITCHES)).to_have_attribute("aria-label", re.compile("Green, 13:00–14:00"))


def test_what_is_undone_while_moves_are_on_their_way_is_the_last_of_them(organiser: Page) -> None:
    page = organiser
    first = _hold_the_first_change(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+z")
    first.continue_()
    said(page, f"Undone: Moved “{PITCHES}”.")
    expect(session(page, PITCHES)).to_have_attribute("aria-label", re.compile("Green, 13:00–14:00"))


def test_what_was_moved_there_and_back_follows_the_moves_of_others(organiser: Page) -> None:
    page = organiser
    other = page.context.new_page()
    open_builder(other)
    session(page, PITCHES).focus()
    with page.expect_response("**/builder/changes"):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
    said(page, "Moved to Plenary stage, 13:00–14:00.")
    session(other, PITCHES).focus()
    other.keyboard.press("ArrowRight")
    said(other, "Moved to Green")
    expect(session(page, PITCHES)).to_have_attribute("aria-label", re.compile("Green, 13:00–14:00"))
    other.close()


def test_several_selected_sessions_move_together_and_undo_as_one(organiser: Page) -> None:
    page = organiser
    session(page, KEYNOTES).click()
    session(page, PITCHES).click(modifiers=["Shift"])
    expect(page.locator("#selection-count")).to_have_text("2 selected")
    session(page, PITCHES).focus()
    page.keyboard.press("ArrowDown")
    said(page, "Moved 2 sessions.")
    page.keyboard.press("Control+z")
    said(page, "Undone: Moved 2 sessions.")


def test_a_session_is_carried_in_from_the_list(organiser: Page) -> None:
    page = organiser
    page.get_by_label("Search what is not placed").fill("matchmaking")
    row = page.locator("#unplaced > li")
    expect(row).to_have_count(1)
    row.drag_to(page.locator(".ec-main"), target_position={"x": 480, "y": 300}, steps=8)
    said(page, "Moved to ")
    expect(session(page, "Intra-European Cluster Matchmaking")).to_be_visible()


def test_a_session_is_drawn(organiser: Page) -> None:
    page = organiser
    box = page.locator(".ec-main").bounding_box()
    assert box
    page.mouse.move(box["x"] + 480, box["y"] + 250)
    page.mouse.down()
    page.mouse.move(box["x"] + 480, box["y"] + 310, steps=5)
    page.mouse.up()
    page.get_by_label("Title").fill("Drawn by a test")
    page.keyboard.press("Enter")
    said(page, "Created.")
    expect(session(page, "Drawn by a test")).to_be_visible()


@pytest.fixture
def second(organiser: Page, new_context: Callable[..., BrowserContext], sign_in: SignIn) -> Iterator[Page]:
    """A second organiser at the builder: the demo's moderator, given the role."""
    _give_role(organiser, check=True)
    page = new_context(viewport=LAPTOP).new_page()
    sign_in(page, "moderator")
    open_builder(page)
    open_builder(organiser)
    yield page
    page.context.close()
    _give_role(organiser, check=False)


def _give_role(page: Page, *, check: bool) -> None:
    page.goto("/ecc-live/people/manage?text=Demo+moderator")
    page.get_by_role("link", name="Demo moderator").first.click()
    page.get_by_label("Organiser", exact=True).set_checked(check)
    page.get_by_role("button", name="Save roles").click()
    expect(page.get_by_text("The roles are saved.")).to_be_visible()


def test_two_organisers_see_each_other_and_their_changes(organiser: Page, second: Page) -> None:
    for page in (organiser, second):
        expect(page.locator("#presence")).to_contain_text("2 here")
        expect(page.locator("#presence")).to_contain_text("Demo moderator")
    session(organiser, PITCHES).focus()
    organiser.keyboard.press("ArrowRight")
    said(second, f"Demo organiser: Moved “{PITCHES}”")
    expect(session(second, PITCHES)).to_have_attribute("aria-label", f"{PITCHES}, Pitches, Green, 13:00–14:00")


def test_a_change_of_the_other_does_not_move_what_is_being_dragged(organiser: Page, second: Page) -> None:
    drag(second, session(second, PITCHES), session(second, GREEN))
    session(organiser, KEYNOTES).focus()
    organiser.keyboard.press("Alt+ArrowUp")
    moved = re.compile(re.escape(f"{KEYNOTES}, Keynote, Plenary stage, 11:25–12:55"))
    expect(session(second, KEYNOTES)).to_have_attribute("aria-label", moved)
    second.mouse.up()
    said(second, "Moved to Green,")
    second.keyboard.press("Control+z")
    said(second, "Undone")


def test_a_late_save_shows_both_versions(organiser: Page, second: Page, complaints: list[tuple[str, str]]) -> None:
    held: list[Route] = []
    second.route("**/builder/changes", lambda route: held.append(route))  # noqa: PLW0108 - Playwright wants a function of its own
    session(second, PITCHES).focus()
    with second.expect_request("**/builder/changes"):
        second.keyboard.press("ArrowDown")
    session(organiser, PITCHES).focus()
    organiser.keyboard.press("ArrowRight")
    said(organiser, "Moved to Green")
    said(second, "Demo organiser")
    held[0].continue_()
    second.unroute("**/builder/changes")
    dialog = second.get_by_role("dialog", name="Two versions")
    expect(dialog.get_by_role("row", name="Room")).to_have_text(re.compile("Plenary stage.*Green"))
    expect(dialog.get_by_role("row", name="Start")).to_have_text(re.compile("13:15.*13:00"))
    complaints.clear()  # The refusal itself, which the browser reports as a failed request.
    dialog.get_by_role("button", name="Apply mine again").click()
    said(second, "Moved to Plenary stage, 13:15–14:15.")
    second.keyboard.press("Control+z")
    said(second, "Undone")
    expect(session(organiser, PITCHES)).to_have_attribute("aria-label", f"{PITCHES}, Pitches, Green, 13:00–14:00")


def test_the_builder_works_where_no_socket_gets_through(
    new_context: Callable[..., BrowserContext], sign_in: SignIn, complaints: list[tuple[str, str]]
) -> None:
    page = new_context(viewport=LAPTOP).new_page()
    page.route("**/socket.io/**", lambda route: route.abort())
    page.route_web_socket("**/socket.io/**", lambda line: line.close())
    sign_in(page, "organiser")
    page.goto(BUILDER)
    expect(page.locator("[data-live-badge]")).to_have_attribute("data-status", "polling")
    session(page, PITCHES).focus()
    page.keyboard.press("ArrowRight")
    said(page, "Moved to Green, 13:00–14:00. No conflicts.")
    page.keyboard.press("Control+z")
    said(page, "Undone")
    complaints.clear()  # The sockets that were kept from getting through.


def test_people_come_and_go_in_the_form_without_a_new_page(organiser: Page, assert_page_is_sound: Soundness) -> None:
    page = organiser
    session(page, PITCHES).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/builder/items/*")
    page.get_by_label("Subtitle").fill("Typed before")
    people = page.get_by_role("group", name="People")
    people.get_by_label("Add somebody").fill("demo speaker")
    people.get_by_role("button", name="Add", exact=True).click()
    expect(people.get_by_label("Role of Demo speaker")).to_be_visible()
    expect(people.get_by_label("Add somebody")).to_be_focused()
    expect(page.get_by_label("Subtitle")).to_have_value("Typed before")
    assert_page_is_sound(page)
    people.get_by_role("button", name="Remove Demo speaker").click()
    expect(people.get_by_label("Role of Demo speaker")).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.get_by_text(f"Edited “{PITCHES}”.")).to_be_visible()
