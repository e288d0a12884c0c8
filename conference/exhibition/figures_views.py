"""HTTP door of the figures of visits: of one booth, for its team; of all, for organisers."""

from flask import Response, render_template
from flask_babel import gettext as _

from conference.exhibition.actions import seen_booth
from conference.exhibition.blueprint import blueprint
from conference.exhibition.visit_figures import Count, Group, VisitFigures
from conference.exhibition.visit_figures_actions import all_visit_figures, openings, visit_figures
from conference.people.identity import current_actor, current_conference, permitted
from conference.people.labels import kind_label
from conference.people.spreadsheet import Cell, to_csv, to_workbook
from conference.people.table_views import send_table
from conference.permissions import Permission
from conference.presentation import country_name, local

Rows = list[list[Cell]]


@blueprint.get("/<slug>/exhibition/<int:booth_id>/figures")
@permitted(Permission.EXHIBITION_EXHIBIT)
def figures(booth_id: int) -> str:
    """Show a booth's visits by hour, country and kind of organisation, and what was opened."""
    actor = current_actor()
    found = visit_figures(actor, booth_id)
    return render_template(
        "exhibition/figures.html",
        figures=found,
        opened=openings(actor, booth_id),
        booth_id=booth_id,
        booth_name=seen_booth(actor, booth_id).name,
        **_groups(found),
    )


@blueprint.get("/<slug>/exhibition/figures")
@permitted(Permission.EXHIBITION_MANAGE)
def all_figures() -> str:
    """Show the visits to all booths."""
    found = all_visit_figures(current_actor())
    return render_template("exhibition/figures.html", figures=found, opened=None, booth_id=None, **_groups(found))


@blueprint.get("/<slug>/exhibition/<int:booth_id>/figures.<any(csv, xlsx):kind>")
@permitted(Permission.EXHIBITION_EXHIBIT)
def export_figures(booth_id: int, kind: str) -> Response:
    """Give out a booth's figures."""
    return _send(visit_figures(current_actor(), booth_id), f"booth-{booth_id}-visits", kind)


@blueprint.get("/<slug>/exhibition/figures.<any(csv, xlsx):kind>")
@permitted(Permission.EXHIBITION_MANAGE)
def export_all_figures(kind: str) -> Response:
    """Give out the figures of all booths together."""
    return _send(all_visit_figures(current_actor()), "exhibition-visits", kind)


def _groups(found: VisitFigures) -> dict[str, object]:
    return {
        "countries": [(_country(group), group.count) for group in found.countries],
        "kinds": [(_kind(group), group.count) for group in found.kinds],
    }


def _country(group: Group) -> str:
    if group.value is None:
        return str(_("Other countries"))
    return country_name(group.value) or str(_("No country given"))


def _kind(group: Group) -> str:
    if group.value is None:
        return str(_("Other kinds"))
    return str(kind_label(group.value) if group.value else _("No kind given"))


def _send(found: VisitFigures, name: str, kind: str) -> Response:
    zone = current_conference().zone
    head: list[Cell] = ["", _("Unique visitors"), _("Visits")]
    hours: Rows = [[local(one.begins_at, zone, "y-MM-dd HH:mm"), *_cells(one.count)] for one in found.hours]
    tables: dict[str, Rows] = {
        _("By hour"): [head, *hours],
        _("By country"): [head, *([_country(one), *_cells(one.count)] for one in found.countries)],
        _("By kind"): [head, *([_kind(one), *_cells(one.count)] for one in found.kinds)],
    }
    name = f"{current_conference().slug}-{name}"
    if kind == "xlsx":
        return send_table(to_workbook(tables), name, kind)
    rows: Rows = [row for title, table in tables.items() for row in _titled(title, table)]
    return send_table(to_csv(rows), name, kind)


def _titled(title: str, table: Rows) -> Rows:
    return [[title], *table]


def _cells(count: Count) -> list[Cell]:
    return [count.people, count.visits]
