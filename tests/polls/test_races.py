"""Everything at once: however many ask in one moment, on whatever door, each counts once or is told why not."""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import alarms, clock
from conference.errors import ConferenceError, Refused, Stale
from conference.extensions import db, socketio
from conference.people.models import Participant
from conference.permissions import Actor, Role
from conference.polls.actions import present_round
from conference.polls.ballot_actions import cast_ballot
from conference.polls.casting import Counted
from conference.polls.models import Ballot, Participation, Poll, PollEvent
from conference.polls.round_actions import act_on_round
from conference.polls.rounds import What
from conference.polls.rules import Secrecy
from conference.polls.tally_actions import recounted, tally_of, whole
from tests import factories as make
from tests.conftest import SignIn
from tests.polls import making
from tests.racing import at_once

Result = TypeVar("Result")


def _check(app: Flask, poll_id: int) -> list[int]:
    """Return how many ballots each round has, after a look whether everything agrees."""
    with app.app_context():
        poll = db.session.get_one(Poll, poll_id)
        for asking in poll.rounds:
            tally = whole(tally_of(asking.id))
            assert tally == whole(recounted(poll, asking.id))
            for table in (Ballot, Participation):
                rows = select(func.count()).select_from(table).filter_by(round_id=asking.id)
                assert db.session.scalar(rows) == tally.get("n", 0)
        return [whole(tally_of(asking.id)).get("n", 0) for asking in poll.rounds]


@pytest.mark.parametrize("secrecy", Secrecy)
def test_one_person_in_two_tabs_two_sockets_and_a_form_at_once(app: Flask, sign_in: SignIn, secrecy: Secrecy) -> None:
    with app.app_context():
        house = make.conference()
        poll = making.open_poll(house, secrecy=secrecy)
        person = make.participant(house)
        poll_id, options, slug = poll.id, [option.id for option in poll.options], house.slug
        conference_id, account_id = house.id, person.account_id
    message = {"conference": conference_id, "poll": poll_id, "round": 1}
    browsers = [sign_in(account_id) for _ in range(5)]
    lines = [socketio.test_client(app, flask_test_client=browser) for browser in browsers[:4]]

    def by_socket(number: int) -> Callable[[], Any]:
        # Two sockets of one tab send the same message twice; the other tab's say something else.
        payload = {**message, "answer": {"option": options[number // 2]}, "key": f"tab-{number // 2:06}"}
        return lambda: lines[number].emit("polls.cast", payload, callback=True)

    def by_form() -> Any:
        form = {"round": 1, "option": options[2], "key": "form-0001", "confirmed": "1"}
        return browsers[4].post(f"/{slug}/polls/{poll_id}/answer", data=form).status_code

    answers = at_once(app, [*map(by_socket, range(4)), by_form])
    assert _check(app, poll_id) == [1]
    said = Counter(answer.get("counted", answer.get("status")) for answer in answers[:4])
    if secrecy is Secrecy.NAMED:
        assert answers[4] == 302
        assert said["new"] + said["changed"] == 2
        assert said["again"] == 2
    else:
        # Whoever was first counts, and is told so again where it sent the same twice; all others are refused.
        assert sum((said["new"], answers[4] == 302)) == 1
        assert said["changed"] == 0


def test_a_vote_at_the_moment_of_closing_counts_or_is_refused(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        moderator = make.actor(make.participant(house, Role.MODERATOR))
        poll = making.open_poll(house)
        people = [make.actor(make.participant(house)) for _ in range(12)]
        poll_id, option = poll.id, poll.options[0].id
    for number in range(1, 6):
        after_closing: list[int] = []

        def close(after: list[int] = after_closing) -> Any:
            closed = act_on_round(moderator, poll_id, What.CLOSE, None)
            after.append(_answered(poll_id))
            return closed

        def vote(person: Actor, number: int = number) -> Callable[[], Any]:
            return lambda: cast_ballot(person, poll_id, number, {"option": option}, f"round-{number:04}")

        votes = [vote(person) for person in people]
        outcomes = at_once(app, [*votes[:6], close, *votes[6:]])
        counted = sum(getattr(outcome, "counted", None) is Counted.NEW for outcome in outcomes)
        refused = sum(isinstance(outcome, Refused) for outcome in outcomes)
        assert counted + refused == len(people)
        # What was counted when the closing had returned is all that is ever counted.
        assert _check(app, poll_id)[-1] == counted == after_closing[0]
        with app.app_context():
            act_on_round(moderator, poll_id, What.ASK_AGAIN, None)


def _answered(poll_id: int) -> int:
    return whole(tally_of(present_round(poll_id).id)).get("n", 0)


def test_many_change_their_minds_at_once(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        poll = making.open_poll(house)
        people = [make.actor(make.participant(house)) for _ in range(4)]
        poll_id, options = poll.id, [option.id for option in poll.options]

    def vote(person: Actor, number: int) -> Callable[[], Any]:
        return lambda: cast_ballot(person, poll_id, 1, {"option": options[number % 3]}, f"change-{number:04}")

    outcomes = at_once(app, [vote(people[number % 4], number) for number in range(24)])
    said = Counter(outcome.counted for outcome in outcomes)
    assert said == {Counted.NEW: 4, Counted.CHANGED: 20}
    assert _check(app, poll_id) == [4]


@pytest.mark.parametrize("what", [What.ASK_AGAIN, What.EXTEND, What.CLOSE])
def test_of_moderators_who_press_at_once_one_does_it(app: Flask, what: What) -> None:
    with app.app_context():
        house = make.conference()
        moderators = [make.actor(make.participant(house, Role.MODERATOR)) for _ in range(6)]
        poll_id = making.open_poll(house).id
        seen = present_round(poll_id).version

    def press(moderator: Actor) -> Callable[[], Any]:
        return lambda: act_on_round(moderator, poll_id, what, seen, seconds=30)

    outcomes = at_once(app, [press(moderator) for moderator in moderators])
    done = [outcome for outcome in outcomes if getattr(outcome, "already", True) is False]
    assert len(done) == 1
    # The others are told: that it is so already, or that somebody was faster.
    others = [outcome for outcome in outcomes if outcome not in done]
    assert all(isinstance(outcome, Stale) or getattr(outcome, "already", False) for outcome in others)
    with app.app_context():
        events = db.session.scalars(select(PollEvent.what).order_by(PollEvent.id)).all()
        assert events == ["open", what.value]


def test_of_several_servers_one_closes_what_has_ended(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        poll = making.open_poll(house, seconds=1)
        poll_id = poll.id
        ends = present_round(poll_id).closes_at
    assert ends is not None
    with clock.stopped_at(ends):
        at_once(app, [alarms.ring] * 4)
    with app.app_context():
        events = db.session.execute(select(PollEvent.what, PollEvent.by_id).order_by(PollEvent.id)).all()
        assert [tuple(event) for event in events][1:] == [("close", None)]
        assert db.session.get_one(Poll, poll_id).rounds[0].closed_at == ends


def test_who_is_put_out_while_voting_is_counted_or_refused(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        poll = making.open_poll(house)
        person = make.participant(house)
        actor, poll_id, option, person_id = make.actor(person), poll.id, poll.options[0].id, person.id

    def put_out() -> str:
        row = db.session.get_one(Participant, person_id)
        row.role_rows = []
        db.session.commit()
        return "out"

    outcomes = at_once(app, [lambda: cast_ballot(actor, poll_id, 1, {"option": option}, "key-00001"), put_out])
    assert _check(app, poll_id) == [0 if isinstance(outcomes[0], ConferenceError) else 1]
    with app.app_context(), pytest.raises(ConferenceError):
        cast_ballot(actor, poll_id, 1, {"option": option}, "key-00002")
