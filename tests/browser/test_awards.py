"""An award in real browsers: the vote of the demo from its opening to the winner, on phones, the desk and the wall.

One vote serves all of it, because a vote is opened once: an ordinary phone with two tabs, one without scripts, one that
no WebSocket gets through to, one that goes offline while it confirms, one led by its keys alone, one that is late.
"""

import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
ON_LINE = re.compile("live|polling")
Contexts = Callable[..., BrowserContext]
COMMITMENT = """async ([voting, finalist, nonce]) => {
  const bytes = new TextEncoder().encode(`${voting}:${finalist}:${nonce}`);
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}"""


def _phone(new_context: Contexts, number: int, address: str, **options: Any) -> Page:
    page = new_context(**{**PHONE, **options}).new_page()
    page.goto(f"/demo/sign-in/attendee/{number}")
    page.locator("form[data-sign-in] button").click()
    page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
    page.goto(address)
    return page


def _address(page: Page) -> str:
    """Return the address of the award whose vote is ready to be opened in the live demo."""
    page.goto("/ecc-live/awards")
    link = page.get_by_role("link", name="European Cluster Manager of the Year")
    href = link.first.get_attribute("href")
    assert href
    return href


def _give_photos(page: Page, award: str) -> None:
    """Give each finalist a photo: a wall waits for pictures, and must not be held up by them."""
    face = io.BytesIO()
    Image.new("RGB", (400, 400), "teal").save(face, "PNG")
    page.goto(f"{award}/finalists")
    papers = [link.get_attribute("href") or "" for link in page.get_by_role("link", name=re.compile("^Edit ")).all()]
    assert papers
    for address in papers:
        page.goto(address)
        photo = {"name": "face.png", "mimeType": "image/png", "buffer": face.getvalue()}
        page.get_by_label("Photo").set_input_files(photo)  # type: ignore[arg-type]
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status").first).to_contain_text("is saved")


def _press(desk: Page, says: str, *, asks: bool = False) -> None:
    button = desk.locator("[data-steps] .next-step button")
    expect(button).to_have_text(says)
    button.click()
    if asks:
        desk.locator("#confirm-dialog [value=yes]").click()


def _choose(phone: Page, place: int) -> str:
    card = phone.locator(".choice").nth(place)
    expect(card).to_be_visible()
    name = card.locator(".finalist-name").text_content() or ""
    card.tap()
    phone.get_by_role("button", name="Continue").tap()
    expect(phone.locator("[data-confirm-form] .finalist:visible .finalist-name")).to_have_text(name)
    return name


def _cast(phone: Page) -> None:
    phone.get_by_role("button", name="Cast my vote").tap()


def _expect_counted(phones: Sequence[Page]) -> None:
    for phone in phones:
        expect(phone.get_by_text("Your vote counts", exact=True)).to_be_visible()


def _by_keys(phone: Page) -> None:
    """Choose the second finalist, go back once, confirm, all of it by keys."""
    first = phone.locator(".choice input").first
    expect(first).to_be_attached()
    first.focus()
    phone.keyboard.press("Space")
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-confirm-title]")).to_be_focused()
    phone.get_by_role("button", name="Change").focus()
    phone.keyboard.press("Enter")
    expect(phone.locator(".choice input").nth(1)).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-confirm-title]")).to_be_focused()
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Cast my vote")).to_be_focused()
    phone.keyboard.press("Enter")


def _without_script(plain: Page) -> str:
    """Vote by two plain forms; return the receipt, which stands on the page and nowhere in an address."""
    plain.reload()
    plain.locator(".choice").first.tap()
    plain.get_by_role("button", name="Continue").tap()
    plain.get_by_role("button", name="Cast my vote").tap()
    receipt = plain.locator(".receipt textarea").input_value()
    assert json.loads(receipt)["commitment"] not in plain.url
    return receipt


def _receipt_on(phone: Page) -> dict[str, str]:
    kept = phone.evaluate("Object.entries(localStorage).find(([name]) => name.startsWith('award-receipt:'))[1]")
    receipt: dict[str, str] = json.loads(kept)
    return receipt


@dataclass
class Hall:
    """Everybody in it, each at the award's page for them."""

    wall: Page
    desk: Page
    ordinary: Page
    beside: Page
    plain: Page
    blocked: Page
    leaving: Page
    keys: Page
    unanswered: Page
    late: Page


@pytest.fixture
def hall(page: Page, new_context: Contexts, sign_in: SignIn) -> Hall:
    """A wall, a desk and phones before the opening, all of them on the line."""
    sign_in(page, "organiser")
    award = _address(page)
    _give_photos(page, award)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{award}/wall")
    desk = new_context(viewport={"width": 1180, "height": 820}).new_page()
    sign_in(desk, "moderator")
    desk.goto(f"{award}/controls")
    vote = f"{award}/vote"
    ordinary = _phone(new_context, 31, vote)
    beside = ordinary.context.new_page()
    beside.goto(vote)
    plain = _phone(new_context, 32, vote, java_script_enabled=False)
    blocked = _phone(new_context, 33, vote)
    blocked.context.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
    blocked.reload()
    leaving = _phone(new_context, 34, vote, color_scheme="dark")
    keys, late, unanswered = (_phone(new_context, number, vote) for number in (35, 36, 37))
    for phone in (ordinary, blocked, leaving, keys, late):
        expect(phone.locator("[data-live-badge]")).to_have_attribute("data-status", ON_LINE)
    return Hall(page, desk, ordinary, beside, plain, blocked, leaving, keys, unanswered, late)


def test_a_vote_from_its_opening_to_the_winner(
    hall: Hall, assert_page_is_sound: Soundness, complaints: list[tuple[str, str]]
) -> None:
    def all_sound(*pages: Page) -> None:
        for page in pages:
            assert_page_is_sound(page)

    expect(hall.ordinary.get_by_text("The vote is not open yet.")).to_be_visible()
    all_sound(hall.ordinary, hall.desk, hall.wall)
    _press(hall.desk, "Open the vote", asks=True)
    expect(hall.wall.locator("[data-award-wall]")).to_have_attribute("data-scene", "voting")
    expect(hall.wall.locator(".seal .digits").first).to_be_visible()
    for place, phone in enumerate((hall.ordinary, hall.beside, hall.blocked, hall.leaving, hall.late)):
        _choose(phone, place % 3)
    all_sound(hall.ordinary, hall.leaving, hall.desk, hall.wall)
    _vote_all(hall, complaints)
    all_sound(hall.ordinary, hall.leaving, hall.keys, hall.desk, hall.wall)
    _keep_and_forget(hall.ordinary, hall.beside)
    _press(hall.desk, "Close the vote", asks=True)
    expect(hall.late.get_by_text("The result is revealed in the hall, and here.")).to_be_visible()
    expect(hall.wall.locator(".award-wall-word")).to_have_text("The vote is closed")
    all_sound(hall.wall, hall.late)
    _reveal_all(hall.desk, hall.wall, hall.ordinary)
    all_sound(hall.ordinary, hall.leaving, hall.keys, hall.desk, hall.wall)
    _check_what_was_published(hall.keys)
    all_sound(hall.keys)


def _vote_all(hall: Hall, complaints: list[tuple[str, str]]) -> None:
    """Let all but the late one vote, each in its own way."""
    drawn = _cast_while_offline(hall.leaving, complaints)
    _cast(hall.ordinary)
    # The other tab learns of it by itself, and what it had chosen is not sent.
    _expect_counted([hall.ordinary, hall.beside])
    _cast(hall.blocked)
    _by_keys(hall.keys)
    receipt = _without_script(hall.plain)
    _lose_the_answer(hall.unanswered, complaints)
    _expect_counted([hall.ordinary, hall.blocked, hall.keys, hall.leaving])
    for seen in (hall.wall, hall.desk):
        expect(seen.locator("[data-ballots]")).to_have_text("6")
    assert json.loads(receipt)["voting"] == _receipt_on(hall.ordinary)["voting"]
    # What was drawn before the line broke is what counts after it, and nothing of the choice is left.
    kept = _receipt_on(hall.leaving)
    expected = hall.ordinary.evaluate(COMMITMENT, [kept["voting"], drawn["finalist"], drawn["nonce"]])
    assert kept["commitment"] == expected
    assert hall.leaving.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('live:award'))") == []


def _cast_while_offline(phone: Page, complaints: list[tuple[str, str]]) -> dict[str, str]:
    """Confirm without a network, reload nothing, and come back; return what was kept meanwhile."""
    before = len(complaints)
    phone.context.set_offline(True)
    _cast(phone)
    expect(phone.locator("[data-waits]")).to_be_visible()
    expect(phone.locator("[data-waits]")).to_contain_text("goes out by itself")
    kept = phone.evaluate("Object.entries(sessionStorage).find(([name]) => name.startsWith('live:award'))[1]")
    phone.context.set_offline(False)
    _expect_counted([phone])
    # Requests that were lost on the way are what this is about.
    del complaints[before:]
    said: dict[str, str] = json.loads(kept)["message"]["payload"]
    return said


def _lose_the_answer(phone: Page, complaints: list[tuple[str, str]]) -> None:
    """Have a ballot counted whose answer is lost, and reload: its receipt comes, and nothing of the choice is left."""
    before = len(complaints)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    phone.context.route_web_socket(re.compile("socket.io"), lambda socket: socket.close())
    phone.context.route(re.compile("/socket.io/"), lambda route: route.abort())
    phone.context.route(re.compile("/message/awards.cast"), lose)
    phone.reload()
    _choose(phone, 1)
    with phone.expect_event("requestfailed", lambda request: "/message/awards.cast" in request.url):
        _cast(phone)
    phone.context.unroute_all()
    phone.reload()
    _expect_counted([phone])
    expect(phone.locator("[data-qr] svg")).to_be_visible()
    assert phone.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('live:award'))") == []
    del complaints[before:]


def _keep_and_forget(phone: Page, beside: Page) -> None:
    """A receipt is saved as a file, found again after a reload, and gone from both tabs when it is forgotten."""
    phone.reload()
    expect(phone.locator("[data-qr] svg")).to_be_visible()
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Download").tap()
    saved = json.loads(download.value.path().read_text())
    assert saved == _receipt_on(phone)
    phone.get_by_role("button", name="Forget it").tap()
    for tab in (phone, beside):
        expect(tab.get_by_text("There is no receipt on this device")).to_be_visible()
    assert phone.evaluate("Object.keys(localStorage).filter(name => name.startsWith('award-'))") == []


def _reveal_all(desk: Page, wall: Page, phone: Page) -> None:
    section, late = wall.locator("[data-award-wall]"), list[tuple[Route, APIResponse]]()

    def hold(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    for shown in range(1, 4):
        button = desk.locator("[data-steps] .next-step button")
        label = button.text_content() or ""
        if shown == 2:
            phone.route("**fragment=1", hold)
            with phone.expect_request("**fragment=1"):
                _press(desk, label)
        else:
            _press(desk, label)
        expect(section).to_have_attribute("data-shown", str(shown))
        expect(wall.locator(".award-wall-people .finalist-name").first).to_be_visible()
        expect(wall.locator(".award-wall-people img").first).to_be_visible()
        expect(phone.locator(".place-name").first).to_be_visible()
        if "winner" in label:
            break
        # The desk hears of it when it does: what it says next is read then.
        expect(button).not_to_have_text(label)
    expect(section).to_have_attribute("data-scene", "revealed")
    expect(wall.locator(".award-wall-chart .result")).to_be_visible()
    winner = re.compile("^(The winner is|Shared by)")
    expect(phone.locator("[data-say]")).to_have_text(winner)
    # What was asked for before the winner was known comes after it.
    route, answer = late[0]
    with phone.expect_event("requestfinished"):
        route.fulfill(response=answer)
    phone.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    expect(phone.locator("[data-say]")).to_have_text(winner)
    expect(phone.locator(".outcome")).to_have_text(winner)
    phone.unroute("**fragment=1", hold)


def _check_what_was_published(phone: Page) -> None:
    """The browser finds that the record holds, with the receipt that it keeps; and which one digit was changed."""
    phone.goto(phone.url.replace("/vote", "/verify"))
    check, found = phone.get_by_role("button", name="Check now"), phone.locator("[data-verify-result]")
    check.tap()
    expect(found).to_contain_text("Everything holds")
    expect(found).to_contain_text("is signed, its ballot was counted, for")
    published = phone.evaluate(
        "fetch(document.querySelector('form[data-record]').dataset.record).then(it => it.text())"
    )
    nonce = json.loads(published)["ballots"].popitem()[1][0][2]
    forged = published.replace(nonce, nonce[:-1] + ("0" if nonce[-1] != "0" else "1"))
    phone.get_by_text("Check a file, or receipts from elsewhere").tap()
    upload = {"name": "record.json", "mimeType": "application/json", "buffer": forged.encode()}
    phone.get_by_label("Record from a file").set_input_files(files=upload)  # type: ignore[arg-type]
    check.tap()
    expect(found).to_contain_text("does not fit its choice")
