"""Plain functions that put rows into the current session, with overrides, and commit."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from conference.agenda.models import AgendaItem, Room, Track
from conference.agenda.rules import ItemKind
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus, RegistrationMode
from conference.extensions import Base, db
from conference.people.identity import actor_for
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Role

Row = TypeVar("Row", bound=Base)
_numbers = count(1)


def kept(row: Row) -> Row:
    """Add a row and commit it."""
    db.session.add(row)
    db.session.commit()
    return row


def conference(**overrides: Any) -> Conference:
    """Make a published conference of two days, 10 and 11 March 2026, in Brussels."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"conference-{number}",
        "acronym": f"conf{number}",
        "title": f"Conference {number}",
        "starts_on": date(2026, 3, 10),
        "ends_on": date(2026, 3, 11),
        "timezone": "Europe/Brussels",
        "status": ConferenceStatus.PUBLISHED,
        "registration": RegistrationMode.OPEN,
    }
    return kept(Conference(**{**values, **overrides}))


def house_of(slug: str) -> Conference:
    """Return a conference by the first part of its address."""
    return db.session.scalars(select(Conference).where(Conference.slug == slug)).one()


def account(**overrides: Any) -> Account:
    """Make an account."""
    return kept(Account(**{"email": f"person{next(_numbers)}@example.org", **overrides}))


def participant(of: Conference, *roles: Role, **overrides: Any) -> Participant:
    """Make a confirmed participant with an account; an attendee unless roles are given."""
    number = next(_numbers)
    if "account" not in overrides and "account_id" not in overrides:
        overrides["account"] = account()
    values: dict[str, Any] = {
        "conference_id": of.id,
        "status": ParticipantStatus.CONFIRMED,
        "name": f"Participant {number}",
        "country": "BE",
    }
    row = Participant(**{**values, **overrides})
    row.role_rows = [ParticipantRole(role=role) for role in (roles or (Role.ATTENDEE,))]
    return kept(row)


def speaker(of: Conference, **overrides: Any) -> Participant:
    """Make a speaker who has no account."""
    return participant(of, Role.SPEAKER, **{"account": None, **overrides})


def actor(person: Participant) -> Actor:
    """Return a participant as the actor they are."""
    return actor_for(person.conference, person.account, person)


def room(of: Conference, **overrides: Any) -> Room:
    """Make a room."""
    return kept(Room(**{"conference_id": of.id, "name": f"Room {next(_numbers)}", **overrides}))


def track(of: Conference, **overrides: Any) -> Track:
    """Make a track."""
    number = next(_numbers)
    values = {
        "conference_id": of.id,
        "name": f"Track {number}",
        "slug": f"track-{number}",
        "colour": "#0b4f9e",
    }
    return kept(Track(**{**values, **overrides}))


def item(of: Conference, **overrides: Any) -> AgendaItem:
    """Make an agenda item of an hour at 10:00 UTC on the first day; without a room unless one is given."""
    values: dict[str, Any] = {
        "conference_id": of.id,
        "kind": ItemKind.WORKSHOP,
        "title": f"Session {next(_numbers)}",
        "starts_at": datetime(2026, 3, 10, 10, 0, tzinfo=UTC),
        "minutes": 60,
    }
    return kept(AgendaItem(**{**values, **overrides}))
