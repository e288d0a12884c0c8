"""HTTP door of asking for a meeting: whom, in what words, for which times."""

from collections.abc import Sequence
from secrets import token_hex

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.agenda.reading_views import keep_chosen_zone, zone_menu
from conference.errors import ConferenceError, NotFound
from conference.forms import number_in
from conference.meetings.actions import preferences_of
from conference.meetings.ask_actions import AlreadyAsked, Wish, ask, asked_people, found_people, open_between
from conference.meetings.blueprint import blueprint
from conference.meetings.booking_actions import own_id
from conference.meetings.choice_actions import slot_choices
from conference.meetings.forms import AskForm
from conference.meetings.rules import MOST_PEOPLE, MOST_PROPOSED, MeetingState
from conference.meetings.slot_views import shown_slots
from conference.people.identity import current_actor, permitted
from conference.people.message_identity import form_key
from conference.people.models import Participant
from conference.permissions import Permission

Page = str | Response | tuple[str, int]


@blueprint.get("/<slug>/meetings/ask", endpoint="ask")
@permitted(Permission.MEETINGS_MEET)
def ask_page() -> Page:
    """Show the form that asks `participant_id` (one to three of them), with `slot` chosen."""
    keep_chosen_zone()
    actor, ids = current_actor(), _ids("participant_id")
    if not ids:
        return redirect(url_for("meetings.people"))
    between = open_between(own_id(actor), ids)
    if between is not None and len(ids) == 1:
        flash(_("There is a request between you already. Here it is."), "info")
        return redirect(url_for("meetings.show", meeting_id=between.id))
    form = AskForm()
    form.key.data = token_hex(16)
    form.slots.data = _ids("slot")[:MOST_PROPOSED]
    return _page(form, asked_people(actor, ids))


@blueprint.post("/<slug>/meetings/ask", endpoint="send_request")
@permitted(Permission.MEETINGS_MEET)
def send_request() -> Page:
    """Send a request; what is refused comes back as it was written."""
    actor, form = current_actor(), AskForm()
    people = asked_people(actor, form.participant_id.ids)
    if not form.validate():
        return _page(form, people), 422
    wish = Wish(form.participant_id.ids, form.message.data or "", form_key(form.key.data), form.times)
    try:
        meeting = ask(actor, wish)
    except AlreadyAsked as already:
        flash(already.message, "info")
        return redirect(url_for("meetings.show", meeting_id=already.meeting_id))
    except NotFound:
        raise
    except ConferenceError as refusal:
        form.add_refusal(refusal)
        return _page(form, asked_people(actor, form.participant_id.ids)), refusal.status
    is_booked = meeting.state is MeetingState.BOOKED
    flash(_("Your meeting is booked.") if is_booked else _("Your request is sent."), "success")
    return redirect(url_for("meetings.show", meeting_id=meeting.id))


def _page(form: AskForm, people: Sequence[Participant]) -> str:
    actor = current_actor()
    others = sorted(person.id for person in people)
    # In the order in which they were chosen.
    chosen = list(form.participant_id.ids) or _ids("participant_id")
    shown = shown_slots(slot_choices(actor.conference_id, own_id(actor), others), own_id(actor), others)
    moments = [choice.starts_at for _day, choices in shown.days for choice in choices]
    return render_template(
        "meetings/ask.html",
        form=form,
        people=sorted(people, key=lambda person: chosen.index(person.id)),
        shown=shown,
        at_once=all(choice.instant for choice in preferences_of(others).values()),
        found=found_people(actor, request.args.get("more", ""), others),
        room_for_more=len(people) < MOST_PEOPLE - 1,
        most=MOST_PROPOSED,
        menu=zone_menu(min(moments, default=clock.now())),
        now=clock.now(),
    )


def _ids(name: str) -> list[int]:
    found = (number_in(value) for value in request.args.getlist(name))
    return list(dict.fromkeys(one for one in found if one))
