"""Tables of meetings for organisers: who met when and where, and who meets whom. No messages, notes or ratings."""

from collections.abc import Callable, Iterator
from functools import partial
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from conference.extensions import db
from conference.meetings.figures import Matrix, MeetingFact
from conference.meetings.figures_actions import Figures, facts_of, figures_of
from conference.meetings.figures_words import (
    ORIGINS,
    OUTCOMES,
    STATES,
    group_name,
    held_word,
    kind_group,
)
from conference.meetings.models import Meeting, MeetingPlace
from conference.meetings.rules import MOST_PEOPLE
from conference.people.models import Participant
from conference.people.spreadsheet import Cell
from conference.permissions import Actor, Permission, require

Rows = list[list[Cell]]
Names = dict[int, tuple[str, str, str]]
Naming = Callable[[str], str]


def figures_for(actor: Actor) -> Figures:
    """Return the figures of the actor's conference."""
    require(actor, Permission.MEETINGS_MANAGE)
    return figures_of(actor.conference_id)


def meeting_rows(actor: Actor, zone: ZoneInfo, country: Naming) -> Rows:
    """Return a table of all meetings that were ever booked, in a zone's times; a fixed number of queries.

    `country` names one by its code.
    """
    require(actor, Permission.MEETINGS_MANAGE)
    names, times = _names(actor.conference_id, country), _times(actor.conference_id, zone)
    head: list[Cell] = [_("Meeting"), _("Date"), _("From"), _("Until"), _("Time zone"), _("Place")]
    for number in range(1, MOST_PEOPLE + 1):
        head += [
            _("Person %(number)s", number=number),
            _("Organisation %(number)s", number=number),
            _("Country %(number)s", number=number),
        ]
    head += [_("How it came about"), _("State"), _("Held")]
    booked = [fact for fact in facts_of(actor.conference_id) if fact.outcome is not None]
    return [head, *(_row(fact, times[fact.id], names) for fact in sorted(booked, key=lambda one: times[one.id]))]


def _row(fact: MeetingFact, times: tuple[str, str, str, str, str], names: Names) -> list[Cell]:
    people: list[Cell] = []
    for one in fact.people[:MOST_PEOPLE]:
        people += names.get(one, ("", "", ""))
    people += [""] * (3 * MOST_PEOPLE - len(people))
    held = held_word(fact.outcome) if fact.outcome is not None else ""
    return [fact.id, *times, *people, str(ORIGINS[fact.origin]), str(STATES[fact.state]), held]


def _names(conference_id: int, country: Naming) -> Names:
    rows = db.session.execute(
        select(Participant.id, Participant.name, Participant.organisation, Participant.country).where(
            Participant.conference_id == conference_id
        )
    )
    return {
        row.id: (row.name or "", row.organisation or "", country(row.country) if row.country else "") for row in rows
    }


def _times(conference_id: int, zone: ZoneInfo) -> dict[int, tuple[str, str, str, str, str]]:
    """Return (date, from, until, zone, place) of each meeting; dates as spreadsheets sort them."""
    rows = db.session.execute(
        select(Meeting.id, Meeting.starts_at, Meeting.ends_at, MeetingPlace.name)
        .outerjoin(MeetingPlace, MeetingPlace.id == Meeting.place_id)
        .where(Meeting.conference_id == conference_id)
    )
    found = {}
    for meeting_id, begin, end, place in rows:
        local = begin.astimezone(zone) if begin else None
        found[meeting_id] = (
            f"{local:%Y-%m-%d}" if local else "",
            f"{local:%H:%M}" if local else "",
            f"{end.astimezone(zone):%H:%M}" if end else "",
            zone.key if local else "",
            place or (_("by video") if local else ""),
        )
    return found


def matrix_rows(matrix: Matrix, named: Naming) -> Rows:
    """Return who meets whom as a table, with sums."""
    names = [named(group) for group in matrix.groups]
    head: list[Cell] = ["", *names, _("Together")]
    body: Iterator[list[Cell]] = (
        [names[row], *matrix.cells[row], matrix.ends(row)] for row in range(len(matrix.groups))
    )
    return [head, *body]


def figure_rows(figures: Figures) -> Rows:
    """Return the figures as a table of two columns."""
    asked = figures.requests
    rows: Rows = [[_("Figure"), _("Number")]]
    rows += [[str(name), figures.outcomes[outcome]] for outcome, name in OUTCOMES.items()]
    rows += [
        [_("Meetings booked in all"), figures.meetings],
        [_("Requests made"), asked.made],
        [_("Requests accepted"), asked.accepted],
        [_("Requests declined"), asked.declined],
        [_("Requests withdrawn or expired"), asked.lapsed],
        [_("Requests waiting"), asked.waiting],
        [_("Hours to the answer (median)"), asked.hours],
        [_("People who take part"), figures.people],
        [_("People with at least one meeting"), figures.people_with_one],
    ]
    return rows


def sheets(actor: Actor, zone: ZoneInfo, country: Naming) -> dict[str, Rows]:
    """Return everything as the sheets of one workbook, by their titles."""
    figures = figures_for(actor)
    return {
        str(_("Meetings")): meeting_rows(actor, zone, country),
        str(_("Figures")): figure_rows(figures),
        str(_("By country")): matrix_rows(figures.by_country, partial(group_name, named=country)),
        str(_("By kind of organisation")): matrix_rows(figures.by_kind, kind_group),
    }
