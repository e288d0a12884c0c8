"""Calls as people have them, in browsers with cameras that are none: they see each other, leave, reload, are moved."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.conftest import Soundness
from tests.serving import Server

PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 860}
ROLES = ("attendee", "juror", "speaker", "moderator")
_tables = count(1)
FRAMES = """tile => { const video = tile.querySelector('video');
  return video.srcObject ? video.getVideoPlaybackQuality().totalVideoFrames : 0; }"""
ADVANCES = """([selector, count]) => { const videos = [...document.querySelectorAll(selector)];
  return videos.length === count && videos.every(video => {
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    video.seen ??= frames; return frames > video.seen + 3; }); }"""
OTHERS = ".call-tile.has-picture:not(.is-own):not(.is-screen) video"
# From now on whoever waits two seconds or longer, for a second try or for a line to be given up, waits in vain.
NO_SECOND_TRY = """(() => { const kept = { setTimeout, setInterval };
  for (const [name, real] of Object.entries(kept))
    window[name] = (act, wait = 0, ...given) => wait < 2000 ? real(act, wait, ...given) : 0;
  window.mayTryAgain = () => Object.assign(window, kept); })()"""

# What a page says so goes out only when the test says so.
HOLD = """(pattern => { const send = WebSocket.prototype.send; let held = () => {}; window.isHeld = false;
  WebSocket.prototype.send = function (text) {
    if (!new RegExp(pattern).test(text)) return send.call(this, text);
    held = () => send.call(this, text); window.isHeld = true; };
  window.letGo = () => { WebSocket.prototype.send = send; held(); }; })"""
# The page is seated, and its line does not open.
THE_LINE = '"watch",.*"call_line"'
GIVE_THE_SEAT_BACK = """async ([room, peer]) => {
  const { send } = await import('/static/live.js'); await send('calls.leave', { room, peer }); }"""
# Notes that the server has handed an offer on.
NOTE_OFFERS = r"""(() => { const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    const id = /^42(\d+)\["calls\.signal",.*"type":"offer"/.exec(text)?.[1];
    if (id) this.addEventListener('message', ({ data }) => { window.offered ||= `${data}`.startsWith(`43${id}[`); });
    send.call(this, text); }; })()"""


class CallServer(Server):
    """A server with the tables of tests."""

    program = ("-m", "tests.calls.serve")


@pytest.fixture(scope="module")
def call_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = CallServer(tmp_path_factory.mktemp("calls"))
    server.start()
    yield f"http://{server.address}"
    server.kill()


@dataclass(frozen=True)
class Table:
    """A table, and the pages of people who look at its call."""

    number: int
    pages: dict[str, Page]

    def join(self, *roles: str, way: str = "Join") -> None:
        for role in roles or self.pages:
            self.pages[role].get_by_role("button", name=way, exact=True).click()
            expect(self.pages[role].get_by_role("button", name="Leave")).to_be_visible()


@pytest.fixture
def gather(call_url: str, new_context: Callable[..., BrowserContext]) -> Callable[..., Table]:
    """Return a function that brings people to a table of their own, none of them in its call yet."""

    def come(*roles: str, window: dict[str, int] = LAPTOP, **options: Any) -> Table:
        number = next(_tables)
        pages = {}
        for role in roles:
            page = new_context(viewport=window, **options).new_page()
            page.goto(f"{call_url}/demo/sign-in/{role}")
            page.locator("form[data-sign-in] button").click()
            page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
            page.goto(f"{call_url}/ecc-live/test-table/{number}")
            pages[role] = page
        return Table(number, pages)

    return come


def see(page: Page, others: int, seconds: int = 60) -> None:
    """Wait until the pictures of exactly so many others advance."""
    page.evaluate("() => document.querySelectorAll('video').forEach(video => delete video.seen)")
    page.wait_for_function(ADVANCES, arg=[OTHERS, others], timeout=seconds * 1000)


def reload_and_see(page: Page, other: Page) -> None:
    """Reload a call of two: both see each other again by themselves, at the first try."""
    other.evaluate(NO_SECOND_TRY)
    page.add_init_script(NO_SECOND_TRY)
    page.reload()
    for either in (page, other):
        see(either, 1)
    for either in (page, other):
        either.evaluate("() => window.mayTryAgain()")


def tile(page: Page, number: int = 0) -> Any:
    return page.locator(".call-tile:not(.is-own)").nth(number)


def own_peer(page: Page) -> str:
    return page.locator(".call-tile.is-own").get_attribute("data-peer") or ""


def test_four_see_each_other_and_one_leaves(gather: Callable[..., Table], assert_page_is_sound: Soundness) -> None:
    table = gather(*ROLES)
    first = table.pages["attendee"]
    expect(first.get_by_text("Nobody is in the call yet.")).to_be_visible()
    assert_page_is_sound(first)
    table.join()
    for page in table.pages.values():
        see(page, 3)
    assert_page_is_sound(first)
    table.pages["juror"].get_by_role("button", name="Leave").click()
    expect(table.pages["juror"].get_by_text("You have left the call.").last).to_be_visible()
    for role in ("attendee", "speaker", "moderator"):
        expect(table.pages[role].locator(".call-tile")).to_have_count(3)
        see(table.pages[role], 2)


def test_what_one_switches_off_the_others_see(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join()
    mine, theirs = table.pages["attendee"], table.pages["juror"]
    see(theirs, 1)
    microphone = mine.get_by_role("button", name="Microphone")
    expect(microphone).to_have_attribute("aria-pressed", "true")
    microphone.click()
    expect(tile(theirs).get_by_label("Microphone off")).to_be_visible()
    # By a key, as long as the focus is within the call.
    mine.keyboard.press("v")
    expect(mine.get_by_role("button", name="Camera")).to_have_attribute("aria-pressed", "false")
    expect(theirs.locator(OTHERS)).to_have_count(0)
    mine.keyboard.press("v")
    see(theirs, 1)
    mine.keyboard.press("m")
    expect(tile(theirs).get_by_label("Microphone off")).to_be_hidden()
    # The made-up microphone beeps.
    expect(tile(theirs)).to_have_class(re.compile("is-speaking"))


def test_a_screen_is_shared_large_beside_the_faces(
    gather: Callable[..., Table], assert_page_is_sound: Soundness
) -> None:
    table = gather("attendee", "juror")
    table.join()
    mine, theirs = table.pages["attendee"], table.pages["juror"]
    see(theirs, 1)
    # A headless browser has no screen: a drawing that changes stands for one.
    mine.evaluate(
        """() => { navigator.mediaDevices.getDisplayMedia = async () => {
          const canvas = document.createElement('canvas');
          const pen = canvas.getContext('2d');
          let number = 0;
          setInterval(() => { pen.fillStyle = '#fff'; pen.fillRect(0, 0, 300, 150); pen.fillStyle = '#000';
            pen.fillText(`Slide ${number++}`, 20, 40); }, 100);
          return canvas.captureStream(10); }; }"""
    )
    mine.get_by_role("button", name="Screen").click()
    theirs.wait_for_function(ADVANCES, arg=[".call-tile.is-screen video", 1])
    expect(theirs.get_by_text("Screen of Demo attendee")).to_be_visible()
    for page in (mine, theirs):
        see(page, 1)
    assert_page_is_sound(theirs)
    mine.get_by_role("button", name="Screen").click()
    expect(theirs.locator(".call-tile.is-screen")).to_have_count(0)
    see(theirs, 1)


def test_who_loses_the_line_stays_in_sight_and_is_heard_of_again(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join()
    mine, theirs = table.pages["attendee"], table.pages["juror"]
    see(theirs, 1)
    mine.context.set_offline(True)
    expect(mine.get_by_text("The connection was lost.")).to_be_visible()
    # The call itself needs no server.
    see(mine, 1)
    mine.keyboard.press("m")
    mine.context.set_offline(False)
    expect(mine.get_by_text("The connection was lost.")).to_be_hidden()
    expect(tile(theirs).get_by_label("Microphone off")).to_be_visible()
    see(mine, 1)
    see(theirs, 1)


def test_who_reloads_is_back_at_the_first_try_with_the_hand_still_raised(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join()
    see(table.pages["attendee"], 1)
    hand = tile(table.pages["attendee"]).get_by_label("Hand raised")
    table.pages["juror"].locator('[data-switch="hand"]').click()
    expect(hand).to_be_visible()
    reload_and_see(table.pages["juror"], table.pages["attendee"])
    expect(hand).to_be_visible()
    expect(table.pages["juror"].locator('[data-switch="hand"]')).to_have_attribute("aria-pressed", "true")
    expect(table.pages["attendee"].locator(".call-tile")).to_have_count(2)


COUNT_NEW_WAYS = """() => { const { prototype } = RTCPeerConnection, restart = prototype.restartIce;
  window.ways = 0; prototype.restartIce = function () { window.ways += 1; restart.call(this); };
  navigator.connection.addEventListener('change', () => { window.isSlower = true; }); }"""


def test_no_other_way_is_looked_for_where_the_same_network_only_becomes_slower(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join()
    page = table.pages["attendee"]
    see(page, 1)
    page.evaluate(COUNT_NEW_WAYS)
    slower = {"offline": False, "latency": 700, "downloadThroughput": 40_000, "uploadThroughput": 40_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slower)
    page.wait_for_function("() => window.isSlower")
    assert page.evaluate("() => window.ways") == 0


@pytest.mark.parametrize("late_is_polite", [True, False])
def test_whom_an_offer_reached_before_their_line_stood_is_in_at_the_first_try(
    gather: Callable[..., Table], late_is_polite: bool
) -> None:
    table = gather("attendee", "juror")
    late, caller = table.pages["attendee"], table.pages["juror"]
    late.evaluate(NO_SECOND_TRY)
    late.evaluate(HOLD, THE_LINE)
    table.join("attendee")
    # The page knows of the other's seat from its beginning.
    caller.reload()
    caller.evaluate(NO_SECOND_TRY)
    caller.evaluate(NOTE_OFFERS)
    table.join("juror")
    while (own_peer(late) < own_peer(caller)) is not late_is_polite:
        caller.get_by_role("button", name="Leave").click()
        caller.evaluate("() => { window.offered = false; }")
        table.join("juror")
    caller.wait_for_function("() => window.offered")
    late.evaluate("() => window.letGo()")
    for page in (late, caller):
        see(page, 1)


def test_who_leaves_before_the_line_stands_joins_again_at_once(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join("juror")
    hasty = table.pages["attendee"]
    hasty.evaluate(HOLD, THE_LINE)
    table.join("attendee")
    hasty.get_by_role("button", name="Leave").click()
    hasty.evaluate("() => window.letGo()")
    table.join("attendee")
    for page in table.pages.values():
        see(page, 1)
        expect(page.locator(".call-tile")).to_have_count(2)


def test_who_leaves_while_being_put_through_anew_stays_away(gather: Callable[..., Table], call_url: str) -> None:
    table = gather("attendee", "juror")
    table.join()
    leaver, other = table.pages["attendee"], table.pages["juror"]
    see(other, 1)
    room = leaver.request.get(f"{call_url}/ecc-live/test-table/{table.number}/room").json()["room"]
    leaver.evaluate(HOLD, '"calls.join"')
    leaver.evaluate(GIVE_THE_SEAT_BACK, [room, own_peer(leaver)])
    # The page asks for a seat again by itself.
    leaver.wait_for_function("() => window.isHeld")
    leaver.get_by_role("button", name="Leave").click()
    leaver.evaluate(f"pattern => {{ window.letGo(); {HOLD}(pattern); }}", '"calls.leave"')
    # The seat that it is given all the same it gives back.
    leaver.wait_for_function("() => window.isHeld")
    leaver.evaluate("() => window.letGo()")
    expect(other.locator(".call-tile")).to_have_count(1)
    expect(leaver.get_by_role("button", name="Join", exact=True)).to_be_visible()
    expect(leaver.locator(".call-tile")).to_have_count(0)


def test_two_who_join_in_the_same_moment_are_in_at_the_first_try(gather: Callable[..., Table]) -> None:
    pages = gather("attendee", "juror").pages.values()
    for page in pages:
        page.evaluate(NO_SECOND_TRY)
        page.evaluate("() => setTimeout(() => document.querySelector('[data-join]').click(), 300)")
    for page in pages:
        see(page, 1)


def test_whose_candidates_alone_are_heard_is_called(gather: Callable[..., Table]) -> None:
    page = gather("attendee").pages["attendee"]
    page.evaluate(NO_SECOND_TRY)
    page.evaluate(
        """async ([me, peer]) => {
          const { transport } = await import('/static/calls_mesh.js');
          const signal = (to, { description }) => { window.offered ||= to === peer && description?.type === 'offer'; };
          const mesh = transport({ answer: {}, me, hooks: { signal, onTrack() {}, onState() {} } });
          mesh.heard({ from: peer, candidates: [{ candidate: '', sdpMid: '0' }] });
          mesh.setMembers([{ peer, here: true }]); }""",
        ["a" * 32, "b" * 32],
    )
    page.wait_for_function("() => window.offered")


@pytest.mark.parametrize("is_polite", [True, False])
def test_an_offer_that_comes_before_one_s_own_is_made_meets_it_all_the_same(
    gather: Callable[..., Table], is_polite: bool
) -> None:
    page = gather("attendee").pages["attendee"]
    page.evaluate(
        """async ([me, peer]) => {
          const { transport } = await import('/static/calls_mesh.js');
          window.told = [];
          window.came = [];
          const signal = (_to, { description }) => description && window.told.push(description.type);
          const onTrack = (_from, kind, track) => track && window.came.push(kind);
          const other = new RTCPeerConnection();
          for (const kind of ['audio', 'video', 'video']) other.addTransceiver(kind);
          await other.setLocalDescription();
          const mesh = transport({ answer: {}, me, hooks: { signal, onTrack, onState() {} } });
          mesh.setMembers([{ peer, here: true }]);
          mesh.heard({ from: peer, description: other.localDescription.toJSON() }); }""",
        ["a" * 32, "b" * 32] if is_polite else ["b" * 32, "a" * 32],
    )
    page.wait_for_function("() => window.told.length")
    assert page.evaluate("() => window.told[0]") == ("answer" if is_polite else "offer")
    assert page.evaluate("() => window.came") == (["microphone", "camera", "screen"] if is_polite else [])


class LateNews:
    """A page's line on which the news of who is in a call may come late; all else comes at once."""

    def __init__(self, page: Page) -> None:
        self._is_holding, self._held = False, list[Callable[[], None]]()
        page.route_web_socket(re.compile("socket.io"), self._connect)
        page.reload()

    def hold(self) -> None:
        self._is_holding = True

    def let_go(self, *, newest: bool = False) -> None:
        self._is_holding = False
        # A line that is slow gets only the newest news.
        for send in self._held[-1:] if newest else self._held:
            send()

    def _connect(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def from_server(text: str | bytes) -> None:
            if self._is_holding and re.match(r'42\["snapshot",\{"topic": ?"call",', str(text)):
                self._held.append(lambda: route.send(text))
            else:
                route.send(text)

        server.on_message(from_server)


NOTE_TRACKS = """() => { const Plain = RTCPeerConnection; window.tracks = 0;
  window.RTCPeerConnection = class extends Plain {
    constructor(...given) { super(...given); this.addEventListener('track', () => { window.tracks += 1; }); } }; }"""


def test_whose_picture_comes_before_the_news_that_they_joined_is_seen(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    page = table.pages["attendee"]
    late = LateNews(page)
    page.evaluate(NOTE_TRACKS)
    table.join("attendee")
    expect(page.locator(".call-tile.is-own")).to_have_count(1)
    late.hold()
    table.join("juror")
    page.wait_for_function("() => window.tracks === 3")
    # Which draws everybody anew.
    page.locator('[data-switch="hand"]').click()
    late.let_go()
    see(page, 1)


def test_one_s_own_picture_is_there_though_it_comes_before_the_news_that_one_has_joined(
    gather: Callable[..., Table],
) -> None:
    table = gather("attendee")
    page = table.pages["attendee"]
    late = LateNews(page)
    late.hold()
    page.evaluate(HOLD, '"calls.state"')
    table.join()
    # Told as soon as it has joined.
    page.wait_for_function("() => window.isHeld")
    page.evaluate("() => window.letGo()")
    late.let_go()
    expect(page.locator(".call-tile.is-own.has-picture")).to_have_count(1)


# The browser asks whether the page may have the device: it is answered when the test says so.
ASKED_FOR_DEVICES = """() => { const { mediaDevices } = navigator, take = mediaDevices.getUserMedia.bind(mediaDevices);
  window.given = []; window.answer = null;
  mediaDevices.getUserMedia = async wanted => { await new Promise(answered => { window.answer = answered; });
    const stream = await take(wanted); window.given.push(...stream.getTracks()); return stream; }; }"""
# A task later all that follows from it is done.
ANSWERED = """async () => { const before = window.given.length; window.answer();
  while (window.given.length === before) await new Promise(done => setTimeout(done));
  await new Promise(done => setTimeout(done)); }"""
STILL_ON = "() => window.given.filter(({ readyState }) => readyState === 'live').length"


def test_the_microphone_is_switched_off_while_the_browser_asks_for_the_camera(gather: Callable[..., Table]) -> None:
    table = gather("attendee")
    page = table.pages["attendee"]
    table.join(way="Join with sound only")
    page.evaluate(ASKED_FOR_DEVICES)
    microphone, camera = (page.get_by_role("button", name=name) for name in ("Microphone", "Camera"))
    camera.click()
    page.wait_for_function("() => window.answer")
    microphone.click()
    expect(microphone).to_have_attribute("aria-pressed", "false")
    page.evaluate(ANSWERED)
    expect(camera).to_have_attribute("aria-pressed", "true")
    expect(microphone).to_have_attribute("aria-pressed", "false")


def test_a_camera_that_comes_after_one_has_left_is_given_back(gather: Callable[..., Table]) -> None:
    table = gather("attendee")
    page = table.pages["attendee"]
    table.join(way="Join with sound only")
    page.evaluate(ASKED_FOR_DEVICES)
    page.get_by_role("button", name="Camera").click()
    page.wait_for_function("() => window.answer")
    page.get_by_role("button", name="Leave").click()
    page.evaluate(ANSWERED)
    assert page.evaluate(STILL_ON) == 0
    page.reload()
    expect(page.get_by_text("Nobody is in the call yet.")).to_be_visible()


def test_who_joins_while_camera_and_microphone_are_being_checked_has_both(gather: Callable[..., Table]) -> None:
    table = gather("attendee")
    page = table.pages["attendee"]
    page.evaluate(ASKED_FOR_DEVICES)
    page.get_by_role("button", name="Check camera and microphone").click()
    page.wait_for_function("() => window.answer")
    page.get_by_role("button", name="Join", exact=True).click()
    page.evaluate(ANSWERED)
    expect(page.locator(".call-tile.is-own.has-picture")).to_have_count(1)
    for name in ("Microphone", "Camera"):
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")


def test_who_just_listens_while_camera_and_microphone_are_being_checked_gives_them_back(
    gather: Callable[..., Table],
) -> None:
    table = gather("attendee")
    page = table.pages["attendee"]
    page.evaluate(ASKED_FOR_DEVICES)
    page.get_by_role("button", name="Check camera and microphone").click()
    page.wait_for_function("() => window.answer")
    table.join(way="Just listen")
    page.evaluate(ANSWERED)
    assert page.evaluate(STILL_ON) == 0


# The section goes, as where one is moved to another table, while the browser still asks.
CLOSE = "async () => (await import('/static/calls.js')).mount(document.querySelector('[data-call]')).close()"


def test_who_is_taken_from_the_page_while_the_browser_asks_takes_no_seat(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    page = table.pages["attendee"]
    page.evaluate(ASKED_FOR_DEVICES)
    page.evaluate(HOLD, '"calls.join"')
    page.get_by_role("button", name="Join", exact=True).click()
    page.wait_for_function("() => window.answer")
    page.evaluate(CLOSE)
    page.evaluate(ANSWERED)
    assert page.evaluate(STILL_ON) == 0
    assert not page.evaluate("() => window.isHeld")


def test_who_is_moved_away_is_cut_off_on_both_sides(gather: Callable[..., Table], call_url: str) -> None:
    table = gather("attendee", "juror", "speaker")
    table.join()
    moved = table.pages["juror"]
    see(moved, 2)
    who = moved.request.get(f"{call_url}/ecc-live/test-table/{table.number}/room").json()["me"]
    moved.request.get(f"{call_url}/ecc-live/test-table/{table.number}/away/{who}")
    expect(moved.get_by_text("This call is not open to you any more.").first).to_be_visible()
    expect(moved.locator(".call-tile")).to_have_count(0)
    for role in ("attendee", "speaker"):
        expect(table.pages[role].locator(".call-tile")).to_have_count(2)
        see(table.pages[role], 1)


def test_a_second_page_takes_over(gather: Callable[..., Table], call_url: str) -> None:
    table = gather("attendee", "juror")
    table.join()
    first = table.pages["attendee"]
    second = first.context.new_page()
    second.goto(f"{call_url}/ecc-live/test-table/{table.number}")
    second.get_by_role("button", name="Join", exact=True).click()
    expect(first.get_by_text("You have joined this call from another page or device.").first).to_be_visible()
    see(second, 1)
    see(table.pages["juror"], 1)


def test_a_page_that_was_taken_over_from_does_not_take_the_call_back(
    gather: Callable[..., Table], call_url: str
) -> None:
    table = gather("attendee", "juror")
    first = table.pages["attendee"]
    late = LateNews(first)
    table.join()
    see(first, 1)
    late.hold()
    second = first.context.new_page()
    second.goto(f"{call_url}/ecc-live/test-table/{table.number}")
    second.get_by_role("button", name="Join", exact=True).click()
    see(second, 1)
    peer = own_peer(second)
    # As where it wakes up: it looks for a way to the others, who are no more its own, before it is told.
    first.evaluate("() => dispatchEvent(new Event('online'))")
    expect(first.get_by_text("You have joined this call from another page or device.").first).to_be_visible()
    late.let_go()
    see(second, 1)
    assert own_peer(second) == peer


def test_who_never_heard_of_being_in_is_told_of_being_taken_over_from(
    gather: Callable[..., Table], call_url: str
) -> None:
    table = gather("attendee")
    first = table.pages["attendee"]
    late = LateNews(first)
    late.hold()
    first.evaluate(HOLD, '"calls.state"')
    table.join()
    first.wait_for_function("() => window.isHeld")
    second = first.context.new_page()
    second.goto(f"{call_url}/ecc-live/test-table/{table.number}")
    second.get_by_role("button", name="Join", exact=True).click()
    expect(second.locator(".call-tile.is-own")).to_have_count(1)
    first.evaluate("() => window.letGo()")
    late.let_go(newest=True)
    expect(first.get_by_text("You have joined this call from another page or device.").first).to_be_visible()
    expect(second.locator(".call-tile.is-own")).to_have_count(1)


def test_without_devices_one_listens(gather: Callable[..., Table]) -> None:
    table = gather("attendee", "juror")
    table.join("attendee")
    listener = table.pages["juror"]
    listener.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); }; }"
    )
    table.join("juror")
    expect(listener.get_by_text("No camera or microphone was found.").first).to_be_visible()
    see(listener, 1)
    expect(tile(table.pages["attendee"]).get_by_label("Microphone off")).to_be_visible()


def test_the_check_before_shows_oneself_and_how_loud_one_is(
    gather: Callable[..., Table], assert_page_is_sound: Soundness
) -> None:
    table = gather("attendee", "juror", window=PHONE)
    page = table.pages["attendee"]
    page.get_by_role("button", name="Check camera and microphone").click()
    page.wait_for_function(ADVANCES, arg=["[data-preview]", 1])
    page.wait_for_function("() => document.querySelector('[data-level]').value > 0.05")
    assert_page_is_sound(page)
    page.get_by_role("switch", name="Camera").click()
    expect(page.get_by_text("Camera off")).to_be_visible()
    table.join("juror", "attendee")
    expect(table.pages["juror"].locator(".call-tile")).to_have_count(2)
    see(page, 1)
    expect(table.pages["juror"].locator(OTHERS)).to_have_count(0)
    assert_page_is_sound(page)
