"""Whatever dies while a hall votes on an award: every acknowledged ballot is there, once, and the log verifies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.awards.hall import AwardHall
from tests.conftest import BACKENDS
from tests.polls.hall import Crowd, hall
from tests.serving import Redis

MANY = 300
SOME = 120


@pytest.fixture(params=BACKENDS)
def full_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AwardHall]:
    """Three hundred people before an open vote."""
    with hall(tmp_path, request.param, MANY, AwardHall) as built:
        yield built


def test_a_server_killed_while_a_hall_votes_loses_and_doubles_no_ballot(full_hall: AwardHall, tmp_path: Path) -> None:
    server = full_hall.server()
    server.start()
    crowd = Crowd(full_hall, lambda _person: server.address)
    try:
        with crowd.voting(full_hall.people):
            for many in (MANY // 5, MANY // 2, MANY * 4 // 5):
                crowd.wait_for(many)
                server.kill()
                acknowledged = crowd.acknowledged()
                people, commitments = full_hall.voted()
                assert acknowledged <= people
                assert {full_hall.commitment(person, person) for person in acknowledged} <= commitments
                assert len(people) == len(commitments)
                server.start()
    finally:
        server.kill()
    assert crowd.acknowledged() == set(full_hall.people)
    counted = full_hall.close_and_verify(tmp_path)
    assert counted == sorted(full_hall.commitment(person, person) for person in full_hall.people)


@pytest.mark.redis
def test_of_two_workers_each_is_killed_in_turn_and_every_ballot_counts_once(
    full_hall: AwardHall, tmp_path: Path
) -> None:
    redis = Redis()
    redis.start()
    workers = [full_hall.server(REDIS_URL=redis.url) for _ in range(2)]
    for worker in workers:
        worker.start()
    voters = full_hall.people[:SOME]
    crowd = Crowd(full_hall, lambda person: workers[person % 2].address)
    try:
        with crowd.voting(voters):
            for worker, many in zip(workers, (SOME // 4, SOME // 2), strict=True):
                crowd.wait_for(many)
                worker.kill()
                assert crowd.acknowledged() <= full_hall.voted()[0]
                worker.start()
    finally:
        for process in (*workers, redis):
            process.kill()
    assert crowd.acknowledged() == set(voters)
    counted = full_hall.close_and_verify(tmp_path)
    assert counted == sorted(full_hall.commitment(person, person) for person in voters)
