"""Who takes part and has no meeting yet: counted, listed, searched, and invited to look at their suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import gevent
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import selectinload

from conference import jobs, mail
from conference.conferences.models import Conference
from conference.errors import Refused
from conference.extensions import db
from conference.links import external_url
from conference.meetings.figures_actions import taking_part
from conference.meetings.models import Meeting, MeetingPerson, MeetingPreference
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.permissions import Actor, Permission, require

PAGE_SIZE = 50
BATCH = 50


@dataclass(frozen=True, slots=True)
class WithoutMeeting:
    """One page of people without a meeting. `requests`: of those shown, who waits for an answer or is asked."""

    people: Sequence[PersonCard]
    requests: frozenset[int]
    total: int
    page: int
    pages: int


def _without_meeting(conference_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of who takes part, does not hide, and has no meeting that is booked."""
    has_one = (
        select(MeetingPerson.participant_id)
        .join(Meeting, Meeting.id == MeetingPerson.meeting_id)
        .where(
            Meeting.conference_id == conference_id,
            Meeting.state == MeetingState.BOOKED,
            MeetingPerson.answer == Answer.ACCEPTED,
        )
    )
    hidden = select(MeetingPreference.participant_id).where(MeetingPreference.hidden.is_(True))
    return (*taking_part(conference_id), Participant.id.not_in(has_one), Participant.id.not_in(hidden))


def count_without_meeting(conference_id: int) -> int:
    """Return how many take part and have no meeting."""
    return db.session.scalar(select(func.count(Participant.id)).where(*_without_meeting(conference_id))) or 0


def people_without_meeting(actor: Actor, text: str = "", page: int = 1) -> WithoutMeeting:
    """Return a page of them by name; `text` is looked for in name and organisation."""
    require(actor, Permission.MEETINGS_MANAGE)
    conditions = [*_without_meeting(actor.conference_id)]
    if text:
        conditions.append(
            or_(
                Participant.name.icontains(text, autoescape=True),
                Participant.organisation.icontains(text, autoescape=True),
            )
        )
    total = db.session.scalar(select(func.count(Participant.id)).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    people = db.session.scalars(
        select(Participant)
        .where(*conditions)
        .order_by(func.lower(Participant.name), Participant.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return WithoutMeeting([one.card for one in people], _asking([one.id for one in people]), total, page, pages)


def _asking(participant_ids: Sequence[int]) -> frozenset[int]:
    rows = db.session.scalars(
        select(MeetingPerson.participant_id)
        .join(Meeting, Meeting.id == MeetingPerson.meeting_id)
        .where(Meeting.state == MeetingState.REQUESTED, MeetingPerson.participant_id.in_(participant_ids))
    )
    return frozenset(rows)


def invite_to_look(actor: Actor, press: str) -> int:
    """Have everybody without a meeting mailed once for this press, and return how many they are.

    `press` is drawn with the form: sent twice it is one. The mails are written by a job, a batch to a transaction.
    Raises `Refused` where no job can be handed over: nobody would write them later.
    """
    require(actor, Permission.MEETINGS_MANAGE)
    if not press:
        raise Refused(_("Please press the button of the page again."))
    count = count_without_meeting(actor.conference_id)
    key = sha256(f"{actor.participant_id} {press}".encode()).hexdigest()[:24]
    if count and not jobs.enqueue("invite_people_to_look", actor.conference_id, key):
        raise Refused(_("The mails cannot be sent at the moment. Please try again in a minute."))
    return count


@jobs.job
def invite_people_to_look(conference_id: int, press: str) -> None:
    """Mail everybody who has no meeting by now and was not mailed for this press."""
    conference = db.session.get(Conference, conference_id)
    if conference is None:
        return
    wanted = select(Participant.id).where(*_without_meeting(conference_id)).order_by(Participant.id)
    ids = db.session.scalars(wanted).all()
    for at in range(0, len(ids), BATCH):
        people = select(Participant).where(Participant.id.in_(ids[at : at + BATCH]))
        for person in db.session.scalars(people.options(selectinload(Participant.account))).all():
            _invite(conference, person, press)
        db.session.commit()
        # Hundreds of mails in a row must not keep the server from answering.
        gevent.sleep(0.02)


def _invite(conference: Conference, person: Participant, press: str) -> None:
    if person.account is None:
        return
    mail.send(
        person.account.email,
        "meetings_look",
        once_key=f"meetings-look:{press}:{person.id}",
        language=conference.language,
        conference=conference,
        person_name=person.name,
        people_address=external_url("meetings.people", slug=conference.slug),
    )
