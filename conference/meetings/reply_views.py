"""HTTP door of the addresses in mails: whoever a mail was sent to answers without signing in.

Reading an address changes nothing: programs that look at mails before people do follow every address in them.
"""

from collections.abc import Sequence

from flask import Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.errors import ConferenceError, NotFound, Refused
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.news_actions import TimeLine
from conference.meetings.reply_actions import (
    ReplyTime,
    accept_by_mail,
    booked_time,
    decline_by_mail,
    reply_sight,
    times_agreed,
    times_to_answer,
)
from conference.meetings.reply_forms import ReplyForm
from conference.people.identity import current_conference, open_to_all


@blueprint.route("/<slug>/meetings/reply/<token>", methods=["GET", "POST"])
@open_to_all
def reply(token: str) -> ResponseReturnValue:
    """Show what a mail proposed, with the buttons that answer it; or what is so now."""
    conference_id, form = current_conference().id, ReplyForm()
    if form.validate_on_submit():
        try:
            if request.form.get("answer") == "accept":
                # What a time cuts into stood beside it: whoever chooses it wants it all the same.
                told = (number_in(slot_id) for slot_id in request.form.getlist("sure"))
                accept_by_mail(conference_id, token, form.slot_id, {one for one in told if one is not None})
            elif request.form.get("answer") != "decline":
                # A no is never taken back, so it is nothing that a program says by sending an empty form.
                raise Refused(_("Please choose one of the two buttons."))
            else:
                decline_by_mail(conference_id, token, form.word.data or "")
        except NotFound:
            raise
        except ConferenceError as error:
            form.add_refusal(error)
        else:
            return redirect(request.path)
    return _page(token, form)


def _both_clocks(line: TimeLine) -> str:
    if not line.there:
        return line.told
    return str(_("%(time)s; at the conference: %(there)s", time=line.told, there=line.there))


def _label(time: ReplyTime) -> str:
    said = _both_clocks(time.line)
    if not time.is_open:
        return str(_("%(time)s · not free any more", time=said))
    return str(_("%(time)s · cuts into “%(reason)s”", time=said, reason=time.cuts)) if time.cuts else said


def _page(token: str, form: ReplyForm) -> Response:
    sight = reply_sight(current_conference().id, token)
    times, agreed = times_to_answer(sight), times_agreed(sight)
    form.slot.choices = [(str(time.slot_id), _label(time)) for time in times]
    if form.slot.data is None:
        form.slot.data = _chosen([time.slot_id for time in times if time.is_open])
    page = render_template(
        "meetings/reply.html", sight=sight, times=times, agreed=agreed, booked=booked_time(sight), form=form
    )
    answer = make_response(page, 409 if form.form_errors else 422 if form.errors else 200)
    # The address is a key: it is told to no other page, and no list of pages holds it.
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _chosen(open_ids: Sequence[int]) -> str | None:
    """Return the time that the mail's address names, or the only one there is."""
    named = number_in(request.args.get("slot"))
    if named in open_ids:
        return str(named)
    return str(open_ids[0]) if len(open_ids) == 1 else None
