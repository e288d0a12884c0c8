"""Asking, voting, changing one's own, and who is shown."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from conference import clock
from conference.agenda.rules import Visibility
from conference.errors import ConferenceError, Forbidden, NotFound, Refused, TooMany
from conference.extensions import db
from conference.questions.actions import desk_state, public_state, question_list
from conference.questions.ask_actions import change_words, own_part, similar, vote, withdraw
from conference.questions.decide_actions import decide, set_list
from conference.questions.export_actions import export_rows
from conference.questions.held_data import erase_from_questions, question_data
from conference.questions.models import Question, QuestionVote
from conference.questions.rules import Decision
from tests import factories as make
from tests.chat.making import guest, hall
from tests.questions.making import asked, decided, on_desk, opened, shown, votes, want

pytestmark = pytest.mark.usefixtures("session", "at_noon")


def test_a_list_is_closed_until_a_moderator_opens_it() -> None:
    there = hall()
    assert not question_list(there.item_id).is_open
    with pytest.raises(Refused, match="closed"):
        asked(there, there.anna)
    opened(there)
    asked(there, there.anna)
    set_list(make.actor(there.moderator), there.item_id, is_open=False)
    with pytest.raises(Refused, match="closed"):
        asked(there, there.bruno)
    assert question_list(there.item_id).shown == 1


def test_a_question_is_shown_with_its_asker_and_without_where_they_wish_so() -> None:
    there = hall()
    opened(there)
    named, secret = asked(there, there.anna, "Who pays?"), asked(there, there.anna, "Who decides?", anonymous=True)
    one, two = shown(there, named), shown(there, secret)
    assert one is not None
    assert two is not None
    assert (one["text"], one["name"], one["organisation"]) == ("Who pays?", "Anna Wagner", "Cluster Wien")
    assert (two["text"], two["name"], two["organisation"]) == ("Who decides?", "", "")


def test_nobody_is_shown_who_asks_without_name_nor_moderators_nor_exports() -> None:
    there = hall()
    opened(there)
    asked(there, there.anna, "Who decides?", anonymous=True)
    for told in (
        public_state(there.item_id),
        desk_state(there.item_id),
        export_rows(make.actor(there.moderator), there.item_id),
    ):
        assert "Anna" not in str(told)
        assert "Wien" not in str(told)
        assert "asker" not in str(told)
    assert own_part(make.actor(there.bruno), there.item_id)["asked"] == []
    assert own_part(make.actor(there.anna), there.item_id)["asked"][0]["anonymous"]


def test_the_same_question_sent_again_is_one_question() -> None:
    there = hall()
    opened(there)
    assert asked(there, there.anna, "Once?", key="key-again") == asked(there, there.anna, "Once?", key="key-again")
    with pytest.raises(Refused, match="already"):
        asked(there, there.anna, "ONCE?")
    assert question_list(there.item_id).shown == 1


@pytest.mark.parametrize("text", [" ", "\0\u202e", "x" * 401, "\ud800"])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    there = hall()
    opened(there)
    with pytest.raises(Refused):
        asked(there, there.anna, text)


def test_hostile_words_are_only_words() -> None:
    there = hall()
    opened(there)
    question = shown(there, asked(there, there.anna, "<script>alert(1)</script>\u202e\nwhy\0?"))
    assert question is not None
    assert question["text"] == "<script>alert(1)</script> why?"


def test_a_flood_of_questions_is_stopped(at_noon: datetime) -> None:
    there = hall()
    opened(there)
    for _ in range(3):
        asked(there, there.anna)
    with pytest.raises(TooMany, match="minute"):
        asked(there, there.anna)
    for minute in range(1, 8):
        with clock.stopped_at(at_noon + timedelta(minutes=minute)):
            asked(there, there.anna)
    with clock.stopped_at(at_noon + timedelta(minutes=9)), pytest.raises(TooMany, match="still open"):
        asked(there, there.anna)


def test_what_was_counted_is_answered_again_after_the_list_was_closed() -> None:
    there = hall()
    opened(there)
    question = asked(there, there.anna, "How much does a test cost?", key="message-1")
    want(there.bruno, question)
    set_list(make.actor(there.moderator), there.item_id, is_open=False)
    assert asked(there, there.anna, "How much does a test cost?", key="message-1") == question
    assert want(there.bruno, question) == question
    assert votes(there, question) == 1
    with pytest.raises(Refused):
        asked(there, there.bruno, "How much does a test cost?", key="message-1")
    with pytest.raises(Refused):
        want(there.bruno, question, wanted=False)


def test_everybody_votes_once_and_nobody_for_their_own() -> None:
    there = hall()
    opened(there)
    question = asked(there, there.anna)
    for _ in range(2):
        want(there.bruno, question)
    assert votes(there, question) == 1
    with pytest.raises(Refused, match="your own"):
        want(there.anna, question)
    assert own_part(make.actor(there.bruno), there.item_id)["voted"] == [question]
    for _ in range(2):
        want(there.bruno, question, wanted=False)
    assert votes(there, question) == 0


def test_guests_take_part_only_where_the_list_admits_them() -> None:
    there = hall()
    opened(there)
    visitor = guest(there)
    question = asked(there, there.anna)
    with pytest.raises(Forbidden):
        want(visitor, question)
    with pytest.raises(Forbidden):
        asked(there, visitor)
    opened(there, guests_may=True)
    want(visitor, question)
    mine = shown(there, asked(there, visitor))
    assert mine is not None
    assert mine["guest"]
    assert votes(there, question) == 1


@pytest.mark.parametrize("wanted", [True, False])
def test_a_vote_that_comes_after_the_closing_of_the_list_does_not_count(app: Flask, wanted: bool) -> None:
    with app.test_request_context():
        there = hall()
        opened(there)
        question = asked(there, there.anna)
        if not wanted:
            want(there.bruno, question)
        bruno, item_id = make.actor(there.bruno), there.item_id
        moderator = make.actor(there.moderator)
        db.session.commit()

        def close() -> None:
            with app.test_request_context():
                set_list(moderator, item_id, is_open=False)

        def close_in_between(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            """The list is closed right before the vote locks or writes anything for the first time."""
            if not closers and (statement.startswith(writes) or "xact_lock_shared" in statement):
                closers.append(threading.Thread(target=close))
                closers[0].start()
                closers[0].join()

        writes, closers = ("INSERT INTO question_vote", "DELETE FROM question_vote", "UPDATE"), list[threading.Thread]()
        event.listen(db.engine, "before_cursor_execute", close_in_between)
        with pytest.raises(Refused):
            vote(bruno, question, wanted=wanted)
        event.remove(db.engine, "before_cursor_execute", close_in_between)
        db.session.rollback()
        assert own_part(bruno, item_id)["voted"] == ([] if wanted else [question])


def test_with_approval_nobody_sees_or_votes_before_it() -> None:
    there = hall()
    opened(there, with_approval=True)
    question = asked(there, there.anna)
    assert shown(there, question) is None
    with pytest.raises(NotFound):
        want(there.bruno, question)
    assert own_part(make.actor(there.anna), there.item_id)["asked"][0]["state"] == "waiting"
    decided(there, question, Decision.APPROVE)
    assert shown(there, question) is not None
    want(there.bruno, question)


def test_one_changes_ones_own_words_until_somebody_stands_behind_them() -> None:
    there = hall()
    opened(there, with_approval=True)
    question = asked(there, there.anna, "Whi?")
    decided(there, question, Decision.APPROVE)
    change_words(make.actor(there.anna), question, "Why?")
    assert shown(there, question) is None
    decided(there, question, Decision.APPROVE)
    want(there.bruno, question)
    with pytest.raises(Refused):
        change_words(make.actor(there.anna), question, "Something else?")
    with pytest.raises(Forbidden):
        change_words(make.actor(there.bruno), question, "Mine?")


def test_one_takes_ones_own_back_until_it_is_taken_up() -> None:
    there = hall()
    opened(there)
    question, taken_up = asked(there, there.anna), asked(there, there.anna)
    with pytest.raises(Forbidden):
        withdraw(make.actor(there.bruno), question)
    for _ in range(2):
        withdraw(make.actor(there.anna), question)
    assert on_desk(there, question) is None
    decided(there, taken_up, Decision.ANSWER)
    with pytest.raises(Refused):
        withdraw(make.actor(there.anna), taken_up)


def test_one_is_not_offered_to_take_back_what_others_stand_behind() -> None:
    there = hall()
    opened(there)
    question, same = asked(there, there.anna), asked(there, there.bruno)
    mine = make.actor(there.anna)
    decided(there, same, Decision.MERGE, into=question)
    assert [one["withdraw"] for one in own_part(mine, there.item_id)["asked"]] == [False]
    with pytest.raises(Refused):
        withdraw(mine, question)
    decided(there, same, Decision.UNMERGE)
    assert [one["withdraw"] for one in own_part(mine, there.item_id)["asked"]] == [True]
    withdraw(mine, question)


def test_nobody_learns_whether_a_question_waits_by_trying_to_change_it() -> None:
    there = hall()
    opened(there, with_approval=True)
    question = asked(there, there.anna)
    for attempt in (withdraw, lambda who, key: change_words(who, key, "x")):
        with pytest.raises(NotFound):
            attempt(make.actor(there.bruno), question)


def test_hidden_questions_tell_their_asker_why() -> None:
    there = hall()
    opened(there)
    question = asked(there, there.anna)
    decided(there, question, Decision.HIDE, reason="Not about the session")
    assert shown(there, question) is None
    own = own_part(make.actor(there.anna), there.item_id)["asked"][0]
    assert (own["state"], own["reason"]) == ("hidden", "Not about the session")


def test_much_the_same_is_hinted_at_but_never_what_is_not_shown() -> None:
    there = hall()
    opened(there)
    known = asked(there, there.anna, "How does the recovery fund reach clusters?")
    hidden = asked(there, there.anna, "Does the recovery fund reach rural clusters?")
    decided(there, hidden, Decision.HIDE)
    found = similar(make.actor(there.bruno), there.item_id, "will the recovery fund reach our clusters")
    assert [one["id"] for one in found] == [known]


def test_nobody_asks_reads_or_votes_in_a_session_that_they_may_not_know_of() -> None:
    there = hall(Visibility.INVITED, invite=True)
    opened(there, guests_may=True)
    question = asked(there, there.anna)
    for stranger in (make.actor(there.bruno), guest(there), make.actor(make.participant(make.conference()))):
        for attempt in (
            lambda who: want(who, question),
            lambda who: asked(there, who),
            lambda who: own_part(who, there.item_id),
            lambda who: similar(who, there.item_id, "anything at all"),
            lambda who: withdraw(who, question),
        ):
            with pytest.raises(NotFound):
                attempt(stranger)


def test_only_moderators_decide_and_open() -> None:
    there = hall()
    opened(there)
    question = asked(there, there.anna)
    bruno = make.actor(there.bruno)
    for decision in Decision:
        with pytest.raises(Forbidden):
            decide(bruno, question, decision, 1, {"answer": "x"})
    with pytest.raises(ConferenceError):
        set_list(bruno, there.item_id, is_open=False)


def test_whoever_is_erased_leaves_questions_and_votes_but_no_name() -> None:
    there = hall()
    opened(there)
    question, other = asked(there, there.anna, "Who pays?"), asked(there, there.bruno)
    want(there.anna, other)
    held = question_data(there.anna)
    assert held["questions"]
    assert held["question_votes"]
    erase_from_questions(there.anna)
    db.session.commit()
    one = shown(there, question)
    assert one is not None
    assert one["name"] == ""
    assert votes(there, other) == 1
    assert db.session.scalar(select(func.count()).select_from(QuestionVote)) == 1
    assert db.session.get_one(Question, question).asker_id is None
