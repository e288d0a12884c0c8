"""Answering: once, in time by the server's clock, and fair to slow lines, late joiners and guests."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.people.guest_actions import join_as_guest
from conference.people.identity import actor_for
from conference.permissions import Actor
from conference.quiz.answer_actions import answer_question
from conference.quiz.models import QuizAnswer, QuizPlayer, QuizQuestion
from conference.quiz.player_actions import choose_nickname, hide_nickname, rename_player
from conference.quiz.rules import What
from conference.quiz.standing_actions import leaderboard, mine, part_standings, total_standings
from conference.quiz.state_actions import player_state
from tests import factories as make
from tests.conftest import NOON
from tests.quiz import making
from tests.quiz.making import after, option, part_step, step

pytestmark = pytest.mark.usefixtures("session")
NO_TRIP = timedelta()


class Play:
    """A quiz with its first question open since noon."""

    def __init__(self, **overrides: object) -> None:
        self.house = make.conference()
        self.quiz = making.quiz(self.house, **overrides)  # type: ignore[arg-type]
        self.part_id = self.quiz.parts[0].id
        self.first, self.second = [question.id for question in self.quiz.parts[0].questions[:2]]
        self.desk = making.moderator(self.house)
        with after(0):
            step(self.desk, self.first, What.OPEN)

    def player(self) -> Actor:
        return make.actor(make.participant(self.house))

    def answer(self, who: Actor, seconds: float, at: int = 0, trip: float = 0, **more: object) -> None:
        values: dict[str, object] = {"question": self.first, "key": f"key-{who.participant_id}-{seconds}", **more}
        with after(seconds) as now:
            answer_question(
                who, int(str(values["question"])), frozenset({option(int(str(values["question"])), at)}),
                key=str(values["key"]), received_at=now, grace=timedelta(seconds=trip),
            )  # fmt: skip

    def rows(self) -> list[QuizAnswer]:
        return list(db.session.scalars(select(QuizAnswer).order_by(QuizAnswer.player_id)))


def test_points_fall_evenly_from_all_to_half() -> None:
    play = Play()
    for seconds in (0, 10, 20):
        play.answer(play.player(), seconds - (0.001 if seconds == 20 else 0))
    assert [row.points for row in play.rows()] == [1000, 750, 501]


def test_a_wrong_answer_is_worth_nothing() -> None:
    play = Play()
    play.answer(play.player(), 1, at=1)
    assert play.rows()[0].points == 0


def test_a_slow_line_costs_no_points_and_no_answer() -> None:
    play = Play()
    quick, slow = play.player(), play.player()
    play.answer(quick, 4)
    play.answer(slow, 5, trip=1)
    assert len({row.points for row in play.rows()}) == 1
    play.answer(play.player(), 20.9, trip=1)
    with pytest.raises(Refused, match="time was up"):
        play.answer(play.player(), 21, trip=1)
    with pytest.raises(Refused, match="time was up"):
        play.answer(play.player(), 22, trip=9)
    with pytest.raises(Refused, match="time was up"):
        play.answer(play.player(), 20)


def test_after_the_reveal_nothing_counts_however_long_the_line() -> None:
    play = Play()
    with after(5):
        step(play.desk, play.first, What.CLOSE)
    play.answer(play.player(), 5.4, trip=0.5)
    with after(7):
        step(play.desk, play.first, What.REVEAL)
    with pytest.raises(Refused, match="time was up"):
        play.answer(play.player(), 5.4, trip=0.5)


def test_the_same_message_twice_counts_once_and_another_is_refused() -> None:
    play = Play()
    who = play.player()
    for _ in range(2):
        play.answer(who, 3, key="the-same-key")
    with pytest.raises(Refused, match="already"):
        play.answer(who, 4, at=1, key="another-key")
    (row,) = play.rows()
    assert (row.points, [choice.option_id for choice in row.choices]) == (925, [option(play.first)])


def test_only_a_choice_of_the_question_is_an_answer() -> None:
    play = Play()
    who = play.player()
    with pytest.raises(NotFound), after(1) as now:
        answer_question(who, play.first, frozenset({option(play.second)}), key="k" * 8, received_at=now, grace=NO_TRIP)
    both = frozenset({option(play.first), option(play.first, 1)})
    with pytest.raises(Refused, match="Only one"), after(1) as now:
        answer_question(who, play.first, both, key="k" * 8, received_at=now, grace=NO_TRIP)
    with pytest.raises(NotFound):
        play.answer(who, 1, question=play.second)
    assert not play.rows()


def test_of_several_right_answers_all_are_needed_and_no_other() -> None:
    play = Play()
    question = db.session.get_one(QuizQuestion, play.first)
    question.options[1].is_right = True
    db.session.commit()
    ids = [option(play.first, at) for at in range(3)]
    for number, chosen in enumerate(({0, 1}, {0}, {0, 1, 2})):
        with after(0) as now:
            answer_question(
                play.player(), play.first, frozenset(ids[at] for at in chosen),
                key=f"key-number-{number}", received_at=now, grace=NO_TRIP,
            )  # fmt: skip
    assert [row.points for row in play.rows()] == [1000, 0, 0]


def test_who_never_chose_a_nickname_plays_under_one_that_is_free() -> None:
    play = Play()
    play.answer(play.player(), 1)
    play.answer(play.player(), 2)
    names = list(db.session.scalars(select(QuizPlayer.nickname)))
    assert len(set(names)) == 2
    assert all(names)


def test_guests_play_only_where_they_are_welcome() -> None:
    for welcome in (True, False):
        play = Play(guests=welcome)
        guest = actor_for(play.house, None, join_as_guest(play.house.id))
        if welcome:
            play.answer(guest, 1)
        else:
            with pytest.raises(Forbidden, match="registered"):
                play.answer(guest, 1)


def test_a_nickname_is_one_players_until_the_first_answer_changes_it_no_more() -> None:
    play = Play()
    one, other = play.player(), play.player()
    choose_nickname(one, play.part_id, "Blue Heron")
    with pytest.raises(Refused, match="Somebody else"):
        choose_nickname(other, play.part_id, "blue  HERON")
    choose_nickname(one, play.part_id, "Grey Heron")
    choose_nickname(other, play.part_id, "Blue Heron")
    play.answer(one, 1)
    with pytest.raises(Refused, match="answered already"):
        choose_nickname(one, play.part_id, "Red Heron")
    assert choose_nickname(one, play.part_id, "Grey Heron").nickname == "Grey Heron"


def test_an_offensive_nickname_is_hidden_or_replaced() -> None:
    play = Play()
    who = play.player()
    player = choose_nickname(who, play.part_id, "Rude Word")
    play.answer(who, 1)
    with after(30):
        step(play.desk, play.first, What.REVEAL)
    hide_nickname(play.desk, player.id, True)
    (row,) = leaderboard(part_standings(db.session.get_one(type(play.quiz.parts[0]), play.part_id)), 10)
    assert "Rude" not in row.name
    rename_player(play.desk, player.id, "Kind Word")
    (row,) = leaderboard(part_standings(db.session.get_one(type(play.quiz.parts[0]), play.part_id)), 10)
    assert row.name == "Kind Word"
    with pytest.raises(Forbidden):
        rename_player(who, player.id, "Rude Word")


def test_points_and_places_are_out_with_the_right_answer_and_not_before() -> None:
    play = Play()
    who, other, third = play.player(), play.player(), play.player()
    play.answer(who, 2)
    play.answer(other, 2)
    play.answer(third, 2, at=2)
    before = mine(who, play.part_id, play.first)
    assert before is not None
    assert (before.points, before.part, list(before.chosen)) == (None, None, [option(play.first)])
    with after(30):
        step(play.desk, play.first, What.REVEAL)
    known = mine(who, play.part_id, play.first)
    assert known is not None
    assert known.part is not None
    assert (known.points, known.part.place, known.part_players) == (950, "1=", 3)
    last = mine(third, play.part_id, play.first)
    assert last is not None
    assert last.part is not None
    assert last.part.place == "3"


def test_the_total_over_parts_is_their_sum() -> None:
    play = Play(parts=2)
    who = play.player()
    play.answer(who, 0)
    with after(30):
        step(play.desk, play.first, What.REVEAL)
    with after(40):
        part_step(play.desk, play.part_id, What.END)
    later = play.quiz.parts[1].questions[0].id
    with after(100):
        step(play.desk, later, What.OPEN)
    play.answer(who, 110, question=later)
    with after(130):
        step(play.desk, later, What.REVEAL)
    db.session.expire_all()
    total = total_standings(play.quiz.parts)
    assert list(total.points.values()) == [1750]
    assert sum(sum(part_standings(part).points.values()) for part in play.quiz.parts) == 1750


def test_stored_points_are_what_the_rule_says() -> None:
    play = Play()
    for number in range(6):
        play.answer(play.player(), number * 3.3, at=number % 2)
    assert db.session.scalar(select(func.count()).select_from(QuizAnswer)) == 6
    for row in play.rows():
        assert row.received_at >= NOON
        assert (row.points > 0) == (row.choices[0].option_id == option(play.first))


def test_a_total_is_shown_once_more_than_one_part_has_points() -> None:
    play = Play(parts=2)
    who = play.player()
    play.answer(who, 0)
    with after(30):
        step(play.desk, play.first, What.REVEAL)
    with after(40):
        part_step(play.desk, play.part_id, What.END)
        assert player_state(play.part_id)["total"] == []
    later = play.quiz.parts[1]
    with after(100):
        step(play.desk, later.questions[0].id, What.OPEN)
    play.answer(who, 110, question=later.questions[0].id)
    with after(130):
        step(play.desk, later.questions[0].id, What.REVEAL)
        part_step(play.desk, later.id, What.END)
        db.session.expire_all()
        assert [line[2] for line in player_state(later.id)["total"]] == [1750]
