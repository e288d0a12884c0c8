"""HTTP door of the statistics of meetings, with their tables: for organisers."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, render_template, request
from flask_babel import gettext as _

from conference.meetings.blueprint import blueprint
from conference.meetings.export_actions import figures_for, matrix_rows, meeting_rows, sheets
from conference.meetings.figures import Matrix, gathered
from conference.meetings.figures_chord import Chord, chord
from conference.meetings.figures_words import group_name, kind_group
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.spreadsheet import to_csv, to_workbook
from conference.people.table_views import send_table
from conference.permissions import Permission
from conference.presentation import country_name


@dataclass(frozen=True, slots=True)
class Shown:
    """Who meets whom by one kind of group, as the page shows it: `short` are the names in a small picture."""

    name: str
    title: str
    matrix: Matrix
    chord: Chord
    names: list[str]
    short: list[str]


@blueprint.get("/<slug>/meetings/statistics")
@permitted(Permission.MEETINGS_MANAGE)
def statistics() -> str:
    """Show what came of meetings, and who meets whom."""
    figures = figures_for(current_actor())
    shown = [
        _shown("country", _("By country"), figures.by_country, _country_group),
        _shown("kind", _("By kind of organisation"), figures.by_kind, kind_group),
    ]
    return render_template("meetings/statistics.html", figures=figures, shown=shown)


def _shown(name: str, title: str, whole: Matrix, named: Callable[[str], str]) -> Shown:
    matrix = gathered(whole)
    countries = name == "country"
    return Shown(
        name=name,
        title=title,
        matrix=matrix,
        chord=chord(matrix),
        names=[named(group) for group in matrix.groups],
        short=[group if countries and len(group) == 2 else str(at + 1) for at, group in enumerate(matrix.groups)],
    )


@blueprint.get("/<slug>/meetings/export.<any(csv, xlsx):kind>")
@permitted(Permission.MEETINGS_MANAGE)
def export(kind: str) -> Response:
    """Give out the meetings as CSV (?of=country, ?of=kind: who meets whom), and everything as XLSX."""
    actor, conference = current_actor(), current_conference()
    name = f"{conference.slug}-meetings"
    if kind == "xlsx":
        return send_table(to_workbook(sheets(actor, conference.zone, country_name)), name, kind)
    of = request.args.get("of")
    if of == "country":
        return send_table(to_csv(matrix_rows(figures_for(actor).by_country, _country_group)), f"{name}-{of}", kind)
    if of == "kind":
        return send_table(to_csv(matrix_rows(figures_for(actor).by_kind, kind_group)), f"{name}-{of}", kind)
    return send_table(to_csv(meeting_rows(actor, conference.zone, country_name)), name, kind)


def _country_group(key: str) -> str:
    return group_name(key, country_name)
