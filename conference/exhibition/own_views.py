"""HTTP door of one's own booths, of the preview of a draft, and of what a draft shows."""

import hashlib

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import uploads
from conference.errors import NotFound
from conference.exhibition.apply_actions import door_for
from conference.exhibition.blueprint import blueprint
from conference.exhibition.edit_actions import draft_content, edited_booth
from conference.exhibition.edit_words import FIELD_NAMES, PART_WORDS, STATE_WORDS
from conference.exhibition.letter_actions import own_letters
from conference.exhibition.models import Booth
from conference.exhibition.own_actions import own_heads
from conference.exhibition.team_invite_actions import invitations_to
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

# For macros too, which see no more of a page than it gives them.
blueprint.add_app_template_global(FIELD_NAMES.__getitem__, "booth_field_name")
blueprint.add_app_template_global(PART_WORDS.__getitem__, "booth_part_words")
blueprint.add_app_template_global(STATE_WORDS.__getitem__, "booth_state_words")


@blueprint.get("/<slug>/exhibition/own")
@permitted(Permission.EXHIBITION_EXHIBIT)
def own() -> str:
    """Show one's booths, how they stand, and how to come by one."""
    actor = current_actor()
    return render_template(
        "exhibition/own.html",
        heads=own_heads(actor),
        door=door_for(actor),
        invitations=invitations_to(actor),
        letters=own_letters(actor),
    )


@blueprint.get("/<slug>/exhibition/<int:booth_id>/draft/<any(logo, banner, video_upload):which>")
@permitted(Permission.EXHIBITION_EXHIBIT)
def draft_file(booth_id: int, which: str) -> Response:
    """Send a picture or the video of a draft, to the team and the organisers; asked again each time."""
    name = getattr(draft_content(edited_booth(current_actor(), booth_id)), which)
    if not name:
        raise NotFound(_("There is no such file."))
    answer = uploads.send(name)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.app_template_global()
def draft_file_address(booth: Booth, which: str) -> str | None:
    """Return where a draft's picture or video is, or None where it has none."""
    name = getattr(draft_content(booth), which)
    if not name:
        return None
    version = hashlib.sha256(name.encode()).hexdigest()[:12]
    return url_for("exhibition.draft_file", booth_id=booth.id, which=which, v=version)
