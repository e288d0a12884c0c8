"""What came of the questions of cafés: lists with their trails, for pages, exports, recommendations and the report."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select

from conference.cafe.harvest import CafeOutcomes, Outcome, QuestionOutcomes, TrailCard
from conference.cafe.harvest_models import CafeCard, CafeOutcome, CafeOutcomeCard
from conference.cafe.models import Cafe, CafeQuestion, CafeTable
from conference.extensions import db


def outcomes_of(conference_id: int) -> list[CafeOutcomes]:
    """Return what came of every café of a conference, oldest café first. Nobody's name is in it.

    Questions whose list is not agreed yet have `agreed_at` None. Who may read it is the caller's to ask.
    """
    cafes = db.session.scalars(select(Cafe).where(Cafe.conference_id == conference_id).order_by(Cafe.id)).all()
    return _with_outcomes(cafes)


def outcomes_of_cafe(cafe: Cafe) -> CafeOutcomes:
    """Return what came of one café."""
    return _with_outcomes([cafe])[0]


def outcomes_of_question(question: CafeQuestion) -> QuestionOutcomes:
    """Return the list of one question."""
    rows = _rows([question.id])
    return _question(question, rows, trails_of([row.id for row in rows]))


def _with_outcomes(cafes: Iterable[Cafe]) -> list[CafeOutcomes]:
    cafes = list(cafes)
    questions: defaultdict[int, list[CafeQuestion]] = defaultdict(list)
    for question in db.session.scalars(
        select(CafeQuestion)
        .where(CafeQuestion.cafe_id.in_([cafe.id for cafe in cafes]))
        .order_by(CafeQuestion.order, CafeQuestion.id)
    ):
        questions[question.cafe_id].append(question)
    rows = _rows([question.id for ours in questions.values() for question in ours])
    trails = trails_of([row.id for row in rows])
    return [
        CafeOutcomes(
            cafe.id, cafe.title, cafe.theme, cafe.item_id,
            tuple(_question(question, rows, trails) for question in questions[cafe.id]),
        )
        for cafe in cafes
    ]  # fmt: skip


def _rows(question_ids: Collection[int]) -> list[CafeOutcome]:
    return list(
        db.session.scalars(
            select(CafeOutcome)
            .where(CafeOutcome.question_id.in_(question_ids))
            .order_by(CafeOutcome.order, CafeOutcome.id)
        )
    )


def _question(
    question: CafeQuestion, rows: Iterable[CafeOutcome], trails: dict[int, tuple[TrailCard, ...]]
) -> QuestionOutcomes:
    outcomes = tuple(
        Outcome(row.id, row.text, row.dots, trails.get(row.id, ()), row.version)
        for row in rows
        if row.question_id == question.id
    )
    return QuestionOutcomes(question.id, question.text, question.agreed_at, outcomes)


def trails_of(outcome_ids: Collection[int]) -> dict[int, tuple[TrailCard, ...]]:
    """Return the cards behind outcomes, by table; also those deleted or merged since, as they counted then."""
    found: defaultdict[int, list[TrailCard]] = defaultdict(list)
    for outcome_id, text, number, table_id in db.session.execute(
        select(CafeOutcomeCard.outcome_id, CafeCard.text, CafeTable.number, CafeTable.id)
        .join(CafeCard, CafeCard.id == CafeOutcomeCard.card_id)
        .join(CafeTable, CafeTable.id == CafeCard.table_id)
        .where(CafeOutcomeCard.outcome_id.in_(outcome_ids))
        .order_by(CafeTable.number, CafeCard.id)
    ):
        found[outcome_id].append(TrailCard(text, number, table_id))
    return {key: tuple(cards) for key, cards in found.items()}
