"""HTTP door of one session: everything about it, what runs beside it, what comes before and after in its track."""

from flask import url_for
from flask_babel import gettext as _

from conference.agenda.below_session import parts_of
from conference.agenda.blueprint import blueprint
from conference.agenda.display import Entry, named
from conference.agenda.material_actions import materials_of, may_edit_materials
from conference.agenda.materials import is_web_address
from conference.agenda.neighbours import beside, in_track
from conference.agenda.reading_views import agenda_page, keep_chosen_zone, shown_agenda
from conference.agenda.rules import Visibility
from conference.agenda.views import Answer
from conference.errors import NotFound
from conference.people.identity import current_actor, open_to_all


@blueprint.get("/<slug>/agenda/<int:item_id>")
@open_to_all
def session_page(item_id: int) -> Answer:
    """Show a session to who may know of it; to all others there is none."""
    keep_chosen_zone()
    shown = shown_agenda()
    entry = shown.entry(item_id) if shown else None
    if shown is None or entry is None:
        raise NotFound(_("There is no such session."))
    actor = current_actor()
    before, after = in_track(entry, shown.entries)
    return agenda_page(
        "session",
        shown,
        entry.starts_at,
        entry=entry,
        people=named(entry.item.people, shown.cards),
        contributions=[(part, named(part.people, shown.cards)) for part in entry.item.contributions],
        stream=_stream(entry) if actor.is_confirmed and not actor.is_guest else "",
        materials=materials_of(actor, entry.item),
        may_edit=may_edit_materials(actor, entry.item),
        below=parts_of(actor, item_id),
        before=before,
        after=after,
        beside=beside(entry, shown.entries),
        # A calendar fetches without a session, so only what everybody may see has an address for it.
        item_feed=url_for("agenda.item_feed", item_id=item_id)
        if entry.item.visibility is Visibility.PUBLIC and not shown.is_draft
        else None,
    )


def _stream(entry: Entry) -> str:
    """Return the room's stream address, where it is one."""
    url = entry.room.stream_url if entry.room and not entry.is_cancelled else ""
    return url if is_web_address(url) else ""
