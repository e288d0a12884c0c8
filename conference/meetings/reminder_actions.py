"""Reminds people of their meetings, and of requests that expire: each of them once, whoever does it and how often.

What was written is in the outbox under its key, and the key is unique: it is the row that says who has been reminded. A
kill before the commit leaves nothing behind, and the next minute does it; one after it leaves a mail that is sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import gevent
from sqlalchemy import func, select, true

from conference import clock, jobs
from conference.extensions import db
from conference.locking import locked
from conference.mail import Mail
from conference.meetings.calendar_actions import told
from conference.meetings.mail_wording import News
from conference.meetings.models import Meeting, MeetingPerson, MeetingPreference
from conference.meetings.news_actions import Letter, key_of, write
from conference.meetings.reminders import LONGEST_LEAD, Reminder, due_reminder, is_warning_due
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant

_NEWS = {Reminder.DAY: News.IN_A_DAY, Reminder.HOUR: News.IN_AN_HOUR, Reminder.MINUTES: News.IN_MINUTES}
# So many keys are asked for in one statement.
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is due for one person, written or not."""

    meeting_id: int
    guid: UUID
    reader_id: int
    letter: Letter

    @property
    def key(self) -> str:
        """What it is written under."""
        return key_of(self.guid, self.letter.once, self.reader_id)


@jobs.every_minute
def remind_of_meetings() -> None:
    """Write all reminders that are due and not written yet, a meeting to a transaction."""
    due = list(_due(clock.now()))
    written = _written([one.key for one in due])
    # The look is over: each meeting is read anew under its own lock.
    db.session.rollback()
    for meeting_id in sorted({one.meeting_id for one in due if one.key not in written}):
        _remind(meeting_id)
        # A full day's reminders in a row must not keep the server from answering.
        gevent.sleep(0.02)


def _remind(meeting_id: int) -> None:
    """Write what is due of one meeting, under its lock: nobody moves, cancels or answers it meanwhile."""
    meeting = locked(Meeting, meeting_id)
    due = [] if meeting is None else list(_due(clock.now(), meeting_id))
    if meeting is not None and due:
        (known,) = told([meeting])
        for one in due:
            write(known, one.reader_id, one.letter)
    db.session.commit()


def _due(moment: datetime, meeting_id: int | None = None) -> Iterator[Due]:
    """Yield what is due now, of one meeting or of all: two queries of plain rows, however many meetings there are."""
    for row in _rows(_coming(moment), meeting_id):
        due = due_reminder(row.starts_at, row.told_at, moment)
        if due is not None and {Reminder.DAY: row.day, Reminder.HOUR: row.hour, Reminder.MINUTES: row.minutes}[due]:
            # Of each time of a meeting there is one reminder of a kind: what is moved gets them anew.
            letter = Letter(_NEWS[due], f"{_NEWS[due].value}:{int(row.starts_at.timestamp())}")
            yield Due(row.id, row.guid, row.participant_id, letter)
    for row in _rows(_ending(moment), meeting_id):
        if is_warning_due(row.asked_at, row.expires_at, moment):
            letter = Letter(News.EXPIRING, f"{News.EXPIRING.value}:{row.proposal}", row.proposed_by_id)
            yield Due(row.id, row.guid, row.participant_id, letter)


def _rows(query: Any, meeting_id: int | None) -> Sequence[Any]:
    return db.session.execute(query if meeting_id is None else query.where(Meeting.id == meeting_id)).all()


def _coming(moment: datetime) -> Any:
    """Return the query for who goes to what begins within a day, and is not there yet."""
    chosen = MeetingPreference
    wants = (
        func.coalesce(column, true()).label(name)
        for name, column in (
            ("day", chosen.remind_day),
            ("hour", chosen.remind_hour),
            ("minutes", chosen.remind_minutes),
        )
    )
    told_at = func.coalesce(Meeting.booked_at, Meeting.asked_at, type_=Meeting.asked_at.type).label("told_at")
    return (
        select(Meeting.id, Meeting.guid, Meeting.starts_at, told_at, MeetingPerson.participant_id, *wants)
        .join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
        .join(Participant, Participant.id == MeetingPerson.participant_id)
        .outerjoin(chosen, chosen.participant_id == MeetingPerson.participant_id)
        .where(
            Meeting.state == MeetingState.BOOKED,
            Meeting.starts_at > moment,
            Meeting.starts_at <= moment + LONGEST_LEAD,
            MeetingPerson.answer == Answer.ACCEPTED,
            MeetingPerson.arrived_at.is_(None),
            Participant.account_id.is_not(None),
        )
    )


def _ending(moment: datetime) -> Any:
    """Return the query for who has not answered what expires within a day."""
    columns = (Meeting.id, Meeting.guid, Meeting.asked_at, Meeting.expires_at, Meeting.proposal, Meeting.proposed_by_id)
    return (
        select(*columns, MeetingPerson.participant_id)
        .join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
        .join(Participant, Participant.id == MeetingPerson.participant_id)
        .where(
            Meeting.state == MeetingState.REQUESTED,
            Meeting.expires_at > moment,
            Meeting.expires_at <= moment + LONGEST_LEAD,
            MeetingPerson.answer == Answer.WAITING,
            # Of what is asked without a time, whoever asked was told: there is nothing to accept.
            Meeting.any_time | Meeting.proposals.any(),
            Participant.account_id.is_not(None),
        )
    )


def _written(keys: Sequence[str]) -> set[str | None]:
    """Return which keys are used."""
    found: set[str | None] = set()
    for at in range(0, len(keys), _AT_ONCE):
        found.update(db.session.scalars(select(Mail.once_key).where(Mail.once_key.in_(keys[at : at + _AT_ONCE]))))
    return found
