"""HTTP door of the meetings of one's organisation: seeing them, coming along, handing one over."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.agenda.reading_views import chosen_zone, keep_chosen_zone, zone_menu
from conference.errors import ConferenceError, NotFound
from conference.meetings.actions import seen_meeting
from conference.meetings.blueprint import blueprint
from conference.meetings.booking_actions import own_id
from conference.meetings.colleague_actions import hand_over, join_colleague, shared_meetings, sharing_colleagues
from conference.meetings.forms import ActForm
from conference.meetings.mine_actions import cards_of
from conference.meetings.proposal_actions import present
from conference.meetings.rules import MOST_PEOPLE
from conference.meetings.times_actions import slot_times
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission


@blueprint.get("/<slug>/meetings/organisation")
@permitted(Permission.MEETINGS_MEET)
def organisation() -> str:
    """Show the meetings that colleagues share."""
    keep_chosen_zone()
    actor = current_actor()
    meetings = shared_meetings(actor)
    return render_template(
        "meetings/organisation.html",
        meetings=meetings,
        colleagues=sharing_colleagues(actor),
        cards=cards_of(meetings),
        mine=slot_times(current_conference().id, [own_id(actor)])[own_id(actor)],
        full={meeting.id for meeting in meetings if len(present(meeting)) >= MOST_PEOPLE},
        me=own_id(actor),
        zone=chosen_zone(),
        menu=zone_menu(next((one.starts_at for one in meetings if one.starts_at), clock.now())),
    )


@blueprint.post("/<slug>/meetings/<int:meeting_id>/join")
@permitted(Permission.MEETINGS_MEET)
def join_one(meeting_id: int) -> Response:
    """Come along to a colleague's meeting."""
    form = ActForm()
    try:
        join_colleague(current_actor(), meeting_id, form.soft.ids)
    except NotFound:
        raise
    except ConferenceError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("meetings.organisation"))
    flash(_("You come along. The others are told."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


@blueprint.post("/<slug>/meetings/<int:meeting_id>/hand-over")
@permitted(Permission.MEETINGS_MEET)
def hand_over_one(meeting_id: int) -> Response:
    """Hand one's own place to a colleague."""
    actor, form = current_actor(), ActForm()
    seen_meeting(actor, meeting_id)
    try:
        hand_over(actor, meeting_id, form.seen.data or 0, form.participant.data or 0)
    except NotFound:
        raise
    except ConferenceError as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("Your colleague goes in your place. The others are told."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


@blueprint.app_template_global()
def sharing_colleagues_of_mine() -> list[tuple[int, str]]:
    """Give templates the colleagues whom the reader can hand a meeting to."""
    return [(card.id, card.name) for card in sharing_colleagues(current_actor())]
