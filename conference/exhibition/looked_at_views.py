"""Whether a request means that somebody looks: browsers and mail programs also ask for pages that nobody opened."""

from flask import request

_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_looked_at() -> bool:
    """Tell whether the page is asked for to be shown now: not its head alone, and not ahead of a press that may come.

    A page that was made ready ahead and is opened then says by itself (`exhibition.stay`) that somebody is there.
    """
    said = " ".join(request.headers.get(name, "") for name in _AHEAD).lower()
    return request.method != "HEAD" and not any(word in said for word in ("prefetch", "prerender", "preview"))
