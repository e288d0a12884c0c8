"""The cards of a table: who writes, edits, deletes, merges and stars them, and what an attacker gets."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from conference import clock
from conference.cafe import card_actions as cards
from conference.cafe.actions import may_be_at
from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import CafeMessage, CafeRound, HelpCall, Seat
from conference.cafe.rules import LONGEST_CARD, MOST_CARDS_A_MINUTE, CafeState, RoundState
from conference.cafe.table_actions import call_help, table_state
from conference.errors import ConferenceError, Forbidden, NotFound, Refused, Stale, TooMany
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.cafe.making import Hall, seat_all, seated_hall

pytestmark = pytest.mark.usefixtures("session")


def written(
    made: Hall, by: Participant, text: str = "More test beds", *, table: int = 0, question: int = 0
) -> CafeCard:
    """Write a card at a table, with a key of its own."""
    count = db.session.scalar(select(func.count(CafeCard.id))) or 0
    return cards.write_card(
        make.actor(by), made.cafe.tables[table].id, made.cafe.questions[question].id, text, f"key-of-card-{count}"
    )


def shown(made: Hall, table: int = 0) -> list[dict[str, Any]]:
    """Return the cards that a table sees."""
    seen: list[dict[str, Any]] = table_state(made.cafe.tables[table].id)["cards"]
    return seen


def end_round(made: Hall) -> None:
    """Close the first round, if it is not."""
    first = made.cafe.rounds[0]
    first.state, first.ends_at, first.closed_at = RoundState.CLOSED, None, first.closed_at or clock.now()
    db.session.commit()


def open_second_round(made: Hall, at_first_table: list[Participant], elsewhere: list[Participant]) -> CafeRound:
    """Close the first round and open the second, with people at the first table and at the second."""
    end_round(made)
    second = made.cafe.rounds[1]
    second.state, second.opened_at = RoundState.PAUSED, clock.now()
    second.left_seconds = 600
    seat_all(second, made.cafe.tables[0], at_first_table)
    seat_all(second, made.cafe.tables[1], elsewhere)
    db.session.commit()
    return second


def test_whoever_sits_at_a_table_writes_and_all_there_read_it_with_the_name() -> None:
    made = seated_hall()
    author = made.at[0][2]
    card = written(made, author, "  More   test beds ")
    assert [(one["text"], one["name"], one["round"], one["version"]) for one in shown(made)] == [
        ("More test beds", author.name, 1, 1)
    ]
    assert shown(made, 1) == []
    assert card.round_id == made.cafe.rounds[0].id


def test_a_facilitator_writes_at_any_table() -> None:
    made = seated_hall()
    written(made, made.facilitator, table=2)
    assert len(shown(made, 2)) == 1


def test_the_same_card_sent_again_is_one_also_after_the_round() -> None:
    made = seated_hall()
    author, table, question = made.at[0][1], made.cafe.tables[0].id, made.cafe.questions[0].id
    first = cards.write_card(make.actor(author), table, question, "Once", "key-of-the-card").id
    end_round(made)
    assert cards.write_card(make.actor(author), table, question, "Once", "key-of-the-card").id == first
    assert len(shown(made)) == 1


def test_a_card_whose_answer_was_lost_is_known_also_to_whoever_was_moved_on() -> None:
    made = seated_hall()
    author, question = made.at[0][1], made.cafe.questions[0].id
    old, new = (table.id for table in made.cafe.tables[:2])
    first = cards.write_card(make.actor(author), old, question, "Once", "key-of-the-card").id
    db.session.scalars(select(Seat).where(Seat.participant_id == author.id)).one().table_id = new
    db.session.commit()
    assert cards.write_card(make.actor(author), old, question, "Once", "key-of-the-card").id == first
    with pytest.raises(Forbidden):
        cards.write_card(make.actor(author), old, question, "Another", "another-key-of-it")


def test_a_stranger_at_another_table_neither_writes_nor_changes_anything_here() -> None:
    made = seated_hall()
    card = written(made, made.at[0][1])
    stranger = made.at[1][0]
    with pytest.raises(Forbidden):
        written(made, stranger)
    acts: list[Any] = [
        lambda who: cards.edit_card(who, card.id, "Mine now", 1),
        lambda who: cards.delete_card(who, card.id),
        lambda who: cards.merge_cards(who, card.id, None),
        lambda who: cards.star_card(who, card.id, starred=True),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act(make.actor(stranger))
    assert shown(made)[0]["text"] == "More test beds"


def test_somebody_who_was_moved_away_does_not_edit_their_card_by_its_id() -> None:
    made = seated_hall()
    author = made.at[0][1]
    card = written(made, author)
    db.session.scalars(select(Seat).where(Seat.participant_id == author.id)).one().table_id = made.cafe.tables[1].id
    db.session.commit()
    with pytest.raises(NotFound):
        cards.edit_card(make.actor(author), card.id, "From afar", 1)
    with pytest.raises(NotFound):
        cards.delete_card(make.actor(author), card.id)
    assert shown(made)[0]["version"] == 1


def test_somebody_of_another_conference_finds_neither_table_nor_card() -> None:
    made = seated_hall()
    card = written(made, made.at[0][1])
    for role in (Role.ORGANISER, Role.ATTENDEE):
        foreigner = make.actor(make.participant(make.conference(), role))
        with pytest.raises(NotFound):
            cards.write_card(foreigner, made.cafe.tables[0].id, made.cafe.questions[0].id, "Hello", "key-of-the-card")
        with pytest.raises(NotFound):
            cards.edit_card(foreigner, card.id, "Hello", 1)
        with pytest.raises(NotFound):
            call_help(foreigner, made.cafe.tables[0].id, wanted=True)


def test_an_attendee_neither_stars_nor_merges_nor_touches_anothers_card() -> None:
    made = seated_hall()
    own, other = written(made, made.at[0][2]), written(made, made.at[0][1], "Another")
    attendee = make.actor(made.at[0][2])
    with pytest.raises(Forbidden):
        cards.star_card(attendee, own.id, starred=True)
    with pytest.raises(Forbidden):
        cards.merge_cards(attendee, own.id, other.id)
    with pytest.raises(Forbidden):
        cards.edit_card(attendee, other.id, "Mine now", 1)
    with pytest.raises(Forbidden):
        cards.delete_card(attendee, other.id)
    # The host of another table is an attendee here.
    with pytest.raises(NotFound):
        cards.star_card(make.actor(made.at[1][0]), own.id, starred=True)


def test_a_card_of_another_table_or_question_is_not_merged() -> None:
    made = seated_hall()
    here, there = written(made, made.at[0][1]), written(made, made.at[1][1], table=1)
    other_question = written(made, made.at[0][1], "Policy", question=1)
    for actor in (make.actor(made.at[0][0]), make.actor(made.facilitator)):
        with pytest.raises(NotFound):
            cards.merge_cards(actor, here.id, there.id)
        with pytest.raises(Refused):
            cards.merge_cards(actor, here.id, other_question.id)
        with pytest.raises(Refused):
            cards.merge_cards(actor, here.id, here.id)


def test_a_question_of_another_cafe_or_round_is_not_answered_here() -> None:
    made, elsewhere = seated_hall(), seated_hall()
    with pytest.raises(NotFound):
        cards.write_card(
            make.actor(made.at[0][1]), made.cafe.tables[0].id, elsewhere.cafe.questions[0].id, "Hi", "key-of-the-card"
        )
    made.cafe.questions[1].round_number = 2
    db.session.commit()
    with pytest.raises(Refused):
        written(made, made.at[0][1], question=1)
    assert [question["id"] for question in table_state(made.cafe.tables[0].id)["questions"]] == [
        made.cafe.questions[0].id,
        made.cafe.questions[2].id,
    ]


@pytest.mark.parametrize("text", ["", "   ", "\u200b", None, 7, ["a"], "x" * (LONGEST_CARD + 1), "x" * 60_000])
def test_empty_strange_and_huge_texts_are_refused(text: object) -> None:
    made = seated_hall()
    author = make.actor(made.at[0][1])
    with pytest.raises(Refused):
        cards.write_card(author, made.cafe.tables[0].id, made.cafe.questions[0].id, text, "key-of-the-card")
    card = written(made, made.at[0][1], "x" * LONGEST_CARD)
    with pytest.raises(Refused):
        cards.edit_card(author, card.id, text, 1)


def test_so_many_cards_a_minute_and_no_more() -> None:
    made = seated_hall()
    for number in range(MOST_CARDS_A_MINUTE):
        written(made, made.at[0][1], f"Card {number}")
    with pytest.raises(TooMany):
        written(made, made.at[0][1], "One more")
    written(made, made.at[0][2], "Somebody else's")


def test_a_stale_edit_is_refused_with_the_newer_text_and_what_is_already_so_is_fine() -> None:
    made = seated_hall()
    author, host = make.actor(made.at[0][1]), make.actor(made.at[0][0])
    card = written(made, made.at[0][1])
    cards.edit_card(host, card.id, "More open test beds", 1)
    with pytest.raises(Stale) as refusal:
        cards.edit_card(author, card.id, "Many test beds", 1)
    assert refusal.value.differences["text"] == ("Many test beds", "More open test beds")
    assert cards.edit_card(host, card.id, "More open test beds", 1).version == 2
    assert shown(made)[0]["edited"]
    assert cards.edit_card(author, card.id, "Many test beds", 2).version == 3


def test_a_star_does_not_make_an_edit_stale() -> None:
    made = seated_hall()
    card = written(made, made.at[0][1])
    cards.star_card(make.actor(made.at[0][0]), card.id, starred=True)
    assert cards.edit_card(make.actor(made.at[0][1]), card.id, "Many test beds", 1).version == 2
    assert shown(made)[0]["starred"]


def test_a_fourth_star_is_refused_and_says_which_have_one() -> None:
    made = seated_hall()
    host = make.actor(made.at[0][0])
    texts = ("First", "Second", "Third", "Fourth")
    four = [written(made, made.at[0][1], text) for text in texts]
    other_question = written(made, made.at[0][1], "Policy", question=1)
    for card in [*four[:3], other_question]:
        cards.star_card(host, card.id, starred=True)
    with pytest.raises(Refused, match="“First”, “Second”, “Third”"):
        cards.star_card(host, four[3].id, starred=True)
    cards.star_card(host, four[0].id, starred=False)
    cards.star_card(host, four[3].id, starred=True)
    # Neither does bringing a card back make a fourth.
    cards.delete_card(host, four[3].id)
    cards.star_card(host, four[0].id, starred=True)
    cards.delete_card(host, four[3].id, deleted=False)
    assert [card["starred"] for card in shown(made)] == [True, True, True, False, True]


def test_merged_cards_show_what_is_in_them_and_are_taken_apart_again() -> None:
    made = seated_hall()
    host = make.actor(made.at[0][0])
    one, two, three = (written(made, made.at[0][1], text) for text in ("One", "Two", "Three"))
    cards.star_card(host, two.id, starred=True)
    cards.merge_cards(host, one.id, two.id)
    cards.merge_cards(host, two.id, three.id)
    (head,) = shown(made)
    assert (head["text"], head["starred"]) == ("Three", True)
    assert [card["text"] for card in head["merged"]] == ["One", "Two"]
    with pytest.raises(Refused):
        cards.merge_cards(host, three.id, one.id)
    with pytest.raises(Refused):
        cards.delete_card(host, three.id)
    with pytest.raises(NotFound):
        cards.star_card(host, one.id, starred=True)
    cards.merge_cards(host, one.id, None)
    assert [(card["text"], len(card["merged"])) for card in shown(made)] == [("One", 0), ("Three", 1)]


def test_a_deleted_card_is_brought_back_where_it_was() -> None:
    made = seated_hall()
    author, host = make.actor(made.at[0][1]), make.actor(made.at[0][0])
    one, two = written(made, made.at[0][1], "One"), written(made, made.at[0][1], "Two")
    cards.merge_cards(host, one.id, two.id)
    cards.delete_card(author, one.id)
    cards.delete_card(author, one.id)
    assert [card["merged"] for card in shown(made)] == [[]]
    with pytest.raises(NotFound):
        cards.edit_card(author, one.id, "Changed", 2)
    cards.delete_card(author, one.id, deleted=False)
    assert [card["text"] for card in shown(made)[0]["merged"]] == ["One"]
    cards.delete_card(author, one.id)
    cards.delete_card(author, two.id)
    cards.delete_card(author, one.id, deleted=False)
    assert [card["text"] for card in shown(made)] == ["One"]


def test_between_rounds_cards_are_only_read() -> None:
    made = seated_hall()
    author, host = made.at[0][1], make.actor(made.at[0][0])
    card = written(made, author)
    end_round(made)
    acts: list[Any] = [
        lambda: written(made, author, "Too late"),
        lambda: cards.edit_card(make.actor(author), card.id, "Too late", 1),
        lambda: cards.star_card(host, card.id, starred=True),
        lambda: written(made, made.facilitator, "Too late"),
    ]
    for act in acts:
        with pytest.raises(Refused, match="No round is open"):
            act()
    assert may_be_at(make.actor(author), made.cafe.tables[0].id)
    assert not table_state(made.cafe.tables[0].id)["writable"]


def test_a_card_counts_by_the_clock_also_before_anybody_noted_the_end() -> None:
    made = seated_hall()
    made.cafe.rounds[0].ends_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    with pytest.raises(Refused, match="No round is open"):
        written(made, made.at[0][1])
    state = table_state(made.cafe.tables[0].id)
    assert (state["writable"], state["round"]["state"]) == (False, "closed")


def test_cards_stay_with_the_table_and_newcomers_read_from_which_round_they_are() -> None:
    made = seated_hall()
    author, newcomer = made.at[0][1], made.at[1][1]
    card = written(made, author)
    open_second_round(made, [made.at[0][0], newcomer], [author])
    written(made, newcomer, "From the second round")
    assert [one["round"] for one in shown(made)] == [1, 2]
    with pytest.raises(Forbidden):
        cards.edit_card(make.actor(newcomer), card.id, "Not mine", 1)
    with pytest.raises(NotFound):
        cards.edit_card(make.actor(author), card.id, "I sit elsewhere", 1)


def test_questions_of_earlier_rounds_stay_where_the_table_answered_them() -> None:
    made = seated_hall()
    made.cafe.questions[0].round_number, made.cafe.questions[1].round_number = 1, 2
    db.session.commit()
    written(made, made.at[0][1])
    open_second_round(made, made.at[0], made.at[1])
    here, there = (table_state(made.cafe.tables[number].id)["questions"] for number in (0, 1))
    assert [question["now"] for question in here] == [False, True, True]
    assert [question["now"] for question in there] == [True, True]


def test_messages_stay_through_their_round_and_the_break_after_it() -> None:
    made = seated_hall()
    table = made.cafe.tables[0].id

    def told() -> list[str]:
        return [one["text"] for one in table_state(table)["messages"]]

    def say(text: str) -> None:
        db.session.add(CafeMessage(cafe_id=made.cafe.id, text=text, at=clock.now()))
        db.session.commit()

    say("Five more minutes for the second question")
    end_round(made)
    say("Be back at three")
    assert told() == ["Be back at three", "Five more minutes for the second question"]
    open_second_round(made, made.people[:3], made.people[3:6])
    assert told() == ["Be back at three"]


def test_a_table_knows_when_no_round_is_to_come_any_more() -> None:
    made = seated_hall()
    table = made.cafe.tables[0].id
    assert not table_state(table)["over"]
    end_round(made)
    assert not table_state(table)["over"]
    second = open_second_round(made, made.people[:3], made.people[3:6])
    assert not table_state(table)["over"]
    second.state, second.left_seconds, second.closed_at = RoundState.CLOSED, None, clock.now()
    db.session.commit()
    assert table_state(table)["over"]


def test_from_the_harvest_on_only_facilitators_are_at_a_table_and_nobody_writes() -> None:
    made = seated_hall()
    card = written(made, made.at[0][1])
    end_round(made)
    made.cafe.state = CafeState.HARVEST
    db.session.commit()
    assert not may_be_at(make.actor(made.at[0][1]), made.cafe.tables[0].id)
    assert may_be_at(make.actor(made.facilitator), made.cafe.tables[0].id)
    for person in (made.at[0][1], made.facilitator):
        with pytest.raises(ConferenceError):
            cards.edit_card(make.actor(person), card.id, "Too late", 1)


def test_a_table_that_was_merged_into_another_is_only_read() -> None:
    made = seated_hall()
    made.cafe.tables[2].merged_into_id = made.cafe.tables[0].id
    db.session.commit()
    with pytest.raises(Refused, match="merged"):
        written(made, made.facilitator, table=2)


def test_a_table_calls_for_help_once_and_says_when_it_is_settled() -> None:
    made = seated_hall()
    table, sitter = made.cafe.tables[0], make.actor(made.at[0][1])
    with pytest.raises(Forbidden):
        call_help(make.actor(made.at[1][0]), table.id, wanted=True)
    for person in (sitter, make.actor(made.at[0][2])):
        call_help(person, table.id, wanted=True)
    assert db.session.scalar(select(func.count(HelpCall.id))) == 1
    assert table_state(table.id)["help"] is not None
    call_help(sitter, table.id, wanted=False)
    assert table_state(table.id)["help"] is None
