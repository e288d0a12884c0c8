"""Where a form's answer leads: back to the page it was sent from, and nowhere else; and pieces of pages for scripts."""

from urllib.parse import urlsplit

from flask import jsonify, redirect, request
from werkzeug.wrappers import Response

from conference.errorpages import wants_json


def is_fragment() -> bool:
    """Tell whether only a page's section is asked for, to be put into another page."""
    return request.args.get("fragment") == "1" or "HX-Request" in request.headers


def done(otherwise: str, anchor: str = "", **answer: object) -> Response:
    """Answer a script with JSON ({"ok": 1, …}), and a form by going back to its page (`otherwise` where unknown)."""
    if wants_json():
        return jsonify(ok=1, **answer)
    # Only a path of ours is taken from the header, so that it cannot lead anywhere else.
    before = urlsplit(request.referrer or "")
    ours = before.netloc == request.host and before.path.startswith("/") and "fragment=1" not in before.query
    query = f"?{before.query}" if before.query else ""
    target = f"/{before.path.lstrip('/')}{query}" if ours else otherwise
    return redirect(f"{target}#{anchor}" if anchor else target)
