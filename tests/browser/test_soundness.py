"""The look at a page that every other test here takes: it is of one page, which has come to rest."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Error, Page, Route

from tests.browser.conftest import Soundness

HOUSE = "http://house.test"
# Leaves in the middle of the look, as when a press before it only now leads on.
LEAVES = "document.getAnimations = () => { location.href = '/next'; return [{finished: new Promise(() => {})}]; }"
BREAKS = "document.getAnimations = () => { throw new Error('broken'); }"
WIDE = "<svg xmlns='http://www.w3.org/2000/svg' width='5000' height='10'/>"
FRAMES_LATER = """(function later(frames) {
  requestAnimationFrame(() => (frames ? later(frames - 1) : fetch('/now')));
})(20)"""


def _html(body: str = "", script: str = "") -> str:
    return (
        f"<!doctype html><html lang=en><title>A house</title><link rel=icon href=data:,>"
        f"<script>{script}</script><main><h1>A house</h1>{body}</main></html>"
    )


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()


def _serve(page: Page, **pages: str) -> None:
    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{HOUSE}/")
        route.fulfill(body=pages[name], content_type="text/html")

    page.route(f"{HOUSE}/*", answer)
    page.goto(f"{HOUSE}/first")


def test_a_page_that_is_left_meanwhile_is_not_looked_at_and_the_next_one_is(
    page: Page, assert_page_is_sound: Soundness
) -> None:
    _serve(page, first=_html(script=LEAVES), next=_html("<img src=data:,>"))
    with pytest.raises(AssertionError, match=r"^http://house.test/next\n\s*axe critical image-alt"):
        assert_page_is_sound(page)


def test_a_page_that_never_rests_is_said_to_be_one(page: Page, assert_page_is_sound: Soundness) -> None:
    _serve(page, first=_html(script=LEAVES), next=_html(script=LEAVES))
    with pytest.raises(AssertionError, match="left for another 5 times"):
        assert_page_is_sound(page)


def test_what_fails_on_a_page_that_stays_is_told(page: Page, assert_page_is_sound: Soundness) -> None:
    _serve(page, first=_html(script=BREAKS))
    with pytest.raises(Error, match="broken"):
        assert_page_is_sound(page)
    page.close()
    with pytest.raises(Error, match="closed"):
        assert_page_is_sound(page)


def test_a_page_is_looked_at_when_all_of_it_is_there(page: Page, assert_page_is_sound: Soundness) -> None:
    held: list[Route] = []

    def answer(route: Route) -> None:
        if route.request.url.endswith("/picture"):
            held.append(route)
        elif route.request.url.endswith("/now"):
            route.fulfill()
            held.pop().fulfill(body=WIDE, content_type="image/svg+xml")
        else:
            route.fulfill(body=_html("<img alt='A picture' src=/picture>", FRAMES_LATER), content_type="text/html")

    page.route(f"{HOUSE}/*", answer)
    page.goto(f"{HOUSE}/first", wait_until="commit")
    with pytest.raises(AssertionError, match="wider than the window: <img"):
        assert_page_is_sound(page)
