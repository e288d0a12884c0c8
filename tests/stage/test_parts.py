"""What belongs to a session, as the stage finds it."""

from collections.abc import Callable
from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from conference.stage.parts_actions import parts_of
from conference.stage.rules import StepKind
from tests import factories as make
from tests.conftest import NOON
from tests.polls import making


def test_a_sessions_polls_come_in_their_order(session: scoped_session[Session]) -> None:
    house = make.conference()
    item = make.item(house)
    later, first = (making.poll(house, item_id=item.id, order=order) for order in (2, 1))
    making.poll(house, item_id=item.id, archived_at=NOON)
    assert [ref for kind, ref in parts_of(item.id) if kind is StepKind.POLL] == [first.id, later.id]


def test_a_session_with_many_polls_asks_the_database_no_more_often(
    session: scoped_session[Session], count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    house = make.conference()
    item_id = make.item(house).id
    making.open_poll(house, item_id=item_id)
    one = count_queries(lambda: parts_of(item_id))
    for _ in range(5):
        making.open_poll(house, item_id=item_id)
    session.expire_all()
    assert count_queries(lambda: parts_of(item_id)) == one
