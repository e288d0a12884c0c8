"""Who is at a booth, by a real server: whoever leaves is out, also when their connection just dies."""

import subprocess
import sys

import pytest

from tests.serving import ROOT


@pytest.mark.namespace
def test_who_leaves_a_booth_is_gone_whether_they_hang_up_or_their_connection_dies() -> None:
    command = ["unshare", "--map-root-user", "--net", sys.executable, "-m", "tests.exhibition.silent_visitor"]
    seen = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    told = [
        f"{who} is {word}"
        for how in ("hang_up", "cut_off")
        for who in ("a visitor", "the lead")
        for word in ("here", f"gone: {how}")
    ]
    assert seen.stdout.splitlines() == told, seen.stderr
