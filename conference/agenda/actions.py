"""Shared reads of the agenda, and the one way from rows to content and back."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from conference.agenda.content import (
    AgendaContent,
    Contribution,
    ItemContent,
    PersonInItem,
    RoomContent,
    TrackContent,
    in_order,
    with_identities,
)
from conference.agenda.models import (
    AgendaItem,
    ItemContribution,
    ItemInvitee,
    ItemPerson,
    Release,
    Room,
    Track,
)
from conference.agenda.rules import Visibility
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.permissions import Actor, Permission, can


def draft_agenda(conference_id: int) -> AgendaContent:
    """Return the agenda as the organisers have it now; a fixed number of queries whatever its size."""
    rooms = tuple(room_content(room) for room in _rooms(conference_id))
    tracks = db.session.scalars(
        select(Track).where(Track.conference_id == conference_id).order_by(Track.order, Track.id)
    )
    rows = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.conference_id == conference_id)
        .options(selectinload(AgendaItem.people), selectinload(AgendaItem.contributions))
    )
    return AgendaContent(
        rooms=rooms,
        tracks=tuple(TrackContent(track.id, track.name, track.slug, track.colour) for track in tracks),
        items=in_order([item_content(row) for row in rows], rooms),
    )


def released_agenda(conference_id: int) -> AgendaContent | None:
    """Return the newest release, or None before the first. A release never changes, so it is parsed once."""
    newest = db.session.scalar(
        select(Release.guid).where(Release.conference_id == conference_id).order_by(Release.number.desc()).limit(1)
    )
    return None if newest is None else release_content(newest)


@lru_cache(maxsize=64)
def release_content(guid: UUID) -> AgendaContent:
    """Return one release's agenda, from this process's memory when it was read before."""
    row = db.session.scalars(select(Release).where(Release.guid == guid)).one()
    return AgendaContent.from_json(row.agenda, number=row.number, label=row.label, released_at=row.released_at)


def visible_items(agenda: AgendaContent, actor: Actor, invited: frozenset[int] | None = None) -> AgendaContent:
    """Return the agenda with only the items that the actor may know of. Every door reads through here.

    Public items: everyone, guests too. For participants: the confirmed. For invited people: those, who appears in
    it, and organisers. Who has read the `invited_item_ids` already hands them over.
    """
    if can(actor, Permission.AGENDA_EDIT):
        return agenda
    theirs = invited_item_ids(actor) if invited is None else invited
    return agenda.only(item for item in agenda.items if may_know(actor, item, is_invited=item.id in theirs))


def may_know(actor: Actor, item: ItemContent, *, is_invited: bool) -> bool:
    """Tell whether the actor may know of an item of a released agenda."""
    if item.visibility is Visibility.PUBLIC or can(actor, Permission.AGENDA_EDIT):
        return True
    if not actor.is_confirmed or (actor.is_guest and not actor.is_display):
        return False
    if actor.is_display:
        return is_invited
    return item.visibility is not Visibility.INVITED or is_invited or actor.participant_id in item.participant_ids


def invited_item_ids(actor: Actor) -> frozenset[int]:
    """Return the ids of the items that the actor is invited to; none for guests and those not yet confirmed."""
    if actor.participant_id is None or not actor.is_confirmed or (actor.is_guest and not actor.is_display):
        return frozenset()
    theirs = select(ItemInvitee.item_id).where(ItemInvitee.participant_id == actor.participant_id)
    return frozenset(db.session.scalars(theirs))


def people_cards(participant_ids: Iterable[int]) -> dict[int, PersonCard]:
    """Return the cards of people by participant id, in one query; erased people are left out."""
    wanted = frozenset(participant_ids)
    if not wanted:
        return {}
    columns = (
        Participant.id,
        Participant.name,
        Participant.position,
        Participant.organisation,
        Participant.country,
        Participant.photo,
    )
    rows = db.session.execute(select(*columns).where(Participant.id.in_(wanted), Participant.erased_at.is_(None)))
    return {
        row.id: PersonCard(row.id, row.name, row.position, row.organisation, row.country, row.photo or "")
        for row in rows
    }


def item_content(row: AgendaItem) -> ItemContent:
    """Return a row as content."""
    by_part: dict[int | None, list[PersonInItem]] = {}
    for person in row.people:
        by_part.setdefault(person.contribution_id, []).append(PersonInItem(person.participant_id, person.role))
    return ItemContent(
        id=row.id, guid=str(row.guid), kind=row.kind, title=row.title, subtitle=row.subtitle, abstract=row.abstract,
        description=row.description, language=row.language, visibility=row.visibility, status=row.status,
        track_id=row.track_id, room_id=row.room_id, starts_at=row.starts_at, minutes=row.minutes,
        capacity=row.capacity, people=tuple(by_part.get(None, ())),
        contributions=tuple(
            Contribution(part.title, part.abstract, part.minutes, tuple(by_part.get(part.id, ())), str(part.guid))
            for part in row.contributions
        ),
    )  # fmt: skip


SCALARS = (
    "kind", "title", "subtitle", "abstract", "description", "language", "visibility", "status", "track_id", "room_id",
    "starts_at", "minutes", "capacity",
)  # fmt: skip


def write_item(row: AgendaItem, content: ItemContent) -> None:
    """Make a row say what the content says; id and guid stay the row's. Does not commit."""
    for name in SCALARS:
        setattr(row, name, getattr(content, name))
    if row in db.session and item_content(row) == content:
        return
    there = item_content(row).contributions if row in db.session else ()
    parts = with_identities(content.contributions, there, _known_elsewhere(content, row.id))
    row.people.clear()
    row.contributions.clear()
    db.session.add(row)
    db.session.flush()
    for order, part in enumerate(parts):
        guid = UUID(part.guid) if part.guid else uuid4()
        row.contributions.append(
            ItemContribution(guid=guid, order=order, title=part.title, abstract=part.abstract, minutes=part.minutes)
        )
    db.session.flush()
    _write_people(row, None, content.people)
    for stored, part in zip(row.contributions, content.contributions, strict=True):
        _write_people(row, stored.id, part.people)


def _known_elsewhere(content: ItemContent, item_id: int | None) -> set[str]:
    """Return the identities in a content that are those of other sessions' contributions."""
    said = [UUID(part.guid) for part in content.contributions if part.guid]
    if not said:
        return set()
    others = select(ItemContribution.guid).where(ItemContribution.guid.in_(said), ItemContribution.item_id != item_id)
    return {str(guid) for guid in db.session.scalars(others)}


def _write_people(row: AgendaItem, contribution_id: int | None, people: Iterable[PersonInItem]) -> None:
    for order, person in enumerate(dict.fromkeys(people)):
        row.people.append(
            ItemPerson(
                contribution_id=contribution_id,
                participant_id=person.participant_id,
                role=person.role,
                order=order,
            )
        )


def room_content(room: Room) -> RoomContent:
    """Return a room's row as content."""
    return RoomContent(
        room.id,
        str(room.guid),
        room.name,
        room.kind,
        room.capacity,
        room.parallel,
        room.stream_url,
        room.description,
    )


def _rooms(conference_id: int) -> Iterable[Room]:
    return db.session.scalars(select(Room).where(Room.conference_id == conference_id).order_by(Room.order, Room.id))
