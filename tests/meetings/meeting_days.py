"""A conference with many meetings that were held, missed, cancelled or are to come, made by rows at once."""

from datetime import timedelta

from sqlalchemy import insert

from conference import clock
from conference.conferences.models import Conference
from conference.extensions import db
from conference.meetings.models import Meeting, MeetingHold, MeetingPerson, MeetingSlot
from conference.meetings.rules import Answer, MeetingState, Origin
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import OrganisationKind, ParticipantStatus
from conference.permissions import Role
from tests.meetings.making import window

COUNTRIES = ("BE", "FR", "DE", "ES", "PL", "IT", "NL", "SE", "FI", "PT", "AT", "CZ", "DK", "EE", "RO")
KINDS = tuple(OrganisationKind)


def crowd(house: Conference, size: int) -> list[int]:
    """Add so many confirmed attendees, and return their ids."""
    accounts = [{"email": f"demo{house.id}-{size}-{number}@example.org"} for number in range(size)]
    account_ids = db.session.scalars(insert(Account).returning(Account.id), accounts).all()
    people = [
        {
            "conference_id": house.id,
            "account_id": account_id,
            "status": ParticipantStatus.CONFIRMED,
            "name": f"Demo Person {number}",
            "organisation": f"Demo Cluster {number % 112}",
            # Squares: many from the first countries, few from the last.
            "country": COUNTRIES[number * number % 97 % len(COUNTRIES)],
            "organisation_kind": KINDS[number % 5],
            "in_directory": True,
        }
        for number, account_id in enumerate(account_ids)
    ]
    ids = list(db.session.scalars(insert(Participant).returning(Participant.id), people))
    roles = [{"participant_id": one, "role": Role.ATTENDEE} for one in ids]
    db.session.execute(insert(ParticipantRole), roles)
    db.session.commit()
    return sorted(ids)


def past_and_coming(house: Conference, slots: int = 8) -> list[MeetingSlot]:
    """Add a window of which the middle slot has just begun."""
    begin = clock.now().replace(second=17, microsecond=0) - timedelta(minutes=25) * (slots // 2) - timedelta(minutes=7)
    return list(window(house, begin, slots).slots)


def meetings_of(house: Conference, people: list[int], slots: list[MeetingSlot], in_each: int) -> None:
    """Book so many meetings of two in each slot, with others each time; of those that are over most were held."""
    pairs = [pair for step in range(1, 40) for pair in _pairs(people, step)]
    at = 0
    for slot in slots:
        busy: set[int] = set()
        for _meeting in range(in_each):
            while busy & set(pairs[at % len(pairs)]):
                at += 1
            pair = pairs[at % len(pairs)]
            busy |= set(pair)
            _book(house, slot, pair, at)
            at += 1
    db.session.commit()


def _pairs(people: list[int], step: int) -> list[tuple[int, int]]:
    return [(people[at], people[(at + step) % len(people)]) for at in range(0, len(people), 2 * step)]


def _book(house: Conference, slot: MeetingSlot, pair: tuple[int, int], number: int) -> None:
    over = slot.ends_at <= clock.now()
    state = MeetingState.MISSED if over and number % 11 == 0 else MeetingState.BOOKED
    meeting = Meeting(
        conference_id=house.id, state=state, asked_by_id=pair[0], slot_id=slot.id, starts_at=slot.starts_at,
        ends_at=slot.ends_at, asked_at=slot.starts_at - timedelta(days=2), booked_at=slot.starts_at,
        origin=Origin.MATCHMAKING if number % 3 else Origin.REQUEST,
    )  # fmt: skip
    came = slot.starts_at if slot.starts_at <= clock.now() else None
    meeting.people = [
        MeetingPerson(
            participant_id=one, answer=Answer.ACCEPTED, answered_at=slot.starts_at - timedelta(hours=30 + number % 9),
            arrived_at=came if number % 7 or one == pair[0] else None,
        )
        for one in pair
    ]  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    if state is MeetingState.BOOKED:
        db.session.add_all(MeetingHold(slot_id=slot.id, participant_id=one, meeting_id=meeting.id) for one in pair)
