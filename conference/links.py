"""Addresses of our own pages, whole, for mails, feeds and jobs, where no request says which host we are."""

from urllib.parse import urlsplit

from flask import current_app
from werkzeug.urls import iri_to_uri


def external_url(endpoint: str, **values: object) -> str:
    """Return the absolute address of an endpoint under `BASE_URL`."""
    base = urlsplit(current_app.config["BASE_URL"])
    adapter = current_app.url_map.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return iri_to_uri(adapter.build(endpoint, values, force_external=True))
