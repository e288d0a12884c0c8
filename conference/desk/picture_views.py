"""HTTP door of a conference's logo and cover: seen by whoever sees the conference."""

from flask import Response
from flask_babel import gettext as _

from conference import uploads
from conference.desk.blueprint import blueprint
from conference.errors import NotFound
from conference.people.identity import current_conference, open_to_all


@blueprint.route("/<slug>/desk/logo")
@open_to_all
def logo() -> Response:
    """Send the logo."""
    return _picture(current_conference().logo)


@blueprint.route("/<slug>/desk/cover")
@open_to_all
def cover() -> Response:
    """Send the cover picture."""
    return _picture(current_conference().cover)


def _picture(name: str | None) -> Response:
    if not name:
        raise NotFound(_("There is no such picture."))
    response = uploads.send(name)
    # The address changes with the picture; a draft's must not stay in a shared cache.
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
