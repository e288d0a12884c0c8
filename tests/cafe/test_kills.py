"""A server that dies in a round and is started again: seats, clock, cards and calls for help are as they were."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import websocket
from sqlalchemy import select

from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import CafeQuestion, CafeRound, HelpCall
from conference.extensions import db
from tests.cafe.cafe_hall import CafeHall
from tests.conftest import BACKENDS
from tests.live.line import Line
from tests.polls.hall import hall

PEOPLE = 40
TABLES = CafeHall.tables


@pytest.fixture(params=BACKENDS)
def full_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CafeHall]:
    """A café on a database of its own."""
    with hall(tmp_path, request.param, PEOPLE, CafeHall) as built:
        yield built


@contextmanager
def everybody(full_hall: CafeHall, address: str) -> Iterator[Line]:
    """Have everybody come into the lobby; yield the facilitator's line. However it ends, all hang up."""
    lines = [Line(address, full_hall.cookies[person]) for person in full_hall.people]
    lines.append(Line(address, full_hall.facilitator_cookie))
    try:
        for line in lines:
            _state(line, full_hall, "cafe")
        yield lines[-1]
    finally:
        for line in lines:
            with suppress(OSError, websocket.WebSocketException):
                line.close()


def _say(line: Line, full_hall: CafeHall, name: str, **said: object) -> Any:
    payload = {"conference": full_hall.conference_id, "cafe": full_hall.cafe_id, "key": f"key-of-{name}", **said}
    return line.call(name, payload)


def _state(line: Line, full_hall: CafeHall, topic: str) -> Any:
    return line.call("watch", {"topic": topic, "key": full_hall.cafe_id})["state"]


def test_killed_in_a_round_and_started_again_all_is_as_it_was(full_hall: CafeHall) -> None:
    server = full_hall.server()
    server.start()
    try:
        with everybody(full_hall, server.address) as facilitator:
            assert _say(facilitator, full_hall, "cafe.open", number=1)["ok"]
            assert _say(facilitator, full_hall, "cafe.extend", seconds=120)["ok"]
            before = _state(facilitator, full_hall, "cafe_desk")
            write(full_hall, before["tables"][0]["id"])
            stored = full_hall.stored()
            server.kill()
        assert full_hall.stored() == stored
        server.start()
        with closing(Line(server.address, full_hall.facilitator_cookie)) as line:
            after = _state(line, full_hall, "cafe_desk")
            # Sent again, because its answer may have been lost: it is the same act.
            assert _say(line, full_hall, "cafe.extend", seconds=120)["ok"]
        assert full_hall.stored() == stored
        assert after["round"] == before["round"]
        assert seated(after) == seated(before)
        assert (after["tables"][0]["cards"], after["tables"][0]["help"] is None) == (1, False)
        assert after["missing"] == PEOPLE
    finally:
        server.kill()


def seated(desk: Any) -> list[Any]:
    """Return who hosts and who sits at each table."""
    return [(table["host"], [person["id"] for person in table["people"]]) for table in desk["tables"]]


def write(full_hall: CafeHall, table_id: int) -> None:
    """Write a card and a call for help at a table."""
    with full_hall.app.app_context():
        round_id = db.session.scalars(select(CafeRound.id).where(CafeRound.number == 1)).one()
        question = db.session.scalars(select(CafeQuestion.id).where(CafeQuestion.cafe_id == full_hall.cafe_id)).first()
        db.session.add(CafeCard(table_id=table_id, question_id=question, round_id=round_id, text="Skills", key="key-1"))
        db.session.add(HelpCall(table_id=table_id))
        db.session.commit()


def test_killed_while_a_round_opens_it_is_open_with_all_seats_or_not_at_all(full_hall: CafeHall) -> None:
    server = full_hall.server()
    server.start()
    click = {"conference": full_hall.conference_id, "cafe": full_hall.cafe_id, "number": 1, "key": "key-of-the-click"}
    try:
        with everybody(full_hall, server.address) as facilitator:
            facilitator.wire.send(f"421{json.dumps(['cafe.open', click])}")
            server.kill()
        stored = full_hall.stored()
        assert len(stored["seats"]) in {0, PEOPLE}
        assert (stored["rounds"][0][0] == "open") == bool(stored["seats"]) == bool(stored["events"])
        server.start()
        with everybody(full_hall, server.address) as facilitator:
            # The page sends the same click again, and the round is open once.
            assert facilitator.call("cafe.open", click)["ok"]
            seats = _state(facilitator, full_hall, "cafe_seats")["seats"]
        assert len(seats) == PEOPLE
        assert set(Counter(seats.values()).values()) == {PEOPLE // TABLES}
        assert len(full_hall.stored()["events"]) == 1
    finally:
        server.kill()
