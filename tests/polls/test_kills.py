"""Whatever dies while a hall votes: every acknowledged ballot is there, once, and counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from conference.extensions import db
from conference.people.models import Participant
from conference.polls.ballot_actions import cast_ballot
from tests import factories as make
from tests.conftest import BACKENDS
from tests.live.line import Line
from tests.polls.hall import Crowd, Hall, hall
from tests.racing import at_once
from tests.serving import Redis

MANY = 500
SOME = 120


@pytest.fixture(params=BACKENDS)
def full_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    """Five hundred people before an open poll."""
    with hall(tmp_path, request.param, MANY, Hall) as built:
        yield built


@pytest.mark.postgresql
def test_what_is_counted_is_of_one_moment(tmp_path: Path) -> None:
    with hall(tmp_path, "postgresql", 1, Hall) as built:
        with built.looking():
            engine = db.engine

        def vote() -> None:
            actor = make.actor(db.session.get_one(Participant, built.people[0]))
            cast_ballot(actor, built.poll_id, 1, {"option": built.options[0]}, "key-00001")

        def overtake(*_statement: object) -> None:
            # As PostgreSQL still commits what a server had sent before it was killed.
            at_once(built.app, [vote])

        event.listen(engine, "after_cursor_execute", overtake, once=True)
        assert built.counted() == (set(), 0, 0)
        assert built.counted() == (set(built.people), 1, 1)


def test_a_server_killed_while_five_hundred_vote_loses_and_doubles_nothing(full_hall: Hall) -> None:
    server = full_hall.server()
    server.start()
    crowd = Crowd(full_hall, lambda _person: server.address)
    try:
        with crowd.voting(full_hall.people):
            for many in (MANY // 5, MANY // 2):
                crowd.wait_for(many)
                server.kill()
                acknowledged = crowd.acknowledged()
                assert acknowledged <= full_hall.counted()[0]
                server.start()
    finally:
        server.kill()
    assert full_hall.counted() == (set(full_hall.people), MANY, MANY)
    assert crowd.acknowledged() == set(full_hall.people)


@pytest.mark.redis
def test_a_worker_that_is_gone_and_a_redis_that_was_away_cost_nothing(full_hall: Hall) -> None:
    redis = Redis()
    redis.start()
    one, two = (full_hall.server(REDIS_URL=redis.url) for _ in range(2))
    one.start()
    two.start()
    voters, watcher = full_hall.people[:SOME], full_hall.people[-1]
    # Half of them begin at each; who finds theirs gone goes to the other.
    gone: list[bool] = []
    crowd = Crowd(full_hall, lambda person: two.address if person % 2 and not gone else one.address)
    line = Line(one.address, full_hall.cookies[watcher])
    try:
        line.snapshots.append(line.call("watch", {"topic": "poll", "key": full_hall.poll_id}))
        with crowd.voting(voters):
            crowd.wait_for(SOME // 4)
            redis.kill()
            crowd.wait_for(SOME // 2)
            two.kill()
            gone.append(True)
            redis.start()
        while line.snapshots[-1]["state"]["total"] < SOME:
            assert line.read(), "the connection ended"
    finally:
        line.close()
        for process in (one, two, redis):
            process.kill()
    assert full_hall.counted() == (set(voters), SOME, SOME)
    versions = [snapshot["version"] for snapshot in line.snapshots]
    assert versions == sorted(set(versions))
