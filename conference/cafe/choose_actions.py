"""Choosing a table: where a café lets people, for the next round, and as long as the table has room."""

from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from conference.cafe.actions import lock_cafe, tell_cafe
from conference.cafe.models import CafeTable, TableChoice
from conference.cafe.rules import CafeState
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor, Permission, require


def choose_table(actor: Actor, cafe_id: int, table_id: int | None) -> None:
    """Want to sit at a table in the next round; None: wherever there is room. Said twice, it counts once.

    Who is really seated there is decided when the round opens: whom somebody blocked is not told here.
    Raises `Refused` where nobody may choose, or the table is taken; `NotFound` for a table of elsewhere.
    """
    require(actor, Permission.CAFE_JOIN)
    cafe = lock_cafe(actor, cafe_id)
    if not cafe.may_choose or cafe.state is not CafeState.OPEN:
        raise Refused(_("Tables cannot be chosen in this café now."))
    mine = (TableChoice.cafe_id == cafe.id, TableChoice.participant_id == actor.participant_id)
    if table_id is not None:
        _require_room(actor, cafe_id, table_id, cafe.most)
    db.session.execute(delete(TableChoice).where(*mine))
    if table_id is not None:
        db.session.add(TableChoice(cafe_id=cafe.id, participant_id=actor.participant_id, table_id=table_id))
    tell_cafe(cafe.id)
    db.session.commit()


def _require_room(actor: Actor, cafe_id: int, table_id: int, most: int) -> None:
    table = db.session.get(CafeTable, table_id)
    if table is None or table.cafe_id != cafe_id or table.merged_into_id is not None:
        raise NotFound(_("There is no such table."))
    others = db.session.scalar(
        select(func.count()).select_from(TableChoice).where(
            TableChoice.table_id == table_id, TableChoice.participant_id != actor.participant_id
        )
    ) or 0  # fmt: skip
    # A host who stays has a place there, chosen or not.
    hosted = table.host_id is not None and table.host_id != actor.participant_id
    if others + hosted >= most:
        raise Refused(_("This table is full. Please choose another one."))
