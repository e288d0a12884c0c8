"""Texts set aside between two pages, such as a list that was looked over and is not imported yet; gone after a day."""

import json
import re
import secrets
import time
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from conference.errors import NotFound

SECONDS_KEPT = 24 * 3600
TOKEN = re.compile(r"[0-9a-f]{32}")


def put(owner: str, text: str) -> str:
    """Set a text aside for an owner and return the token that finds it again."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    token = secrets.token_hex(16)
    unfinished = folder / f"{token}.part"
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps([owner, text]), encoding="utf-8")
    unfinished.rename(folder / token)
    return token


def take(owner: str, token: str) -> str:
    """Return a text. Raises `NotFound` when it is gone, or another's."""
    path = _folder() / token
    if TOKEN.fullmatch(token) and path.is_file():
        kept_owner, text = json.loads(path.read_text(encoding="utf-8"))
        if kept_owner == owner:
            return str(text)
    raise NotFound(_("This was set aside for a day only, or has been used already. Please begin again."))


def drop(token: str) -> None:
    """Forget a text."""
    if TOKEN.fullmatch(token):
        (_folder() / token).unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    oldest = time.time() - SECONDS_KEPT
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "set_aside"
