"""Asking for a meeting; with somebody who lets others book at once, that is the booking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from conference import clock
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.locking import take_turns
from conference.meetings import mail_actions
from conference.meetings.actions import lock_people, lock_times, may_meet, preferences_of, settings_of
from conference.meetings.booking_actions import book, note, own_id, refuse_full_days, refuse_who_cannot_meet
from conference.meetings.choices import Times, first_for_all
from conference.meetings.models import Meeting, MeetingPerson, MeetingProposal
from conference.meetings.proposal_actions import named_choices, refusing, set_expiry
from conference.meetings.rules import MOST_LETTERS, MOST_PEOPLE, TURNS, Answer, MeetingState, Origin
from conference.people.countries import folded
from conference.people.directory_actions import directory_entries
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.people.sight_actions import apart_from, may_see_person
from conference.permissions import Actor, Permission, require

MOST_FOUND = 10
_HERE = (Answer.ACCEPTED, Answer.WAITING)


class AlreadyAsked(Refused):
    """Two people have a request between them that waits for an answer: `meeting_id`."""

    def __init__(self, message: str, meeting_id: int) -> None:
        super().__init__(message)
        self.meeting_id = meeting_id


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: whom, in what words, for which times. `key` is drawn with the form: sent twice it is one."""

    others: tuple[int, ...]
    message: str
    key: str
    times: Times = field(default_factory=Times)


def ask(actor: Actor, wish: Wish) -> Meeting:
    """Ask one to three others for a meeting, and return it; booked, where all of them let others book at once.

    Raises `NotFound` for who cannot be asked, `AlreadyAsked` where the same two have a request, and `Refused`.
    """
    others = [person.id for person in asked_people(actor, wish.others)]
    me = own_id(actor)
    key = _key(me, wish.key)
    known = _known(key)
    if known is not None:
        return known
    # Whoever comes too late learns it without waiting in line for it.
    named_choices(actor.conference_id, me, others, wish.times)
    lock_times(wish.times.slot_ids)
    take_turns(TURNS, (me, *others))
    lock_people((me, *others))
    known = _known(key)
    if known is not None:
        db.session.rollback()
        return _known(key) or known
    with refusing():
        _refuse(actor, (me, *others))
        meeting = _make(actor, wish, (me, *others), key)
    db.session.commit()
    return meeting


def asked_with(actor: Actor, key: str) -> Meeting | None:
    """Return the meeting that the actor asked for with a key, whatever became of it; None where they did not."""
    return _known(_key(own_id(actor), key))


def asked_people(actor: Actor, participant_ids: Collection[int]) -> Sequence[Participant]:
    """Return one to three others whom the actor may ask, by id.

    Raises `NotFound` alike for who is not there, is of elsewhere, takes no part, hides from meetings or is blocked.
    """
    require(actor, Permission.MEETINGS_MEET)
    wanted = frozenset(participant_ids)
    if actor.participant_id in wanted:
        raise Refused(_("You cannot meet yourself."))
    if not 1 <= len(wanted) <= MOST_PEOPLE - 1:
        raise Refused(_("Please choose one to %(most)s people to meet.", most=MOST_PEOPLE - 1))
    me = own_id(actor)
    gone = (wanted - may_meet(actor.conference_id, wanted)) | (wanted & apart_from(me))
    hidden = any(choice.hidden for choice in preferences_of(wanted).values())
    people = db.session.scalars(select(Participant).where(Participant.id.in_(wanted)).order_by(Participant.id)).all()
    unseen = {person.id for person in people if not may_see_person(actor, person)}
    if gone or hidden or (unseen and not unseen <= _met(me)):
        raise NotFound(_("There is nobody to meet here."))
    return people


def _met(me: int) -> frozenset[int]:
    """Return who is or was in a meeting with somebody: they know of each other, listed or not."""
    mine = select(MeetingPerson.meeting_id).where(MeetingPerson.participant_id == me)
    return frozenset(db.session.scalars(select(MeetingPerson.participant_id).where(MeetingPerson.meeting_id.in_(mine))))


def found_people(actor: Actor, words: str, besides: Collection[int]) -> list[PersonCard]:
    """Return a few people whom the actor may ask besides some others, whose names or organisations have these words."""
    wanted = folded(words).split()
    if not wanted:
        return []
    entries = [
        entry.card
        for entry in directory_entries(actor)
        if entry.card.id not in {*besides, actor.participant_id} and all(word in entry.words for word in wanted)
    ][:MOST_FOUND]
    ids = frozenset(card.id for card in entries) - apart_from(own_id(actor))
    hidden = {one for one, choice in preferences_of(ids).items() if choice.hidden}
    able = may_meet(actor.conference_id, ids) - hidden
    return [card for card in entries if card.id in able]


def open_between(me: int, others: Collection[int]) -> Meeting | None:
    """Return a request between two of these people that waits for an answer, or None."""
    mine, theirs = aliased(MeetingPerson), aliased(MeetingPerson)
    return db.session.scalars(
        select(Meeting)
        .join(mine, mine.meeting_id == Meeting.id)
        .join(theirs, theirs.meeting_id == Meeting.id)
        .where(
            Meeting.state == MeetingState.REQUESTED,
            Meeting.expires_at > clock.now(),
            mine.participant_id == me,
            mine.answer.in_(_HERE),
            theirs.participant_id.in_(others),
            theirs.answer.in_(_HERE),
        )
        .order_by(Meeting.id)
        .limit(1)
    ).first()


def count_open(participant_id: int) -> int:
    """Return how many requests of somebody wait for an answer."""
    waiting = (Meeting.state == MeetingState.REQUESTED, Meeting.expires_at > clock.now())
    return db.session.scalar(select(func.count()).where(Meeting.asked_by_id == participant_id, *waiting)) or 0


def _known(key: str) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.key == key))


def _key(me: int, key: str) -> str:
    """Return the key that is kept: nobody's key can be another's."""
    return sha256(f"{me} {key}".encode()).hexdigest()


def _refuse(actor: Actor, people: Sequence[int]) -> None:
    me, *others = people
    settings = settings_of(actor.conference_id)
    if not settings.is_open:
        raise Refused(_("The organisers have not opened meetings, or have closed them."))
    refuse_who_cannot_meet(actor.conference_id, people)
    between = open_between(me, others)
    if between is not None:
        raise AlreadyAsked(_("There is a request between you already. Here it is."), between.id)
    if count_open(me) >= settings.most_open:
        raise Refused(
            ngettext(
                "%(num)s request of yours waits for an answer; that is the most. Withdraw it first.",
                "%(num)s requests of yours wait for an answer; that is the most. Withdraw one first.",
                settings.most_open,
            )
        )
    refuse_full_days(actor.conference_id, [me])


def _make(actor: Actor, wish: Wish, people: Sequence[int], key: str) -> Meeting:
    me, *others = people
    choices, named = named_choices(actor.conference_id, me, others, wish.times)
    meeting = Meeting(
        conference_id=actor.conference_id,
        asked_by_id=me,
        proposed_by_id=me,
        key=key,
        message=wish.message[:MOST_LETTERS],
        any_time=not named,
        people=[MeetingPerson(participant_id=one) for one in people],
        proposals=[MeetingProposal(slot_id=choice.slot_id) for choice in named],
    )
    for person in meeting.people:
        if person.participant_id == me:
            person.answer, person.answered_at = Answer.ACCEPTED, clock.now()
    set_expiry(meeting, named or [choice for choice in choices if choice.is_open])
    db.session.add(meeting)
    at_once = first_for_all(choices, wish.times.slot_ids)
    if at_once is not None and all(choice.instant for choice in preferences_of(others).values()):
        _book_at_once(meeting, at_once.slot_id, people)
    else:
        note(meeting, None, me)
        mail_actions.tell_asked(meeting)
    return meeting


def _book_at_once(meeting: Meeting, slot_id: int, people: Sequence[int]) -> None:
    """Book a new request with who lets others book: nothing of anybody's is cut into."""
    db.session.flush()
    me = people[0]
    meeting.origin = Origin.INSTANT
    for person in meeting.people:
        person.answer, person.answered_at = Answer.ACCEPTED, clock.now()
    book(meeting, slot_id, people, (), me)
    note(meeting, None, me)
    mail_actions.tell_booked(meeting, me)
