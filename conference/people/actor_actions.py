"""Shared read: who is at the other end of many messages at once, by two queries for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db
from conference.gathering import Gathering
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.papers import Papers
from conference.people.rules import ParticipantStatus
from conference.permissions import ORGANISERS, Actor, Role

# A message waits so long for others to be asked after together with it.
GATHERING_SECONDS = 0.005
# Whose papers, at which conference.
Asked = tuple[int, Papers]

# Written once, for they are asked some hundred times a second.
CONFERENCES = select(Conference.id, Conference.status).where(Conference.id.in_(bindparam("wanted", expanding=True)))
ACCOUNTS = select(Account.id, Account.session_epoch).where(Account.id.in_(bindparam("accounts", expanding=True)))
PEOPLE = (
    select(
        Participant.id, Participant.conference_id, Participant.account_id, Participant.status, ParticipantRole.role
    ).outerjoin(ParticipantRole, ParticipantRole.participant_id == Participant.id)
)  # fmt: skip
BY_ACCOUNT = PEOPLE.where(
    Participant.conference_id.in_(bindparam("wanted", expanding=True)),
    Participant.account_id.in_(bindparam("accounts", expanding=True)),
)
BY_ID = PEOPLE.where(Participant.id.in_(bindparam("guests", expanding=True)))


@dataclass
class _Known:
    """What the database says of those who are asked after."""

    states: dict[int, ConferenceStatus]
    epochs: dict[int, int] = field(default_factory=dict)
    people: dict[tuple[int, int], Actor] = field(default_factory=dict)
    visitors: dict[int, Actor] = field(default_factory=dict)

    def actor(self, at: int, papers: Papers) -> Actor | None:
        """Return who somebody with these papers is at a conference."""
        if at not in self.states:
            return None
        account_id = papers.account_id if self.epochs.get(papers.account_id or 0, -1) == papers.epoch else None
        actor = self.people.get((at, account_id)) if account_id is not None else None
        visitor = self.visitors.get(papers.guest_at(at) or 0)
        if actor is None and visitor is not None and visitor.conference_id == at and visitor.is_guest:
            actor = Actor(at, account_id, visitor.participant_id, visitor.roles)
        actor = actor or Actor(at, account_id)
        if self.states[at] is ConferenceStatus.DRAFT and actor.roles.isdisjoint(ORGANISERS):
            return None
        return actor


def actors_of(asked: Sequence[Asked]) -> Sequence[Actor | None]:
    """Return who each is at their conference, with the roles in force; None where there is no such conference.

    A draft is there for its organisers only.
    """
    try:
        return _read(asked)
    finally:
        db.session.rollback()


def _read(asked: Sequence[Asked]) -> list[Actor | None]:
    connection = db.session.connection()
    wanted = sorted({conference_id for conference_id, _papers in asked})
    accounts = sorted({papers.account_id for _conference, papers in asked if papers.account_id is not None})
    guests = sorted({guest for at, papers in asked if (guest := papers.guest_at(at)) is not None})
    known = _Known({row.id: row.status for row in connection.execute(CONFERENCES, {"wanted": wanted})})
    if accounts:
        known.epochs = {row.id: row.session_epoch for row in connection.execute(ACCOUNTS, {"accounts": accounts})}
        rows = connection.execute(BY_ACCOUNT, {"accounts": accounts, "wanted": wanted})
        known.people = {(one.conference_id, one.account_id or 0): one for one in _actors(rows)}
    if guests:
        found = _actors(connection.execute(BY_ID, {"guests": guests}))
        known.visitors = {one.participant_id or 0: one for one in found if one.account_id is None}
    return [known.actor(at, papers) for at, papers in asked]


def _actors(rows: object) -> list[Actor]:
    """Return the actors that (participant, conference, account, status, role) rows are, a row for each role."""
    found: dict[int, Actor] = {}
    roles: dict[int, set[Role]] = {}
    for person, conference_id, account_id, status, role in rows:  # type: ignore[attr-defined]
        found[person] = Actor(conference_id, account_id, person)
        if role is not None and status is ParticipantStatus.CONFIRMED:
            roles.setdefault(person, set()).add(role)
    return [
        Actor(one.conference_id, one.account_id, person, frozenset(roles.get(person, ())))
        for person, one in found.items()
    ]


askers: Gathering[Asked, Actor | None] = Gathering("actors", GATHERING_SECONDS, actors_of)
