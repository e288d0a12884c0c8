"""HTTP door of recommendations: the public page, and what organisers do with them."""

from flask import Response as FlaskResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.cafe.blueprint import blueprint
from conference.cafe.harvest import LONGEST_ADDRESSEE, LONGEST_NOTE, LONGEST_RECOMMENDATION
from conference.cafe.recommendation_actions import (
    Shown,
    adopt,
    adoptable,
    edit,
    own_recommendation,
    put_before,
    recommendations,
    set_status,
    withdraw,
)
from conference.cafe.recommendation_words import STATUS_WORDS
from conference.cafe.rules import RecommendationStatus
from conference.errors import ConferenceError, NotFound
from conference.forms import number_in
from conference.people.identity import current_actor, current_conference, open_to_all, permitted
from conference.people.spreadsheet import to_csv
from conference.people.table_views import send_table
from conference.permissions import Permission

Page = Response | str | tuple[str, int]


@blueprint.get("/<slug>/cafe/recommendations", endpoint="recommendations")
@open_to_all
def recommendations_page() -> str:
    """Show the recommendations and what came of them to everybody who sees the conference."""
    return render_template("cafe/recommendations.html", found=recommendations(current_actor()), words=STATUS_WORDS)


@blueprint.get("/<slug>/cafe/recommendations.csv")
@open_to_all
def recommendation_table() -> FlaskResponse:
    """Give out what the page shows as a table: one row for each recommendation, its newest note last."""
    rows: list[list[str | int]] = [
        [
            _("Number"),
            _("Recommendation"),
            _("Addressee"),
            _("Status"),
            _("World café"),
            _("Question"),
            _("Tables"),
            _("Notes"),
        ]
    ]
    for number, one in enumerate(recommendations(current_actor()), 1):
        notes = [
            f"{note.at:%Y-%m-%d} {STATUS_WORDS[note.status][0]}: {note.text}".removesuffix(": ")
            for note in reversed(one.notes)
        ]
        trail = one.trail
        rows.append([
            number, one.text, one.addressee, str(STATUS_WORDS[one.status][0]), trail.cafe if trail else "",
            trail.question if trail else "", trail.tables if trail else "", " | ".join(notes),
        ])  # fmt: skip
    return send_table(to_csv(rows), f"{current_conference().slug}-recommendations", "csv")


@blueprint.get("/<slug>/cafe/recommendations/manage")
@permitted(Permission.CAFE_MANAGE)
def manage_recommendations() -> str:
    """Show organisers the recommendations to order and change, and what may be adopted as one."""
    actor = current_actor()
    found, lines = recommendations(actor), adoptable(actor)
    return render_template("cafe/recommendations_manage.html", found=found, lines=lines, words=STATUS_WORDS)


@blueprint.route("/<slug>/cafe/recommendations/new", methods=["GET", "POST"])
@permitted(Permission.CAFE_MANAGE)
def new_recommendation() -> Page:
    """Adopt a line of an agreed list (?outcome=), or write a recommendation without one."""
    actor = current_actor()
    outcome_id = number_in(request.values.get("outcome"))
    line = next((one for one in adoptable(actor) if one[2].id == outcome_id), None) if outcome_id else None
    if request.method == "GET":
        if outcome_id and line is None:
            raise NotFound(_("There is no such line in an agreed list."))
        return _form(None, {"text": line[2].text if line else "", "addressee": ""}, line=line)
    try:
        row = adopt(actor, **_typed(), outcome_id=outcome_id)
    except ConferenceError as refusal:
        if refusal.status in {401, 403, 404}:
            raise
        return _form(None, _typed(), line=line, refusal=refusal), refusal.status
    flash(_("The recommendation is adopted, and public."), "success")
    return redirect(url_for("cafe.manage_recommendations", _anchor=f"recommendation-{row.id}"))


@blueprint.route("/<slug>/cafe/recommendations/<int:recommendation_id>", methods=["GET", "POST"])
@permitted(Permission.CAFE_MANAGE)
def edit_recommendation(recommendation_id: int) -> Page:
    """Change a recommendation (`do` edit), its status with a note (status), its place (order), or withdraw it."""
    actor = current_actor()
    row = own_recommendation(actor, recommendation_id)
    typed = {"text": row.text, "addressee": row.addressee}
    if request.method == "GET":
        return _form(_shown(recommendation_id), typed)
    try:
        sentence = _change(recommendation_id)
    except ConferenceError as refusal:
        if refusal.status in {401, 403, 404}:
            raise
        is_edit = request.form.get("do") == "edit"
        return _form(_shown(recommendation_id), _typed() if is_edit else typed, refusal=refusal), refusal.status
    flash(sentence, "success")
    return redirect(url_for("cafe.manage_recommendations", _anchor=f"recommendation-{recommendation_id}"))


def _change(recommendation_id: int) -> str:
    actor, do, seen = current_actor(), request.form.get("do"), number_in(request.form.get("version")) or 0
    if do == "edit":
        edit(actor, recommendation_id, seen, **_typed())
        return str(_("The recommendation is changed."))
    if do == "status":
        status = request.form.get("status", "")
        if status not in set(RecommendationStatus):
            raise NotFound(_("There is no such status."))
        set_status(actor, recommendation_id, seen, RecommendationStatus(status), request.form.get("note", ""))
        return str(_("The status and its note are public."))
    if do == "order":
        put_before(actor, recommendation_id, number_in(request.form.get("before")) or 0)
        return str(_("The order is changed."))
    if do == "withdraw":
        withdraw(actor, recommendation_id, seen)
        return str(_("The recommendation is withdrawn."))
    raise NotFound(_("There is no such step."))


def _typed() -> dict[str, str]:
    return {"text": request.form.get("text", ""), "addressee": request.form.get("addressee", "")}


def _shown(recommendation_id: int) -> Shown:
    return next(one for one in recommendations(current_actor()) if one.id == recommendation_id)


def _form(
    shown: Shown | None, typed: dict[str, str], *, line: object = None, refusal: ConferenceError | None = None
) -> str:
    return render_template(
        "cafe/recommendation_form.html",
        shown=shown,
        typed=typed,
        line=line,
        refusal=refusal,
        field=refusal.field if refusal else None,
        words=STATUS_WORDS,
        note=request.form.get("note", "") if refusal else "",
        status=request.form.get("status", "") if refusal else "",
        limits=(LONGEST_RECOMMENDATION, LONGEST_ADDRESSEE, LONGEST_NOTE),
    )
