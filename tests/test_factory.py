"""The application starts, and refuses to start unsafely."""

import pytest

from conference.config import Settings, UnsafeSettings


def test_a_demo_that_others_could_reach_is_refused() -> None:
    with pytest.raises(UnsafeSettings, match="DEMO_PUBLIC"):
        Settings.from_environment({"DEMO": "1", "HOST": "192.0.2.1"})


def test_a_secret_is_required_outside_the_demo() -> None:
    with pytest.raises(UnsafeSettings, match="SECRET_KEY"):
        Settings.from_environment({})
