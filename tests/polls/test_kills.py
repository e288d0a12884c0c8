"""Whatever dies while a hall votes: every acknowledged ballot is there, once, and counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import BACKENDS
from tests.live.line import Line
from tests.polls.hall import Crowd, Hall, hall
from tests.serving import Redis

MANY = 500
SOME = 120


@pytest.fixture(params=BACKENDS)
def full_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hall]:
    """Five hundred people before an open poll."""
    with hall(tmp_path, request.param, MANY, Hall) as built:
        yield built


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
