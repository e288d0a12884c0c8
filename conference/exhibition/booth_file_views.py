"""HTTP door of what a booth shows and hands out: its pictures and video, its documents and links."""

from flask import redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import uploads
from conference.errors import NotFound
from conference.exhibition.actions import seen_booth
from conference.exhibition.blueprint import blueprint
from conference.exhibition.looked_at_views import is_looked_at
from conference.exhibition.material_open_actions import open_material, seen_material
from conference.exhibition.rules import MaterialKind
from conference.people.identity import current_actor, open_to_all


@blueprint.get("/<slug>/exhibition/<int:booth_id>/<any(logo, banner, video):what>")
@open_to_all
def shown(booth_id: int, what: str) -> Response:
    """Send what is uploaded as a booth's logo, banner or video, to whoever may see the booth."""
    booth = seen_booth(current_actor(), booth_id)
    upload = {"logo": booth.logo, "banner": booth.banner, "video": booth.video_upload}[what]
    if not upload:
        raise NotFound(_("There is no such file."))
    return uploads.send(upload)


@blueprint.get("/<slug>/exhibition/pictures/<int:booth_material_id>")
@open_to_all
def picture(booth_material_id: int) -> Response:
    """Send a picture of a booth's gallery."""
    row = seen_material(current_actor(), booth_material_id)
    if row.kind is not MaterialKind.PICTURE or not row.upload:
        raise NotFound(_("There is no such file."))
    return uploads.send(row.upload)


@blueprint.get("/<slug>/exhibition/materials/<int:booth_material_id>")
@open_to_all
def material(booth_material_id: int) -> Response:
    """Send a document, to be saved, or lead to a link; that a visitor opened it is noted once."""
    row = open_material(current_actor(), booth_material_id, noted=is_looked_at())
    if row.kind is MaterialKind.LINK:
        if not row.url.startswith(("https://", "http://")):
            raise NotFound(_("There is no such material."))
        answer = redirect(row.url)
    elif row.upload:
        answer = uploads.send(row.upload, row.file_name, saved=True)
    else:
        raise NotFound(_("There is no such material."))
    # Asked again each time, so that whoever takes it away, or opens it, counts at once.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer
