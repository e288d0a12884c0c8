"""The board of a question as it is read: cards under headings, dots, the list; who may see it, and near duplicates."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import realtime
from conference.cafe.actions import may_see_cafe, question_of
from conference.cafe.harvest import Card, Pile, piles
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading, CafeOutcome, CafeOutcomeCard
from conference.cafe.likeness import alike_groups
from conference.cafe.models import Cafe, CafeQuestion, CafeTable
from conference.cafe.rules import CafeState
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import Actor, Permission, can

HARVESTED = frozenset({CafeState.HARVEST, CafeState.CLOSED})
MOST_SUGGESTED = 8


def seen_board(actor: Actor, cafe_id: int, question_id: int) -> tuple[Cafe, CafeQuestion]:
    """Return a café and the question of it whose board the actor may see. Raises `NotFound`."""
    question = question_of(actor, question_id)
    if question.cafe_id != cafe_id or not may_see_board(actor, question_id):
        raise NotFound(_("There is no such board, or not yet: it opens with the harvest."))
    return db.session.get_one(Cafe, cafe_id), question


def may_see_board(actor: Actor, question_id: int) -> bool:
    """Tell whether the actor may see a board: who may take part, once the harvest begins; who facilitates, always."""
    question = db.session.get(CafeQuestion, question_id)
    if question is None or not may_see_cafe(actor, question.cafe_id):
        return False
    state = db.session.get_one(Cafe, question.cafe_id).state
    return can(actor, Permission.CAFE_FACILITATE) or state in HARVESTED


def dots_are_open(cafe: Cafe) -> bool:
    """Tell whether dots are being put: opened by a facilitator, and the harvest is not over."""
    return cafe.dots_open and cafe.state is CafeState.HARVEST


def shows_dots(cafe: Cafe, question: CafeQuestion) -> bool:
    """Tell whether everybody may read dots in the list: not as long as more are being put, unless it is agreed."""
    return question.agreed_at is not None or not dots_are_open(cafe)


def is_taken_over(question: CafeQuestion) -> bool:
    """Tell whether a question's list came from elsewhere: there is a list, and never was a card, a heading or a dot."""
    rows = (
        (CafeOutcome, CafeOutcome.question_id),
        (CafeCard, CafeCard.question_id),
        (CafeHeading, CafeHeading.question_id),
    )
    there = [
        db.session.scalar(select(model.id).where(belongs == question.id).limit(1)) is not None
        for model, belongs in rows
    ]
    return there == [True, False, False]


def tell_board(question_id: int) -> None:
    """Say, before the commit, that something on the board of a question changes."""
    realtime.changed("cafe_board", question_id)
    realtime.changed("cafe_board_desk", question_id)


def tell_boards(cafe_id: int) -> None:
    """Say, before the commit, that something changes on every board of a café: its state, whether dots are put."""
    for question_id in db.session.scalars(select(CafeQuestion.id).where(CafeQuestion.cafe_id == cafe_id)):
        tell_board(question_id)


def board_state(question_id: int) -> dict[str, Any]:
    """Return the whole board: what everybody who may see it sees. Who wrote a card is nowhere in it."""
    question = db.session.get_one(CafeQuestion, question_id)
    cafe = db.session.get_one(Cafe, question.cafe_id)
    is_open = dots_are_open(cafe)
    counts = {} if is_open else dots_of(question_id)
    return {
        "question": question.id,
        "text": question.text,
        "state": cafe.state.value,
        "dots_each": cafe.dots,
        "dots_open": is_open,
        "agreed": question.agreed_at is not None,
        "headings": [
            # While dots are being put nobody is shown how many there are, so as not to be swayed.
            {
                "id": row.id,
                "text": row.text,
                "version": row.version,
                "dots": None if is_open else counts.get(row.id, 0),
            }
            for row in headings_of(question_id)
        ],
        "cards": [_card_state(pile) for pile in piles(cards_of(question_id))],
        "outcomes": _outcome_states(question_id, with_dots=shows_dots(cafe, question) and not is_taken_over(question)),
    }


def _card_state(pile: Pile) -> dict[str, Any]:
    card = pile.card
    return {
        "id": card.id,
        "text": card.text,
        "table": card.table,
        "starred": card.is_starred,
        "heading": card.heading,
        "merged": [{"text": one.text, "table": one.table} for one in pile.merged],
    }


def _outcome_states(question_id: int, *, with_dots: bool) -> list[dict[str, Any]]:
    tables: defaultdict[int, set[int]] = defaultdict(set)
    for outcome_id, number in db.session.execute(
        select(CafeOutcomeCard.outcome_id, CafeTable.number)
        .join(CafeOutcome, CafeOutcome.id == CafeOutcomeCard.outcome_id)
        .join(CafeCard, CafeCard.id == CafeOutcomeCard.card_id)
        .join(CafeTable, CafeTable.id == CafeCard.table_id)
        .where(CafeOutcome.question_id == question_id)
    ):
        tables[outcome_id].add(number)
    rows = db.session.scalars(
        select(CafeOutcome).where(CafeOutcome.question_id == question_id).order_by(CafeOutcome.order, CafeOutcome.id)
    )
    return [
        {"id": row.id, "text": row.text, "dots": row.dots if with_dots else None, "tables": sorted(tables[row.id])}
        for row in rows
    ]


def desk_state(question_id: int) -> dict[str, Any]:
    """Return what only facilitators see: how many dots each heading has, also while they are being put, and of whom."""
    voters = db.session.scalar(
        select(func.count(CafeDot.participant_id.distinct()))
        .join(CafeHeading, CafeHeading.id == CafeDot.heading_id)
        .where(CafeHeading.question_id == question_id)
    )
    return {"dots": {str(key): count for key, count in dots_of(question_id).items()}, "voters": voters or 0}


def headings_of(question_id: int) -> list[CafeHeading]:
    """Return the headings of a question, in their order."""
    return list(
        db.session.scalars(
            select(CafeHeading)
            .where(CafeHeading.question_id == question_id)
            .order_by(CafeHeading.order, CafeHeading.id)
        )
    )


def cards_of(question_id: int) -> list[Card]:
    """Return all cards of a question that nobody deleted, merged ones too."""
    rows = db.session.execute(
        select(CafeCard.id, CafeCard.text, CafeTable.number, CafeCard.is_starred, CafeCard.heading_id,
               CafeCard.merged_into_id)
        .join(CafeTable, CafeTable.id == CafeCard.table_id)
        .where(CafeCard.question_id == question_id, CafeCard.deleted_at.is_(None))
    )  # fmt: skip
    return [Card(key, text, table, star, heading or 0, into) for key, text, table, star, heading, into in rows]


def dots_of(question_id: int) -> dict[int, int]:
    """Return how many dots the headings of a question have; those without any are left out."""
    rows = db.session.execute(
        select(CafeDot.heading_id, func.count())
        .join(CafeHeading, CafeHeading.id == CafeDot.heading_id)
        .where(CafeHeading.question_id == question_id)
        .group_by(CafeDot.heading_id)
    )
    return {heading_id: count for heading_id, count in rows}  # noqa: C416 - a Row is no pair to dict()


def suggestions(question_id: int, dismissed: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Return groups of cards that say much the same, where at least one of them is loose and one heading would do.

    `key` names a group for whoever does not want it; `dismissed` are the keys of such.
    """
    unwanted = set(dismissed)
    cards = {pile.card.id: pile.card for pile in piles(cards_of(question_id))}
    found = []
    for group in alike_groups({key: card.text for key, card in cards.items()}):
        loose = [cards[key] for key in group if not cards[key].heading]
        headings = {cards[key].heading for key in group} - {0}
        key = "-".join(map(str, group))
        if loose and len(headings) <= 1 and key not in unwanted:
            found.append(
                {
                    "key": key,
                    "heading": next(iter(headings), 0),
                    "cards": [{"id": one.id, "text": one.text, "table": one.table} for one in loose],
                    "others": [{"text": cards[one].text} for one in group if cards[one].heading],
                }
            )
    return found[:MOST_SUGGESTED]
