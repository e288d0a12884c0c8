"""What machines ask first: whether the server is well, and which pages are not for search engines."""

from flask import Flask, Response
from sqlalchemy import text

from conference.extensions import db, limiter

ROBOTS = """User-agent: *
Disallow: /account
Disallow: /demo
Disallow: /sign-in
"""


def init_app(app: Flask) -> None:
    """Open /health and /robots.txt; neither is counted by any limit."""
    for path, view in (("/health", health), ("/robots.txt", robots)):
        view.access = "open"  # type: ignore[attr-defined]
        app.add_url_rule(path, view_func=limiter.exempt(view))


def health() -> Response:
    """Answer `ok` once the database has answered; 500 when it does not."""
    db.session.execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain", headers={"Cache-Control": "no-store"})


def robots() -> Response:
    """Keep what belongs to one person out of search engines."""
    return Response(ROBOTS, mimetype="text/plain")
