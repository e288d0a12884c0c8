"""The builder's live line on a real server, spoken by python-socketio instead of the page."""

import json
import queue
from collections.abc import Iterator
from typing import Any

import pytest
import socketio
from playwright.sync_api import Page

from tests.browser.conftest import SignIn

BUILDER = "/ecc-live/agenda/builder"
SECONDS = 60


@pytest.fixture
def seen(page: Page, sign_in: SignIn) -> dict[str, Any]:
    """The snapshot that the organiser's page starts from."""
    sign_in(page, "organiser")
    page.goto(BUILDER)
    found: dict[str, Any] = json.loads(page.locator("#builder-data").text_content() or "")
    return dict(found["seen"])


@pytest.fixture
def line() -> Iterator[socketio.Client]:
    client = socketio.Client(reconnection=False)
    yield client
    client.disconnect()


def _cookies(page: Page) -> str:
    return "; ".join(f"{one.get('name')}={one.get('value')}" for one in page.context.cookies())


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a_change_reaches_whoever_watches(
    page: Page, base_url: str, seen: dict[str, Any], line: socketio.Client, transport: str
) -> None:
    snapshots: queue.Queue[dict[str, Any]] = queue.Queue()
    line.on("snapshot", snapshots.put)
    line.connect(base_url, headers={"Cookie": _cookies(page)}, transports=[transport], wait_timeout=SECONDS)
    first = line.call("watch", {"topic": seen["topic"], "key": seen["key"]}, timeout=SECONDS)
    item = next(one for one in first["state"]["items"] if one["day"])
    token = page.locator('meta[name="csrf-token"]').get_attribute("content") or ""
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    entry = {"id": item["id"], "version": item["version"], "do": "unplace"}
    assert page.request.post(f"{BUILDER}/changes", data={"items": [entry]}, headers=headers).ok
    newest = first
    while next(one for one in newest["state"]["items"] if one["id"] == item["id"])["day"]:
        before, newest = newest, snapshots.get(timeout=SECONDS)
        assert newest["version"] > before["version"]
    assert page.request.post(f"{BUILDER}/undo", data={}, headers=headers).ok


def test_nobody_signed_in_is_sent_nothing(base_url: str, seen: dict[str, Any], line: socketio.Client) -> None:
    line.connect(base_url, wait_timeout=SECONDS)
    answer = line.call("watch", {"topic": seen["topic"], "key": seen["key"]}, timeout=SECONDS)
    assert answer["status"] == 401
