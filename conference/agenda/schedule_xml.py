"""The schedule as XML, as EventFahrplan, Giggity and others read it (https://c3voc.de/schedule/schema.xsd)."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from conference.agenda.content import TrackContent
from conference.agenda.plain import plain_line
from conference.agenda.schedule_format import GENERATOR, TIMESLOT, Schedule, ScheduleDay, ScheduleEvent, ScheduleRoom

_SLUG = re.compile(r"[a-z][a-z0-9-]+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def schedule_xml(schedule: Schedule) -> bytes:
    """Return the schedule as an XML document in UTF-8."""
    frame = schedule.frame
    root = Element("schedule")
    SubElement(root, "generator", name=GENERATOR, system=frame.host, version=frame.generator_version)
    _text(root, "url", frame.address)
    _text(root, "version", schedule.version)
    root.append(_conference(schedule))
    for day in schedule.days:
        root.append(_day(day))
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _conference(schedule: Schedule) -> Element:
    frame, days = schedule.frame, schedule.days
    element = Element("conference")
    for name, text in (
        ("acronym", schedule.acronym),
        ("title", schedule.title),
        ("start", days[0].date.isoformat()),
        ("end", days[-1].date.isoformat()),
        ("days", str(len(days))),
        ("timeslot_duration", TIMESLOT),
        ("base_url", frame.base),
        ("url", frame.home),
        ("time_zone_name", frame.zone.key),
    ):
        _text(element, name, text)
    if _COLOUR.fullmatch(frame.colour):
        SubElement(element, "color", primary=frame.colour)
    for track in schedule.tracks:
        _track(element, track)
    return element


def _track(parent: Element, track: TrackContent) -> None:
    element = SubElement(parent, "track", name=plain_line(track.name))
    if _COLOUR.fullmatch(track.colour):
        element.set("color", track.colour)
    if _SLUG.fullmatch(track.slug):
        element.set("slug", track.slug)


def _day(day: ScheduleDay) -> Element:
    element = Element(
        "day",
        index=str(day.index),
        date=day.date.isoformat(),
        start=day.starts_at.isoformat(),
        end=day.ends_at.isoformat(),
    )
    for room, events in day.rooms:
        place = SubElement(element, "room", name=room.name, guid=room.guid)
        for event in events:
            place.append(_event(event, room))
    return element


def _event(event: ScheduleEvent, room: ScheduleRoom) -> Element:
    element = Element("event", id=str(event.id), guid=event.guid)
    for name, text in (
        ("room", room.name),
        ("title", event.title),
        # Readers expect it, empty or not.
        ("subtitle", event.subtitle),
        ("type", event.kind),
        ("date", event.starts_at.isoformat()),
        ("start", f"{event.starts_at:%H:%M}"),
        ("duration", event.duration),
        ("abstract", event.abstract),
        ("slug", event.slug),
        ("track", event.track),
        ("language", event.language),
        ("description", event.description),
        ("url", event.address),
    ):
        _text(element, name, text)
    persons = SubElement(element, "persons")
    for person in event.persons:
        SubElement(persons, "person", id=str(person.id)).text = person.name
    SubElement(element, "links")
    SubElement(element, "attachments")
    return element


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text
