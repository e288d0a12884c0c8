"""What the console's button for taking back says: what was done last, in words."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from conference.cafe.models import CafeEvent, CafeRound, CafeTable
from conference.cafe.rules import CafeState, ConsoleAct
from conference.cafe.undo_actions import last_undoable
from conference.extensions import db
from conference.people.models import Participant


def undoable(cafe_id: int) -> dict[str, Any] | None:
    """Return what can be taken back, as the console shows it: {id, act, words}."""
    event = last_undoable(cafe_id)
    return None if event is None else {"id": event.id, "act": event.act.value, "words": _words(event)}


def _words(event: CafeEvent) -> str:
    values: dict[str, Any] = {**event.before, **event.after}
    words: dict[ConsoleAct, Callable[[], str]] = {
        ConsoleAct.OPEN: lambda: _("Round %(number)s was opened", number=_round(event.round_id)),
        ConsoleAct.PAUSE: lambda: _("The round was paused"),
        ConsoleAct.RESUME: lambda: _("The round goes on"),
        ConsoleAct.EXTEND: lambda: _extended(values["seconds"]),
        ConsoleAct.END: lambda: _("The round was ended"),
        ConsoleAct.SEAT: lambda: _seated(values),
        ConsoleAct.MOVE: lambda: _moved(values),
        ConsoleAct.MERGE: lambda: _merged(values),
        ConsoleAct.HOST: lambda: _hosted(values),
        ConsoleAct.STATE: lambda: _gone(values),
    }
    return words[event.act]()


def _gone(values: Mapping[str, Any]) -> str:
    words: dict[CafeState, str] = {
        CafeState.DRAFT: _("The café became a draft"),
        CafeState.OPEN: _("The café was opened"),
        CafeState.HARVEST: _("The harvest began"),
        CafeState.CLOSED: _("The café was closed"),
    }
    return words[CafeState(values["state"])]


def _extended(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    words: str
    if rest and seconds > 0:
        words = _("The round was made longer by %(time)s minutes", time=f"{minutes}:{rest:02}")
    elif rest:
        words = _("The round was made shorter by %(time)s minutes", time=f"{minutes}:{rest:02}")
    elif seconds > 0:
        words = ngettext(
            "The round was made longer by %(num)s minute", "The round was made longer by %(num)s minutes", minutes
        )
    else:
        words = ngettext(
            "The round was made shorter by %(num)s minute", "The round was made shorter by %(num)s minutes", minutes
        )
    return words


def _moved(values: Mapping[str, Any]) -> str:
    name, number = _name(values["participant"]), _table(values["table"])
    words: str = _("%(name)s was moved to table %(number)s", name=name, number=number)
    return words


def _merged(values: Mapping[str, Any]) -> str:
    number, into = _table(values["table"]), _table(values["into"])
    words: str = _("Table %(number)s was merged into table %(into)s", number=number, into=into)
    return words


def _hosted(values: Mapping[str, Any]) -> str:
    name, number = _name(values["host"]), _table(values["table"])
    words: str = _("%(name)s was made the host of table %(number)s", name=name, number=number)
    return words


def _seated(values: Mapping[str, Any]) -> str:
    seats = values["seats"]
    name, number = _name(seats[0][0]), _table(seats[0][1])
    one: str = _("%(name)s was seated at table %(number)s", name=name, number=number)
    several: str = _("%(count)s latecomers were seated", count=len(seats))
    return one if len(seats) == 1 else several


def _name(participant_id: int) -> str:
    return db.session.scalar(select(Participant.name).where(Participant.id == participant_id)) or ""


def _table(table_id: int) -> int:
    return db.session.scalar(select(CafeTable.number).where(CafeTable.id == table_id)) or 0


def _round(round_id: int | None) -> int:
    return db.session.scalar(select(CafeRound.number).where(CafeRound.id == round_id)) or 0
