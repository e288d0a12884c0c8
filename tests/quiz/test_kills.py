"""Whatever dies while players answer, and whoever answers twice: each answer is there once, with its points."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from conference.conferences.models import Conference
from conference.extensions import db
from conference.quiz.models import QuizAnswer, QuizPart, QuizPlayer, QuizQuestion
from conference.quiz.rules import What, points_for, seconds
from conference.quiz.standing_actions import all_standings
from tests.conftest import BACKENDS
from tests.live.line import Line
from tests.polls.hall import Crowd, Hall, hall
from tests.quiz import making

MANY = 500
PLAYERS = 100


class QuizHall(Hall):
    """People who can all answer one open question of a quiz, and what of it is stored."""

    message = "quiz.answer"

    def open(self, house: Conference) -> None:
        """Open a question for so long that whoever was cut off is in time again."""
        self.part_id = making.quiz(house).parts[0].id
        question = db.session.get_one(QuizPart, self.part_id).questions[0]
        question.seconds = 600
        db.session.commit()
        self.question_id, self.options = question.id, [option.id for option in question.options]
        making.step(making.moderator(house), self.question_id, What.OPEN)

    def ballot(self, person: int, option: int = 0) -> dict[str, object]:
        """Return the message that carries a person's answer; the same key each time."""
        return {
            "conference": self.conference_id, "question": self.question_id, "nickname": "",
            "options": [self.options[option % len(self.options)]], "key": f"person-{person:06}",
        }  # fmt: skip

    def answered(self) -> Counter[int]:
        """Return how many answers each person has; points are what they would be if reckoned anew, and add up."""
        with self.looking():
            question = db.session.get_one(QuizQuestion, self.question_id)
            rows = db.session.scalars(select(QuizAnswer).filter_by(question_id=question.id)).all()
            people = dict(db.session.execute(select(QuizPlayer.id, QuizPlayer.participant_id)).all())
            for row in rows:
                right = {choice.option_id for choice in row.choices} == question.right_ids
                used = timedelta(milliseconds=row.milliseconds)
                assert row.points == points_for(right, used, seconds(question.seconds), question.points)
            standings = all_standings(db.session.get_one(QuizPart, self.part_id))
            assert sum(standings.points.values()) == sum(row.points for row in rows)
            return Counter(people[row.player_id] or 0 for row in rows)


@pytest.fixture(params=BACKENDS)
def full_hall(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[QuizHall]:
    """Five hundred people before an open question."""
    with hall(tmp_path, request.param, MANY, QuizHall) as built:
        yield built


def test_a_server_killed_while_five_hundred_answer_loses_and_doubles_nothing(full_hall: QuizHall) -> None:
    server = full_hall.server()
    server.start()
    crowd = Crowd(full_hall, lambda _person: server.address)
    try:
        with crowd.voting(full_hall.people):
            for many in (MANY // 5, MANY // 2):
                crowd.wait_for(many)
                server.kill()
                acknowledged = crowd.acknowledged()
                assert acknowledged <= set(full_hall.answered())
                server.start()
    finally:
        server.kill()
    assert crowd.acknowledged() == set(full_hall.people)
    assert full_hall.answered() == Counter(full_hall.people)


def test_a_hundred_who_answer_at_two_workers_in_the_same_moment_are_counted_once_each(full_hall: QuizHall) -> None:
    servers = [full_hall.server() for _ in range(2)]
    people = full_hall.people[:PLAYERS]
    for server in servers:
        server.start()
    start = threading.Barrier(2 * PLAYERS)

    def answer(person: int, tab: int) -> int:
        """Answer in one of two tabs, each with its own key and choice; return what came of it, 0 when counted."""
        with closing(Line(servers[tab].address, full_hall.cookies[person])) as line:
            start.wait()
            said = line.call("quiz.answer", full_hall.ballot(person, option=tab) | {"key": f"tab-{tab}-{person:06}"})
            return int(said.get("status", 0))

    try:
        with ThreadPoolExecutor(2 * PLAYERS) as pool:
            tabs = [pool.map(answer, people, [tab] * PLAYERS) for tab in range(2)]
            told = list(zip(*tabs, strict=True))
    finally:
        for server in servers:
            server.kill()
    assert [sorted(both) for both in told] == [[0, 422]] * PLAYERS
    assert full_hall.answered() == Counter(people)
