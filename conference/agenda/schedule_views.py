"""HTTP door of the schedule: days as tabs, list and grid, filters in the address; and my agenda."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time

from flask import request, url_for

from conference import clock
from conference.agenda.appointments import appointment_entry, appointments_of
from conference.agenda.blueprint import blueprint
from conference.agenda.display import DayView, Entry, by_day, day_to_show
from conference.agenda.filters import Filters, narrowed
from conference.agenda.grid import grid_of
from conference.agenda.plan import PlanDay, Planned, plan_days
from conference.agenda.reading_views import (
    Shown,
    agenda_page,
    draft_kept,
    keep_chosen_zone,
    shown_agenda,
    viewing_of,
)
from conference.agenda.rules import ItemKind
from conference.agenda.views import Answer
from conference.conferences.rules import local_moment
from conference.people.identity import current_actor, current_conference, open_to_all, permitted
from conference.people.rules import sorted_cards
from conference.permissions import Permission

SUGGESTIONS = 4
NOON = time(12)


@blueprint.get("/<slug>/agenda")
@open_to_all
def schedule() -> Answer:
    """Show the programme, one day or all, as a list or a grid."""
    keep_chosen_zone()
    conference = current_conference()
    shown = shown_agenda()
    if shown is None:
        return agenda_page("schedule", None, clock.now())
    filters = Filters.from_query(request.args)
    passing = {item.id for item in narrowed(shown.agenda, filters, shown.cards).items}
    days = by_day(
        [entry for entry in shown.entries if entry.id in passing], [day.date for day in conference.days], shown.viewing
    )
    day = day_to_show(days, request.args.get("day", ""))
    wants_grid = request.args.get("view") == "grid" and day is not None
    grid = (
        grid_of(day.entries, shown.agenda.rooms, shown.viewing.now, shown.viewing.zone) if wants_grid and day else None
    )
    return agenda_page(
        "schedule",
        shown,
        _moment_of(day or days[0]),
        found=sum(len(one.entries) for one in days),
        filters=filters,
        options=_options(shown),
        days=days,
        day=day,
        wants_grid=wants_grid,
        grid=grid,
        link=_links(filters, request.args.get("day", ""), "grid" if wants_grid else ""),
    )


def _moment_of(day: DayView) -> datetime:
    """Return the moment whose distance from UTC is said for a day."""
    if day.entries:
        return day.entries[0].starts_at
    return local_moment(day.date, NOON, current_conference().zone)


@dataclass(frozen=True, slots=True)
class _Options:
    """What the filters offer: only what some session in the reader's agenda has."""

    tracks: list[tuple[str, str]]
    kinds: list[ItemKind]
    speakers: list[tuple[int, str]]
    languages: list[str]


def _options(shown: Shown) -> _Options:
    kinds = {entry.item.kind for entry in shown.entries}
    people = {person.card.id: person.card for entry in shown.entries for person in entry.people}
    return _Options(
        tracks=[(track.slug, track.name) for track in shown.tracks],
        kinds=[kind for kind in ItemKind if kind in kinds],
        speakers=[(card.id, card.name) for card in sorted_cards(people.values())],
        languages=sorted({entry.item.language for entry in shown.entries if entry.item.language}),
    )


def _links(filters: Filters, day: str, view: str) -> Callable[..., str]:
    """Return a function that gives the address of this page with some of its query changed; "" takes a part off."""
    query: dict[str, object] = {**filters.to_query(), "day": day, "view": view, **draft_kept()}

    def link(**changes: object) -> str:
        values = {name: value for name, value in {**query, **changes}.items() if value}
        return url_for("agenda.schedule", **values)  # type: ignore[arg-type]

    return link


@blueprint.get("/<slug>/agenda/mine")
@permitted(Permission.AGENDA_STAR)
def my_agenda() -> Answer:
    """Show what the reader has starred, appears in or is invited to, their meetings, and what clashes."""
    keep_chosen_zone()
    shown = shown_agenda()
    entries, viewing = shown.entries if shown else [], viewing_of(shown)
    others = [appointment_entry(one, viewing) for one in appointments_of(current_actor())]
    mine: list[Planned] = [*(entry for entry in entries if entry.in_my_agenda), *others]
    removed = request.args.get("removed", "")
    return agenda_page(
        "my_agenda",
        shown,
        min((entry.starts_at for entry in mine), default=clock.now()),
        others,
        plans=(plans := plan_days(mine, viewing)),
        clashing=_clashing(plans),
        removed=next((entry for entry in entries if str(entry.id) == removed and not entry.is_starred), None),
        suggestions=_suggestions(entries) if not mine else [],
    )


def _clashing(plans: Iterable[PlanDay]) -> int:
    """Return how many pairs take place at once."""
    return sum(len(row.clashes) for day in plans for row in day.rows) // 2


def _suggestions(entries: Iterable[Entry]) -> list[Entry]:
    """Return a few sessions still to come, for somebody who has starred none."""
    coming = [entry for entry in entries if not (entry.is_past or entry.is_break or entry.is_cancelled)]
    return sorted(coming, key=lambda entry: (entry.starts_at, entry.id))[:SUGGESTIONS]
