"""Everything at once in a vote: each person's ballot counts once, or they are told why not."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import alarms, clock
from conference.awards.closing_actions import close_what_has_ended
from conference.awards.log_actions import entries_of, log_what_has_come_in
from conference.awards.models import Award, AwardStep
from conference.awards.receipts import Receipt
from conference.awards.rules import AwardState, What
from conference.awards.step_actions import act_on_award
from conference.awards.voting_actions import ballots_in
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.permissions import Actor
from tests import factories as make
from tests.awards import making
from tests.awards.hall import AwardHall
from tests.conftest import BACKENDS
from tests.live.line import Line
from tests.polls.hall import hall
from tests.racing import at_once
from tests.serving import Redis

MANY = 300
AT_ONCE = 90


@pytest.fixture(params=BACKENDS)
def full_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AwardHall]:
    """Three hundred people before an open vote."""
    with hall(tmp_path, request.param, MANY, AwardHall) as built:
        yield built


@pytest.mark.redis
def test_three_hundred_who_each_send_different_ballots_over_two_sockets_and_a_form(
    full_hall: AwardHall, tmp_path: Path
) -> None:
    redis = Redis()
    redis.start()
    one, two = (full_hall.server(REDIS_URL=redis.url) for _ in range(2))
    one.start()
    two.start()

    def by_socket(person: int, option: int) -> tuple[bool, int, str]:
        with closing(Line((one, two)[option].address, full_hall.cookies[person])) as line:
            answer = line.call(full_hall.message, full_hall.ballot(person, option))
        if answer.get("ok"):
            assert answer["receipt"]["commitment"] == full_hall.commitment(person, option)
        return bool(answer.get("ok")), answer.get("status", 200), answer.get("error", "")

    def by_form(person: int, option: int) -> tuple[bool, int, str]:
        status = full_hall.post((one, two)[person % 2].address, person, option)
        return status == 200, status, "the page says it"

    ways: Sequence[Callable[[int, int], tuple[bool, int, str]]] = (by_socket, by_socket, by_form)
    asked = [(person, option) for person in full_hall.people for option in range(3)]
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = dict(zip(asked, pool.map(lambda one: ways[one[1]](*one), asked), strict=True))
    finally:
        for process in (one, two, redis):
            process.kill()
    counted = [one for one in asked if answers[one][0]]
    assert sorted(person for person, _option in counted) == sorted(full_hall.people)
    # All others were told why not: they have voted already.
    assert {answers[one][1] for one in asked if not answers[one][0]} == {422}
    assert all(answers[one][2] for one in asked if not answers[one][0])
    kept = full_hall.close_and_verify(tmp_path)
    assert kept == sorted(full_hall.commitment(*one) for one in counted)


def _vote(award_id: int, person: Actor, finalist: int = 0, key: str = "") -> Callable[[], Receipt]:
    return lambda: making.vote(person, db.session.get_one(Award, award_id), finalist, key)


def _kinds(award_id: int) -> list[str]:
    return [entry["kind"] for entry in entries_of(award_id)]


def test_a_ballot_at_the_moment_of_closing_is_counted_and_logged_or_refused(app: Flask) -> None:
    for _round in range(4):
        with app.test_request_context():
            award, people = making.open_award(make.conference(), many=12)
            moderator, award_id = making.moderator_of(award), award.id
        votes = [_vote(award_id, person) for person in people]
        close = partial(act_on_award, moderator, award_id, What.CLOSE, None)
        outcomes = at_once(app, [*votes[:6], close, *votes[6:]])
        counted = sum(isinstance(outcome, Receipt) for outcome in outcomes)
        assert counted + sum(isinstance(outcome, Refused) for outcome in outcomes) == len(people)
        with app.test_request_context():
            checks = making.voting_of(db.session.get_one(Award, award_id)).checks
            assert checks
            assert checks["ok"]
            assert checks["participations"] == checks["commitments"] == counted


def test_batches_are_appended_once_by_whichever_worker_comes_first(app: Flask) -> None:
    with app.test_request_context():
        award, people = making.open_award(make.conference(), many=36)
        award_id = award.id
        for person in people[:12]:
            making.vote(person, award)
    for at in (12, 24):
        votes = [_vote(award_id, person) for person in people[at : at + 12]]
        outcomes = at_once(app, [*[log_what_has_come_in] * 4, *votes])
        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    with app.test_request_context():
        award = db.session.get_one(Award, award_id)
        making.step(award, What.CLOSE)
        batches = [entry["what"]["commitments"] for entry in entries_of(award_id) if entry["kind"] == "commitments"]
        assert all(len(batch) >= 10 for batch in batches)
        flat = [one for batch in batches for one in batch]
        assert len(flat) == len(set(flat)) == 36
        checks = making.voting_of(award).checks
        assert checks
        assert checks["ok"]


@pytest.mark.parametrize("what", [What.CLOSE, What.EXTEND, What.TAKE_BACK])
def test_of_moderators_who_press_at_once_one_does_it(app: Flask, what: What) -> None:
    with app.test_request_context():
        award, _people = making.open_award(make.conference(), seconds=600)
        moderator, award_id, seen = making.moderator_of(award), award.id, award.version
    outcomes = at_once(app, [lambda: act_on_award(moderator, award_id, what, seen, seconds=30)] * 6)
    done = [outcome for outcome in outcomes if getattr(outcome, "already", True) is False]
    assert len(done) == 1
    others = [outcome for outcome in outcomes if outcome not in done]
    assert all(isinstance(outcome, Stale) or getattr(outcome, "already", False) for outcome in others)
    with app.test_request_context():
        assert len(_kinds(award_id)) == 2


def test_of_several_servers_one_closes_what_has_ended(app: Flask) -> None:
    with app.test_request_context():
        award, people = making.open_award(make.conference(), seconds=60)
        making.vote(people[0], award)
        award_id, ends = award.id, making.voting_of(award).closes_at
    assert ends is not None
    with clock.stopped_at(ends):
        at_once(app, [alarms.ring, close_what_has_ended, alarms.ring, close_what_has_ended])
    with app.test_request_context():
        award = db.session.get_one(Award, award_id)
        assert (award.state, making.voting_of(award).closed_at) == (AwardState.CLOSED, ends)
        assert _kinds(award_id) == ["opening", "commitments", "closing"]
        closings = select(func.count()).select_from(AwardStep).filter_by(award_id=award_id, state=AwardState.CLOSED)
        assert db.session.scalar(closings) == 1


def test_an_opening_taken_back_while_somebody_votes_is_either(app: Flask) -> None:
    for _round in range(4):
        with app.test_request_context():
            award, people = making.open_award(make.conference())
            moderator, award_id = making.moderator_of(award), award.id
            voting_id, said = making.voting_of(award).id, making.ballot(award)

        def vote(person: Actor = people[0], said: Any = said, award_id: int = award_id) -> Receipt:
            return making.cast(person, db.session.get_one(Award, award_id), said, number=1)

        def back(award_id: int = award_id, moderator: Actor = moderator) -> Any:
            return act_on_award(moderator, award_id, What.TAKE_BACK, None)

        outcomes = at_once(app, [vote, back])
        with app.test_request_context():
            is_open = db.session.get_one(Award, award_id).state is AwardState.VOTING
            assert isinstance(outcomes[0], Receipt) is is_open
            assert isinstance(outcomes[1], Refused) is is_open
            assert ballots_in(voting_id) == int(is_open)
