"""HTTP door of a booth: the page that its visitors see, and what templates ask of one."""

from hashlib import sha256

from flask import render_template, url_for

from conference.exhibition.blueprint import blueprint
from conference.exhibition.booth_actions import booth_page
from conference.exhibition.chat_subject_actions import chat_of
from conference.exhibition.looked_at_views import is_looked_at
from conference.exhibition.models import Booth
from conference.exhibition.presence_actions import drawn_mark
from conference.exhibition.visit_actions import come
from conference.people.identity import current_actor, open_to_all
from conference.players import video_of
from conference.presentation import panel_of
from conference.security import allow_player
from conference.streams import Stream


@blueprint.get("/<slug>/exhibition/<int:booth_id>")
@open_to_all
def booth(booth_id: int) -> str:
    """Show a booth to whoever may see it; a visitor is counted as being there."""
    actor = current_actor()
    ahead = not is_looked_at()
    # The first who asks for a chat makes it, and what was read before that is read again.
    chat = chat_of(actor, booth_id)
    page = booth_page(actor, booth_id)
    drawn = render_template(
        "exhibition/booth.html",
        page=page,
        booth=page.booth,
        ahead=drawn_mark(booth_id, actor.participant_id) if ahead else "",
        video=shown_video(page.booth, page.video_hosts),
        chat=panel_of("chat", chat.id, "chat.js") if chat else None,
    )
    if not ahead:
        # Last: what the page has read would be read again after it.
        come(actor, booth_id)
    return drawn


def shown_video(of: Booth, hosts: str) -> Stream | None:
    """Return the booth's video from elsewhere, and let the page hold a player of exactly its host."""
    found = video_of(of.video_url, hosts)
    allow_player(found)
    return found


@blueprint.app_template_global()
def booth_shows(of: Booth, what: str) -> str | None:
    """Return the address of a booth's logo, banner or video to templates; None where it has none."""
    upload = {"logo": of.logo, "banner": of.banner, "video": of.video_upload}[what]
    if not upload:
        return None
    # Another one for each upload, as browsers keep what they were sent.
    version = sha256(upload.encode()).hexdigest()[:12]
    return url_for("exhibition.shown", booth_id=of.id, what=what, v=version)
