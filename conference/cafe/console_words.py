"""What the console says of tables: each in one line, the room that is left, the quality of the seating."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

Table = Mapping[str, Any]
# Nobody is seated: an en dash, as in tables of numbers.
NONE = "\N{EN DASH}"


def words() -> dict[str, Any]:
    """Return the phrases that the page and its script fill in alike; of two forms the first is for one."""
    return {
        "table": _("Table {number}"),
        "mergedInto": _("merged into table {number}"),
        "here": _("{here} of {seated} here"),
        "empty": _("nobody seated"),
        "host": _("host {name}"),
        "hostMissing": _("host {name} is missing"),
        "noHost": _("no host"),
        "few": _("few people"),
        "help": _("asks for help"),
        "room": _("Table {number}: {seated} seated, {n} free"),
        "oneMore": _("Table {number}: {seated} seated, one more fits"),
        "full": _("Table {number}: {seated} seated, full"),
        "isHere": _("here"),
        "isMissing": _("missing"),
        "isHost": _("host"),
        "since": _("Asks for help since {hour}."),
        "cards": [_("{n} card"), _("{n} cards")],
        "oneCalls": _("Table {number} asks for help."),
        "someCall": _("Tables {numbers} ask for help."),
        "sent": _("The message is sent."),
        "unanswered": _("The server did not answer. It may have been done: look again when the line is back."),
    }


@dataclass(frozen=True, slots=True)
class Tile:
    """A table as a tile of the console: its one line for who listens, its marks for who looks."""

    id: int
    number: int
    label: str
    count: str
    host: str
    marks: tuple[str, ...]
    flags: tuple[str, ...]


def tile_of(said: Mapping[str, Any], table: Table, numbers: Mapping[int, int], fewest: int) -> Tile:
    """Return the tile of a table; static/cafe_console_tiles.js draws the same from the snapshot."""
    people = table["people"]
    here = sum(one["here"] for one in people)
    host = next((one for one in people if one["id"] == table["host"]), None)
    title = said["table"].format(number=table["number"]) + (f" {table['name']}" if table["name"] else "")
    if table["merged_into"]:
        into = numbers.get(table["merged_into"], "?")
        parts, flags = [title, said["mergedInto"].format(number=into)], ["merged"]
        return Tile(table["id"], table["number"], ", ".join(parts), f"→ {into}", "", (), tuple(flags))
    parts, flags = [title, said["here"].format(here=here, seated=len(people)) if people else said["empty"]], []
    if people:
        parts.append(_host_words(said, host))
    for flag, holds, phrase in (
        ("few", bool(people) and here * 2 <= fewest, said["few"]),
        ("help", bool(table["help"]), said["help"]),
    ):
        if holds:
            flags.append(flag)
            parts.append(phrase)
    flags += [] if people else ["empty"]
    flags += ["hostless"] if people and not (host and host["here"]) else []
    marks = tuple(_mark(one, table["host"]) for one in people)
    count = f"{here}/{len(people)}" if people else NONE
    return Tile(
        table["id"], table["number"], ", ".join(parts), count, host["name"] if host else "", marks, tuple(flags)
    )


def _host_words(said: Mapping[str, Any], host: Mapping[str, Any] | None) -> str:
    if host is None:
        return str(said["noHost"])
    return str(said["host" if host["here"] else "hostMissing"]).format(name=host["name"])


def _mark(person: Mapping[str, Any], host: int | None) -> str:
    return f"{'host-' if person['id'] == host else ''}{'here' if person['here'] else 'missing'}"


def room_words(said: Mapping[str, Any], table: Table, most: int) -> str:
    """Return a table as a line of a list to choose from, with the room that is left: one more than `most` at most."""
    seated = len(table["people"])
    left = most - seated
    form = said["room"] if left > 0 else said["full" if left else "oneMore"]
    return str(form).format(number=table["number"], seated=seated, n=left)


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure of the seating: its name, what there is beside what no seating could avoid, both in hundredths."""

    label: str
    text: str
    share: float
    bound_share: float
    is_best: bool


def quality_bars(quality: Mapping[str, Any] | None, tables: Iterable[Table]) -> list[Bar]:
    """Return the quality of a seating as bars, each as a share of all pairs of people who sit at one table."""
    pairs = sum(len(one["people"]) * (len(one["people"]) - 1) // 2 for one in tables)
    names = {
        "repeats": _("Met before"),
        "same_organisation": _("Same organisation"),
        "same_country": _("Same country"),
        "same_kind": _("Same kind of organisation"),
        "language_clashes": _("Language not spoken"),
        "stayed": _("Stayed at their table"),
    }
    return [
        _bar(label, quality[name]["found"], quality[name]["bound"], pairs)
        for name, label in names.items()
        if quality and name in quality
    ]


def _bar(label: str, found: int, bound: int, pairs: int) -> Bar:
    of = max(pairs, found, bound, 1)
    text = _("%(found)s (best possible: %(bound)s)", found=found, bound=bound)
    return Bar(label, text, round(100 * found / of, 1), round(100 * bound / of, 1), found <= bound)
