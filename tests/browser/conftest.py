"""A real Chromium on a real demo server: fixtures for tests that use the pages as people do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, WebError, expect

from tests.omissions import find_chromium
from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Cameras and microphones that are none; addresses as they are, as nobody here answers for names ending in .local.
    "--use-fake-device-for-media-stream=fps=10",
    "--use-fake-ui-for-media-stream",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)
OUR_SETTINGS = frozenset(
    {"ADMIN_EMAILS", "BASE_URL", "DATABASE_URL", "DEMO", "DEMO_PUBLIC", "HOST", "MAIL_FROM", "REDIS_URL"}
    | {"SECRET_KEY", "SMTP_URL"}
)
# The demo was seen to need 75 s on two cores with much else to do; whoever ends before is told at once.
START_SECONDS = 180
# Two browsers full of cameras may share two cores: right after a while is right. What is to be fast says so itself.
PATIENCE_MILLISECONDS = 60_000
expect.set_options(timeout=PATIENCE_MILLISECONDS)
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).concat('(page)');
}"""
# A page that is all there is marked; another that comes in its place has no mark.
ARRIVED = "() => document.readyState === 'complete' && (window.isLookedAt = true)"
STAYED = "() => window.isLookedAt === true"
LOOKS = 5
SignIn = Callable[[Page, str], None]
Soundness = Callable[[Page], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder and let it run last: Playwright's loop stays in the main thread."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: here in item.path.parents)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the demo from a folder of its own until the session ends; return its address."""
    folder = tmp_path_factory.mktemp("server")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OUR_SETTINGS}
    environment |= {"DEMO": "1", "PORT": str(port), "DATA_DIR": str(folder / "data")}
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_it_answers(server, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            _stop(server)


def _faults(page: Page) -> list[str]:
    """Return what a look at a page finds, once all of it is there.

    A click may lead on only now: playwright does not wait for every way to another page. Then this look was at half of
    each, and the page that came is looked at instead.
    """
    for _ in range(LOOKS):
        page.wait_for_function(ARRIVED, polling=50)
        try:
            faults = [*(f"wider than the window: {html}" for html in page.evaluate(TOO_WIDE)), *_axe_violations(page)]
        except Error:
            if _stayed(page):
                raise
        else:
            if _stayed(page):
                return faults
    return [f"left for another {LOOKS} times while it was looked at"]


def _stayed(page: Page) -> bool:
    try:
        return bool(page.evaluate(STAYED))
    except Error as error:
        if "Execution context was destroyed" not in error.message:
            raise
        return False


def _axe_violations(page: Page) -> list[str]:
    """Return what axe finds once everything that moves has come to rest."""
    page.evaluate("() => Promise.allSettled(document.getAnimations().map(animation => animation.finished))")
    return [
        f"axe {found['impact']} {found['id']}: {found['help']}: {found['nodes'][0]['html'][:160]}"
        f" {[part['message'] for part in found['nodes'][0]['any']]}"
        for found in Axe().run(page).response["violations"]
    ]


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
            connection.request("GET", "/")
            connection.getresponse().close()
            connection.close()
        except ConnectionRefusedError:
            pass
        else:
            return
        try:
            status = server.wait(timeout=0.1)  # the pause, and the end of a server that died
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"The server ended with status {status}:\n{log.read_text()[-4000:]}", pytrace=False)
    pytest.fail(f"The server did not answer in {START_SECONDS} s:\n{log.read_text()[-4000:]}", pytrace=False)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@pytest.fixture
def sign_in() -> SignIn:
    """Return a function that signs a page in as the demo's organiser, moderator, speaker, juror, …."""

    def as_role(page: Page, role: str) -> None:
        page.goto(f"/demo/sign-in/{role}")
        page.locator("form[data-sign-in] button").click()
        page.wait_for_url(lambda url: "/demo/sign-in/" not in url)

    return as_role


@pytest.fixture
def complaints() -> list[tuple[str, str]]:
    """What the browser reported so far in this test, as (address, text); a test may clear what it caused."""
    return []


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], complaints: list[tuple[str, str]]
) -> Callable[..., BrowserContext]:
    """Open browsers whose console errors, Content-Security-Policy violations and exceptions are kept."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append((str(message.location.get("url", "")), message.text))

    def exception(error: WebError) -> None:
        complaints.append((error.page.url if error.page else "", str(error.error)))

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.on("console", console)
        context.on("weberror", exception)
        return context

    return watched


@pytest.fixture
def assert_page_is_sound(complaints: list[tuple[str, str]]) -> Soundness:
    """Return a check of a page: nothing reported by the browser, no sideways scrolling, no axe violation."""

    def check(page: Page) -> None:
        faults = _faults(page)
        # A page that answers 4xx on purpose is itself reported as a resource that failed to load.
        answer = (
            page.url.partition("#")[0],
            "Failed to load resource: the server responded with a status of 4",
        )
        reported = [f"{url}: {text}" for url, text in complaints if (url, text[: len(answer[1])]) != answer]
        assert not (wrong := [*reported, *faults]), "\n".join([page.url, *wrong])

    return check
