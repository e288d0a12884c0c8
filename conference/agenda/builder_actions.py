"""What the builder shows: the whole draft as plain values on the conference's clock, and who else is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_date
from sqlalchemy import select

from conference import realtime
from conference.agenda.actions import people_cards
from conference.agenda.change import Shift, Step, shifted, wall_clock
from conference.agenda.content import ItemContent
from conference.agenda.draft_actions import Draft, load_draft
from conference.agenda.models import AgendaChange
from conference.agenda.undo_actions import redoable, undoable
from conference.agenda.words import kind_name
from conference.agenda.write_actions import TOPIC
from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Actor, Permission, require

Json = dict[str, Any]
# Apart from the draft, which is much more to read than who is there.
PRESENCE_TOPIC = "agenda_builder_presence"


def builder_view(actor: Actor) -> Json:
    """Return the versioned snapshot with what is the actor's own: what they can undo and do again."""
    require(actor, Permission.AGENDA_EDIT)
    seen = dict(realtime.snapshot(TOPIC, actor.conference_id))
    last, next_ = undoable(actor), redoable(actor)
    seen["presence"] = PRESENCE_TOPIC
    seen["mine"] = {
        "participant": actor.participant_id,
        "undo": last.label if last else None,
        "undo_id": last.id if last else None,
        "redo": next_.label if next_ else None,
    }
    return seen


def builder_state(conference_id: int) -> Json:
    """Return everything that all organisers see alike; wall-clock times, so that no browser has to know zones."""
    draft = load_draft(conference_id)
    return {
        "days": [
            {"date": day.date.isoformat(), "label": str(format_date(day.date, "EEE d MMM"))}
            for day in draft.conference.days
        ],
        "zone": draft.conference.timezone,
        "change_hour": draft.conference.change_hour,
        "rooms": [
            {"id": room.id, "name": room.name, "capacity": room.capacity, "parallel": room.parallel}
            for room in draft.agenda.rooms
        ],
        "tracks": [{"id": one.id, "name": one.name, "colour": one.colour} for one in draft.agenda.tracks],
        "items": [_item(draft, item) for item in draft.agenda.items],
        "people": {str(card.id): card.name for card in draft.cards.values()},
        "absences": _absences(draft),
        "conflicts": [
            {
                "kind": line.conflict.kind,
                "severity": line.severity,
                "items": line.conflict.item_ids,
                "text": line.text,
            }
            for line in draft.conflicts
        ],
        "last": _last_change(draft.conference),
    }


def builder_presence(conference_id: int) -> Json:
    """Return who has the builder open."""
    here = people_cards(realtime.watching(PRESENCE_TOPIC, conference_id))
    return {"here": [{"id": card.id, "name": card.name, "initials": card.initials} for card in here.values()]}


def _item(draft: Draft, item: ItemContent) -> Json:
    day, at = (None, None) if item.starts_at is None else _wall(draft.conference, item.starts_at)
    return {
        "id": item.id,
        "version": draft.versions[item.id],
        "title": item.title,
        "kind": item.kind,
        "kind_name": kind_name(item.kind),
        "status": item.status,
        "visibility": item.visibility,
        "track": item.track_id,
        "room": item.room_id,
        "day": day,
        "time": at,
        "minutes": item.minutes,
        "people": sorted(item.participant_ids),
        "stars": draft.stars.get(item.id, 0),
    }


def _wall(conference: Conference, moment: datetime) -> tuple[str, str]:
    day, at = wall_clock(moment, conference.zone, conference.change_hour)
    return day.isoformat(), at.strftime("%H:%M")


def _absences(draft: Draft) -> list[Json]:
    return [
        {
            "participant": absence.participant_id,
            "from": _wall(draft.conference, absence.starts_at),
            "to": _wall(draft.conference, absence.ends_at),
        }
        for absence in draft.absences
    ]


def _last_change(conference: Conference) -> Json | None:
    row = db.session.execute(
        select(AgendaChange.id, AgendaChange.by_id, AgendaChange.label)
        .where(AgendaChange.conference_id == conference.id)
        .order_by(AgendaChange.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    by = people_cards([row.by_id]) if row.by_id else {}
    name = by[row.by_id].name if row.by_id in by else ""
    return {"id": row.id, "by_id": row.by_id, "by": name, "label": row.label}


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """One session that a shift moves: from when to when, and the version that was seen."""

    item: ItemContent
    to: datetime
    version: int


@dataclass(frozen=True, slots=True)
class ShiftPreview:
    """What a shift would move, in order of time."""

    steps: Mapping[int, Step]
    lines: tuple[ShiftLine, ...]


def shift_preview(draft: Draft, shift: Shift) -> ShiftPreview:
    """Return what a shift would do to the draft."""
    places = shifted(draft.agenda.items, shift, draft.conference.zone, draft.conference.change_hour)
    lines = tuple(
        ShiftLine(item, places[item.id].starts_at, draft.versions[item.id])
        for item in draft.agenda.items
        if item.id in places
    )
    return ShiftPreview(dict(places), lines)
