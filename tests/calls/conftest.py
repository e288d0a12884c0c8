"""A Janus for the tests that need one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calls.janus_server import JanusServer


@pytest.fixture
def janus(tmp_path: Path) -> Iterator[JanusServer]:
    """A Janus that runs, alone for this test."""
    server = JanusServer(tmp_path / "janus")
    server.start()
    yield server
    server.kill()
