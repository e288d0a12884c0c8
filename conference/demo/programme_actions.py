"""Turns a seed into rows: a conference, its rooms, tracks, speakers and agenda items, under an anchor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conference.agenda.actions import write_item
from conference.agenda.content import Contribution, ItemContent, PersonInItem
from conference.agenda.models import AgendaItem, Room, Track
from conference.agenda.rules import ItemKind, RoleInItem, RoomKind, Visibility
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus, RegistrationMode
from conference.demo.seed import Anchor, Seed, minutes_between
from conference.extensions import db
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Role


@dataclass(frozen=True, slots=True)
class _Ids:
    """The rows' ids by the seed's keys."""

    rooms: Mapping[str, int]
    tracks: Mapping[str, int]
    people: Mapping[str, int]


def add_programme(seed: Seed, anchor: Anchor, **overrides: Any) -> Conference:
    """Add a conference with its whole programme as a draft agenda, and flush. Overrides set conference columns."""
    house = _conference(seed, anchor, overrides)
    rooms = {row["key"]: _room(house, order, row) for order, row in enumerate(seed.rooms)}
    tracks = {row["key"]: _track(house, order, row) for order, row in enumerate(seed.tracks)}
    people = {row["key"]: _speaker(house, row) for row in seed.people}
    db.session.flush()
    ids = _Ids(
        rooms={key: room.id for key, room in rooms.items()},
        tracks={key: track.id for key, track in tracks.items()},
        people={key: person.id for key, person in people.items()},
    )
    for row in seed.items:
        _item(house, seed, anchor, row, ids)
    db.session.flush()
    return house


def _conference(seed: Seed, anchor: Anchor, overrides: Mapping[str, Any]) -> Conference:
    plain = seed.conference
    values = {
        "slug": plain["slug"],
        "acronym": plain["acronym"],
        "title": plain["title"],
        "tagline": plain.get("tagline", ""),
        "description": plain.get("description", "").strip(),
        "starts_on": anchor.first_day,
        "ends_on": anchor.first_day + seed.length,
        "timezone": anchor.zone,
        "languages": plain.get("languages", ["en"]),
        "colour": plain["colour"],
        "status": ConferenceStatus.PUBLISHED,
        "registration": RegistrationMode.CLOSED,
        "is_demo": True,
    }
    house = Conference(**{**values, **overrides})
    db.session.add(house)
    db.session.flush()
    return house


def _room(house: Conference, order: int, row: Mapping[str, Any]) -> Room:
    room = Room(
        conference_id=house.id,
        name=row["name"],
        kind=RoomKind(row["kind"]),
        parallel=row.get("parallel", False),
        capacity=row.get("capacity"),
        order=order,
    )
    db.session.add(room)
    return room


def _track(house: Conference, order: int, row: Mapping[str, Any]) -> Track:
    slug = row["key"].replace("_", "-")
    track = Track(conference_id=house.id, name=row["name"], slug=slug, colour=row["colour"], order=order)
    db.session.add(track)
    return track


def _speaker(house: Conference, row: Mapping[str, Any]) -> Participant:
    person = Participant(
        conference_id=house.id,
        status=ParticipantStatus.CONFIRMED,
        name=row["name"],
        position=row.get("position", ""),
        organisation=row.get("organisation", ""),
        country=row.get("country", ""),
        role_rows=[ParticipantRole(role=Role.SPEAKER)],
    )
    db.session.add(person)
    return person


def _item(house: Conference, seed: Seed, anchor: Anchor, row: Mapping[str, Any], ids: _Ids) -> None:
    stored = AgendaItem(conference_id=house.id, kind=ItemKind(row["kind"]), title=row["title"])
    db.session.add(stored)
    db.session.flush()
    placed = "start" in row
    content = ItemContent(
        id=stored.id,
        guid=str(stored.guid),
        kind=stored.kind,
        title=row["title"],
        subtitle=row.get("subtitle", ""),
        abstract=row.get("abstract", "").strip(),
        description=row.get("description", "").strip(),
        language=row.get("language", ""),
        visibility=Visibility(row.get("visibility", Visibility.PUBLIC)),
        track_id=ids.tracks[row["track"]] if "track" in row else None,
        room_id=ids.rooms[row["room"]] if "room" in row else None,
        starts_at=anchor.moment(seed.conference["starts_on"], row["day"], row["start"]) if placed else None,
        minutes=minutes_between(row["start"], row["end"]) if placed else 60,
        people=_cast(row, ids),
        contributions=tuple(
            Contribution(part["title"], part.get("abstract", "").strip(), None, _cast(part, ids))
            for part in row.get("contributions", [])
        ),
    )
    write_item(stored, content)


def _cast(row: Mapping[str, Any], ids: _Ids) -> tuple[PersonInItem, ...]:
    return tuple(PersonInItem(ids.people[one["person"]], RoleInItem(one["role"])) for one in row.get("people", []))
