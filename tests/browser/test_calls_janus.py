"""A call by a real Janus, in browsers with cameras that are none: pictures advance, and come back after its restart."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, WebSocketRoute, expect

from tests.browser.test_calls import ADVANCES, OTHERS, CallServer, own_peer, see, tile
from tests.calls.janus_server import ADMIN_KEY, TOKEN_SECRET, JanusServer

pytestmark = pytest.mark.janus
ROLES = ("attendee", "juror", "speaker")
LAPTOP = {"width": 1366, "height": 860}
# The module is fetched when a call moves to Janus, and not before.
LINES_TO_JANUS = """() => performance.getEntriesByType('resource')
  .filter(({ name }) => name.includes('calls_janus_line')).length"""


@pytest.fixture(scope="module")
def janus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JanusServer]:
    server = JanusServer(tmp_path_factory.mktemp("janus"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def server(janus: JanusServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CallServer]:
    """A server with the tables of tests, whose operator has a Janus."""
    server = CallServer(
        tmp_path_factory.mktemp("calls"),
        JANUS_URL=janus.url,
        JANUS_SOCKET_URL=janus.socket_url,
        JANUS_ADMIN_KEY=ADMIN_KEY,
        JANUS_TOKEN_SECRET=TOKEN_SECRET,
    )
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def call_url(server: CallServer) -> str:
    """The same, after the organiser has had all calls carried by it."""
    server.sign_in("organiser")
    path = "/ecc-live/calls/settings?server=janus"
    form = {"csrf_token": server.token(path), "version": "0"}
    assert server.ask("POST", path, form)[0] == 302
    return f"http://{server.address}"


Come = Callable[[str, str, int, str], Page]


@pytest.fixture
def come(new_context: Callable[..., BrowserContext]) -> Come:
    """Return a function that brings one person of the demo into the call of a table, by one of its buttons."""

    def come(base: str, who: str, number: int, way: str) -> Page:
        page = new_context(viewport=LAPTOP).new_page()
        page.goto(f"{base}/demo/sign-in/{who}")
        page.locator("form[data-sign-in] button").click()
        page.wait_for_url(lambda url: "/demo/sign-in/" not in url)
        page.goto(f"{base}/ecc-live/test-table/{number}")
        page.get_by_role("button", name=way, exact=True).click()
        expect(page.get_by_role("button", name="Leave")).to_be_visible()
        return page

    return come


# Stands first: the tests after it have every call carried by Janus from the beginning.
def test_seven_begin_from_browser_to_browser_and_move_to_janus_when_the_seventh_comes(
    server: CallServer, come: Come
) -> None:
    base = f"http://{server.address}"
    # Two cameras and four who listen: a machine that tests has no cores for thirty pictures.
    ways = ["Join", "Join", *["Just listen"] * 4]
    pages = [come(base, f"attendee/{number}", 9, way) for number, way in enumerate(ways, start=1)]
    for page in pages:
        expect(page.locator(".call-tile")).to_have_count(6)
        see(page, 1 if page in pages[:2] else 2)
        assert page.evaluate(LINES_TO_JANUS) == 0
    pages.append(come(base, "attendee/7", 9, "Just listen"))
    for page in pages:
        expect(page.locator(".call-tile")).to_have_count(7)
        see(page, 1 if page in pages[:2] else 2)
        assert page.evaluate(LINES_TO_JANUS) == 1


@pytest.fixture
def arrive(call_url: str, come: Come) -> Callable[[str, int], Page]:
    """Return a function that brings one person into the call of a table."""
    return lambda role, number: come(call_url, role, number, "Join")


def test_three_see_each_other_one_leaves_and_comes_back(arrive: Callable[[str, int], Page]) -> None:
    pages = [arrive(role, 1) for role in ROLES]
    for page in pages:
        see(page, 2)
    pages[0].get_by_role("button", name="Camera").click()
    expect(pages[1].locator(".call-tile.has-picture:not(.is-own)")).to_have_count(1)
    pages[0].get_by_role("button", name="Camera").click()
    see(pages[1], 2)
    pages[2].get_by_role("button", name="Leave").click()
    for page in pages[:2]:
        expect(page.locator(".call-tile")).to_have_count(2)
        see(page, 1)
    pages[2].get_by_role("button", name="Join", exact=True).click()
    for page in pages:
        see(page, 2)


def test_a_call_comes_back_after_janus_was_killed_and_started_again(
    arrive: Callable[[str, int], Page], janus: JanusServer
) -> None:
    pages = [arrive(role, 2) for role in ROLES]
    for page in pages:
        see(page, 2)
    janus.kill()
    expect(tile(pages[0]).locator("[data-wait]")).to_be_visible()
    janus.start()
    for page in pages:
        page.evaluate("() => document.querySelectorAll('video').forEach(video => delete video.seen)")
        page.wait_for_function(ADVANCES, arg=[OTHERS, 2], timeout=60_000)


# What Janus told this page, and what the page told Janus: all that somebody who was put out still has.
REMEMBER = """() => { const Plain = WebSocket; window.kept = {};
  window.WebSocket = class extends Plain {
    constructor(...given) { super(...given); this.addEventListener('message', ({ data }) => {
      const id = String(data).match(/"private_id":(\\d+)/); if (id) window.kept.privateId = Number(id[1]);
      for (const [, peer] of String(data).matchAll(/"feed_id":"(\\w+)"/g)) window.kept.feed = peer; }); }
    send(text) { try { const said = JSON.parse(text);
      const { token, room } = said.body ?? {}, address = this.url;
      if (token) Object.assign(window.kept, { access: said.token, token, room, address });
    } catch {} super.send(text); } }; }"""
WATCH = """async () => { const { address, access, token, room, privateId, feed } = window.kept;
  const line = new WebSocket(address, 'janus-protocol'); await new Promise(opened => { line.onopen = opened; });
  let number = 0, own = {};
  const ask = message => new Promise(answered => { const transaction = `try${number += 1}`;
    line.addEventListener('message', ({ data }) => { const heard = JSON.parse(data);
      if (heard.transaction === transaction && heard.janus !== 'ack') answered(heard); });
    line.send(JSON.stringify({ ...message, ...own, transaction, token: access })); });
  own = { session_id: (await ask({ janus: 'create' })).data.id };
  own.handle_id = (await ask({ janus: 'attach', plugin: 'janus.plugin.videoroom' })).data.id;
  const body = { request: 'join', ptype: 'subscriber', room, private_id: privateId, token, streams: [{ feed }] };
  const { videoroom, error_code: code } = (await ask({ janus: 'message', body })).plugindata.data;
  line.close(); return [videoroom, code ?? 0]; }"""


def test_who_is_moved_away_is_cut_off_by_janus_itself(arrive: Callable[[str, int], Page], call_url: str) -> None:
    pages = [arrive(role, 3) for role in ROLES]
    moved = pages[1]
    moved.evaluate(REMEMBER)
    moved.get_by_role("button", name="Leave").click()
    moved.get_by_role("button", name="Join", exact=True).click()
    for page in pages:
        see(page, 2)
    assert moved.evaluate(WATCH) == ["attached", 0]
    who = moved.request.get(f"{call_url}/ecc-live/test-table/3/room").json()["me"]
    moved.request.get(f"{call_url}/ecc-live/test-table/3/away/{who}")
    expect(moved.get_by_text("This call is not open to you any more.").first).to_be_visible()
    for page in (pages[0], pages[2]):
        expect(page.locator(".call-tile")).to_have_count(2)
        see(page, 1)
    assert moved.evaluate(WATCH) == ["event", 433]


# How often the picture of somebody else was taken from its tile.
COUNT_PICTURES_TAKEN = """peer => { window.taken = 0;
  const tile = document.querySelector(`.call-tile[data-peer="${peer}"]`);
  new MutationObserver(changes => changes.forEach(({ oldValue }) => {
    if (oldValue.includes('has-picture') && !tile.classList.contains('has-picture')) window.taken += 1; }))
    .observe(tile, { attributes: true, attributeFilter: ['class'], attributeOldValue: true }); }"""


class LineBetween:
    """Janus' line, in which somebody's leaving is heard late, and giving up their tracks is asked for later still."""

    def __init__(self, route: WebSocketRoute) -> None:
        self._route, self._janus = route, route.connect_to_server()
        self._heard: list[str | bytes] = []
        self._asked: str | bytes = ""
        self.is_holding = self.was_late = False
        route.on_message(self._from_page)
        self._janus.on_message(self._from_janus)

    def _from_page(self, text: str | bytes) -> None:
        if self.is_holding and '"unsubscribe"' in str(text):
            self._asked = text
            self._go_on()
        else:
            self._janus.send(text)

    def _from_janus(self, text: str | bytes) -> None:
        if self.is_holding:
            self._heard.append(text)
            self._go_on()
        else:
            self._route.send(text)

    def _go_on(self) -> None:
        has_ended_tracks = any('"updated"' in str(text) and '"active":false' in str(text) for text in self._heard)
        if self._asked and has_ended_tracks:
            self.is_holding, self.was_late = False, True
            self._janus.send(self._asked)
            for text in self._heard:
                self._route.send(text)


def test_who_stays_is_seen_all_the_while_that_janus_has_nothing_left_to_unsubscribe_from(
    arrive: Callable[[str, int], Page], janus: JanusServer
) -> None:
    lines: list[LineBetween] = []
    watching = arrive("attendee", 4)
    watching.get_by_role("button", name="Leave").click()
    watching.route_web_socket(f"{janus.socket_url}/", lambda route: lines.append(LineBetween(route)))
    watching.reload()
    watching.get_by_role("button", name="Join", exact=True).click()
    staying, leaving = arrive("juror", 4), arrive("speaker", 4)
    see(watching, 2)
    watching.evaluate(COUNT_PICTURES_TAKEN, own_peer(staying))
    lines[-1].is_holding = True
    leaving.get_by_role("button", name="Leave").click()
    expect(watching.locator(".call-tile")).to_have_count(2)
    see(watching, 1)
    assert lines[-1].was_late
    assert watching.evaluate("() => window.taken") == 0
