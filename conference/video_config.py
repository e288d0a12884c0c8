"""What the operator has configured for video calls, for the rooms above that know no Flask."""

from flask import current_app

from conference.config import VideoSettings


def video_config() -> VideoSettings:
    """Return the settings of this server."""
    settings: VideoSettings = current_app.config["VIDEO"]
    return settings


def own_host() -> str:
    """Return host and port of our own pages."""
    base: str = current_app.config["BASE_URL"]
    return base.partition("://")[2].partition("/")[0]
