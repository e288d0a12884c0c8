"""The schedule as JSON (https://c3voc.de/schedule/schema.json)."""

import json
import re
from typing import Any

from conference.agenda.content import TrackContent
from conference.agenda.plain import plain_line
from conference.agenda.schedule_format import (
    GENERATOR,
    TIMESLOT,
    Schedule,
    ScheduleDay,
    ScheduleEvent,
    SchedulePerson,
    ScheduleRoom,
)

SCHEMA = "https://c3voc.de/schedule/schema.json"
_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")


def schedule_json(schedule: Schedule) -> bytes:
    """Return the schedule as a JSON document in UTF-8."""
    frame = schedule.frame
    document = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR, "version": frame.generator_version, "url": frame.base},
        "schedule": {
            "version": schedule.version,
            "base_url": frame.base,
            "url": frame.address,
            "conference": _conference(schedule),
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _conference(schedule: Schedule) -> dict[str, Any]:
    frame, days = schedule.frame, schedule.days
    values: dict[str, Any] = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "description": plain_line(frame.description),
        "start": days[0].date.isoformat(),
        "end": days[-1].date.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": TIMESLOT,
        "url": frame.home,
        "colors": {"primary": frame.colour},
        "tracks": [_track(track) for track in schedule.tracks],
        "rooms": [_room(room) for room in schedule.rooms],
        "days": [_day(day) for day in days],
    }
    if schedule.zone_name:
        values["time_zone_name"] = schedule.zone_name
    return values


def _track(track: TrackContent) -> dict[str, str]:
    values = {"name": plain_line(track.name), "color": track.colour}
    if _SLUG.fullmatch(track.slug):
        values["slug"] = track.slug
    return values


def _room(room: ScheduleRoom) -> dict[str, Any]:
    return {
        "name": room.name,
        "guid": room.guid,
        "type": "online" if room.is_virtual else "other",
        "description": room.description or None,
        "capacity": room.capacity,
    }


def _day(day: ScheduleDay) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": {room.name: [_event(event, room) for event in events] for room, events in day.rooms},
    }


def _event(event: ScheduleEvent, room: ScheduleRoom) -> dict[str, Any]:
    return {
        "guid": event.guid,
        "id": event.id,
        "date": event.starts_at.isoformat(),
        "start": f"{event.starts_at:%H:%M}",
        "end": event.ends_at.isoformat(),
        "duration": event.duration,
        "room": room.name,
        "slug": event.slug,
        "url": event.address,
        "title": event.title,
        "subtitle": event.subtitle,
        "track": event.track or None,
        "type": event.kind,
        "language": event.language or None,
        "abstract": event.abstract,
        "description": event.description,
        "persons": [_person(person) for person in event.persons],
        "links": [],
        "attachments": [],
    }


def _person(person: SchedulePerson) -> dict[str, Any]:
    # With `public_name` beside these the schema could not tell which kind of person it is.
    return {"id": person.id, "name": person.name, "role": person.role.value, "url": person.address}
