"""HTTP door of the facilitator's console: every table on one page, and the buttons that lead the café."""

from collections.abc import Mapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from flask import render_template, request, url_for

from conference.cafe.actions import run_cafe
from conference.cafe.blueprint import blueprint
from conference.cafe.console_steps import next_step, other_steps
from conference.cafe.console_words import quality_bars, room_words, tile_of, words
from conference.cafe.desk_actions import desk_state
from conference.cafe.models import Cafe
from conference.cafe.rules import LONGEST_MESSAGE
from conference.coming_back import is_fragment
from conference.people.identity import current_actor, permitted
from conference.permissions import Permission

# What the panel of a table is drawn from while none is chosen: the script fills it in.
NO_TABLE: Mapping[str, Any] = {
    "id": 0, "number": 0, "name": "", "language": "", "merged_into": None, "host": None, "help": None, "people": [],
    "cards": 0,
}  # fmt: skip
# Up to so many tables there is room for more than a number and dots on each tile.
ROOMY, MIDDLING = 24, 60


@blueprint.get("/<slug>/cafe/<int:cafe_id>/console")
@permitted(Permission.CAFE_FACILITATE)
def console(cafe_id: int) -> str:
    """Show the console; as a fragment, only what a press changes beside the tables."""
    cafe = run_cafe(current_actor(), cafe_id)
    values = _steering(cafe, desk_state(cafe_id))
    if is_fragment():
        return render_template("cafe/_console_fragment.html", **values)
    return render_template("cafe/console.html", **values, **_tables(cafe, values["state"]))


def _steering(cafe: Cafe, state: Mapping[str, Any]) -> dict[str, Any]:
    at = state["round"]
    return {
        "cafe": cafe,
        "state": state,
        "address": url_for("cafe.console", cafe_id=cafe.id),
        "base": url_for("cafe.console", cafe_id=cafe.id).removesuffix("/console"),
        "key": token_hex(16),
        "ends_at": _moment(at["ends_at"]) if at else None,
        "left": _clock(at["left_seconds"] or 0) if at else "",
        "next": next_step(state),
        "others": other_steps(state),
        "bars": quality_bars(state["quality"], state["tables"]),
    }


def _tables(cafe: Cafe, state: Mapping[str, Any]) -> dict[str, Any]:
    said, tables = words(), state["tables"]
    numbers = {one["id"]: one["number"] for one in tables}
    in_use = [one for one in tables if not one["merged_into"]]
    calls = sorted((one for one in in_use if one["help"]), key=lambda one: (one["help"], one["number"]))
    chosen = _chosen(tables)
    return {
        "said": said,
        "tiles": [tile_of(said, one, numbers, cafe.fewest) for one in tables],
        "size": "roomy" if len(tables) <= ROOMY else "middling" if len(tables) <= MIDDLING else "dense",
        "calls": [(one, _moment(one["help"])) for one in calls],
        "chosen": chosen,
        "table": chosen or NO_TABLE,
        "asked_at": _moment(chosen["help"]) if chosen else None,
        "rooms": [(one["id"], room_words(said, one, cafe.most)) for one in in_use if one is not chosen],
        "seated": sum(len(one["people"]) for one in tables),
        "longest": LONGEST_MESSAGE,
    }


def _chosen(tables: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the table that the address names by its id, or by the number that somebody typed."""
    for name in ("table", "number"):
        wanted = request.args.get(name, type=int)
        by = "id" if name == "table" else "number"
        if wanted is not None:
            return next((one for one in tables if one[by] == wanted), None)
    return None


def _clock(seconds: int) -> str:
    """Return what a clock that stands still shows, as static/countdown.js writes it."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
