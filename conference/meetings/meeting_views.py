"""HTTP door of one meeting: its page, and all that its people do with it."""

from collections.abc import Callable, Mapping

from flask import flash, jsonify, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.agenda.reading_views import chosen_zone, keep_chosen_zone, zone_menu
from conference.coming_back import is_fragment
from conference.errorpages import wants_json
from conference.errors import ConferenceError, InvalidFields, NotFound, Stale
from conference.meetings.actions import may_be_in, person_in, seen_meeting
from conference.meetings.answer_actions import accept, decline, propose
from conference.meetings.blueprint import blueprint
from conference.meetings.booking_actions import own_id
from conference.meetings.choice_actions import slot_choices
from conference.meetings.choices import wanted_by
from conference.meetings.end_actions import cancel, leave
from conference.meetings.forms import ActForm
from conference.meetings.labels import KIND_WORDS, story_line
from conference.meetings.mine_actions import cards_of, meeting_state, place_of, story_of
from conference.meetings.models import Meeting, MeetingChange
from conference.meetings.move_actions import edit, withdraw
from conference.meetings.proposal_actions import present
from conference.meetings.room_actions import people_of
from conference.meetings.room_subject_actions import may_write
from conference.meetings.rules import MOST_PROPOSED, Act, Answer, MeetingState, allowed_acts
from conference.meetings.slot_views import shown_slots
from conference.people.identity import current_actor, permitted
from conference.people.rules import PersonCard
from conference.people.sight_actions import apart_from, may_see_person
from conference.permissions import Actor, Permission

Press = Callable[[Actor, int, int, ActForm], Meeting]
Answered = str | Response | tuple[str, int] | tuple[Response, int]


@blueprint.get("/<slug>/meetings/<int:meeting_id>")
@permitted(Permission.MEETINGS_MEET)
def show(meeting_id: int) -> str:
    """Show a meeting to one of its people: when, who, what was said and done, and what they can do."""
    keep_chosen_zone()
    seen_meeting(current_actor(), meeting_id)
    return _page(meeting_id, ActForm(formdata=None))


@blueprint.post("/<slug>/meetings/<int:meeting_id>/acts/<what>")
@permitted(Permission.MEETINGS_MEET)
def act(meeting_id: int, what: str) -> Answered:
    """Do something with a meeting. What is refused comes back with what was written, and with what is so now."""
    actor = current_actor()
    moves = _is_coming(seen_meeting(actor, meeting_id), own_id(actor))
    if what not in PRESSES:
        raise NotFound(_("There is no such button."))
    form = ActForm()
    try:
        if not form.validate():
            wrong = {name: str(errors[0]) for name, errors in form.errors.items() if name}
            raise InvalidFields(next(iter(wrong.values()), _("This says nothing that we understand.")), wrong)
        PRESSES[what](actor, meeting_id, form.seen.data or 0, form)
    except ConferenceError as refusal:
        if wants_json() or isinstance(refusal, NotFound):
            raise
        # What was chosen for another proposal says nothing about this one.
        kept = ActForm(formdata=None) if isinstance(refusal, Stale) else form
        flash(refusal.message, "warning" if isinstance(refusal, Stale) else "error")
        return _page(meeting_id, kept, opened=what), refusal.status
    said = str(_("Your meeting is moved.")) if moves and what == "accept" else SAID[what]()
    if wants_json():
        return jsonify(ok=1, notice=said), 200
    flash(said, "success")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def _is_coming(meeting: Meeting, me: int) -> bool:
    """Tell whether a meeting is booked for somebody already: what they accept then is another time for it."""
    return meeting.state is MeetingState.BOOKED and person_in(meeting, me).answer is Answer.ACCEPTED


def _page(meeting_id: int, form: ActForm, opened: str = "") -> str:
    # Read before anything else: what comes later only makes the page ask once more.
    stamp = meeting_state(meeting_id)["stamp"]
    actor, now = current_actor(), clock.now()
    meeting = seen_meeting(actor, meeting_id)
    me = own_id(actor)
    others = [one for one in present(meeting) if one != me]
    acts = allowed_acts(me, meeting.standing, now)
    proposed = {row.slot_id for row in meeting.proposals}
    choices = slot_choices(meeting.conference_id, me, others) if acts else []
    cards = cards_of([meeting])
    return render_template(
        "meetings/_meeting.html" if is_fragment() else "meetings/meeting.html",
        meeting=meeting,
        stamp=stamp,
        me=me,
        mine=person_in(meeting, me),
        is_in=may_be_in(actor, meeting.id),
        chat_is="written" if may_write(actor, meeting.id) else "read" if may_be_in(actor, meeting.id) else "gone",
        cards=cards,
        seen_people={one for one, row in people_of(list(cards)).items() if may_see_person(actor, row)},
        venue=place_of(meeting),
        acts=acts,
        shown=shown_slots(wanted_by(choices, proposed, meeting.proposed_by_id or 0), me, others),
        proposed=proposed,
        apart=apart_from(me),
        story=_story(meeting, cards),
        kind_words=[str(word) for word in KIND_WORDS],
        form=form,
        opened=opened,
        most=MOST_PROPOSED,
        zone=chosen_zone(),
        menu=zone_menu(meeting.starts_at or now),
        now=now,
    )


def _story(meeting: Meeting, cards: Mapping[int, PersonCard]) -> list[tuple[MeetingChange, str, bool]]:
    """Return what was done with a meeting, each with its sentence, and whether its time belongs to that."""
    told, before = [], None
    for row in story_of(meeting):
        name = cards[row.by_id].name if row.by_id is not None and row.by_id in cards else ""
        said = story_line(row.act, row.after, name, before=before, by_nobody=row.by_id is None)
        sets_time = row.act is Act.ACCEPT or before is None
        told.append((row, said, sets_time and row.after is MeetingState.BOOKED and row.starts_at is not None))
        before = row.after
    return told


def _accept(actor: Actor, meeting_id: int, seen: int, form: ActForm) -> Meeting:
    return accept(actor, meeting_id, seen, form.slot.data, form.soft.ids)


PRESSES: Mapping[str, Press] = {
    "accept": _accept,
    "propose": lambda actor, meeting, seen, form: propose(actor, meeting, seen, form.times, form.said),
    "decline": lambda actor, meeting, seen, form: decline(actor, meeting, seen, form.said),
    "edit": lambda actor, meeting, seen, form: edit(
        actor, meeting, seen, form.message.data or None, None if form.same_times.data else form.times
    ),
    "withdraw": lambda actor, meeting, seen, form: withdraw(actor, meeting, seen, form.said),
    "cancel": lambda actor, meeting, seen, form: cancel(actor, meeting, seen, form.said),
    "leave": lambda actor, meeting, seen, form: leave(actor, meeting, seen, form.said),
}
SAID: Mapping[str, Callable[[], str]] = {
    "accept": lambda: str(_("Your meeting is booked.")),
    "propose": lambda: str(_("Your proposal is sent.")),
    "decline": lambda: str(_("Your answer is sent.")),
    "edit": lambda: str(_("Your change is sent.")),
    "withdraw": lambda: str(_("It is taken back.")),
    "cancel": lambda: str(_("The meeting is cancelled. The others are told.")),
    "leave": lambda: str(_("You left the meeting. The others are told.")),
}
