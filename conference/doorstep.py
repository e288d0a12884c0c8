"""What is turned away before any view sees it: impossible ids, NULs, JSON nested too deep, other sites' sockets."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter, ValidationError

LARGEST_ID = 2**31 - 1
LONGEST_NUMBER = 10


class IdConverter(IntegerConverter):
    """A whole number in an address, as large as an id can be; a larger one is not found, and no database is asked."""

    def to_python(self, value: str) -> int:
        """Return the number."""
        if len(value) > LONGEST_NUMBER or int(value) > LARGEST_ID:
            raise ValidationError
        return int(super().to_python(value))


class JsonProvider(DefaultJSONProvider):
    """Flask's own, to which a text nested deeper than Python can follow is simply no JSON."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read a text. Raises `ValueError` for what is no JSON."""
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deep") from error


def is_own_origin(base_url: str) -> Callable[[str | None, Mapping[str, Any]], bool]:
    """Return whether a socket's origin is a page of ours: at `base_url`, or at the host that the request names.

    A browser sends our cookie also with a socket that a page of a sister site opens, so the cookie does not tell.
    """
    known = urlsplit(base_url).netloc

    def check(origin: str | None, environ: Mapping[str, Any]) -> bool:
        try:
            asking = urlsplit(origin or "").netloc
        except ValueError:
            return False
        return bool(asking) and asking in {known, environ.get("HTTP_HOST", "")}

    return check


def _refuse_nul() -> None:
    """PostgreSQL keeps no text with a NUL in it, and answers a question that holds one with an error."""
    if "\0" in request.path:
        abort(404)
    if b"%00" in request.query_string or b"\0" in request.query_string:
        abort(400)


def init_app(app: Flask) -> None:
    """Put the converter and the reader in place, before any address is registered."""
    app.before_request(_refuse_nul)
    app.url_map.converters["int"] = IdConverter
    app.json = JsonProvider(app)
