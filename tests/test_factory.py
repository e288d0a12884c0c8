"""The application starts, and refuses to start unsafely."""

import pytest
from flask import Flask

from conference.config import Settings, UnsafeSettings


def test_a_demo_that_others_could_reach_is_refused() -> None:
    with pytest.raises(UnsafeSettings, match="DEMO_PUBLIC"):
        Settings.from_environment({"DEMO": "1", "HOST": "192.0.2.1"})


def test_a_secret_is_required_outside_the_demo() -> None:
    with pytest.raises(UnsafeSettings, match="SECRET_KEY"):
        Settings.from_environment({})


def test_the_conference_is_put_into_a_link_once_however_many_rooms_there_are(app: Flask) -> None:
    assert len(app.url_default_functions[None]) == 1
