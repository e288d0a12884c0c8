"""Messages that come together are one batch, and each is answered for itself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from conference.extensions import db
from conference.group_commit import GroupCommit
from conference.people import message_identity
from conference.people.hot_message_identity import hot_message
from conference.people.message_identity import Caller
from conference.people.models import Account, Participant
from conference.people.papers import Papers
from conference.people.rules import ParticipantStatus
from conference.permissions import Permission, Role
from conference.polls.actions import poll_state
from conference.polls.ballot_actions import count_ballots
from conference.polls.sockets import cast
from tests import factories as make
from tests.polls import making

KEY = "key-00001"


class Hall:
    """A poll, and the papers of people who say something at the same moment."""

    def __init__(self) -> None:
        self.house = make.conference()
        poll = making.open_poll(self.house)
        self.poll_id, self.option = poll.id, poll.options[0].id

    def person(self, *roles: Role, **overrides: Any) -> tuple[Papers, Participant]:
        row = make.participant(self.house, *roles, **overrides)
        epoch = db.session.get_one(Account, row.account_id).session_epoch
        return Papers(row.account_id, epoch), row

    def ballot(self, **instead: object) -> dict[str, object]:
        answer = {"option": self.option}
        return {"conference": self.house.id, "poll": self.poll_id, "round": 1, "answer": answer, "key": KEY} | instead


Say = Callable[[list[tuple[Papers, Any]]], list[Any]]


@pytest.fixture
def say(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Say:
    """Have a message like `polls.cast`, with queues of its own, said by several at the same moment."""
    monkeypatch.setitem(app.config, "GROUP_COMMIT", True)
    for name in ("MESSAGES", "_handlers", "_doors"):
        monkeypatch.setattr(message_identity, name, {**getattr(message_identity, name)})
    writer = GroupCommit("tests", count_ballots)
    hot_message("tests.cast", Permission.POLLS_ANSWER, writer, lambda receipt: {"counted": receipt.counted})(cast)
    door = message_identity._doors["tests.cast"]  # noqa: SLF001 - what Socket.IO calls

    def say_one(one: tuple[Papers, Any]) -> Any:
        with app.app_context():
            return door(Caller("sid", one[0]), (one[1],))

    def all_at_once(said: list[tuple[Papers, Any]]) -> list[Any]:
        with ThreadPoolExecutor(len(said)) as pool:
            # Not `map`, which takes back what no thread has begun once one has raised.
            all_said = [pool.submit(say_one, one) for one in said]
        return [one.result() for one in all_said]

    return all_at_once


def test_of_messages_that_come_together_each_gets_its_own_answer(app: Flask, say: Say) -> None:
    with app.app_context():
        hall = Hall()
        papers = [hall.person(Role.ATTENDEE)[0] for _ in range(4)]
        signed_out = Papers(papers[3].account_id, (papers[3].epoch or 0) + 1)
        left, _row = hall.person(Role.ATTENDEE, status=ParticipantStatus.CANCELLED)
        display, _row = hall.person(Role.DISPLAY)
        said: list[tuple[Papers, Any]] = [
            (papers[0], hall.ballot()),
            (papers[1], hall.ballot()),
            (papers[2], hall.ballot(answer={"option": 0})),
            (signed_out, hall.ballot()),
            (left, hall.ballot()),
            (display, hall.ballot()),
            (papers[3], hall.ballot(conference=10**6)),
            (papers[3], hall.ballot(poll="x")),
            (papers[3], "nonsense"),
        ]
        poll_id = hall.poll_id
    answers = say(said)
    statuses = [answer.get("status", answer.get("counted")) for answer in answers]
    assert statuses == ["new", "new", 422, 401, 403, 403, 404, 404, 404]
    assert answers[2]["fields"] == {"option": answers[2]["error"]}
    assert {type(answer["error"]) for answer in answers[2:]} == {str}
    with app.app_context():
        assert poll_state(poll_id)["answered"] == 2


def test_one_that_cannot_be_written_takes_no_other_with_it(app: Flask, say: Say) -> None:
    with app.app_context():
        hall = Hall()
        broken = making.open_poll(hall.house)
        # Nothing that we ever stored: whoever judges by it fails.
        broken.eligibility = {"roles": 5}
        db.session.commit()
        people = [hall.person(Role.ATTENDEE)[0] for _ in range(6)]
        said: list[tuple[Papers, Any]] = [(papers, hall.ballot()) for papers in people[1:]]
        poll_id, lost = hall.poll_id, (people[0], hall.ballot(poll=broken.id))
    with pytest.raises(TypeError):
        say([lost, *said])
    with app.app_context():
        assert poll_state(poll_id)["answered"] == 5
