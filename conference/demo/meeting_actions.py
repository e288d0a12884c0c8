"""Gives the live demo meeting times over the networking sessions, and requests that wait for each demo role."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from conference import clock
from conference.agenda.models import AgendaItem
from conference.agenda.rules import ItemKind
from conference.conferences.models import Conference
from conference.demo.people import TAGS
from conference.extensions import db
from conference.meetings.models import (
    Meeting,
    MeetingChange,
    MeetingHold,
    MeetingPerson,
    MeetingPreference,
    MeetingProposal,
    MeetingSettings,
    MeetingSlot,
    MeetingWindow,
)
from conference.meetings.rules import Answer, MeetingState, expiry
from conference.meetings.slots import Span, slots_of
from conference.people.models import Participant, ParticipantTag, Tag
from conference.people.rules import TagSide
from conference.permissions import Role

MINUTES, PAUSE = 15, 5
HOURS_TO_ANSWER = 48
# What demo attendees write to a demo role; the numbers are theirs.
REQUESTS = (
    (1, "We look for partners in your field. Shall we compare notes?"),
    (2, "Your offer fits what our members ask for. Do you have a quarter of an hour?"),
)


def add_live_meetings(
    house: Conference, attendees: Sequence[Participant], personas: Mapping[Role, Participant]
) -> None:
    """Add times, tags of the roles, requests to each role, and a meeting of two roles that begins soon. Flushes."""
    db.session.add(MeetingSettings(conference_id=house.id))
    _add_windows(house)
    _add_soon(house)
    db.session.flush()
    there = [person for person in attendees if person.roles_in_force]
    _add_tags(house, list(personas.values()))
    slots = db.session.scalars(
        select(MeetingSlot).where(MeetingSlot.conference_id == house.id).order_by(MeetingSlot.starts_at)
    ).all()
    coming = [slot for slot in slots if slot.starts_at > clock.now()]
    for turn, persona in enumerate(personas.values()):
        for number, message in REQUESTS:
            asker = there[turn * len(REQUESTS) + number]
            # The first proposes times, the second leaves the choice.
            _add_request(house, asker, persona, message, coming[2 + turn : 5 + turn] if number == 1 else ())
    # Whoever tries the demo alone finds somebody who can be booked at once.
    db.session.add_all(MeetingPreference(participant_id=person.id, instant=True) for person in there[20:40])
    if coming:
        _book(house, coming[0], personas[Role.ATTENDEE], personas[Role.EXHIBITOR])
    db.session.flush()


def _add_windows(house: Conference) -> None:
    """Add a window over each networking session that overlaps none before it."""
    end: datetime | None = None
    items = select(AgendaItem).where(
        AgendaItem.conference_id == house.id,
        AgendaItem.kind == ItemKind.NETWORKING,
        AgendaItem.starts_at.is_not(None),
    )
    for item in db.session.scalars(items.order_by(AgendaItem.starts_at, AgendaItem.id)):
        if item.starts_at is None or (end is not None and item.starts_at < end):
            continue
        end = item.starts_at + timedelta(minutes=item.minutes)
        _add_window(house, item.title[:120], item.starts_at, end)


def _add_soon(house: Conference) -> None:
    """Add times that begin in a few minutes, up to the next window: a demo does not wait for the break."""
    now = clock.now().replace(second=0, microsecond=0)
    begin = now + timedelta(minutes=10 - now.minute % 5)
    db.session.flush()
    after = db.session.scalar(
        select(MeetingWindow.starts_at)
        .where(MeetingWindow.conference_id == house.id, MeetingWindow.ends_at > begin)
        .order_by(MeetingWindow.starts_at)
        .limit(1)
    )
    end = begin + timedelta(hours=2)
    _add_window(house, "Meeting times of the demo", begin, end if after is None else min(end, after))


def _add_window(house: Conference, name: str, starts_at: datetime, ends_at: datetime) -> None:
    spans = slots_of(Span(starts_at, ends_at), MINUTES, PAUSE) if ends_at > starts_at else []
    if spans:
        window = MeetingWindow(
            conference_id=house.id, name=name, starts_at=starts_at, ends_at=ends_at, slot_minutes=MINUTES,
            pause_minutes=PAUSE,
        )  # fmt: skip
        window.slots = [
            MeetingSlot(conference_id=house.id, starts_at=span.starts_at, ends_at=span.ends_at) for span in spans
        ]
        db.session.add(window)


def _add_tags(house: Conference, people: Sequence[Participant]) -> None:
    """Give each role something to offer and to look for, of the list that everybody chooses from."""
    tags = {tag.name: tag for tag in db.session.scalars(select(Tag).where(Tag.conference_id == house.id))}
    for turn, person in enumerate(people):
        for side, name in ((TagSide.OFFERS, TAGS[turn * 3]), (TagSide.SEEKS, TAGS[turn * 3 + 1])):
            db.session.add(ParticipantTag(participant_id=person.id, tag_id=tags[name].id, side=side))


def _add_request(
    house: Conference, asker: Participant, other: Participant, message: str, slots: Sequence[MeetingSlot]
) -> None:
    now = clock.now()
    meeting = Meeting(
        conference_id=house.id,
        asked_by_id=asker.id,
        proposed_by_id=asker.id,
        message=message,
        any_time=not slots,
        asked_at=now,
        expires_at=expiry(now, HOURS_TO_ANSWER, [slot.starts_at for slot in slots]),
        people=[
            MeetingPerson(participant_id=asker.id, answer=Answer.ACCEPTED),
            MeetingPerson(participant_id=other.id),
        ],
        proposals=[MeetingProposal(slot_id=slot.id) for slot in slots],
    )
    db.session.add(meeting)
    db.session.flush()
    _note(meeting, asker)


def _book(house: Conference, slot: MeetingSlot, one: Participant, other: Participant) -> None:
    meeting = Meeting(
        conference_id=house.id,
        state=MeetingState.BOOKED,
        asked_by_id=one.id,
        slot_id=slot.id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        booked_at=clock.now(),
        message="A meeting of two demo roles: open it in two windows.",
        people=[MeetingPerson(participant_id=person.id, answer=Answer.ACCEPTED) for person in (one, other)],
    )
    db.session.add(meeting)
    db.session.flush()
    db.session.add_all(
        MeetingHold(slot_id=slot.id, participant_id=person.id, meeting_id=meeting.id) for person in (one, other)
    )
    _note(meeting, one)


def _note(meeting: Meeting, by: Participant) -> None:
    """Begin the meeting's story, as asking does."""
    db.session.add(
        MeetingChange(
            meeting_id=meeting.id, by_id=by.id, after=meeting.state, starts_at=meeting.starts_at, at=meeting.asked_at
        )
    )
