"""The draft with all that is needed to judge it: versions, invitees, absences, stars, conflicts and names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from conference.agenda.actions import item_content, people_cards, room_content
from conference.agenda.change import ItemState
from conference.agenda.conflicts import Absence, Circumstances, Conflict, Severity, find_conflicts
from conference.agenda.content import AgendaContent, TrackContent, in_order
from conference.agenda.models import AgendaItem, Room, Star, Track, Unavailability
from conference.agenda.wording import Names, conflict_text
from conference.conferences.models import Conference
from conference.errors import NotFound
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import PersonCard


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A conflict and its sentence."""

    conflict: Conflict
    text: str

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.conflict.severity


@dataclass(frozen=True)
class Draft:
    """The agenda as it stands in the builder, read in a fixed number of queries."""

    conference: Conference
    agenda: AgendaContent
    states: Mapping[int, ItemState]
    versions: Mapping[int, int]
    absences: Sequence[Absence]
    stars: Mapping[int, int]
    cards: Mapping[int, PersonCard]

    @cached_property
    def names(self) -> Names:
        """What the ids are called."""
        people = {card.id: card.name for card in self.cards.values()}
        return Names(self.conference.zone, self.agenda.room_by_id, self.agenda.track_by_id, people)

    @cached_property
    def conflicts(self) -> list[ConflictLine]:
        """What does not fit, the worst first."""
        known = Circumstances(
            rooms=self.agenda.rooms,
            days=self.conference.days,
            absences=self.absences,
            stars=self.stars,
            invited=frozenset(item_id for item_id, state in self.states.items() if state.invitees),
        )
        return [
            ConflictLine(conflict, conflict_text(conflict, self.agenda.item_by_id, self.names, self.stars))
            for conflict in find_conflicts(self.agenda.items, known)
        ]


def load_draft(conference_id: int) -> Draft:
    """Return the draft of a conference. Raises `NotFound`. The caller has checked who may read it."""
    conference = db.session.get(Conference, conference_id)
    if conference is None:
        raise NotFound("")
    rooms = tuple(room_content(room) for room in rooms_of(conference_id))
    rows = list(db.session.scalars(items_query(conference_id)))
    states = {row.id: item_state(row) for row in rows}
    agenda = AgendaContent(
        rooms=rooms,
        tracks=tuple(
            TrackContent(track.id, track.name, track.slug, track.colour) for track in tracks_of(conference_id)
        ),
        items=in_order([state.content for state in states.values()], rooms),
    )
    invited = frozenset().union(*(state.invitees for state in states.values()))
    return Draft(
        conference=conference,
        agenda=agenda,
        states=states,
        versions={row.id: row.version for row in rows},
        absences=_absences(conference_id),
        stars=_stars(conference_id),
        cards=people_cards(agenda.participant_ids | invited),
    )


def draft_conflicts(conference_id: int) -> list[ConflictLine]:
    """Return what does not fit in the draft, the worst first, each with its sentence."""
    return load_draft(conference_id).conflicts


def item_state(row: AgendaItem) -> ItemState:
    """Return a row as the state that a step changes."""
    return ItemState(item_content(row), frozenset(one.participant_id for one in row.invitees))


def items_query(conference_id: int) -> Select[AgendaItem]:
    """Return the query for a conference's items with all that hangs from them."""
    return (
        select(AgendaItem)
        .where(AgendaItem.conference_id == conference_id)
        .options(
            selectinload(AgendaItem.people), selectinload(AgendaItem.contributions), selectinload(AgendaItem.invitees)
        )
    )


def rooms_of(conference_id: int) -> Sequence[Room]:
    """Return a conference's rooms in the organiser's order."""
    return db.session.scalars(
        select(Room).where(Room.conference_id == conference_id).order_by(Room.order, Room.id)
    ).all()


def tracks_of(conference_id: int) -> Sequence[Track]:
    """Return a conference's tracks in the organiser's order."""
    return db.session.scalars(
        select(Track).where(Track.conference_id == conference_id).order_by(Track.order, Track.id)
    ).all()


def names_for(conference: Conference, states: Iterable[ItemState]) -> Names:
    """Return the names of everything that some states mention."""
    people = frozenset().union(*(state.content.participant_ids | state.invitees for state in states))
    return Names(
        conference.zone,
        {room.id: room_content(room) for room in rooms_of(conference.id)},
        {track.id: TrackContent(track.id, track.name, track.slug, track.colour) for track in tracks_of(conference.id)},
        {card.id: card.name for card in people_cards(people).values()},
    )


def _absences(conference_id: int) -> list[Absence]:
    rows = db.session.execute(
        select(Unavailability.participant_id, Unavailability.starts_at, Unavailability.ends_at)
        .join(Participant, Participant.id == Unavailability.participant_id)
        .where(Participant.conference_id == conference_id)
        .order_by(Unavailability.starts_at, Unavailability.id)
    )
    return [Absence(row.participant_id, row.starts_at, row.ends_at) for row in rows]


def _stars(conference_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Star.item_id, func.count())
        .join(AgendaItem, AgendaItem.id == Star.item_id)
        .where(AgendaItem.conference_id == conference_id)
        .group_by(Star.item_id)
    )
    return {item_id: number for item_id, number in rows}  # noqa: C416 - rows are no plain tuples to mypy
