"""Headers that narrow what a page may do: a strict Content-Security-Policy with a nonce, and its companions."""

import secrets

from flask import Flask, Response, g, request

from conference.streams import Stream, StreamKind

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'{connections}; media-src 'self'{media}; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors {around}; frame-src 'self'{frames}"
)


def csp_nonce() -> str:
    """Return this request's nonce, for the style and script blocks of our own templates."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def allow_source(directive: str, origin: str) -> None:
    """Let this answer's page hold a frame ("frame"), play a video ("media") or connect to ("connect") one other origin.

    For what an organiser has named; the caller has made sure that it is an origin and nothing more.
    """
    setattr(g, f"{directive}_source", f" {origin}")


def allow_player(video: Stream | None) -> None:
    """Let this answer's page hold the player of a video, of exactly its host; a link needs nothing."""
    if video is not None and video.kind is not StreamKind.LINK:
        allow_source("frame" if video.kind is StreamKind.FRAME else "media", video.origin)


def allow_stream(origin: str) -> None:
    """Let this answer's page fetch a stream of this origin piece by piece, and play what it puts together."""
    allow_source("connect", origin)
    allow_source("media", f"blob: {origin}")


def allow_devices(origin: str) -> None:
    """Let a frame of this origin in this answer's page use camera, microphone and screen: a call goes on in it."""
    g.devices_source = f' "{origin}"'


def allow_own_frame() -> None:
    """Let this answer's page stand in a frame of one of our own pages. It has nothing in it to press by mistake."""
    g.may_frame = "'self'"


def _policy() -> str:
    return POLICY.format(
        nonce=csp_nonce(),
        around=g.get("may_frame", "'none'"),
        frames=g.get("frame_source", ""),
        media=g.get("media_source", ""),
        connections=g.get("connect_source", ""),
    )


def _devices() -> str:
    who = f"(self{g.get('devices_source', '')})"
    return f"camera={who}, microphone={who}, display-capture={who}, geolocation=()"


def init_app(app: Flask) -> None:
    """Send the headers with every answer."""
    app.after_request(_add_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", _devices())
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint == "static" and ("v" in request.args or request.path.endswith(".woff2")):
        # The address carries the content's hash (`static_url`), so it may be kept for ever. So may a typeface, which
        # stylesheets name without one: asked for anew by each page, it would come late and move the text.
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if response.mimetype == "text/html":
        # A page may name a person: no shared cache keeps it, and the browser asks again.
        headers.setdefault("Cache-Control", "private, no-cache")
    return response
