"""Shared read: the jury's sheets that count, and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import exists, select

from conference.awards.models import Award, Conflict, Criterion, Nominee, ScoreSheet
from conference.awards.rules import NomineeState
from conference.awards.scores import mean, sheet_score
from conference.extensions import db


@dataclass(frozen=True, slots=True)
class Counted:
    """A sheet that counts: whose, about whom, points by criterion, and what they come to (0 to 10)."""

    participant_id: int
    nominee_id: int
    points: Mapping[int, int]
    comment: str
    score: Fraction


def counted_sheets(award: Award) -> list[Counted]:
    """Return what counts of an award's sheets: submitted, of standing nominees, without a declared conflict."""
    criteria = db.session.execute(select(Criterion.id, Criterion.weight).where(Criterion.award_id == award.id))
    weights = {criterion_id: weight for criterion_id, weight in criteria}  # noqa: C416 - a Row is no pair to dict()
    conflicted = exists().where(
        Conflict.nominee_id == ScoreSheet.nominee_id, Conflict.participant_id == ScoreSheet.participant_id
    )
    sheets = db.session.scalars(
        select(ScoreSheet)
        .join(Nominee, Nominee.id == ScoreSheet.nominee_id)
        .where(
            Nominee.award_id == award.id,
            Nominee.state == NomineeState.STANDING,
            ScoreSheet.submitted_at.is_not(None),
            ~conflicted,
        )
        .order_by(ScoreSheet.id)
    )
    found = []
    for sheet in sheets:
        points = {score.criterion_id: score.points for score in sheet.scores}
        score = sheet_score(points, weights)
        found.append(Counted(sheet.participant_id, sheet.nominee_id, points, sheet.comment, score))
    return found


def jury_scores(award: Award) -> dict[int, Fraction]:
    """Return what the jury's sheets come to, by nominee; 0 to 10. Nominees without a sheet are left out."""
    by_nominee: dict[int, list[Fraction]] = {}
    for sheet in counted_sheets(award):
        by_nominee.setdefault(sheet.nominee_id, []).append(sheet.score)
    return {nominee: score for nominee, scores in by_nominee.items() if (score := mean(scores)) is not None}
