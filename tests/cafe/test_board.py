"""The board: what stands on it, who groups it, how each step is taken back, and what is refused."""

import json

import pytest

from conference.cafe import board_state_actions as reads
from conference.cafe.harvest import Card, moves_in, piles
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading
from conference.cafe.rules import CafeState
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.cafe.harvesting import TEXTS, board, card_ids, harvest, heading, question, step, undo, write
from tests.cafe.making import hall

pytestmark = pytest.mark.usefixtures("session")


def test_starred_cards_come_first_and_merged_ones_stand_under_theirs_without_any_name() -> None:
    made = harvest()
    table = made.cafe.tables[2]
    star = write(made, table, "Starred", made.at[2][0], is_starred=True)
    write(made, table, "The same", made.at[2][1], merged_into_id=star.id)
    write(made, table, "Gone", made.at[2][1], deleted_at=made.cafe.created_at)
    state = reads.board_state(question(made))
    assert state["cards"][0]["text"] == "Starred"
    assert state["cards"][0]["merged"] == [{"text": "The same", "table": 3}]
    assert state["cards"][0]["table"] == 3
    written = json.dumps(state)
    assert "Gone" not in written
    assert not [person.name for person in made.people if person.name in written]


def test_a_card_merged_into_one_that_is_gone_stands_for_itself_and_circles_end() -> None:
    found = piles([Card(1, "a", 1, into=9), Card(2, "b", 1, into=3), Card(3, "c", 2, into=2)])
    assert sorted(card.id for pile in found for card in (pile.card, *pile.merged)) == [1, 2, 3]


def test_cards_are_grouped_named_ordered_and_each_step_is_taken_back() -> None:
    made = harvest()
    ids = card_ids(made)
    first = step(made, "head", card=[f"{ids['More funding']}:0", f"{ids['Fewer forms']}:0"], text="Money")
    assert board(made)["Money"] == ["More funding", "Fewer forms"]
    undo(made, first)
    assert board(made) == {"": [*sorted(TEXTS, key=lambda text: ids[text])]} or board(made)[""]
    assert "Money" not in board(made)
    step(made, "head", card=[f"{ids['More funding']}:0"])
    step(made, "head", text="Skills")
    money, skills = (row.id for row in reads.headings_of(question(made)))
    assert list(board(made))[:2] == ["More funding", "Skills"]
    ordered = step(made, "order", heading=skills, before=money)
    assert list(board(made))[:2] == ["Skills", "More funding"]
    undo(made, ordered)
    assert list(board(made))[:2] == ["More funding", "Skills"]
    renamed = step(made, "rename", heading=money, text="Money", version=1)
    undo(made, renamed)
    assert "More funding" in board(made)
    moved = step(made, "place", card=[f"{ids['More funding']}:{money}", f"{ids['Open data']}:0"], heading=skills)
    assert set(board(made)["Skills"]) == {"More funding", "Open data"}
    undo(made, moved)
    assert board(made)["Skills"] == []
    assert board(made)["More funding"] == ["More funding"]
    undo(made, step(made, "drop", heading=skills))
    assert list(board(made))[:2] == ["More funding", "Skills"]


def test_what_is_undone_can_be_done_again() -> None:
    made = harvest()
    card = card_ids(made)["Open data"]
    once = step(made, "head", card=[f"{card}:0"], text="Data")
    again = undo(made, undo(made, once))
    assert board(made)["Data"] == ["Open data"]
    assert again.undo is not None


def test_of_two_facilitators_who_move_one_card_the_second_is_told() -> None:
    made = harvest()
    one, two = heading(made, "One"), heading(made, "Two", 1)
    card = card_ids(made)["Open data"]
    step(made, "place", card=[f"{card}:0"], heading=one.id)
    with pytest.raises(Stale, match="Somebody else moved"):
        step(made, "place", by=made.organiser, card=[f"{card}:0"], heading=two.id)
    db.session.rollback()
    assert board(made)["One"] == ["Open data"]


def test_of_two_who_rename_one_heading_the_second_is_told_and_ordering_is_in_nobodys_way() -> None:
    made = harvest()
    one, two = heading(made, "One"), heading(made, "Two", 1)
    step(made, "order", heading=two.id, before=one.id)
    step(made, "rename", heading=one.id, text="First", version=1)
    with pytest.raises(Stale, match="First"):
        step(made, "rename", by=made.organiser, heading=one.id, text="Erste", version=1)
    db.session.rollback()
    assert "First" in board(made)


def test_undo_after_somebody_else_moved_the_card_leaves_it_where_it_is() -> None:
    made = harvest()
    one, two = heading(made, "One"), heading(made, "Two", 1)
    card = card_ids(made)["Open data"]
    mine = step(made, "place", card=[f"{card}:0"], heading=one.id)
    step(made, "place", by=made.organiser, card=[f"{card}:{one.id}"], heading=two.id)
    with pytest.raises(Stale):
        undo(made, mine)
    db.session.rollback()
    assert board(made)["Two"] == ["Open data"]


def test_moving_a_card_is_in_no_hosts_way() -> None:
    made = harvest()
    one = heading(made, "One")
    card = card_ids(made)["Open data"]
    before = db.session.get_one(CafeCard, card).version
    step(made, "place", card=[f"{card}:0"], heading=one.id)
    assert db.session.get_one(CafeCard, card).version == before


def test_a_heading_with_cards_or_dots_is_not_deleted() -> None:
    made = harvest()
    full, dotted = heading(made, "Full"), heading(made, "Dotted", 1)
    step(made, "place", card=[f"{card_ids(made)['Open data']}:0"], heading=full.id)
    make.kept(CafeDot(heading_id=dotted.id, participant_id=made.people[0].id))
    for one in (full, dotted):
        with pytest.raises(Refused):
            step(made, "drop", heading=one.id)
        db.session.rollback()
    assert db.session.query(CafeHeading).count() == 2


def test_an_attendee_groups_nothing() -> None:
    made = harvest()
    card = card_ids(made)["Open data"]
    with pytest.raises(Forbidden):
        step(made, "head", by=made.people[0], card=[f"{card}:0"])
    assert board(made)[""]


def test_a_facilitator_of_another_conference_finds_no_board() -> None:
    made = harvest()
    stranger = make.participant(make.conference(), Role.ORGANISER)
    with pytest.raises(NotFound):
        step(made, "head", by=stranger, text="Theirs")


def test_a_card_or_heading_of_elsewhere_is_not_taken() -> None:
    made, other = harvest(), harvest()
    foreign = heading(other, "Foreign")
    theirs = card_ids(other)["Open data"]
    with pytest.raises(NotFound):
        step(made, "place", card=[f"{card_ids(made)['Open data']}:0"], heading=foreign.id)
    db.session.rollback()
    for form, fields in (("place", {"heading": 0}), ("head", {"text": "x"})):
        with pytest.raises(Stale):
            step(made, form, card=[f"{theirs}:0"], **fields)
        db.session.rollback()
    with pytest.raises(NotFound):
        step(made, "rename", heading=foreign.id, text="Ours", version=1)


def test_a_board_before_the_harvest_is_for_facilitators_only() -> None:
    made = harvest(CafeState.OPEN)
    attendee = make.actor(made.people[0])
    assert not reads.may_see_board(attendee, question(made))
    with pytest.raises(NotFound):
        reads.seen_board(attendee, made.cafe.id, question(made))
    assert reads.may_see_board(make.actor(made.facilitator), question(made))
    step(made, "head", text="Already")
    made.cafe.state = CafeState.HARVEST
    db.session.commit()
    assert reads.may_see_board(attendee, question(made))


def test_a_closed_cafe_keeps_its_board() -> None:
    made = harvest(CafeState.CLOSED)
    assert reads.may_see_board(make.actor(made.people[0]), question(made))
    with pytest.raises(Refused, match="closed"):
        step(made, "head", text="Late")


@pytest.mark.parametrize("text", ["", "x", "1", "1:", ":1", "1:2:3:4", "-1:0", "1:9999999999", "\u0661:0", "1:0\n"])
def test_nonsense_moves_nothing(text: str) -> None:
    with pytest.raises(NotFound):
        moves_in([text], 0)


def test_more_than_a_hundred_cards_and_hostile_headings_are_refused() -> None:
    made = harvest()
    with pytest.raises(Refused, match="100"):
        step(made, "head", text="All", card=[f"{number}:0" for number in range(1, 120)])
    db.session.rollback()
    for text in ("", " \u202e\u200b ", "x" * 301, "\u2800"):
        with pytest.raises(Refused):
            step(made, "head", text=text)
        db.session.rollback()
    step(made, "head", text="<script>alert(1)</script>\u202eevil")
    assert "<script>alert(1)</script>evil" in board(made)


def test_near_duplicates_are_suggested_until_they_are_grouped_or_dismissed() -> None:
    made = harvest(texts=("More funding for small companies", "More funding for small firms", "Open data spaces"))
    found = reads.suggestions(question(made))
    assert [len(group["cards"]) for group in found] == [2]
    assert reads.suggestions(question(made), [found[0]["key"]]) == []
    cards = [card["id"] for card in found[0]["cards"]]
    step(made, "head", card=[f"{cards[0]}:0"], text="Funding")
    heading_id = reads.headings_of(question(made))[0].id
    assert [group["heading"] for group in reads.suggestions(question(made))] == [heading_id]
    step(made, "place", card=[f"{cards[1]}:0"], heading=heading_id)
    assert reads.suggestions(question(made)) == []


def test_a_question_without_cards_has_an_empty_board() -> None:
    made = hall(state=CafeState.HARVEST)
    state = reads.board_state(question(made))
    assert (state["cards"], state["headings"], state["outcomes"]) == ([], [], [])
