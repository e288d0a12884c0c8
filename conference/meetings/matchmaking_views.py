"""HTTP door of matchmakings: the list, what organisers decide about one, and its page for them."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.errors import ConferenceError, Refused, Stale
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.matchmaking_actions import (
    all_matchmakings,
    latest_run,
    matchmaking_of,
    may_see,
    part_of,
    slots_of_matchmaking,
    wish_count,
)
from conference.meetings.matchmaking_forms import MatchmakingForm
from conference.meetings.matchmaking_labels import BADGES, STATES, STEPS
from conference.meetings.matchmaking_models import Matchmaking
from conference.meetings.matchmaking_people_actions import list_people
from conference.meetings.matchmaking_rules import FIELDS, MatchmakingState, next_states, takes_wishes
from conference.meetings.matchmaking_run_actions import run_words
from conference.meetings.matchmaking_setup_actions import (
    delete_matchmaking,
    go_to,
    has_wishes,
    save_matchmaking,
)
from conference.meetings.matchmaking_timetable_actions import draft_count, published_count
from conference.meetings.settings_actions import windows_of
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission
from conference.presentation import local

Page = Response | tuple[str, int]


@blueprint.get("/<slug>/meetings/matchmaking")
@permitted(Permission.MEETINGS_MEET)
def matchmakings() -> str:
    """Show the matchmakings that there are for whoever looks."""
    actor, now = current_actor(), clock.now()
    rows = all_matchmakings(actor)
    return render_template(
        "meetings/matchmakings.html",
        rows=rows,
        parts={row.id: part_of(row.id, actor.participant_id) for row in rows},
        mine={row.id for row in rows if may_see(actor, row)},
        is_open={row.id: takes_wishes(row.state, row.wishes_until, now) for row in rows},
        counts={row.id: wish_count(row.id) for row in rows},
        states=STATES,
        badges=BADGES,
    )


@blueprint.get("/<slug>/meetings/matchmaking/<int:matchmaking_id>")
@permitted(Permission.MEETINGS_MANAGE)
def matchmaking(matchmaking_id: int) -> str:
    """Show organisers where a matchmaking is, and what is next."""
    actor = current_actor()
    row = matchmaking_of(actor, matchmaking_id)
    run = latest_run(row.id)
    return render_template(
        "meetings/matchmaking.html",
        row=row,
        people=list_people(actor, row),
        wishes=wish_count(row.id),
        slots=slots_of_matchmaking(row),
        run=run,
        state=run_words(row.id),
        drafts=draft_count(row.id),
        published=published_count(row.id),
        steps=[(state, STEPS[row.state, state]) for state in next_states(row.state, has_wishes=has_wishes(row.id))],
        is_open=takes_wishes(row.state, row.wishes_until, clock.now()),
        states=STATES,
        badges=BADGES,
    )


@blueprint.route("/<slug>/meetings/matchmaking/new", methods=["GET", "POST"])
@permitted(Permission.MEETINGS_MANAGE)
def new_matchmaking() -> Page:
    """Make a matchmaking."""
    form = MatchmakingForm(version="0")
    return _edit(None, form)


@blueprint.route("/<slug>/meetings/matchmaking/<int:matchmaking_id>/edit", methods=["GET", "POST"])
@permitted(Permission.MEETINGS_MANAGE)
def edit_matchmaking(matchmaking_id: int) -> Page:
    """Change what a matchmaking is."""
    row = matchmaking_of(current_actor(), matchmaking_id)
    values = {name: getattr(row, name) for name in FIELDS}
    if row.wishes_until is not None:
        values["wishes_until"] = row.wishes_until.astimezone(current_conference().zone)
    form = MatchmakingForm(
        data={**values, "windows": [one.window_id for one in row.windows], "version": str(row.version)}
    )
    return _edit(row, form)


def _edit(row: Matchmaking | None, form: MatchmakingForm) -> Page:
    conference = current_conference()
    windows = windows_of(conference.id)
    form.windows.choices = [
        (
            one.id,
            f"{local(one.starts_at, conference.zone, 'EEEE d MMMM, HH:mm')}\N{EN DASH}"
            f"{local(one.ends_at, conference.zone)}" + (f" \N{MIDDLE DOT} {one.name}" if one.name else ""),
        )
        for one in windows
    ]
    if row is None and not form.is_submitted():
        form.windows.data = [one.id for one in windows if one.ends_at > clock.now()]
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            saved = save_matchmaking(
                current_actor(), row.id if row else None, form.values(conference.zone), form.windows.data or [],
                form.begun_from(),
            )  # fmt: skip
        except ConferenceError as error:
            form.add_refusal(error)
            status = 409 if isinstance(error, Stale) else 422
        else:
            flash(_("“%(title)s” is saved.", title=saved.title), "success")
            return redirect(url_for("meetings.matchmaking", matchmaking_id=saved.id))
    return render_template("meetings/matchmaking_edit.html", form=form, row=row, windows=windows), status


@blueprint.post("/<slug>/meetings/matchmaking/<int:matchmaking_id>/state")
@permitted(Permission.MEETINGS_MANAGE)
def matchmaking_state(matchmaking_id: int) -> Response:
    """Lead a matchmaking on, or back."""
    actor = current_actor()
    matchmaking_of(actor, matchmaking_id)
    wanted = request.form.get("state", "")
    try:
        if wanted not in set(MatchmakingState):
            raise Refused(_("That is not possible where this matchmaking is now."))
        go_to(actor, matchmaking_id, MatchmakingState(wanted), number_in(request.form.get("version")) or 0)
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
    return redirect(url_for("meetings.matchmaking", matchmaking_id=matchmaking_id))


@blueprint.post("/<slug>/meetings/matchmaking/<int:matchmaking_id>/delete")
@permitted(Permission.MEETINGS_MANAGE)
def remove_matchmaking(matchmaking_id: int) -> Response:
    """Delete a matchmaking that nothing was published of."""
    try:
        title = delete_matchmaking(current_actor(), matchmaking_id)
    except ConferenceError as error:
        if error.status == 404:
            raise
        flash(error.message, "error")
        return redirect(url_for("meetings.matchmaking", matchmaking_id=matchmaking_id))
    flash(_("“%(name)s” is deleted.", name=title), "success")
    return redirect(url_for("meetings.matchmakings"))
