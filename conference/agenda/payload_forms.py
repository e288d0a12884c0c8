"""The shape of what the builder's script sends: JSON in; steps and versions out, or a refusal in words."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _

from conference.agenda.change import MOST_MINUTES, Delete, ItemState, Place, SetStatus, Step, Unplace, moment_on
from conference.agenda.content import ItemContent
from conference.agenda.rules import ItemKind, ItemStatus
from conference.conferences.models import Conference
from conference.errors import Refused

LARGEST_ID = 2**31 - 1
MOST_ITEMS = 2000
# A session may lie outside the conference's days (that is a conflict, not an error), but not in another age.
FARTHEST = timedelta(days=366)


def steps_in(payload: object, conference: Conference) -> tuple[dict[int, Step], dict[int, int]]:
    """Return the step and the version seen for each item of {"items": [...]}. Raises `Refused`."""
    entries = payload.get("items") if isinstance(payload, Mapping) else None
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_ITEMS:
        raise Refused(_("There is nothing to change in this message."))
    steps: dict[int, Step] = {}
    versions: dict[int, int] = {}
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise Refused(_("There is nothing to change in this message."))
        item_id = _number(entry.get("id"), 1, LARGEST_ID)
        steps[item_id] = _step(entry, conference)
        versions[item_id] = _number(entry.get("version"), 1, LARGEST_ID)
    return steps, versions


def new_item_in(payload: object, conference: Conference) -> ItemState:
    """Return the state of the item that {"create": {...}} asks for. Raises `Refused`."""
    entry = payload.get("create") if isinstance(payload, Mapping) else None
    if not isinstance(entry, Mapping):
        raise Refused(_("There is nothing to change in this message."))
    title, kind = entry.get("title"), entry.get("kind")
    if not isinstance(title, str) or not title.strip():
        raise Refused(_("Please give the session a title."), field="title")
    if kind not in list(ItemKind):
        raise Refused(_("Please choose the kind of session."), field="kind")
    clean = "".join(letter for letter in title if letter.isprintable()).strip()[:300]
    state = ItemState(ItemContent(0, "", ItemKind(kind), clean))
    return _place(entry, conference).apply(state) if entry.get("day") else state


def _step(entry: Mapping[str, Any], conference: Conference) -> Step:
    match entry.get("do"):
        case "place":
            return _place(entry, conference)
        case "unplace":
            return Unplace()
        case "cancel":
            return SetStatus(ItemStatus.CANCELLED)
        case "restore":
            return SetStatus(ItemStatus.ACTIVE)
        case "delete":
            return Delete()
        case _:
            raise Refused(_("There is no such step."))


def _place(entry: Mapping[str, Any], conference: Conference) -> Place:
    minutes = entry.get("minutes")
    return Place(
        moment_in(entry.get("day"), entry.get("time"), conference),
        _number(entry.get("room"), 1, LARGEST_ID),
        None if minutes is None else _number(minutes, 1, MOST_MINUTES),
    )


def moment_in(day: object, at: object, conference: Conference) -> datetime:
    """Return the moment of a day ("2026-03-10") and a time ("14:15") on the conference's clock. Raises `Refused`."""
    try:
        date_, time_ = date.fromisoformat(str(day)), time.fromisoformat(str(at))
    except ValueError as error:
        raise Refused(_("This is no day and time."), field="time") from error
    if not conference.starts_on - FARTHEST <= date_ <= conference.ends_on + FARTHEST or time_.tzinfo is not None:
        raise Refused(_("This day is far from the conference."), field="day")
    return moment_on(date_, time_.replace(second=0, microsecond=0), conference.zone, conference.change_hour)


def _number(value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise Refused(_("A number in this message is missing or out of bounds."))
    return value
