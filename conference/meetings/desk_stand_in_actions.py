"""Somebody did not come to a meeting: who is free right now for the one who waits, and booking the two."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.errors import ConferenceError, NotFound, Refused, Stale
from conference.extensions import db
from conference.locking import take_turns
from conference.meetings import mail_actions
from conference.meetings.actions import lock_people, preferences_of, settings_of
from conference.meetings.booking_actions import note, own_id, refuse_full_days, refuse_who_cannot_meet
from conference.meetings.desk import in_order
from conference.meetings.desk_actions import meeting_of_board
from conference.meetings.desk_rows_actions import BoardMeeting, Guest
from conference.meetings.hold_actions import free_place, hold, hold_place
from conference.meetings.matching import Reason
from conference.meetings.models import Meeting, MeetingPerson, MeetingSlot
from conference.meetings.pool_actions import pool_of
from conference.meetings.rules import TURNS, Answer, MeetingState, Origin
from conference.meetings.times_actions import slot_times
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.permissions import Actor, Permission, require

MOST_STAND_INS = 12


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who is free and takes part. `instant`: their free times are booked without asking."""

    card: PersonCard
    instant: bool
    reasons: tuple[Reason, ...]


def who_waits(meeting: BoardMeeting) -> Guest | None:
    """Return the one who came to a meeting that does not take place, while its time lasts; else None."""
    is_open = meeting.state is MeetingState.MISSED and meeting.starts_at <= clock.now() < meeting.ends_at
    return meeting.waiting[0] if is_open and len(meeting.waiting) == 1 else None


def stand_ins(actor: Actor, meeting: BoardMeeting) -> Sequence[StandIn]:
    """Return who could meet the one who waits: free now, shown to others; who lets others book first, then who suits.

    A fixed number of queries; nobody where nobody waits, or the one who waits meets somebody by now.
    """
    require(actor, Permission.MEETINGS_MANAGE)
    waits, slot = who_waits(meeting), _slot_of(meeting.id)
    if waits is None or slot is None:
        return ()
    pool = pool_of(actor.conference_id, waits.id)
    apart = pool.blocked | pool.dismissed | frozenset(pool.states) | {guest.id for guest in meeting.people}
    people = sorted(pool.askable - apart)
    times = slot_times(actor.conference_id, {*people, waits.id}, [slot])
    if not times[waits.id][slot.id].is_free:
        return ()
    free = [one for one in people if times[one][slot.id].is_quite_free]
    instant = {one for one, choice in preferences_of(free).items() if choice.instant}
    suggested = {one.id: at for at, one in enumerate(pool.matches.suggestions(waits.id))}
    chosen = in_order(free, instant, suggested)[:MOST_STAND_INS]
    cards = {row.id: row.card for row in db.session.scalars(select(Participant).where(Participant.id.in_(chosen)))}
    return [StandIn(cards[one], one in instant, pool.matches.reasons(waits.id, one)) for one in chosen]


def book_stand_in(actor: Actor, meeting_id: int, participant_id: int) -> Meeting:
    """Book somebody with the one who waits, in the time that was freed, and return the meeting; twice is once.

    Raises `NotFound` for who cannot be met, `Stale` where one of the two has something else by now.
    """
    missed = meeting_of_board(actor, meeting_id)
    person = db.session.get(Participant, participant_id)
    if person is None or person.conference_id != actor.conference_id:
        raise NotFound(_("There is nobody to meet here."))
    waits, slot = who_waits(missed), _slot_of(meeting_id)
    key = f"stand-in {meeting_id} {participant_id}"
    known = _known(key)
    if known is not None:
        return known
    if waits is None or slot is None:
        raise Stale(_("Nobody waits for somebody else here any more."))
    # By their ids from here on: once it is our turn, the slot may have been deleted.
    pair, slot_id = (waits.id, participant_id), slot.id
    take_turns(TURNS, pair)
    lock_people(pair)
    known = _known(key)
    if known is not None:
        db.session.rollback()
        return _known(key) or known
    try:
        meeting = _make(actor, pair, _judged_slot(actor, pair, slot_id), key, meeting_id)
    except ConferenceError:
        db.session.rollback()
        raise
    db.session.commit()
    return meeting


def _judged_slot(actor: Actor, pair: tuple[int, int], slot_id: int) -> MeetingSlot:
    """Return the slot, or raise what speaks against a meeting of the two then, as for any booking."""
    refuse_who_cannot_meet(actor.conference_id, pair)
    refuse_full_days(actor.conference_id, pair)
    if pair[0] == pair[1] or preferences_of([pair[1]])[pair[1]].hidden:
        raise Refused(_("This meeting cannot come about: somebody cannot be met any more."))
    slot = db.session.get(MeetingSlot, slot_id)
    if slot is None:
        raise Stale(_("This time is over."))
    times = slot_times(actor.conference_id, pair, [slot])
    if slot.ends_at <= clock.now():
        raise Stale(_("This time is over."))
    if not times[pair[0]][slot_id].is_free or not times[pair[1]][slot_id].is_quite_free:
        raise Stale(_("One of the two has something else at that time by now."))
    return slot


def _make(actor: Actor, pair: tuple[int, int], slot: MeetingSlot, key: str, missed_id: int) -> Meeting:
    now, by = clock.now(), own_id(actor)
    meeting = Meeting(
        conference_id=actor.conference_id, state=MeetingState.BOOKED, origin=Origin.ORGANISER, key=key,
        slot_id=slot.id, starts_at=slot.starts_at, ends_at=slot.ends_at, booked_at=now,
        people=[
            MeetingPerson(participant_id=one, answer=Answer.ACCEPTED, answered_at=now) for one in pair
        ],
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    hold(meeting, [slot], pair)
    missed = db.session.get_one(Meeting, missed_id)
    _take_place(meeting, slot, missed.place_id)
    note(meeting, None, by)
    mail_actions.tell_booked(meeting, by)
    return meeting


def _take_place(meeting: Meeting, slot: MeetingSlot, wanted: int | None) -> None:
    """Hold the place that was freed, or another one; where meetings are held by video there need be none."""
    by_video = settings_of(meeting.conference_id).by_video
    if by_video and wanted is None:
        return
    place = free_place(meeting.conference_id, [slot], wanted)
    if place is not None:
        hold_place(meeting, [slot], place.id)
        meeting.place_id = place.id
    elif not by_video:
        raise Stale(_("No place is free at that time any more. Please choose another time."))


def _slot_of(meeting_id: int) -> MeetingSlot | None:
    return db.session.scalar(
        select(MeetingSlot).join(Meeting, Meeting.slot_id == MeetingSlot.id).where(Meeting.id == meeting_id)
    )


def _known(key: str) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.key == key))
