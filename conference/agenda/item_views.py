"""HTTP door of the full form of a session."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from conference.agenda.blueprint import blueprint
from conference.agenda.builder_forms import ItemForm
from conference.agenda.change import ItemState, Rewrite
from conference.agenda.change_actions import apply_changes, create_item
from conference.agenda.content import ItemContent
from conference.agenda.draft_actions import Draft, load_draft
from conference.agenda.item_people_actions import cards_here, label, likely_people
from conference.agenda.item_rows_forms import Rows
from conference.agenda.item_state_forms import fill, placed_day, values_of
from conference.agenda.rules import ItemKind
from conference.agenda.step_views import known_item
from conference.errors import ConferenceError, Stale
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission

Page = AnyResponse | tuple[str, int]


@blueprint.route("/<slug>/agenda/builder/items/new", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def new_item() -> Page:
    """Make a session; the grid may say where with ?day=, ?time=, ?room= and ?minutes=."""
    draft = load_draft(current_actor().conference_id)
    state = ItemState(ItemContent(0, "", ItemKind.WORKSHOP, ""))
    return _edit(draft, None, state)


@blueprint.route("/<slug>/agenda/builder/items/<int:item_id>", methods=["GET", "POST"])
@permitted(Permission.AGENDA_EDIT)
def edit_item(item_id: int) -> Page:
    """Edit everything of a session."""
    draft = load_draft(current_actor().conference_id)
    known_item(draft, item_id)
    return _edit(draft, item_id, draft.states[item_id])


def _edit(draft: Draft, item_id: int | None, state: ItemState) -> Page:
    actor, conference = current_actor(), current_conference()
    form = ItemForm()
    if not form.is_submitted():
        fill(form, state, conference, draft.versions.get(item_id or 0, 0), request.args)
    form.offer(conference, draft.agenda.rooms, draft.agenda.tracks, placed_day(state, conference))
    rows = Rows(actor, form)
    if form.is_submitted() and rows.pressed(request.form):
        return _page(draft, item_id, form, rows), 200
    stale: Stale | None = None
    if form.validate_on_submit():
        try:
            values = values_of(form, conference)
            if item_id is None:
                applied = create_item(actor, state.with_values(values))
            else:
                seen = number_in(request.form.get("over") or form.version.data) or 0
                applied = apply_changes(actor, {item_id: Rewrite(values)}, {item_id: seen})
        except Stale as error:
            stale = error
            draft = load_draft(conference.id)
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(f"{applied.label}." if applied.label else _("There was nothing to change."), "success")
            return redirect(url_for("agenda.builder", item=(applied.item_ids or (item_id,))[0]))
    status = 409 if stale else 422 if form.is_submitted() else 200
    return _page(draft, item_id, form, rows, stale), status


def _page(draft: Draft, item_id: int | None, form: ItemForm, rows: Rows, stale: Stale | None = None) -> str:
    actor = current_actor()
    likely = likely_people(actor)
    # A press that changed only rows is answered with the form alone: the page around it stays.
    part = "_body" if request.headers.get("HX-Request") else ""
    return render_template(
        f"agenda/item_form{part}.html",
        form=form,
        draft=draft,
        item=draft.states[item_id].content if item_id is not None and item_id in draft.states else None,
        version=draft.versions.get(item_id or 0, 0),
        cards=cards_here(actor, rows.mentioned()),
        rows=rows,
        suggestions=[label(card) for card in likely],
        stale=stale,
    )
