"""Figures of a booth's visits and of what was opened there, each in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, case, func, select

from conference.conferences.models import Conference
from conference.errors import Forbidden
from conference.exhibition.actions import is_of_team, seen_booth
from conference.exhibition.models import Booth, BoothMaterial, BoothOpening, BoothVisit, ExhibitionVisitor
from conference.exhibition.rules import MaterialKind
from conference.exhibition.visit_figures import Coming, Count, VisitFigures, figures_of
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Permission, can, require


@dataclass(frozen=True, slots=True)
class Opened:
    """A document or link, and how many people opened it."""

    material_id: int
    kind: MaterialKind
    title: str
    people: int


def visit_figures(actor: Actor, booth_id: int) -> VisitFigures:
    """Return the figures of a booth's visits, to its team and to organisers. Raises `NotFound` or `Forbidden`."""
    _counted_booth(actor, booth_id)
    return _figures(actor.conference_id, BoothVisit.booth_id == booth_id)


def all_visit_figures(actor: Actor) -> VisitFigures:
    """Return the figures of the visits to all booths, to organisers. Raises `Forbidden`."""
    require(actor, Permission.EXHIBITION_MANAGE)
    booths = select(Booth.id).where(Booth.conference_id == actor.conference_id)
    return _figures(actor.conference_id, BoothVisit.booth_id.in_(booths))


def visit_counts(conference_id: int) -> Mapping[int, Count]:
    """Return how many people came to each booth and how often, in one query; those whom nobody visits are left out.

    Whoever came is a first visit: the database keeps one of each person and booth.
    """
    firsts = func.count(case((BoothVisit.number == 1, 1)))
    rows = db.session.execute(
        select(BoothVisit.booth_id, firsts, func.count())
        .join(Booth, Booth.id == BoothVisit.booth_id)
        .where(Booth.conference_id == conference_id)
        .group_by(BoothVisit.booth_id)
    )
    return {booth_id: Count(people, visits) for booth_id, people, visits in rows}


def openings(actor: Actor, booth_id: int) -> Sequence[Opened]:
    """Return what a booth hands out and how many opened it, to its team and to organisers, as its page has it."""
    _counted_booth(actor, booth_id)
    rows = db.session.execute(
        select(BoothMaterial.id, BoothMaterial.kind, BoothMaterial.title, func.count(BoothOpening.participant_id))
        .outerjoin(BoothOpening, BoothOpening.material_id == BoothMaterial.id)
        .where(BoothMaterial.booth_id == booth_id, BoothMaterial.kind != MaterialKind.PICTURE)
        .group_by(BoothMaterial.id, BoothMaterial.kind, BoothMaterial.title, BoothMaterial.order)
        .order_by(BoothMaterial.order, BoothMaterial.id)
    )
    return [Opened(*row) for row in rows]


def _counted_booth(actor: Actor, booth_id: int) -> None:
    seen_booth(actor, booth_id)
    if not is_of_team(actor, booth_id) and not can(actor, Permission.EXHIBITION_MANAGE):
        raise Forbidden(_("This is for the people of the booth."))


def _figures(conference_id: int, of: ColumnElement[bool]) -> VisitFigures:
    rows = db.session.execute(
        select(
            BoothVisit.participant_id,
            BoothVisit.started_at,
            Participant.country,
            Participant.organisation_kind,
            ExhibitionVisitor.is_seen,
        )
        .join(Participant, Participant.id == BoothVisit.participant_id)
        .outerjoin(ExhibitionVisitor, ExhibitionVisitor.participant_id == BoothVisit.participant_id)
        .where(of)
    )
    comings = [
        Coming(person, at, country or "", kind.value if kind else "", bool(seen))
        for person, at, country, kind, seen in rows
    ]
    return figures_of(comings, db.session.get_one(Conference, conference_id).zone)
