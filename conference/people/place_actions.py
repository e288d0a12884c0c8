"""Places at a conference: the lock that makes the last one go to one person, and the waiting list that moves up.

Nothing here commits: these are steps of the actions that register, approve, cancel, erase and change the capacity.
"""

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from conference import clock, mail, realtime
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.links import external_url
from conference.people.labels import status_label
from conference.people.leaving import say_goodbye
from conference.people.models import Participant, ParticipantRole, StatusChange
from conference.people.rules import ParticipantStatus, free_places
from conference.people.status import By, is_allowed, takes_place
from conference.permissions import Role


def lock_conference(conference_id: int) -> Conference:
    """Return the conference, locked until the end of the transaction; first of all in any action on places.

    Whoever comes second waits here, and then reads everything anew: what this session had read is forgotten.
    """
    if db.engine.dialect.name == "sqlite":
        # SQLite has no row locks: a write that changes nothing takes the one write lock before anything is read.
        db.session.execute(
            update(Conference).where(Conference.id == conference_id).values(slug=Conference.slug),
            execution_options={"synchronize_session": False},
        )
    else:
        db.session.execute(select(Conference.id).where(Conference.id == conference_id).with_for_update(key_share=True))
    db.session.expire_all()
    conference = db.session.get(Conference, conference_id)
    if conference is None:
        raise NotFound(_("There is no such conference."))
    return conference


def refuse_archived(conference: Conference) -> None:
    """Raise `Refused` when the conference is archived: its list of participants is a record by then."""
    if conference.status is ConferenceStatus.ARCHIVED:
        raise Refused(_("%(title)s is archived: its registrations cannot be changed any more.", title=conference.title))


def places_left(conference: Conference) -> int | None:
    """Return how many attendees can still be confirmed; None without a limit."""
    return free_places(conference.capacity, confirmed_attendees(conference.id))


def confirmed_attendees(conference_id: int) -> int:
    """Return how many confirmed participants hold the attendee role."""
    return db.session.scalar(
        select(func.count())
        .select_from(Participant)
        .join(ParticipantRole)
        .where(
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.erased_at.is_(None),
            ParticipantRole.role == Role.ATTENDEE,
        )
    ) or 0  # fmt: skip


def change_status(person: Participant, after: ParticipantStatus, by: By, by_id: int | None) -> None:
    """Change a status and write down who did it. Raises `Refused` for a change that makes no sense."""
    if not is_allowed(person.status, after, by):
        message = _(
            "%(name)s is “%(before)s”; that cannot become “%(after)s”.",
            name=person.name or _("This person"),
            before=status_label(person.status),
            after=status_label(after),
        )
        raise Refused(message)
    write_status(person, person.status, after, by_id)


def write_status(
    person: Participant, before: ParticipantStatus | None, after: ParticipantStatus, by_id: int | None
) -> None:
    """Set a status and its history; the caller has asked the rule."""
    if before is ParticipantStatus.CONFIRMED and person.id is not None:
        say_goodbye(person.id)
    db.session.add(person)
    person.status = after
    if person.id is not None:
        realtime.recheck_participant(person.id)
    person.status_since = clock.now()
    db.session.flush()
    db.session.add(StatusChange(participant_id=person.id, before=before, after=after, by_id=by_id))
    db.session.flush()


def status_with_place(conference: Conference, person: Participant) -> ParticipantStatus:
    """Return confirmed, or the waiting list when the person needs a place and none is free. Needs the lock."""
    if not takes_place(person.roles) or places_left(conference) != 0:
        return ParticipantStatus.CONFIRMED
    return ParticipantStatus.WAITING_LIST


def move_up(conference: Conference) -> list[Participant]:
    """Confirm those who have waited longest for as long as places are free, tell them, return them.

    Needs the lock; called whenever a place may have come free.
    """
    if conference.status is ConferenceStatus.ARCHIVED:
        return []
    db.session.flush()
    waiting = (
        select(Participant)
        .where(
            Participant.conference_id == conference.id,
            Participant.status == ParticipantStatus.WAITING_LIST,
            Participant.erased_at.is_(None),
        )
        .order_by(Participant.status_since, Participant.id)
    )
    left = places_left(conference)
    moved = []
    for person in db.session.scalars(waiting if left is None else waiting.limit(left)):
        change_status(person, ParticipantStatus.CONFIRMED, By.SYSTEM, None)
        tell(person, conference, "moved_up")
        moved.append(person)
    return moved


def tell(person: Participant, conference: Conference, news: str) -> None:
    """Mail a person what became of their registration; people without an account cannot be told.

    `news` is a word of `templates/mail/registration_words.txt`.
    """
    if person.account is None:
        return
    mail.send(
        person.account.email,
        "registration",
        language=conference.language,
        news=news,
        conference=conference,
        person_name=person.name,
        conference_address=external_url("agenda.home", slug=conference.slug),
        registration_address=external_url("people.register", slug=conference.slug),
    )
