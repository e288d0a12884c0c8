"""Between a session's state and its form: filling the one from the other, and back."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from conference.agenda.builder_forms import ItemForm
from conference.agenda.change import ItemState, wall_clock
from conference.agenda.content import Contribution, PersonInItem
from conference.agenda.payload_forms import moment_in
from conference.agenda.rules import ItemKind, RoleInItem, Visibility
from conference.conferences.models import Conference
from conference.errors import Refused
from conference.forms import number_in


def placed_day(state: ItemState, conference: Conference) -> date | None:
    """Return the conference day that a state lies on, None while it is not placed."""
    starts_at = state.content.starts_at
    return None if starts_at is None else wall_clock(starts_at, conference.zone, conference.change_hour)[0]


def fill(form: ItemForm, state: ItemState, conference: Conference, version: int, hints: Mapping[str, str]) -> None:
    """Put a state into an unsubmitted form; `hints` (from the grid) say where a new one goes."""
    content = state.content
    form.process(
        data={
            "title": content.title, "subtitle": content.subtitle, "kind": content.kind.value,
            "track_id": content.track_id or 0, "language": content.language, "room_id": content.room_id or 0,
            "minutes": content.minutes, "capacity": content.capacity, "abstract": content.abstract,
            "description": content.description, "visibility": content.visibility.value,
            "people": _people_rows(content.people), "invitees": sorted(state.invitees),
            "contributions": [
                {"guid": part.guid, "title": part.title, "abstract": part.abstract, "minutes": part.minutes,
                 "people": _people_rows(part.people)}
                for part in content.contributions
            ],
            "version": version, **_when(state, conference), **_hinted(hints),
        }
    )  # fmt: skip


def _when(state: ItemState, conference: Conference) -> dict[str, object]:
    if state.content.starts_at is None:
        return {"day": "", "time": None}
    day, at = wall_clock(state.content.starts_at, conference.zone, conference.change_hour)
    return {"day": day.isoformat(), "time": at}


def _hinted(hints: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    if hints.get("day"):
        found["day"] = hints["day"]
    for name, key in (("room", "room_id"), ("minutes", "minutes")):
        number = number_in(hints.get(name))
        if number is not None:
            found[key] = number
    try:
        found |= {"time": time.fromisoformat(hints["time"])} if "time" in hints else {}
    except ValueError:
        return found
    return found


def _people_rows(people: tuple[PersonInItem, ...]) -> list[dict[str, object]]:
    return [{"participant_id": one.participant_id, "role": one.role.value} for one in people]


def values_of(form: ItemForm, conference: Conference) -> dict[str, Any]:
    """Return the state's fields that a valid form says. Raises `Refused` for half a placement."""
    return {
        "title": form.title.data, "subtitle": form.subtitle.data or "", "kind": ItemKind(form.kind.data),
        "track_id": form.track_id.data or None, "language": form.language.data or "",
        "room_id": form.room_id.data or None, "minutes": form.minutes.data, "capacity": form.capacity.data,
        "abstract": form.abstract.data or "", "description": form.description.data or "",
        "visibility": Visibility(form.visibility.data), "people": _people(form.people),
        "contributions": tuple(_contribution(entry.form) for entry in form.contributions),
        "invitees": frozenset(entry.data for entry in form.invitees if entry.data),
        "starts_at": _moment(form, conference),
    }  # fmt: skip


def _moment(form: ItemForm, conference: Conference) -> Any:
    if not form.day.data and form.time.data is None:
        return None
    if not form.day.data:
        raise Refused(_("Please choose the day, or empty the time."), field="day")
    if form.time.data is None:
        raise Refused(_("Please give the time, or choose “Not placed yet”."), field="time")
    return moment_in(form.day.data, form.time.data, conference)


def _people(rows: Any) -> tuple[PersonInItem, ...]:
    named = [(row.form.participant_id.data, RoleInItem(row.form.role.data)) for row in rows]
    return tuple(dict.fromkeys(PersonInItem(person, role) for person, role in named if person))


def _identity(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _contribution(part: Any) -> Contribution:
    people, guid = _people(part.people), _identity(part.guid.data or "")
    return Contribution(part.title.data, part.abstract.data or "", part.minutes.data, people, guid)
