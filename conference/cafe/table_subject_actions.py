"""The chat and the call of a table: for those who sit there now, and who facilitates."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.cafe.actions import may_be_at, may_host, table_of
from conference.cafe.models import Cafe
from conference.calls import actions as call_actions
from conference.calls import subjects as calls
from conference.chat import subjects as chat
from conference.chat.models import ChatRoom
from conference.extensions import db
from conference.permissions import Actor

TABLE = "cafe_table"


def table_label(actor: Actor, table_id: int) -> str:
    """Return what a table is called where its chat or call stands alone: "Table 7 · Green"."""
    table = table_of(actor, table_id)
    cafe = db.session.get_one(Cafe, table.cafe_id)
    label: str = _("Table %(number)s · %(cafe)s", number=table.number, cafe=table.name or cafe.title)
    return label


chat.declare(chat.Subject(TABLE, table_label, may_read=may_be_at, may_write=may_be_at, may_moderate=may_host))
calls.declare(calls.Subject(TABLE, table_label, may_join=may_be_at, may_moderate=may_host))


def send_away(leavers: Mapping[int, Collection[int]]) -> None:
    """Say, inside an action, which people sit at which table no more: they hear nothing of it after the commit.

    That is before anything else is sent, of the table's cards, its chat and its call alike.
    """
    leavers = {table: people for table, people in leavers.items() if people}
    if not leavers:
        return
    for table_id, people in leavers.items():
        realtime.dismiss(TABLE, table_id, people)
    rooms = select(ChatRoom.id, ChatRoom.subject_id).where(
        ChatRoom.subject == TABLE, ChatRoom.subject_id.in_(leavers.keys())
    )
    for room_id, table_id in db.session.execute(rooms):
        realtime.dismiss("chat", room_id, leavers[table_id])
    call_actions.send_away(TABLE, leavers)
