"""HTTP door of all booths: for organisers."""

from collections.abc import Callable
from math import ceil

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.coming_back import done
from conference.errors import ConferenceError, Stale
from conference.exhibition.blueprint import blueprint
from conference.exhibition.labels import state_badge, state_name
from conference.exhibition.manage_actions import Managed, Order, managed_booths, totals
from conference.exhibition.models import Booth
from conference.exhibition.place_actions import (
    decide,
    feature,
    make_booth,
    managed_booth,
    place_booth,
    put_back,
    take_out,
)
from conference.exhibition.quota_actions import places
from conference.exhibition.rules import BoothState, may_be_put_back
from conference.exhibition.settings_actions import halls_of
from conference.exhibition.settings_forms import DecisionForm, NewBoothForm, PlaceForm
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.spreadsheet import Cell, to_csv, to_xlsx
from conference.people.table_views import send_table
from conference.permissions import Permission
from conference.presentation import country_name

Page = Response | tuple[str, int]
# So many booths stand on one page of the list: not too long for a phone.
PAGE_SIZE = 30

for said in (state_name, state_badge):
    blueprint.add_app_template_global(said, f"booth_{said.__name__}")


@blueprint.app_template_global()
def booth_may_be_put_back(booth: Booth) -> bool:
    """Tell templates whether a booth that was taken out may have its place again."""
    return may_be_put_back(booth.state, booth.applied_at, booth.decided_at)


@blueprint.get("/<slug>/exhibition/booths")
@permitted(Permission.EXHIBITION_MANAGE)
def manage() -> str:
    """List all booths with what came of them, applications first."""
    actor = current_actor()
    order = next((one for one in Order if one.value == request.args.get("sort")), Order.VISITS)
    booths = managed_booths(actor, order)
    words = (request.args.get("q") or "").strip()[:200]
    state = next((one for one in BoothState if one.value == request.args.get("state")), None)
    only_unvisited = request.args.get("unvisited") == "1"
    found = [
        one
        for one in booths
        if (state is None or one.booth.state is state)
        and (one.is_unvisited or not only_unvisited)
        and one.is_called(words)
    ]
    pages = max(1, ceil(len(found) / PAGE_SIZE))
    page = min(max(number_in(request.args.get("page")) or 1, 1), pages)
    return render_template(
        "exhibition/manage.html",
        booths=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        found=len(found),
        page=page,
        pages=pages,
        only_unvisited=only_unvisited,
        words=words,
        waiting=[one for one in booths if one.booth.state is BoothState.APPLIED],
        unvisited=sum(one.is_unvisited for one in booths),
        totals=totals(actor, booths),
        booth_places=places(actor.conference_id),
        order=order,
        state=state,
        states=[one for one in BoothState if any(row.booth.state is one for row in booths)],
    )


@blueprint.get("/<slug>/exhibition/booths.<any(csv, xlsx):kind>")
@permitted(Permission.EXHIBITION_MANAGE)
def manage_export(kind: str) -> Response:
    """Give out the list of booths with their figures."""
    head = [
        _("Number"), _("Booth"), _("Country"), _("Hall"), _("State"), _("Unique visitors"), _("Visits"),
        _("Cards left"), _("Talks"), _("Questions"), _("Not answered"),
    ]  # fmt: skip
    rows = [_row(one) for one in managed_booths(current_actor(), Order.NUMBER)]
    name = f"{current_conference().slug}-booths"
    table = [head, *rows]
    return send_table(to_csv(table) if kind == "csv" else to_xlsx(table, _("Booths")), name, kind)


def _row(one: Managed) -> list[Cell]:
    booth = one.booth
    hall = booth.hall.name if booth.hall else ""
    figures = [one.visitors, one.visits, one.cards, one.talks, one.questions, one.unanswered]
    return [booth.number, booth.name, country_name(booth.country), hall, state_name(booth.state), *figures]


@blueprint.route("/<slug>/exhibition/booths/new", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def new_booth() -> Page:
    """Make a booth for somebody."""
    form = NewBoothForm()
    form.hall.choices = _hall_choices()
    if form.validate_on_submit():
        try:
            booth = make_booth(current_actor(), form.name.data or "", form.email.data or "", number_in(form.hall.data))
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            flash(_("“%(name)s” has its place. Who leads it was told by mail.", name=booth.name), "success")
            return redirect(url_for("exhibition.manage", _anchor=f"booth-{booth.id}"))
    status = 422 if form.is_submitted() else 200
    return render_template("exhibition/new_booth.html", form=form), status


@blueprint.route("/<slug>/exhibition/booths/<int:booth_id>/place", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def place(booth_id: int) -> Page:
    """Say in which hall a booth stands, and under which number."""
    booth = managed_booth(current_actor(), booth_id)
    form = PlaceForm(data={"hall": str(booth.hall_id or ""), "number": booth.number, "version": str(booth.version)})
    form.hall.choices = _hall_choices()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        version = number_in(form.version.data) or 0
        try:
            place_booth(current_actor(), booth_id, number_in(form.hall.data), form.number.data, version)
        except ConferenceError as error:
            form.add_refusal(error)
            status = 409 if isinstance(error, Stale) else 422
        else:
            flash(_("The place of “%(name)s” is saved.", name=booth.name), "success")
            return redirect(url_for("exhibition.manage", _anchor=f"booth-{booth_id}"))
    return render_template("exhibition/place.html", form=form, booth=booth), status


@blueprint.route("/<slug>/exhibition/booths/<int:booth_id>/application", methods=["GET", "POST"])
@permitted(Permission.EXHIBITION_MANAGE)
def decide_application(booth_id: int) -> Page:
    """Read an application, and accept or decline it."""
    booth, form = managed_booth(current_actor(), booth_id), DecisionForm()
    status = 422 if form.is_submitted() else 200
    decision = request.form.get("decision")
    if form.is_submitted() and decision not in {"accept", "decline"}:
        form.form_errors.append(_("Please press Accept or Decline."))
    elif form.validate_on_submit():
        accept = decision == "accept"
        try:
            decide(current_actor(), booth_id, accept=accept, word=form.word.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
            status = 409 if isinstance(error, Stale) else 422
        else:
            words = _("“%(name)s” is accepted.") if accept else _("“%(name)s” is declined.")
            flash(words % {"name": booth.name} + " " + _("They are told by mail."), "success")
            return redirect(url_for("exhibition.manage"))
    return render_template(
        "exhibition/decide_application.html", form=form, booth=booth, booth_places=places(booth.conference_id)
    ), status


@blueprint.post("/<slug>/exhibition/booths/<int:booth_id>/feature")
@permitted(Permission.EXHIBITION_MANAGE)
def feature_booth(booth_id: int) -> Response:
    """Show a booth on the home page, or no longer."""
    on = request.form.get("on") == "1"
    said = _("“%(name)s” is on the home page now.") if on else _("“%(name)s” is not on the home page any more.")
    return _act(booth_id, lambda: feature(current_actor(), booth_id, on=on), said)


@blueprint.post("/<slug>/exhibition/booths/<int:booth_id>/out")
@permitted(Permission.EXHIBITION_MANAGE)
def take_out_booth(booth_id: int) -> Response:
    """Take a booth out of the hall."""
    return _act(booth_id, lambda: take_out(current_actor(), booth_id), _("“%(name)s” is not in the hall any more."))


@blueprint.post("/<slug>/exhibition/booths/<int:booth_id>/back")
@permitted(Permission.EXHIBITION_MANAGE)
def put_back_booth(booth_id: int) -> Response:
    """Give a booth its place again."""
    return _act(booth_id, lambda: put_back(current_actor(), booth_id), _("“%(name)s” has its place again."))


def _act(booth_id: int, do: Callable[[], Booth], said: str) -> Response:
    managed_booth(current_actor(), booth_id)
    try:
        flash(said % {"name": do().name}, "success")
    except ConferenceError as error:
        flash(error.message, "warning")
    return done(url_for("exhibition.manage"), f"booth-{booth_id}")


def _hall_choices() -> list[tuple[str, str]]:
    halls = halls_of(current_actor().conference_id)
    return [("", _("No hall")), *((str(hall.id), hall.name) for hall in halls)]
