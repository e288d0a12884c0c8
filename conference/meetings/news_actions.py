"""One mail about a meeting to one of its people, put into the outbox; nothing here commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import force_locale
from sqlalchemy import select

from conference import clock, mail
from conference.agenda.plain import plain_line
from conference.conferences.rules import is_timezone
from conference.extensions import db
from conference.meetings.calendar_actions import Told, invitation
from conference.meetings.invitation import Method, cancellation_to, request_to
from conference.meetings.mail_wording import (
    ABOUT_TIMES,
    TO_ANSWER,
    News,
    heading,
    names_text,
    sentence,
    times_text,
    until_text,
)
from conference.meetings.models import MeetingSlot
from conference.meetings.reply_links import Reply
from conference.meetings.rules import MeetingState, Origin
from conference.people.models import Participant


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told: the news, who brought it about and in which words, and what the calendar is to do.

    `once` is what makes it the same news when it is told again.
    """

    news: News
    once: str
    by_id: int | None = None
    word: str = ""
    method: Method | None = None
    goes_on: bool = False
    # What the people of the meeting had asked each other has ended with it.
    closes: bool = False
    # When it would have begun, for what was moved.
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimeLine:
    """A time in a mail: on the reader's clock, on the conference's where that differs, and where to accept it."""

    told: str
    there: str
    address: str = ""


def write(known: Told, reader_id: int, letter: Letter) -> None:
    """Put a mail to one of a meeting's people into the outbox; who has no address gets none."""
    reader, meeting, conference = known.people[reader_id], known.meeting, known.conference
    if reader.account is None:
        return
    language = conference.language
    answers, is_arranged = letter.news in TO_ANSWER, meeting.origin is Origin.MATCHMAKING
    reply = Reply(meeting.id, reader.id, meeting.proposal).address(conference.slug) if answers else ""
    with force_locale(language):
        names, by = names_text([one.name for one in known.others(reader_id)]), known.name_of(letter.by_id)
        context = {
            "conference": conference,
            "name": reader.name,
            "who": [line for one in known.others(reader_id) if (line := _who(one))],
            "heading": heading(letter.news, names, by),
            "sentence": sentence(letter.news, time=_own_time(known, reader), closes=letter.closes),
            "times": _times(known, reader, letter.news, reply),
            "before": until_text(letter.before, own_zone(reader), conference.zone) if letter.before else "",
            "any_time": letter.news in ABOUT_TIMES and meeting.any_time,
            "place": known.place if meeting.starts_at is not None else "",
            "asked_by": known.name_of(meeting.asked_by_id) if answers else "",
            # Nobody is told what they wrote themselves; of what was arranged, nobody wrote anything.
            "message": meeting.message if answers and not is_arranged and meeting.asked_by_id != reader.id else "",
            "arranged": meeting.message if is_arranged and (answers or letter.news is News.BOOKED) else "",
            "by": by,
            "word": letter.word if letter.by_id != reader.id else "",
            "until": _until(known, reader) if answers else "",
            "reply": reply,
            "page": known.page,
            "room": known.room if letter.news is News.IN_MINUTES else "",
        }
        calendar = _calendar(known, reader, letter)
    mail.send(
        reader.account.email,
        "meeting_news",
        once_key=key_of(meeting.guid, letter.once, reader_id),
        calendar=calendar,
        language=language,
        **context,
    )


def _who(person: Participant) -> str:
    """Return somebody with what they are and where; empty where there is nothing to say but the name."""
    if not (person.position or person.organisation):
        return ""
    return ", ".join(plain_line(part) for part in (person.name, person.position, person.organisation) if part)


def key_of(guid: UUID, once: str, reader_id: int) -> str:
    """Return the key under which somebody is told something of a meeting once."""
    return f"meeting:{guid}:{once}:{reader_id}"


def own_zone(person: Participant) -> ZoneInfo | None:
    """Return the clock that somebody chose; None for who goes by the conference's."""
    return ZoneInfo(person.timezone) if person.timezone and is_timezone(person.timezone) else None


def _times(known: Told, reader: Participant, news: News, reply: str) -> list[TimeLine]:
    """Return the times that are proposed where the news is about those, else the meeting's own."""
    zones = own_zone(reader), known.conference.zone
    if news in ABOUT_TIMES:
        return [
            TimeLine(*times_text(slot.starts_at, slot.ends_at, *zones), f"{reply}?slot={slot.id}")
            for slot in proposed_slots(known)
        ]
    line = booked_line(known, reader)
    return [] if line is None else [line]


def booked_line(known: Told, reader: Participant) -> TimeLine | None:
    """Return when a meeting is, if it has a time."""
    meeting = known.meeting
    if meeting.starts_at is None or meeting.ends_at is None:
        return None
    return TimeLine(*times_text(meeting.starts_at, meeting.ends_at, own_zone(reader), known.conference.zone))


def _own_time(known: Told, reader: Participant) -> str:
    line = booked_line(known, reader)
    return "" if line is None else line.told


def proposed_slots(known: Told) -> Sequence[MeetingSlot]:
    """Return the slots that stand proposed for a meeting, first to last."""
    ids = [proposal.slot_id for proposal in known.meeting.proposals]
    return db.session.scalars(select(MeetingSlot).where(MeetingSlot.id.in_(ids)).order_by(MeetingSlot.starts_at)).all()


def _until(known: Told, reader: Participant) -> str:
    meeting = known.meeting
    if meeting.state is not MeetingState.REQUESTED or meeting.expires_at is None:
        return ""
    return until_text(meeting.expires_at, own_zone(reader), known.conference.zone)


def _calendar(known: Told, reader: Participant, letter: Letter) -> str | None:
    told = invitation(known, reader, clock.now()) if letter.method is not None else None
    if told is None:
        return None
    if letter.method is Method.REQUEST:
        return request_to(reader.id, told)
    return cancellation_to(reader.id, told, goes_on=letter.goes_on)
