"""Polling a topic that one loses while it is read: what was said there in that moment is not for whoever just left."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from conference import realtime, topics
from conference.extensions import db
from conference.people.models import ParticipantRole
from conference.permissions import Permission
from conference.topics import Topic
from tests import factories as make
from tests.conftest import SignIn

NAME = "a_table_of_the_tests"


@pytest.fixture
def table() -> Iterator[dict[str, Callable[[], object]]]:
    """A topic that does something (`then`) while it is read, and may be watched as long as nobody was `moved`."""
    does: dict[str, Callable[[], object]] = {}
    moved: set[str] = set()
    does["move"] = lambda: moved.add("moved")
    does["then"] = lambda: None

    def snapshot(_key: int) -> dict[str, object]:
        does["then"]()
        return {"said": "after they had left"}

    realtime.declare(Topic(NAME, Permission.CAFE_JOIN, snapshot, lambda key: key, lambda _actor, _key: not moved))
    yield does
    topics._topics.pop(NAME)  # noqa: SLF001 - no other test is to find it


def _take_role() -> None:
    db.session.execute(delete(ParticipantRole))
    db.session.commit()


@pytest.mark.parametrize("how", ["moved", "role"])
def test_who_is_moved_while_a_snapshot_is_read_for_them_is_not_given_it(
    app: Flask, sign_in: SignIn, table: dict[str, Callable[[], object]], how: str
) -> None:
    with app.test_request_context():
        house = make.conference()
        person = make.participant(house)
        address, account_id = f"/{house.slug}/live/{NAME}/{house.id}", person.account_id
    browser = sign_in(account_id)
    assert browser.get(address).get_json()["state"]["said"]
    table["then"] = table["move"] if how == "moved" else _take_role
    answer = browser.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert b"after they had left" not in answer.data
