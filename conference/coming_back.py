"""Where a form's answer leads: back to the page it was sent from, and nowhere else; and pieces of pages for scripts."""

from urllib.parse import urlsplit

from flask import jsonify, redirect, request
from werkzeug.wrappers import Response

from conference.errorpages import wants_json


def is_fragment() -> bool:
    """Tell whether only a page's section is asked for, to be put into another page."""
    return request.args.get("fragment") == "1" or "HX-Request" in request.headers


def path_before(otherwise: str) -> str:
    """Return the path and query of the page that a form stood on, or `otherwise` where it was none of ours."""
    before = urlsplit(request.referrer or "")
    # Only a path of ours is taken from the header, so that it cannot lead anywhere else.
    if before.netloc != request.host or not before.path.startswith("/") or "fragment=1" in before.query:
        return otherwise
    return f"/{before.path.lstrip('/')}{f'?{before.query}' if before.query else ''}"


def done(otherwise: str, anchor: str = "", **answer: object) -> Response:
    """Answer a script with JSON ({"ok": 1, …}), and a form by going back to its page (`otherwise` where unknown)."""
    if wants_json():
        return jsonify(ok=1, **answer)
    target = path_before(otherwise)
    return redirect(f"{target}#{anchor}" if anchor else target)
