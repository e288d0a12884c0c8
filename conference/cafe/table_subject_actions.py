"""The chat and the call of a table: for those who sit there now, and who facilitates."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.agenda.sight_actions import follower
from conference.cafe.actions import may_be_at, may_host, table_of
from conference.cafe.models import Cafe, CafeQuestion, CafeTable
from conference.calls import actions as call_actions
from conference.calls import subjects as calls
from conference.chat import subjects as chat
from conference.chat.actions import TOPICS
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
        for topic in (TABLE, "cafe_here"):
            realtime.dismiss(topic, table_id, people)
    for room_id, table_id in _chats(leavers):
        for topic in TOPICS:
            realtime.dismiss(topic, room_id, leavers[table_id])
    call_actions.send_away(TABLE, leavers)


def step_down(hosts: Mapping[int, int]) -> None:
    """Say, inside an action, who hosts which table no more: what its chat has for those who keep order is closed."""
    for room_id, table_id in _chats(hosts):
        realtime.dismiss("chat_desk", room_id, [hosts[table_id]])


def _chats(table_ids: Iterable[int]) -> Sequence[tuple[int, int]]:
    """Return the chats of some tables: the room's id, and its table's."""
    rooms = select(ChatRoom.id, ChatRoom.subject_id).where(
        ChatRoom.subject == TABLE, ChatRoom.subject_id.in_(list(table_ids))
    )
    return [(room_id, table_id) for room_id, table_id in db.session.execute(rooms)]


@follower
def recheck_session(item_id: int) -> None:
    """Say, inside an action, that fewer may know of a session: so it is with its café."""
    cafe = db.session.scalar(select(Cafe).where(Cafe.item_id == item_id))
    if cafe is not None:
        recheck_cafe(cafe)


def recheck_cafe(cafe: Cafe) -> None:
    """Say, inside an action, that fewer may know of a café: who watches it, a table or a board is asked again."""
    tables = db.session.scalars(select(CafeTable.id).where(CafeTable.cafe_id == cafe.id)).all()
    questions = db.session.scalars(select(CafeQuestion.id).where(CafeQuestion.cafe_id == cafe.id)).all()
    watched = [(topic, room_id) for room_id, _table_id in _chats(tables) for topic in TOPICS]
    watched += [(topic, cafe.id) for topic in ("cafe", "cafe_seats")]
    watched += [(topic, table_id) for topic in (TABLE, "cafe_here") for table_id in tables]
    watched += [("cafe_board", question_id) for question_id in questions]
    for topic, key in watched:
        realtime.recheck_watchers(topic, key)
    for table_id in tables:
        call_actions.audience_changed(cafe.conference_id, TABLE, table_id)
