"""What keeps a session from being deleted: what hangs from it and no undo could bring back. Higher rooms add to it."""

from collections.abc import Callable

from flask_babel import gettext as _
from sqlalchemy import exists, select

from conference.agenda.change import ItemState
from conference.agenda.models import Material
from conference.errors import Refused
from conference.extensions import db

# Asked with a session, which the caller has locked; raises `Refused` with what to do instead.
Keeper = Callable[[ItemState], None]
_keepers: list[Keeper] = []


def keeper(function: Keeper) -> Keeper:
    """Register, at import, what a room has that would go with a session."""
    _keepers.append(function)
    return function


def check_deletable(state: ItemState) -> None:
    """Raise `Refused` where a session holds what no undo could bring back."""
    for check in _keepers:
        check(state)


@keeper
def _materials_stay(state: ItemState) -> None:
    if db.session.scalar(select(exists().where(Material.item_id == state.content.id))):
        title = state.content.title
        raise Refused(_("“%(title)s” has materials. Remove them first, or cancel the session.", title=title))
