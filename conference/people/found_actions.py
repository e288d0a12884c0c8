"""What a conference has for whoever looks: each room adds what it would ask, and all is asked in one statement.

Every page asks this, for its navigation.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, literal, select

from conference.extensions import db
from conference.permissions import Actor

# Returns what to ask the database for an actor, or the answer where nothing has to be asked.
Ask = Callable[[Actor], ColumnElement[Any] | ScalarSelect[Any] | bool | int]
_asked: dict[str, Ask] = {}


def found_as(name: str) -> Callable[[Ask], Ask]:
    """Register, at import, one thing to ask of a conference, under a name for templates."""

    def keep(function: Ask) -> Ask:
        _asked[name] = function
        return function

    return keep


def found_for(actor: Actor) -> Mapping[str, Any]:
    """Return all that rooms have for the actor by name, with at most one statement."""
    known = {name: ask(actor) for name, ask in _asked.items()}
    open_ones = {name: what for name, what in known.items() if not isinstance(what, bool | int)}
    if open_ones:
        row = db.session.execute(select(literal(1), *open_ones.values())).one()
        known |= dict(zip(open_ones, row[1:], strict=True))
    return known
