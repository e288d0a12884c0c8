"""Reporting somebody to the organisers, and what they do with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from conference import clock, mail
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.links import external_url
from conference.locking import lock_rows
from conference.people.block_actions import person_known
from conference.people.models import Account, Participant, ParticipantReport, ParticipantRole
from conference.people.rules import ParticipantStatus, ReportPlace
from conference.permissions import Actor, Permission, Role, require

LONGEST = 2_000
# All that is added to an open report makes it no longer than this.
LONGEST_WHOLE = 10_000
# Reports of one person that no organiser has looked at.
MOST_OPEN = 10


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as organisers read it, with who is in it; a name is empty for who was erased."""

    row: ParticipantReport
    by: str
    about: str
    handled_by: str


def person_to_report(actor: Actor, participant_id: int) -> Participant:
    """Return somebody whom the actor may report. Raises `NotFound` for whom they do not know, `Refused` for oneself."""
    person = person_known(actor, participant_id)
    if person.id == actor.participant_id:
        raise Refused(_("You cannot report yourself."))
    return person


def report_person(actor: Actor, participant_id: int, place: ReportPlace, text: str) -> None:
    """Tell the organisers about somebody; the reported person is not told.

    While a report of the same two is open, further words are added to it: the organisers get one mail about it.
    """
    person = person_to_report(actor, participant_id)
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise Refused(_("Please say in at most %(most)s characters what happened.", most=LONGEST), field="text")
    lock_rows(select(Participant.id).where(Participant.id == actor.participant_id))
    row = open_report(actor, participant_id)
    if row is not None:
        whole = f"{row.text}\n\n{words}"
        if len(whole) > LONGEST_WHOLE:
            raise Refused(_("You have told enough for the organisers to act. They will look at it."), field="text")
        row.text = whole
    else:
        _refuse_too_many(actor)
        row = ParticipantReport(
            conference_id=actor.conference_id,
            by_id=actor.participant_id,
            about_id=person.id,
            place=place,
            text=words,
        )
        db.session.add(row)
        db.session.flush()
        _tell_organisers(row)
    db.session.commit()


def open_report(actor: Actor, participant_id: int) -> ParticipantReport | None:
    """Return the actor's report about somebody that no organiser has handled yet."""
    return db.session.scalar(
        select(ParticipantReport).where(
            ParticipantReport.by_id == actor.participant_id,
            ParticipantReport.about_id == participant_id,
            ParticipantReport.handled_at.is_(None),
        )
    )


def _refuse_too_many(actor: Actor) -> None:
    count = db.session.scalar(
        select(func.count())
        .select_from(ParticipantReport)
        .where(ParticipantReport.by_id == actor.participant_id, ParticipantReport.handled_at.is_(None))
    )
    if (count or 0) >= MOST_OPEN:
        raise Refused(_("The organisers have not looked at your last reports yet. Please write to them directly."))


def reports(actor: Actor) -> Sequence[Reported]:
    """Return the conference's reports, open ones first, then the newest; none about the organiser who reads."""
    require(actor, Permission.PEOPLE_MANAGE)
    by, about, handled_by = (aliased(Participant) for _who in range(3))
    rows = db.session.execute(
        select(ParticipantReport, by.name, about.name, handled_by.name)
        .join(by, by.id == ParticipantReport.by_id)
        .join(about, about.id == ParticipantReport.about_id)
        .outerjoin(handled_by, handled_by.id == ParticipantReport.handled_by_id)
        .where(*_read_by(actor))
        .order_by(ParticipantReport.handled_at.is_not(None), ParticipantReport.at.desc(), ParticipantReport.id.desc())
    )
    return [Reported(row, by_name, about_name, name or "") for row, by_name, about_name, name in rows]


def count_open(actor: Actor) -> int:
    """Return how many reports wait for the organisers."""
    require(actor, Permission.PEOPLE_MANAGE)
    query = select(func.count()).select_from(ParticipantReport)
    return db.session.scalar(query.where(*_read_by(actor), ParticipantReport.handled_at.is_(None))) or 0


def handle_report(actor: Actor, report_id: int, *, handled: bool) -> None:
    """Note that a report is handled, or that it is not after all. Raises `NotFound` for one about the actor."""
    require(actor, Permission.PEOPLE_MANAGE)
    row = db.session.scalar(
        select(ParticipantReport).where(ParticipantReport.id == report_id, *_read_by(actor)).with_for_update()
    )
    if row is None:
        raise NotFound(_("There is no such report."))
    if handled == (row.handled_at is not None):
        return
    row.handled_at = clock.now() if handled else None
    row.handled_by_id = actor.participant_id if handled else None
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(_("There is a newer report by the same person about the same person.")) from error


def _read_by(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the condition for the reports that an organiser reads: nobody reads those about themselves."""
    return ParticipantReport.conference_id == actor.conference_id, ParticipantReport.about_id != actor.participant_id


def _tell_organisers(row: ParticipantReport) -> None:
    """Mail every organiser but the reported person, once for each report; what was said is read on the page only."""
    conference = db.session.get_one(Conference, row.conference_id)
    organisers = db.session.execute(
        select(Participant.guid, Account.email)
        .join(Account, Account.id == Participant.account_id)
        .join(ParticipantRole, ParticipantRole.participant_id == Participant.id)
        .where(
            Participant.conference_id == row.conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            ParticipantRole.role == Role.ORGANISER,
            Participant.id != row.about_id,
        )
        .order_by(Participant.id)
    )
    for guid, email in organisers.all():
        mail.send(
            email,
            "report",
            once_key=f"report:{row.guid.hex}:{guid.hex}",
            language=conference.language,
            conference=conference,
            address=external_url("people.reports", slug=conference.slug),
        )
