"""Addresses of our own pages, whole, for mails, feeds and jobs, where no request says which host we are."""

from urllib.parse import urlsplit

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.urls import iri_to_uri


def external_url(endpoint: str, **values: object) -> str:
    """Return the absolute address of an endpoint under `BASE_URL`."""
    base = urlsplit(current_app.config["BASE_URL"])
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return iri_to_uri(adapter.build(endpoint, values, force_external=True))


def signed(purpose: str, *values: int | str) -> str:
    """Return values as a text for an address, signed for one purpose."""
    return str(_signer(purpose).dumps(list(values)))


def signed_values(purpose: str, text: str, *, days: int) -> list[int | str] | None:
    """Return what was signed for the purpose; None for what was not, or more than `days` ago."""
    try:
        values = _signer(purpose).loads(text, max_age=days * 24 * 3600)
    except BadSignature:
        return None
    return list(values)


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=purpose)
