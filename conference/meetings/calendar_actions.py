"""A meeting read from the database as its people's calendars keep it, in mails and in the personal feed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference import mail
from conference.conferences.models import Conference
from conference.extensions import db
from conference.links import external_url
from conference.meetings.invitation import Guest, Invitation, uid_of
from conference.meetings.mail_wording import names_text
from conference.meetings.models import Meeting, MeetingPlace
from conference.meetings.rules import Answer
from conference.people.models import Participant

# Who is still in a meeting, or may yet come.
PRESENT = frozenset({Answer.ACCEPTED, Answer.WAITING})


@dataclass(frozen=True, slots=True)
class Told:
    """A meeting with all that is told of it: where it is, in which conference, and its people by id."""

    meeting: Meeting
    conference: Conference
    place: str
    people: Mapping[int, Participant]
    page: str
    room: str

    def others(self, reader_id: int) -> list[Participant]:
        """Return who else is in it, or may yet come."""
        ids = [one.participant_id for one in self.meeting.people if one.answer in PRESENT]
        return [self.people[one] for one in ids if one != reader_id]

    def name_of(self, participant_id: int | None) -> str:
        """Return what somebody is called in a sentence."""
        person = self.people.get(participant_id or 0)
        return names_text([person.name] if person is not None else [])


def told(meetings: Collection[Meeting]) -> list[Told]:
    """Return meetings of one conference with all that is told of them, in a fixed number of queries."""
    people = _people(one.participant_id for meeting in meetings for one in meeting.people)
    places = {meeting.place_id for meeting in meetings} - {None}
    rows = db.session.execute(select(MeetingPlace.id, MeetingPlace.name).where(MeetingPlace.id.in_(places))).all()
    names: dict[int | None, str] = {row.id: row.name for row in rows}
    found = []
    for meeting in meetings:
        conference = db.session.get_one(Conference, meeting.conference_id)
        page = external_url("meetings.show", slug=conference.slug, meeting_id=meeting.id)
        room = external_url("meetings.room", slug=conference.slug, meeting_id=meeting.id)
        mine = {one.participant_id: people[one.participant_id] for one in meeting.people}
        found.append(Told(meeting, conference, names.get(meeting.place_id, ""), mine, page, room))
    return found


def _people(participant_ids: Iterable[int]) -> dict[int, Participant]:
    rows = db.session.scalars(
        select(Participant).where(Participant.id.in_(set(participant_ids))).options(joinedload(Participant.account))
    )
    return {row.id: row for row in rows}


def invitation(known: Told, reader: Participant, stamp: datetime) -> Invitation | None:
    """Return a meeting with a time as the reader's calendar keeps it; None for one that has no time yet.

    Words are in the language of the moment. Who declined or left is not in it.
    """
    meeting = known.meeting
    if meeting.starts_at is None or meeting.ends_at is None:
        return None
    others = known.others(reader.id)
    _name, address = parseaddr(mail.sender())
    return Invitation(
        uid=uid_of(meeting.guid),
        sequence=meeting.sequence,
        stamp=stamp,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=known.conference.zone,
        title=_("Meeting with %(names)s", names=names_text([other.name for other in others])),
        description=_description(known, others),
        place=known.place,
        page=known.page,
        organiser=known.conference.title,
        organiser_address=address,
        guests=tuple(_guest(known, one, answer) for one, answer in _answers(meeting, reader.id)),
    )


def _answers(meeting: Meeting, reader_id: int) -> list[tuple[int, Answer]]:
    """Return who is in it with what they said; the reader too, who may have just left."""
    present = ((one.participant_id, one.answer) for one in meeting.people)
    return [(one, answer) for one, answer in present if answer in PRESENT or one == reader_id]


def _guest(known: Told, participant_id: int, answer: Answer) -> Guest:
    person = known.people[participant_id]
    address = person.account.email if person.account is not None else ""
    return Guest(participant_id, names_text([person.name]), address, answer)


def _description(known: Told, others: Collection[Participant]) -> str:
    lines = [", ".join(part for part in (one.name, one.position, one.organisation) if part) for one in others]
    parts = ["\n".join(line for line in lines if line)]
    if known.meeting.message:
        parts.append(known.meeting.message)
    parts.append(_("Answers by mail are not read. The room, and how to move or cancel the meeting, is here:"))
    return "\n\n".join(part for part in parts if part)
