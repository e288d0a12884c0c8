"""Finding the people of a conference by name, for the pickers, and adding a speaker who was not there yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, or_, select

from conference.agenda.models import ItemPerson
from conference.errors import Refused
from conference.extensions import db
from conference.people.guest_actions import not_a_guest
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus, PersonCard, sorted_cards
from conference.permissions import Actor, Permission, Role, require

MOST_SUGGESTED = 1000
MOST_FOUND = 12
PROGRAMME_ROLES = (Role.SPEAKER, Role.MODERATOR, Role.JUROR, Role.ORGANISER)


@dataclass(frozen=True, slots=True)
class Found:
    """Who a typed name may mean: exactly one when `person` is set."""

    query: str
    people: tuple[PersonCard, ...] = ()

    @property
    def person(self) -> PersonCard | None:
        """The only one it can mean."""
        return self.people[0] if len(self.people) == 1 else None


def label(card: PersonCard) -> str:
    """Return how a person is offered in a picker: the name and, where known, the organisation."""
    return f"{card.name} · {card.organisation}" if card.organisation else card.name


def likely_people(actor: Actor) -> list[PersonCard]:
    """Return who is most likely meant in a session: those with a role in the programme, by name."""
    require(actor, Permission.AGENDA_EDIT)
    in_programme = or_(
        Participant.id.in_(select(ParticipantRole.participant_id).where(ParticipantRole.role.in_(PROGRAMME_ROLES))),
        Participant.id.in_(select(ItemPerson.participant_id)),
    )
    return _cards(actor, in_programme, MOST_SUGGESTED)


def find_person(actor: Actor, query: str) -> Found:
    """Return who a typed name or picker label means; an exact match beats those that only contain it."""
    require(actor, Permission.AGENDA_EDIT)
    name = query.split(" · ", maxsplit=1)[0].strip()
    if not name:
        return Found(query)
    exact = _cards(actor, func.lower(Participant.name) == name.lower(), MOST_FOUND)
    by_label = [card for card in exact if label(card) == query.strip()]
    if by_label or exact:
        return Found(query, tuple(by_label or exact))
    escaped = name.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return Found(
        query, tuple(_cards(actor, func.lower(Participant.name).like(f"%{escaped}%", escape="\\"), MOST_FOUND))
    )


def add_speaker(actor: Actor, name: str) -> PersonCard:
    """Make a participant who speaks and has no account, and return their card."""
    require(actor, Permission.AGENDA_EDIT)
    clean = " ".join(name.split())
    if not clean:
        raise Refused(_("Please type a name first."), field="add_person")
    row = Participant(conference_id=actor.conference_id, status=ParticipantStatus.CONFIRMED, name=clean[:200])
    row.role_rows = [ParticipantRole(role=Role.SPEAKER)]
    db.session.add(row)
    db.session.commit()
    return row.card


def cards_here(actor: Actor, participant_ids: Iterable[int]) -> dict[int, PersonCard]:
    """Return the cards of those of the ids who belong to the actor's conference."""
    require(actor, Permission.AGENDA_EDIT)
    wanted = frozenset(participant_ids)
    cards = _cards(actor, Participant.id.in_(wanted), len(wanted)) if wanted else []
    return {card.id: card for card in cards}


def _cards(actor: Actor, condition: ColumnElement[bool], most: int) -> list[PersonCard]:
    rows: Iterable[Participant] = db.session.scalars(
        select(Participant)
        .where(
            Participant.conference_id == actor.conference_id,
            Participant.erased_at.is_(None),
            Participant.name != "",
            not_a_guest(),
            condition,
        )
        .order_by(func.lower(Participant.name), Participant.id)
        .limit(most)
    )
    return sorted_cards(row.card for row in rows)
