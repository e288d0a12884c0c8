"""Turns refusals and failures into pages, or into JSON for a script that asked for it."""

import logging

from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from conference.errors import ConferenceError, InvalidFields, SignInNeeded, Stale
from conference.extensions import db
from conference.races import is_deleted_meanwhile, is_lost_race

log = logging.getLogger(__name__)
PAGES = frozenset({400, 403, 404, 409, 413, 429, 500})


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(ConferenceError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failed)


def wants_json() -> bool:
    """Tell whether the request came from a script that reads JSON."""
    return (
        request.is_json or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def _refused(error: Exception) -> AnyResponse | tuple[str, int]:
    assert isinstance(error, ConferenceError)  # noqa: S101 - what it is registered for
    db.session.rollback()
    if wants_json():
        body: dict[str, object] = {"error": error.message}
        if isinstance(error, InvalidFields):
            body["fields"] = error.fields
        elif error.field:
            body["fields"] = {error.field: error.message}
        if isinstance(error, Stale):
            body["differences"] = error.differences
        return _json(body, error.status)
    if isinstance(error, SignInNeeded) and request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    return page(error.status, error.message)


def _http_error(error: Exception) -> AnyResponse | tuple[str, int]:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it is registered for
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    if wants_json():
        return _json({"error": error.description or error.name}, error.code)
    # Werkzeug's own sentences say less than the pages do.
    ours = error.description if error.description != type(error).description else ""
    answer = Response(*page(error.code, ours or ""))
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            answer.headers[name] = value
    return answer


def _failed(error: Exception) -> AnyResponse | tuple[str, int]:
    db.session.rollback()
    if is_lost_race(error):
        log.warning("%s %s lost against another change", request.method, request.path, exc_info=error)
        if is_deleted_meanwhile(error):
            return _refused(Stale(_("Somebody deleted this in the same moment. Please look at what is there now.")))
        return _refused(Stale(_("Somebody changed this in the same moment. Nothing of yours was saved; try again.")))
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    if wants_json():
        return _json({"error": _("Something went wrong on our side.")}, 500)
    return page(500, "")


def page(status: int, message: str) -> tuple[str, int]:
    """Return the error page for a status, without a conference's navigation where that could not be entered."""
    known = status if status in PAGES else (400 if status < 500 else 500)
    g.setdefault("conference", None)
    return render_template(f"errors/{known}.html", message=message, status=status), status


def _json(body: dict[str, object], status: int) -> Response:
    answer = jsonify(body)
    answer.status_code = status
    return answer
