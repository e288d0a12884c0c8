"""The live line in a real browser: away and back, WebSockets blocked, no socket at all, and nothing typed is lost."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import SignIn, Soundness

BUILDER = "/ecc-live/agenda/builder"
NO_WEBSOCKET = "window.WebSocket = class { constructor() { setTimeout(() => this.onerror?.(new Event('error'))); } };"
SWALLOWED = "window.WebSocket = class { send() {} close() {} };"
# As a module of the page would, and without waiting for an answer that may be far away.
SEND = """async ([name, payload, options]) => {
  const live = await import('/static/live.js');
  window.states = [];
  window.answer = null;
  const heard = (answer) => { window.answer = answer; };
  live.send(name, payload, {...options, onState: (word) => window.states.push(word)})
    .then(heard, (refusal) => heard({status: refusal.status}));
}"""


def badge(page: Page) -> Locator:
    return page.locator("[data-live-badge]")


def wait_for_status(page: Page, status: str) -> None:
    expect(badge(page)).to_have_attribute("data-status", status)


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext], sign_in: SignIn) -> Page:
    """Another organiser's browser, which makes the news."""
    page = new_context().new_page()
    sign_in(page, "organiser")
    return page


@pytest.fixture
def context_of(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Return a function that gives a page in a browser of its own, after a script and with addresses blocked."""

    def page(script: str = "", block: str = "") -> Page:
        context = new_context()
        if script:
            context.add_init_script(script)
        if block:
            context.route(re.compile(block), lambda route: route.abort())
        return context.new_page()

    return page


def add_session(desk: Page) -> str:
    """Make a session that is not placed, in another browser; return its title."""
    title = f"News {uuid4().hex[:8]}"
    desk.goto("/ecc-live/agenda")
    token = desk.locator('meta[name="csrf-token"]').get_attribute("content") or ""
    entry = {"create": {"title": title, "kind": "workshop", "minutes": 30}}
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    assert desk.request.post(f"{BUILDER}/changes", data=entry, headers=headers).ok
    return title


def shows(page: Page, title: str) -> None:
    expect(page.locator("#unplaced")).to_contain_text(title)


def chat_room(page: Page) -> tuple[int, int]:
    """Return the ids of a session's chat and of its conference, with the chat's page open."""
    page.goto("/ecc-live/agenda")
    item = page.locator("a[href*='/ecc-live/agenda/']").evaluate_all(
        "links => links.map(link => /agenda\\/(\\d+)$/.exec(link.pathname)?.[1]).find(Boolean)"
    )
    page.goto(f"/ecc-live/chat/session/{item}")
    found = re.search(r"/chat/(\d+)/panel", page.url)
    assert found
    conference = page.locator('meta[name="live"]').get_attribute("data-conference")
    return int(found[1]), int(conference or 0)


def test_whoever_was_away_catches_up_and_the_badge_says_how_it_stands(
    page: Page, sign_in: SignIn, desk: Page, assert_page_is_sound: Soundness
) -> None:
    sign_in(page, "organiser")
    page.goto(BUILDER)
    wait_for_status(page, "live")
    expect(badge(page)).to_have_text("Live")
    assert_page_is_sound(page)
    page.context.set_offline(True)
    wait_for_status(page, "offline")
    expect(badge(page)).to_have_text("Offline")
    title = add_session(desk)
    page.context.set_offline(False)
    wait_for_status(page, "live")
    shows(page, title)


@pytest.mark.parametrize("script", [NO_WEBSOCKET, SWALLOWED], ids=["blocked", "swallowed"])
def test_where_websockets_are_blocked_long_polling_gives_the_same(
    context_of: Callable[..., Page], sign_in: SignIn, desk: Page, script: str
) -> None:
    page = context_of(script)
    sign_in(page, "organiser")
    page.goto(BUILDER)
    wait_for_status(page, "live")
    shows(page, add_session(desk))


def test_where_no_socket_gets_through_plain_http_gives_the_same(
    context_of: Callable[..., Page], sign_in: SignIn, desk: Page
) -> None:
    page = context_of(NO_WEBSOCKET, "/socket.io/")
    sign_in(page, "attendee")
    room, conference = chat_room(page)
    wait_for_status(page, "polling")
    expect(badge(page)).to_have_text("Updates every few seconds")
    text = f"By plain HTTP {uuid4().hex[:8]}"
    page.evaluate(SEND, ["chat.send", {"conference": conference, "room": room, "text": text}, {}])
    page.wait_for_function("() => window.answer")
    assert page.evaluate("() => window.answer.ok") == 1
    expect(page.get_by_text(text, exact=True)).to_be_visible()
    # A refusal comes by this door as by the other.
    page.evaluate(SEND, ["polls.cast", {"conference": conference, "poll": 999_999, "round": 1, "answer": 1}, {}])
    page.wait_for_function("() => window.answer")
    assert page.evaluate("() => window.answer.status") == 404


def test_where_no_socket_gets_through_a_message_leaves_at_once(
    context_of: Callable[..., Page], sign_in: SignIn
) -> None:
    page = context_of(NO_WEBSOCKET, "/socket.io/")
    sign_in(page, "attendee")
    room, conference = chat_room(page)
    wait_for_status(page, "polling")
    # Whatever waits for a while from now on waits for ever: an answer to a quiz has no seconds to lose.
    page.evaluate("() => { window.setTimeout = () => 0; }")
    text = f"Without waiting {uuid4().hex[:8]}"
    page.evaluate(SEND, ["chat.send", {"conference": conference, "room": room, "text": text}, {}])
    page.wait_for_function("() => window.answer")
    assert page.evaluate("() => window.answer.ok") == 1


def test_a_tab_waits_for_a_swallowed_websocket_once_and_not_on_each_page(
    context_of: Callable[..., Page], sign_in: SignIn
) -> None:
    page = context_of(SWALLOWED)
    sign_in(page, "organiser")
    page.goto(BUILDER)
    wait_for_status(page, "live")
    page.add_init_script("const later = setTimeout; setTimeout = (act, wait) => (wait >= 5000 ? 0 : later(act, wait));")
    page.reload()
    wait_for_status(page, "live")


def test_what_is_sent_while_offline_goes_by_itself_and_counts_once(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "attendee")
    room, conference = chat_room(page)
    wait_for_status(page, "live")
    page.context.set_offline(True)
    wait_for_status(page, "offline")
    text = f"From the train {uuid4().hex[:8]}"
    page.evaluate(SEND, ["chat.send", {"conference": conference, "room": room, "text": text}, {}])
    page.wait_for_function("() => window.states.includes('waiting')")
    page.context.set_offline(False)
    page.wait_for_function("() => window.answer")
    assert page.evaluate("() => window.states.at(-1)") == "sent"
    expect(page.get_by_text(text, exact=True)).to_have_count(1)


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_key(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "attendee")
    room, conference = chat_room(page)
    wait_for_status(page, "live")
    lost: list[Any] = []

    def lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        # It arrives and is committed, and nobody hears of it.
        lost.append(json.loads(route.request.post_data or "{}"))
        route.fetch()
        route.abort()

    page.route("**/live/message/**", lose)
    page.route(re.compile("/socket.io/"), lambda route: route.abort())
    text = f"Once {uuid4().hex[:8]}"
    page.evaluate("async () => (await import('/static/live_socket.js')).socket().disconnect()")
    page.evaluate(SEND, ["chat.send", {"conference": conference, "room": room, "text": text}, {}])
    page.wait_for_function("() => window.answer")
    assert len(lost) == 1
    page.unroute_all()
    page.reload()
    wait_for_status(page, "live")
    expect(page.get_by_text(text, exact=True)).to_have_count(1)


def test_what_waits_survives_a_reload_and_only_the_newest_of_a_draft_is_sent(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "attendee")
    room, conference = chat_room(page)
    wait_for_status(page, "live")
    first, second = (f"Draft {uuid4().hex[:8]}" for _ in range(2))
    page.evaluate("async () => (await import('/static/live_socket.js')).socket().disconnect()")
    page.route("**/live/message/**", lambda route: route.abort())
    for text in (first, second):
        message = {"conference": conference, "room": room, "text": text}
        page.evaluate(SEND, ["chat.send", message, {"draft": "a-test"}])
    page.wait_for_function("() => window.states.includes('waiting')")
    page.unroute_all()
    page.reload()
    answer = page.evaluate("async () => (await import('/static/live.js')).resume('a-test')")
    assert answer["ok"] == 1
    expect(page.get_by_text(second, exact=True)).to_have_count(1)
    expect(page.get_by_text(first, exact=True)).to_have_count(0)
    assert page.evaluate("async () => (await import('/static/live.js')).resume('a-test')") is None


def test_what_was_typed_is_there_after_a_reload(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "attendee")
    chat_room(page)
    wait_for_status(page, "live")
    field = page.locator("textarea, input[name=text]").first
    field.fill("Half a thought")
    page.reload()
    expect(field).to_have_value("Half a thought")


def test_the_servers_clock_counts_and_not_the_readers(
    context_of: Callable[..., Page], sign_in: SignIn, desk: Page
) -> None:
    page = context_of("const real = Date.now; Date.now = () => real() + 3600000;")
    sign_in(page, "organiser")
    page.goto(BUILDER)
    wait_for_status(page, "live")
    told = page.evaluate("async () => (await import('/static/live.js')).serverNow() - Date.now()")
    assert -3_660_000 < told < -3_540_000


def test_one_more_who_watches_is_no_news_about_the_line(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "attendee")
    room, _conference = chat_room(page)
    wait_for_status(page, "live")
    said = page.evaluate(
        """async (key) => {
          const live = await import('/static/live.js');
          const said = [];
          live.onLine((word) => said.push(word));
          await new Promise((onSnapshot) => live.watch({topic: 'chat', key, onSnapshot}));
          return said;
        }""",
        room,
    )
    assert set(said) == {"live"}


def test_two_who_watch_the_same_on_one_page_know_the_same_and_the_first_to_go_takes_nothing_along(
    page: Page, sign_in: SignIn
) -> None:
    sign_in(page, "attendee")
    room, _conference = chat_room(page)
    wait_for_status(page, "live")
    first, second, after = page.evaluate(
        """async (key) => {
          const live = await import('/static/live.js');
          const one = [], two = [];
          const until = async (is) => { while (!is()) await new Promise(requestAnimationFrame); };
          const a = live.watch({topic: 'chat', key, onSnapshot: ({version}) => one.push(version)});
          await until(() => one.length);
          // Until the second is answered with a later reading, of which the server tells nobody else.
          let b;
          do {
            b?.close();
            two.length = 0;
            b = live.watch({topic: 'chat', key, onSnapshot: ({version}) => two.push(version)});
            await until(() => two.length);
          } while (two[0] <= one[0]);
          const known = [one.at(-1), two.at(-1)];
          a.close();
          await live.send('chat.send', {room: key, text: 'Is anybody still told?'});
          await until(() => two.at(-1) > known[1]);
          return [...known, two.at(-1)];
        }""",
        room,
    )
    assert first >= second
    assert after > second
