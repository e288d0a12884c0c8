"""Whatever dies while a hall votes on an award: every acknowledged ballot is there, once, and the log verifies."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.awards.hall import AwardHall
from tests.conftest import BACKENDS
from tests.polls.hall import Crowd, hall

MANY = 300


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
