"""What the form of a café offers: sessions, cafés to copy, people to host, themes, how many may come."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference.agenda.item_people_actions import label
from conference.agenda.models import AgendaItem
from conference.agenda.rules import ItemKind
from conference.cafe.content import CafeContent
from conference.cafe.models import Cafe, CafeTable
from conference.cafe.setup_actions import content_of
from conference.conferences.models import Conference
from conference.errors import NotFound
from conference.extensions import db
from conference.people.guest_actions import not_a_guest
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, Role, require

# The challenges of the first conference; every theme in use is offered beside them.
THEMES = ("Green", "Digitalisation", "Resilience", "Skills")


@dataclass(frozen=True, slots=True)
class Hosts:
    """Who can host: how each is offered, and what a typed text may mean."""

    labels: Mapping[int, str] = field(default_factory=dict)
    ids: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def meant(self, text: str) -> tuple[int, ...]:
        """Return whom a typed name, or an offered text, may mean; one where it is clear."""
        return self.ids.get(text.casefold(), ())


def people_to_host(actor: Actor) -> Hosts:
    """Return everyone who takes part by name, for the choice of hosts."""
    require(actor, Permission.CAFE_MANAGE)
    rows = db.session.scalars(
        select(Participant)
        .where(
            Participant.conference_id == actor.conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.erased_at.is_(None),
            Participant.name != "",
            not_a_guest(),
        )
        .order_by(func.lower(Participant.name), Participant.id)
    )
    labels: dict[int, str] = {}
    ids: dict[str, list[int]] = {}
    alike: Counter[str] = Counter()
    for row in rows:
        offered = label(row.card)
        alike[offered] += 1
        # Two of one name and organisation are told apart by a number.
        labels[row.id] = offered if alike[offered] == 1 else f"{offered} ({alike[offered]})"
        for text in {labels[row.id].casefold(), row.name.casefold()}:
            ids.setdefault(text, []).append(row.id)
    return Hosts(labels, {text: tuple(found) for text, found in ids.items()})


def languages_for(actor: Actor, cafe_id: int | None) -> Sequence[str]:
    """Return the codes of the languages that tables can have: those that are spoken here, and the café's own."""
    require(actor, Permission.CAFE_MANAGE)
    house = db.session.get_one(Conference, actor.conference_id)
    spoken = db.session.scalars(select(Participant.languages).where(Participant.conference_id == house.id))
    stored = db.session.scalars(select(CafeTable.language).where(CafeTable.cafe_id == (cafe_id or 0)))
    return sorted({*house.languages, *stored, *(code for codes in spoken for code in codes)} - {""})


def sessions_for(actor: Actor, cafe_id: int | None) -> Sequence[AgendaItem]:
    """Return the sessions that have no other café, in the agenda's order, those planned as world cafés first."""
    require(actor, Permission.CAFE_MANAGE)
    taken = select(Cafe.item_id).where(Cafe.item_id.is_not(None), Cafe.id != (cafe_id or 0))
    items = db.session.scalars(
        select(AgendaItem).where(AgendaItem.conference_id == actor.conference_id, AgendaItem.id.not_in(taken))
    )
    return sorted(
        items,
        key=lambda item: (
            item.kind is not ItemKind.WORLD_CAFE,
            item.starts_at is None,
            item.starts_at.timestamp() if item.starts_at else 0,
            item.id,
        ),
    )


def cafes_to_copy(actor: Actor) -> Sequence[tuple[Cafe, Conference]]:
    """Return the cafés of all conferences that the actor's account organises; those of this one first."""
    require(actor, Permission.CAFE_MANAGE)
    rows = db.session.execute(
        select(Cafe, Conference)
        .join(Conference, Conference.id == Cafe.conference_id)
        .where(Cafe.conference_id.in_(_organised(actor)))
        .order_by(Cafe.conference_id != actor.conference_id, Conference.starts_on.desc(), Cafe.id)
    )
    return [(cafe, house) for cafe, house in rows]


def content_to_copy(actor: Actor, cafe_id: int) -> CafeContent:
    """Return a café of a conference that the actor's account organises, without its people. Raises `NotFound`."""
    for cafe, _house in cafes_to_copy(actor):
        if cafe.id == cafe_id:
            return content_of(cafe).copied
    raise NotFound(_("There is no such world café."))


def _organised(actor: Actor) -> Sequence[int]:
    """Return the conferences that the account organises; without one, the actor's own."""
    mine = db.session.scalars(
        select(Participant.conference_id)
        .join(ParticipantRole)
        .where(
            Participant.account_id == actor.account_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            ParticipantRole.role == Role.ORGANISER,
        )
    )
    return [*mine, actor.conference_id]


def known_themes(conference_id: int) -> Sequence[str]:
    """Return the themes to suggest, each once."""
    used = db.session.scalars(select(Cafe.theme).where(Cafe.conference_id == conference_id, Cafe.theme != ""))
    return sorted({*THEMES, *used}, key=str.casefold)


def expected_people(conference_id: int) -> int:
    """Return how many may come: everyone who is confirmed and no guest."""
    return db.session.scalar(
        select(func.count(Participant.id)).where(
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.erased_at.is_(None),
            not_a_guest(),
        )
    ) or 0  # fmt: skip
