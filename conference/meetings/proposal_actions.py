"""Slots that somebody names, judged: by all who would come, and by what they cut into. Nothing here commits."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from flask_babel import gettext as _

from conference import clock
from conference.errors import ConferenceError, Refused
from conference.extensions import db
from conference.meetings.actions import settings_of
from conference.meetings.booking_actions import name_of, set_proposal
from conference.meetings.choice_actions import slot_choices
from conference.meetings.choices import SlotChoice, Times
from conference.meetings.models import Meeting
from conference.meetings.rules import MOST_PROPOSED, Answer, MeetingState, expiry


def named_choices(
    conference_id: int, me: int, others: Collection[int], times: Times
) -> tuple[Sequence[SlotChoice], Sequence[SlotChoice]]:
    """Return all slots, and those of them that somebody named. Raises `Refused` for what cannot be proposed."""
    choices = slot_choices(conference_id, me, others)
    wanted = set(times.slot_ids)
    if len(wanted) > MOST_PROPOSED:
        raise Refused(_("Please propose at most %(most)s times.", most=MOST_PROPOSED), field="slots")
    named = [choice for choice in choices if choice.slot_id in wanted]
    if len(named) < len(wanted):
        raise Refused(_("One of these times has begun already, or is not there any more."), field="slots")
    for choice in named:
        _refuse_unless_open(choice, times)
    if not any(choice.is_open for choice in choices):
        raise Refused(_("You have no free time in common."), field="slots")
    return choices, named


def _refuse_unless_open(choice: SlotChoice, times: Times) -> None:
    because = choice.mine.because
    if not choice.mine.is_free:
        raise Refused(_("You are not free yourself at one of these times."), field="slots")
    for person in choice.taken_for:
        raise Refused(_("%(name)s is not free at one of these times.", name=name_of(person)), field="slots")
    if not choice.has_place:
        raise Refused(_("No place is free at one of these times."), field="slots")
    if because is not None and choice.slot_id not in times.sure:
        sentence = _(
            "One of these times cuts into “%(reason)s”. Propose it once more if you want it all the same.",
            reason=because.label,
        )
        raise Refused(sentence, field="slots")


def propose_slots(meeting: Meeting, me: int, times: Times) -> None:
    """Have somebody propose slots, who has accepted them by that; the others of a request are asked anew."""
    others = [person for person in present(meeting) if person != me]
    choices, named = named_choices(meeting.conference_id, me, others, times)
    set_proposal(meeting, me, [choice.slot_id for choice in named])
    if meeting.state is not MeetingState.REQUESTED:
        return
    for person in meeting.people:
        if person.participant_id in others:
            person.answer = Answer.WAITING
        elif person.participant_id == me:
            person.answer, person.answered_at = Answer.ACCEPTED, clock.now()
    set_expiry(meeting, named or [choice for choice in choices if choice.is_open])


def set_expiry(meeting: Meeting, choices: Collection[SlotChoice]) -> None:
    """Have a request expire as the organisers set, or when the last of the slots begins."""
    hours = settings_of(meeting.conference_id).expires_hours
    meeting.expires_at = expiry(clock.now(), hours, [choice.starts_at for choice in choices])


def present(meeting: Meeting) -> list[int]:
    """Return who has not said no to a meeting, and has not left it."""
    return [one.participant_id for one in meeting.people if one.answer in {Answer.ACCEPTED, Answer.WAITING}]


@contextmanager
def refusing() -> Iterator[None]:
    """Have nothing of an act that is refused stay behind."""
    try:
        yield
    except ConferenceError:
        db.session.rollback()
        raise
