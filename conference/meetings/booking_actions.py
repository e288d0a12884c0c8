"""What acts on a meeting begin and end with: whose turn it is, the booking, the story. Nothing here commits."""

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete

from conference import clock
from conference.errors import ConferenceError, NotFound, Refused, Stale
from conference.extensions import db
from conference.meetings.actions import lock_meeting, may_meet, settings_of, tell
from conference.meetings.choice_actions import slot_choices
from conference.meetings.choices import SlotChoice
from conference.meetings.hold_actions import count_meetings, free_place, hold, hold_place, release
from conference.meetings.labels import refusal_sentence
from conference.meetings.models import Meeting, MeetingChange, MeetingProposal, MeetingSlot
from conference.meetings.rules import Act, MeetingState, Verdict, judge
from conference.people.block_actions import blocked_pairs
from conference.people.models import Participant
from conference.permissions import Actor


def own_id(actor: Actor) -> int:
    """Return who of the conference the actor is. Raises `NotFound` for nobody."""
    if actor.participant_id is None:
        raise NotFound(_("There is no such meeting."))
    return actor.participant_id


def judged(actor: Actor, meeting_id: int, act: Act, seen: int, more: Collection[int] = ()) -> Meeting:
    """Return a meeting, locked, that the actor may do something with; `seen` is the proposal that they were shown.

    `more`: people who are locked along with its own.

    Raises `NotFound` for who is not in it, and says to whoever comes too late what is so now.
    """
    meeting = lock_meeting(actor, meeting_id, more)
    verdict = judge(act, own_id(actor), meeting.standing, seen, clock.now())
    if verdict is Verdict.YES:
        return meeting
    sentence = refusal_sentence(verdict, meeting.state)
    db.session.rollback()
    raise Refused(sentence) if verdict is Verdict.NOT_YOURS else Stale(sentence)


def book(meeting: Meeting, slot_id: int, people: Collection[int], yes: Collection[int], me: int) -> None:
    """Book a meeting in a slot for some of its people, or move it there. Needs the locks.

    `yes` are those who know what of theirs it cuts into and want it all the same. Whoever is refused, nothing is held.
    """
    try:
        release(meeting)
        refuse_who_cannot_meet(meeting.conference_id, people)
        refuse_full_days(meeting.conference_id, people)
        _refuse_unless_free(_choice_of(meeting, slot_id, people, me), yes)
        slot = _slot_still_there(slot_id)
        hold(meeting, [slot], people)
        _take_place(meeting, slot)
    except ConferenceError:
        db.session.rollback()
        raise
    is_new = meeting.state is not MeetingState.BOOKED
    meeting.state, meeting.slot_id, meeting.expires_at = MeetingState.BOOKED, slot.id, None
    meeting.starts_at, meeting.ends_at = slot.starts_at, slot.ends_at
    meeting.booked_at = clock.now()
    meeting.sequence += 0 if is_new else 1
    clear_proposal(meeting)


def join(meeting: Meeting, slots: Collection[MeetingSlot], sure: Collection[int], me: int) -> None:
    """Have one more of its people come to a booked meeting. Needs the locks."""
    try:
        refuse_who_cannot_meet(meeting.conference_id, {*meeting.standing.accepted, me})
        refuse_full_days(meeting.conference_id, [me])
        for choice in slot_choices(meeting.conference_id, me, (), [slot.id for slot in slots]):
            _refuse_unless_mine_is_free(choice, [me] if choice.slot_id in sure else ())
        hold(meeting, list(slots), [me])
    except ConferenceError:
        db.session.rollback()
        raise
    meeting.sequence += 1


def refuse_who_cannot_meet(conference_id: int, people: Collection[int]) -> None:
    """Raise `Refused` unless all of them take part and none has blocked another; which of the two is not said."""
    if len(may_meet(conference_id, people)) < len(set(people)) or blocked_pairs(people):
        raise Refused(_("This meeting cannot come about: somebody cannot be met any more."))


def refuse_full_days(conference_id: int, people: Collection[int]) -> None:
    """Raise `Refused` when one of them has as many meetings as the organisers allow at a conference, over or not."""
    most = settings_of(conference_id).most_meetings
    if most is not None and any(count_meetings(person) >= most for person in people):
        raise Refused(
            ngettext(
                "One of you has %(num)s meeting already; nobody may have more at this conference.",
                "One of you has %(num)s meetings already; nobody may have more at this conference.",
                most,
            )
        )


def set_proposal(meeting: Meeting, by_id: int, slot_ids: Collection[int]) -> None:
    """Have somebody propose slots for a meeting, or any time; what was proposed before is so no more."""
    clear_proposal(meeting)
    meeting.proposed_by_id, meeting.any_time = by_id, not slot_ids
    db.session.add_all(MeetingProposal(meeting_id=meeting.id, slot_id=slot_id) for slot_id in sorted(set(slot_ids)))


def clear_proposal(meeting: Meeting) -> None:
    """Have nothing proposed for a meeting any more; pages and links that show the old proposal are stale from here."""
    db.session.flush()
    db.session.execute(delete(MeetingProposal).where(MeetingProposal.meeting_id == meeting.id))
    db.session.expire(meeting, ["proposals"])
    meeting.proposed_by_id, meeting.any_time = None, False
    meeting.proposal += 1


def note(meeting: Meeting, act: Act | None, by_id: int | None, word: str = "") -> None:
    """Write down what was done with a meeting, and say that it changes."""
    db.session.flush()
    change = MeetingChange(
        meeting_id=meeting.id, by_id=by_id, act=act, after=meeting.state, starts_at=meeting.starts_at
    )
    change.word = word
    db.session.add(change)
    tell(meeting)


def name_of(participant_id: int) -> str:
    """Return what somebody is called in a sentence."""
    person = db.session.get(Participant, participant_id)
    return person.name if person is not None and person.name else _("This person")


def _choice_of(meeting: Meeting, slot_id: int, people: Collection[int], me: int) -> SlotChoice:
    found = slot_choices(meeting.conference_id, me, set(people) - {me}, [slot_id])
    if not found:
        raise _no_such_time()
    return found[0]


def _slot_still_there(slot_id: int) -> MeetingSlot:
    """Return a slot. No lock keeps organisers from deleting it after it was judged, before it is held."""
    slot = db.session.get(MeetingSlot, slot_id)
    if slot is None:
        raise _no_such_time()
    return slot


def _no_such_time() -> Stale:
    return Stale(_("That time has begun already, or is not there any more. Please choose another time."))


def _refuse_unless_free(choice: SlotChoice, yes: Collection[int]) -> None:
    _refuse_unless_mine_is_free(choice, yes)
    for person in choice.taken_for:
        raise Stale(_("%(name)s is not free then any more. Please choose another time.", name=name_of(person)))
    for person in set(choice.unsure_for) - set(yes):
        raise Stale(_("%(name)s has something else then by now. Please choose another time.", name=name_of(person)))
    if not choice.has_place:
        raise Stale(_("No place is free at that time any more. Please choose another time."))


def _refuse_unless_mine_is_free(choice: SlotChoice, yes: Collection[int]) -> None:
    """Raise what keeps whoever chooses from the slot; what only cuts into something they may choose knowingly."""
    because = choice.mine.because
    if choice.mine.meeting_id is not None:
        raise Stale(_("You have another meeting at that time. Please choose another time."))
    if not choice.mine.is_free:
        raise Stale(_("You are not free at that time any more. Please choose another time."))
    if because is not None and because.participant_id not in yes:
        said = _(
            "That time cuts into “%(reason)s”. Choose it once more if you want it all the same.", reason=because.label
        )
        raise Refused(said, field="slot")


def _take_place(meeting: Meeting, slot: MeetingSlot) -> None:
    """Hold a place: where meetings need one, and for a meeting that had one; another one if that is taken."""
    by_video = settings_of(meeting.conference_id).by_video
    if by_video and meeting.place_id is None:
        return
    while (place := free_place(meeting.conference_id, [slot], meeting.place_id)) is not None:
        try:
            hold_place(meeting, [slot], place.id)
        except Stale:
            # Somebody took it between looking and writing; by now it is seen to be taken.
            continue
        meeting.place_id = place.id
        return
    if not by_video:
        raise Stale(_("No place is free at that time any more. Please choose another time."))
    meeting.place_id = None
