"""Answers of the server that are held back on their way to a page, as on a slow line, until a test lets them go."""

import re
from collections.abc import Callable
from time import monotonic

from playwright.sync_api import APIResponse, Page, Route, WebSocketRoute

from tests.browser.conftest import PATIENCE_MILLISECONDS

A_MOMENT = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))"


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until something is so that a test hears of a page."""
    until = monotonic() + PATIENCE_MILLISECONDS / 1000
    while not is_so():
        assert monotonic() < until
        page.evaluate(A_MOMENT)


class HeldAnswers:
    """Holds what the scripts of a page fetch under a glob; the server has answered by then."""

    def __init__(self, page: Page, glob: str) -> None:
        self._page = page
        self._answers: list[tuple[Route, APIResponse]] = []
        page.route(glob, self._take)

    def _take(self, route: Route) -> None:
        if route.request.resource_type == "fetch":
            self._answers.append((route, route.fetch()))
        else:
            route.continue_()

    def wait_for(self, count: int) -> None:
        """Wait until so many answers are held."""
        wait_until(self._page, lambda: len(self._answers) >= count)

    def let_go(self, place: int) -> None:
        """Hand an answer to the page, and wait until the page has it."""
        route, answer = self._answers[place]
        with self._page.expect_event("requestfinished", lambda request: request == route.request):
            route.fulfill(response=answer)
        self._page.evaluate(A_MOMENT)

    @property
    def number(self) -> int:
        """How many answers were held so far."""
        return len(self._answers)


class HeldAcknowledgements:
    """Holds the server's acknowledgements to a page; news go their way. To be made before the page has its socket."""

    def __init__(self, page: Page) -> None:
        self.holds = False
        self._page = page
        self._held: list[tuple[WebSocketRoute, str | bytes]] = []
        page.route_web_socket(re.compile("socket.io"), self._connect)

    def _connect(self, line: WebSocketRoute) -> None:
        line.connect_to_server().on_message(lambda message: self._take(line, message))

    def _take(self, line: WebSocketRoute, message: str | bytes) -> None:
        if self.holds and str(message).startswith("43"):
            self._held.append((line, message))
        else:
            line.send(message)

    def wait_for(self, count: int) -> None:
        """Wait until so many acknowledgements are held."""
        wait_until(self._page, lambda: len(self._held) >= count)

    def let_go(self, *, backwards: bool = False) -> None:
        """Hand them to the page in their order, or backwards; wait until it has them."""
        self.holds = False
        for line, message in reversed(self._held) if backwards else self._held:
            line.send(message)
        self._page.evaluate(A_MOMENT)
