"""Leaves out tests that a machine has no means for, names them in one line, and in CI fails on any that CI can have."""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REQUIRE_ALL = "CONFERENCE_REQUIRE_ALL"


def find_chromium() -> str | None:
    """Return the program named by the variable CHROMIUM, else the first Chromium or Chrome on the PATH."""
    return next(filter(None, map(shutil.which, (os.environ.get("CHROMIUM", ""), *BROWSERS))), None)


def _can_unshare() -> bool:
    """Tell whether this system gives us a network of our own, which needs no rights on most."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    command = ["unshare", "--map-root-user", "--net", "ip", "link", "set", "lo", "up"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@dataclass(frozen=True, slots=True)
class Means:
    """Something outside Python that tests with the marker need."""

    title: str
    is_there: Callable[[], bool]
    remedy: str
    # A right that a container may withhold is named where it lacks, but CI does not insist on it.
    is_demanded: bool = True


MEANS = {
    "browser": Means(
        "browser",
        lambda: find_chromium() is not None,
        "no Chromium: apt install chromium, or name one in CHROMIUM",
    ),
    "coturn": Means(
        "coturn",
        lambda: all(map(shutil.which, ("turnserver", "turnutils_uclient"))),
        "no coturn: apt install coturn",
    ),
    "janus": Means(
        "Janus",
        lambda: shutil.which("janus") is not None,
        "no Janus: apt install janus",
    ),
    # A calendar program of its own, which takes our invitations in.
    "khal": Means(
        "khal",
        lambda: shutil.which("khal") is not None,
        "no khal: apt install khal",
    ),
    "namespace": Means(
        "network namespace",
        _can_unshare,
        "unshare --map-root-user --net is not allowed here, or iproute2 is missing",
        is_demanded=False,
    ),
    "node": Means(
        "node",
        lambda: shutil.which("node") is not None,
        "no node, in which the browser's verifier of awards runs here: apt install nodejs",
    ),
    "postgresql": Means(
        "PostgreSQL",
        lambda: bool(os.environ.get("TEST_POSTGRES_URL")),
        "set TEST_POSTGRES_URL, or use .ci/run",
    ),
    "redis": Means(
        "Redis",
        lambda: bool(os.environ.get("TEST_REDIS_URL")),
        "set TEST_REDIS_URL, or use .ci/run",
    ),
}
_left_out = pytest.StashKey[Counter[str]]()
_deselected = pytest.StashKey[int]()
# What a worker hands to the process that started it, which collects nothing itself and reports for all.
HANDED_OVER = "omissions"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = [name for name, means in MEANS.items() if not means.is_there()]
    lacks = {item: _first_marker(item, missing) for item in items}
    left_out = [item for item in items if lacks[item]]
    config.stash[_left_out] = Counter(name for name in lacks.values() if name)
    if left_out:
        config.hook.pytest_deselected(items=[item for item in left_out if MEANS[lacks[item] or ""].is_demanded])
        items[:] = [item for item in items if not lacks[item]]


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    if items:
        stash = items[0].config.stash
        stash[_deselected] = stash.get(_deselected, 0) + len(items)


def _first_marker(item: pytest.Item, names: Sequence[str]) -> str | None:
    return next((name for name in names if item.get_closest_marker(name)), None)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker left out: each collects the same, so that one speaks for all."""
    if handed := getattr(node, "workeroutput", {}).get(HANDED_OVER):
        node.config.stash[_left_out] = Counter(handed["left_out"])
        node.config.stash[_deselected] = handed["deselected"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if left_out := config.stash.get(_left_out, None):
        named = (f"{MEANS[name].title} tests: {n} ({MEANS[name].remedy})" for name, n in left_out.items())
        terminalreporter.write_line("Left out: " + "; ".join(named), yellow=True)
    if _must_run_all() and (lacking := _not_run(terminalreporter)):
        terminalreporter.write_line(f"{REQUIRE_ALL} is set, and not everything ran: {lacking}", red=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    stash = session.config.stash
    if hasattr(session.config, "workeroutput"):
        handed = {"left_out": dict(stash.get(_left_out, {})), "deselected": stash.get(_deselected, 0)}
        session.config.workeroutput[HANDED_OVER] = handed
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    passed = session.exitstatus == pytest.ExitCode.OK
    if _must_run_all() and passed and (reporter is None or _not_run(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _must_run_all() -> bool:
    return os.environ.get(REQUIRE_ALL, "") not in {"", "0"}


def _not_run(reporter: pytest.TerminalReporter) -> str:
    """Return what was collected but not tried, such as "3 deselected", or nothing."""
    counts = {"deselected": reporter.config.stash.get(_deselected, 0)}
    counts |= {name: len(reporter.stats.get(name, ())) for name in ("skipped", "xfailed")}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)
