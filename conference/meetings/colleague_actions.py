"""Meetings of one organisation: who shares theirs lets colleagues see them and come along, and can hand one over."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, realtime
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.locking import take_turns
from conference.meetings import mail_actions
from conference.meetings.actions import lock_known_meeting, person_in, seen_meeting
from conference.meetings.booking_actions import clear_proposal, join, judged, name_of, note, own_id
from conference.meetings.choice_actions import slot_choices
from conference.meetings.hold_actions import held_slots, release_person
from conference.meetings.models import Meeting, MeetingPerson, MeetingPreference
from conference.meetings.proposal_actions import present, refusing
from conference.meetings.rules import MOST_PEOPLE, TURNS, Act, Answer, MeetingState
from conference.people.countries import folded
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus, PersonCard, sorted_cards
from conference.people.sight_actions import apart_from
from conference.permissions import Actor, Permission, require


def sharing_colleagues(actor: Actor) -> list[PersonCard]:
    """Return who is of the actor's organisation and shares their meetings, by name; nobody without an organisation."""
    require(actor, Permission.MEETINGS_MEET)
    me = db.session.get(Participant, actor.participant_id)
    if me is None or not me.organisation.strip():
        return []
    sharing = db.session.scalars(
        select(Participant)
        .join(MeetingPreference, MeetingPreference.participant_id == Participant.id)
        .where(
            MeetingPreference.shares,
            Participant.conference_id == actor.conference_id,
            Participant.id != me.id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.account_id.is_not(None),
            Participant.erased_at.is_(None),
        )
    )
    apart, mine = apart_from(me.id), folded(me.organisation)
    return sorted_cards(row.card for row in sharing if row.id not in apart and folded(row.organisation) == mine)


def shared_meetings(actor: Actor) -> Sequence[Meeting]:
    """Return what colleagues share of their booked meetings to come, by time; not those that the actor was ever in."""
    theirs = {card.id for card in sharing_colleagues(actor)}
    mine = select(MeetingPerson.meeting_id).where(MeetingPerson.participant_id == actor.participant_id)
    rows = db.session.scalars(
        select(Meeting)
        .join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
        .where(
            MeetingPerson.participant_id.in_(theirs),
            MeetingPerson.answer == Answer.ACCEPTED,
            Meeting.state == MeetingState.BOOKED,
            Meeting.starts_at > clock.now(),
            Meeting.id.not_in(mine),
        )
        .distinct()
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    apart = apart_from(own_id(actor))
    return [row for row in rows if apart.isdisjoint(present(row))]


def join_colleague(actor: Actor, meeting_id: int, sure: Collection[int] = ()) -> Meeting:
    """Come along to a meeting that a colleague shares, where there is room and the actor is free."""
    me = own_id(actor)
    _shared(actor, meeting_id)
    take_turns(TURNS, [me])
    meeting = lock_known_meeting(meeting_id, [me])
    with refusing():
        _shared(actor, meeting_id)
        if len(present(meeting)) >= MOST_PEOPLE:
            raise Refused(_("At most %(most)s people meet.", most=MOST_PEOPLE))
        _come(meeting, me, sure)
    db.session.commit()
    return meeting


def hand_over(actor: Actor, meeting_id: int, seen: int, colleague_id: int) -> Meeting:
    """Hand one's own place in a booked meeting to a colleague who shares theirs and has nothing else then."""
    seen_meeting(actor, meeting_id)
    if colleague_id not in {card.id for card in sharing_colleagues(actor)}:
        raise NotFound(_("There is no such colleague."))
    take_turns(TURNS, [own_id(actor), colleague_id])
    meeting = judged(actor, meeting_id, Act.LEAVE, seen, [colleague_id])
    me = own_id(actor)
    with refusing():
        if any(person.participant_id == colleague_id for person in meeting.people):
            raise Refused(_("Your colleague was asked for this meeting already."))
        if not apart_from(colleague_id).isdisjoint(present(meeting)):
            raise Refused(_("This meeting cannot come about: somebody cannot be met any more."))
        choices = slot_choices(meeting.conference_id, colleague_id, (), [slot.id for slot in held_slots(meeting)])
        if not all(choice.mine.is_quite_free for choice in choices):
            raise Refused(_("%(name)s is not free then.", name=name_of(colleague_id)))
        leaver = person_in(meeting, me)
        leaver.answer, leaver.answered_at = Answer.LEFT, clock.now()
        release_person(meeting, me)
        if meeting.proposed_by_id == me:
            clear_proposal(meeting)
        note(meeting, Act.LEAVE, me)
        _come(meeting, colleague_id, ())
    realtime.dismiss("meeting", meeting.id, [me])
    mail_actions.tell_left(meeting, me)
    db.session.commit()
    return meeting


def _come(meeting: Meeting, who: int, sure: Collection[int]) -> None:
    slots = held_slots(meeting)
    meeting.people.append(MeetingPerson(participant_id=who, answer=Answer.ACCEPTED, answered_at=clock.now()))
    db.session.flush()
    join(meeting, slots, sure, who)
    note(meeting, Act.ACCEPT, who)
    mail_actions.tell_booked(meeting, who)


def _shared(actor: Actor, meeting_id: int) -> Meeting:
    for meeting in shared_meetings(actor):
        if meeting.id == meeting_id:
            return meeting
    raise NotFound(_("There is no such meeting."))
