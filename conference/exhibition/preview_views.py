"""HTTP door of the preview: the page that visitors get, with what the draft says."""

from flask import render_template
from flask.typing import ResponseReturnValue

from conference.exhibition.blueprint import blueprint
from conference.exhibition.booth_views import shown_video
from conference.exhibition.edit_actions import edited_booth
from conference.exhibition.models import Booth
from conference.exhibition.own_actions import head_of
from conference.exhibition.own_views import draft_file_address
from conference.exhibition.preview_actions import preview_page
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission
from conference.presentation import can


@blueprint.get("/<slug>/exhibition/<int:booth_id>/preview")
@permitted(Permission.EXHIBITION_EXHIBIT)
def preview(booth_id: int) -> ResponseReturnValue:
    """Show the draft, to the team and the organisers."""
    actor = current_actor()
    page = preview_page(actor, booth_id)
    stored = edited_booth(actor, booth_id)

    def shows(_of: Booth, what: str) -> str | None:
        return draft_file_address(stored, "video_upload" if what == "video" else what)

    return render_template(
        "exhibition/preview.html",
        head=head_of(actor, stored),
        page=page,
        booth=page.booth,
        video=shown_video(page.booth, page.video_hosts),
        chat=None,
        is_preview=True,
        # In the place of what the booth's own page asks: pictures are the draft's, and nobody visits.
        booth_shows=shows,
        can=lambda permission: permission != Permission.EXHIBITION_VISIT and can(permission),
    )
