"""HTTP door of what a pitch says, and of which contributions are pitches, with their counts."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.agenda.actions import people_cards
from conference.agenda.display import named
from conference.errors import ConferenceError, Forbidden, NotFound, Stale
from conference.people.identity import current_actor, permitted
from conference.people.spreadsheet import to_csv, to_xlsx
from conference.people.table_views import send_table
from conference.permissions import Permission
from conference.pitches.actions import Shown
from conference.pitches.blueprint import blueprint
from conference.pitches.desk_actions import figure_rows, figures_of
from conference.pitches.forms import SheetForm
from conference.pitches.sheet_actions import (
    choose_pitches,
    contributions_of,
    editable_pitch,
    readable_pitch,
    save_sheet,
)
from conference.players import hosts_for, video_of
from conference.security import allow_player
from conference.streams import Stream

Answer = str | Response | tuple[str, int]


@blueprint.route("/<slug>/pitches/of/<int:pitch_id>/sheet", methods=["GET", "POST"])
@permitted(Permission.PITCHES_PRESENT)
def edit_sheet(pitch_id: int) -> Answer:
    """Write what a pitch says: who presents it, and organisers. Moderators of a stage read it."""
    actor = current_actor()
    shown, may_write = readable_pitch(actor, pitch_id)
    if request.method == "GET" and not may_write:
        people = named(shown.part.people, people_cards(shown.presenters))
        return render_template("pitches/sheet_read.html", shown=shown, people=people, video=_video(shown))
    form = SheetForm(obj=shown.pitch, slides=None)
    status = 422 if form.is_submitted() else 200
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            save_sheet(actor, pitch_id, form.sheet(shown.pitch.seconds), form.begun_from)
        except (Forbidden, NotFound):
            raise
        except Stale as error:
            stale, status = error, 409
            # Saving again is then a decision made in knowledge of both versions.
            form.version.data = str(editable_pitch(actor, pitch_id).pitch.version)
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("agenda.session_page", item_id=shown.pitch.item_id, _anchor=f"pitch-{pitch_id}"))
    shown = editable_pitch(actor, pitch_id)
    return render_template("pitches/sheet.html", form=form, shown=shown, stale=stale, video=_video(shown)), status


def _video(shown: Shown) -> Stream | None:
    """Return the pitch's video, and let the page hold a player of exactly its host where that is allowed."""
    found = video_of(shown.pitch.video_url, hosts_for(shown.pitch.conference_id))
    allow_player(found)
    return found


@blueprint.route("/<slug>/pitches/<int:item_id>/choose", methods=["GET", "POST"])
@permitted(Permission.PITCHES_MANAGE)
def choose(item_id: int) -> Answer:
    """Show which contributions of a session are pitches, with their counts; make pitches of those ticked (`pitch`)."""
    refused = ""
    if request.method == "POST":
        try:
            choose_pitches(current_actor(), item_id, frozenset(request.form.getlist("pitch")))
        except (Forbidden, NotFound):
            raise
        except ConferenceError as refusal:
            refused = refusal.message
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("pitches.choose", item_id=item_id))
    item, parts = contributions_of(current_actor(), item_id)
    counts = figures_of([pitch.id for _guid, _title, pitch in parts if pitch is not None])
    page = render_template("pitches/choose.html", item=item, parts=parts, counts=counts, refused=refused)
    return (page, 422) if refused else page


@blueprint.get("/<slug>/pitches/<int:item_id>/figures.<any(csv, xlsx):kind>")
@permitted(Permission.PITCHES_MANAGE)
def figures(item_id: int, kind: str) -> Response:
    """Give out the counts of a session's pitches."""
    rows = figure_rows(current_actor(), item_id)
    content = to_csv(rows) if kind == "csv" else to_xlsx(rows, _("Pitches"))
    return send_table(content, f"pitches-{item_id}", kind)
