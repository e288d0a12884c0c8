"""HTTP door of one meeting on the organisers' board: freeing its time, a stand-in, cancelling."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.errors import ConferenceError
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.desk_act_actions import cancel_for_all, free_missed
from conference.meetings.desk_actions import meeting_of_board
from conference.meetings.desk_forms import CancelForm
from conference.meetings.desk_stand_in_actions import book_stand_in, stand_ins, who_waits
from conference.meetings.desk_words import standing_badge, standing_label
from conference.meetings.figures_words import ORIGINS
from conference.meetings.people_views import by_direction
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

Page = Response | tuple[str, int]


@blueprint.route("/<slug>/meetings/board/<int:meeting_id>", methods=["GET", "POST"])
@permitted(Permission.MEETINGS_MANAGE)
def board_meeting(meeting_id: int) -> Page:
    """Show one meeting with what organisers may do with it, and cancel it."""
    actor = current_actor()
    meeting = meeting_of_board(actor, meeting_id)
    form = CancelForm(data={"seen": str(meeting.proposal)})
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            cancel_for_all(actor, meeting_id, form.seen_number, form.word.data or "")
        except ConferenceError as error:
            form.add_refusal(error)
            status = error.status
            meeting = meeting_of_board(actor, meeting_id)
        else:
            flash(_("The meeting is cancelled; its people are told."), "success")
            return redirect(url_for("meetings.board"))
    page = render_template(
        "meetings/board_meeting.html",
        meeting=meeting,
        form=form,
        waits=who_waits(meeting),
        stand_ins=stand_ins(actor, meeting),
        by_direction=by_direction,
        standing_label=standing_label,
        standing_badge=standing_badge,
        origins=ORIGINS,
    )
    return page, status


@blueprint.post("/<slug>/meetings/board/<int:meeting_id>/free")
@permitted(Permission.MEETINGS_MANAGE)
def board_free(meeting_id: int) -> Response:
    """Note that a meeting does not take place, and free its time."""
    try:
        free_missed(current_actor(), meeting_id, number_in(request.form.get("seen")) or 0)
    except ConferenceError as error:
        if error.status in {403, 404}:
            raise
        flash(error.message, "error")
    else:
        flash(_("The time is free again."), "success")
    return redirect(url_for("meetings.board_meeting", meeting_id=meeting_id))


@blueprint.post("/<slug>/meetings/board/<int:meeting_id>/stand-in/<int:participant_id>")
@permitted(Permission.MEETINGS_MANAGE)
def board_stand_in(meeting_id: int, participant_id: int) -> Response:
    """Book somebody with the one who waits."""
    try:
        meeting = book_stand_in(current_actor(), meeting_id, participant_id)
    except ConferenceError as error:
        if error.status in {403, 404}:
            raise
        flash(error.message, "error")
        return redirect(url_for("meetings.board_meeting", meeting_id=meeting_id))
    flash(_("The two are booked and told."), "success")
    return redirect(url_for("meetings.board_meeting", meeting_id=meeting.id))
