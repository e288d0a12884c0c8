"""Answers of the server that are held back on their way to a page, as on a slow line, until a test lets them go."""

from time import monotonic

from playwright.sync_api import APIResponse, Page, Route

from tests.browser.conftest import PATIENCE_MILLISECONDS

A_MOMENT = "() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))"


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
        until = monotonic() + PATIENCE_MILLISECONDS / 1000
        while len(self._answers) < count:
            assert monotonic() < until, f"{len(self._answers)} answers are held instead of {count}"
            self._page.evaluate(A_MOMENT)

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
