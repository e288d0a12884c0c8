"""How one signs in: how long a link works, how many are sent, and which addresses of ours it may lead back to."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

LINK_LIFETIME = timedelta(minutes=15)
# After a sign-in by link, for so long, a password may be set without knowing the old one.
FRESH = timedelta(minutes=15)
MOST_LINKS_IN_A_LIFETIME = 5
MOST_LINKS_IN_A_DAY = 30
DAY = timedelta(days=1)
LONGEST_PATH = 500
# A browser drops tabs and line ends from an address and reads a backslash as a slash.
_ELSEWHERE = re.compile(r"[\x00-\x1f\x7f\\]")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


def new_token() -> str:
    """Return the secret part of a link; only its hash is kept."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the SHA-256 under which a token is known to the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def own_path(text: str) -> str:
    """Return a path of this site as it is, and "" for whatever could lead elsewhere, also when decoded twice."""
    if len(text) > LONGEST_PATH or _UNSAFE.search(text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    path = parts.path
    if parts.scheme or parts.netloc or path in {"/sign-in", "/sign-out"} or path.startswith("/sign-in/"):
        return ""
    decoded = (text, path, unquote(path), unquote(unquote(path)))
    return text if all(_begins_here(each) for each in decoded) else ""


def _begins_here(path: str) -> bool:
    return path.startswith("/") and not path.startswith("//") and not _ELSEWHERE.search(path)


def may_send_link(sent_at: list[datetime], moment: datetime) -> bool:
    """Tell whether one more link may be mailed to an address that got links at these moments.

    While the answer is no because of the short limit, the newest of them still work.
    """
    recent = [at for at in sent_at if at > moment - LINK_LIFETIME]
    today = [at for at in sent_at if at > moment - DAY]
    return len(recent) < MOST_LINKS_IN_A_LIFETIME and len(today) < MOST_LINKS_IN_A_DAY


def is_fresh(signed_in_by_link_at: object, moment: datetime) -> bool:
    """Tell whether somebody proved a moment ago that the mailbox is theirs; takes the session's seconds or None."""
    if not isinstance(signed_in_by_link_at, int):
        return False
    return timedelta(0) <= moment - datetime.fromtimestamp(signed_in_by_link_at, moment.tzinfo) < FRESH
