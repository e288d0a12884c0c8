"""The organisers' list of participants: search, filters, sorting, pages, counts; a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVarTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from conference.extensions import db
from conference.people.guest_actions import not_a_guest
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import OrganisationKind, ParticipantStatus
from conference.permissions import Actor, Permission, Role, require

PAGE_SIZE = 50
Ts = TypeVarTuple("Ts")
SORTS = ("name", "organisation", "country", "status", "newest")


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What the address of the list asks for; empty means everybody."""

    text: str = ""
    status: ParticipantStatus | None = None
    role: Role | None = None
    country: str = ""
    kind: OrganisationKind | None = None
    sort: str = "name"
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list. `counts` are of everybody who fits the filter but for its status."""

    people: Sequence[Participant]
    total: int
    page: int
    pages: int
    counts: Mapping[ParticipantStatus, int]
    countries: Sequence[str]


def list_participants(actor: Actor, wanted: ListFilter) -> ListPage:
    """Return a page of the conference's participants; a page beyond the last is the last."""
    require(actor, Permission.PEOPLE_MANAGE)
    counts = _counts(actor.conference_id, wanted)
    total = counts.get(wanted.status, 0) if wanted.status else sum(counts.values())
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    people = db.session.scalars(
        _filtered(select(Participant), actor.conference_id, wanted)
        .order_by(*_order(wanted.sort))
        .options(selectinload(Participant.account))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    ).all()
    countries = db.session.scalars(
        select(Participant.country)
        .where(Participant.conference_id == actor.conference_id, Participant.country != "")
        .distinct()
    ).all()
    return ListPage(people, total, page, pages, counts, countries)


def all_participants(actor: Actor, wanted: ListFilter) -> Sequence[Participant]:
    """Return everybody who fits the filter, with accounts and tags, for an export."""
    require(actor, Permission.PEOPLE_MANAGE)
    return db.session.scalars(
        _filtered(select(Participant), actor.conference_id, wanted)
        .order_by(*_order(wanted.sort))
        .options(selectinload(Participant.account), selectinload(Participant.tag_rows))
    ).all()


def _counts(conference_id: int, wanted: ListFilter) -> dict[ParticipantStatus, int]:
    but_status = ListFilter(text=wanted.text, role=wanted.role, country=wanted.country, kind=wanted.kind)
    rows = db.session.execute(
        _filtered(select(Participant.status, func.count(Participant.id)), conference_id, but_status).group_by(
            Participant.status
        )
    )
    return {status: count for status, count in rows}  # noqa: C416 - a Row is no pair to dict()'s eyes


def _filtered(query: Select[*Ts], conference_id: int, wanted: ListFilter) -> Select[*Ts]:
    query = query.outerjoin(Account, Account.id == Participant.account_id).where(
        Participant.conference_id == conference_id, Participant.erased_at.is_(None), not_a_guest()
    )
    for word in wanted.text.split()[:8]:
        query = query.where(
            or_(
                Participant.name.icontains(word, autoescape=True),
                Participant.organisation.icontains(word, autoescape=True),
                Account.email.icontains(word, autoescape=True),
            )
        )
    if wanted.status:
        query = query.where(Participant.status == wanted.status)
    if wanted.country:
        query = query.where(Participant.country == wanted.country)
    if wanted.kind:
        query = query.where(Participant.organisation_kind == wanted.kind)
    if wanted.role:
        query = query.where(
            Participant.id.in_(select(ParticipantRole.participant_id).where(ParticipantRole.role == wanted.role))
        )
    return query


def _order(sort: str) -> tuple[Any, ...]:
    by_name = (func.lower(Participant.name), Participant.id)
    first: tuple[Any, ...] = {
        "organisation": (func.lower(Participant.organisation),),
        "country": (Participant.country,),
        "status": (Participant.status, Participant.status_since.desc()),
        "newest": (Participant.id.desc(),),
    }.get(sort, ())
    return (*first, *by_name)
