"""The awards of a session, as the run of the session names them: where each stands, and what is next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from conference.awards.frozen_roll_actions import voters_of
from conference.awards.models import Award
from conference.awards.results import result_from_json
from conference.awards.results_reading import places_to_show
from conference.awards.rules import AwardState, What
from conference.awards.state_actions import award_state
from conference.awards.step_actions import Next, next_step
from conference.awards.steps import Offered, next_offered
from conference.awards.voting_models import AwardParticipation, Voting
from conference.extensions import db


@dataclass(frozen=True, slots=True)
class AwardCard:
    """An award as a run names it: `ballots` of its present vote, `next` what its large button does, `place` which."""

    id: int
    title: str
    state: AwardState
    version: int
    ballots: int
    next: Next | None
    place: int | None


def session_awards(item_id: int) -> Sequence[AwardCard]:
    """Return the awards that are voted on and revealed in a session, in their order; none that is a draft."""
    rows = db.session.scalars(
        select(Award)
        .where(Award.item_id == item_id, Award.state != AwardState.DRAFT)
        .order_by(Award.order, Award.id)
    ).all()  # fmt: skip
    ballots = _ballots([row.id for row in rows]) if rows else {}
    return [
        AwardCard(row.id, row.title, row.state, row.version, ballots.get(row.id, 0), next_step(row.id), next_place(row))
        for row in rows
    ]


def next_button(award_id: int) -> Offered | None:
    """Return the large button of an award, with what is asked first; None where nothing is to be done."""
    award, following = db.session.get_one(Award, award_id), next_step(award_id)
    if following is None:
        return None
    voters = len(voters_of(award)) if following.what is What.OPEN else 0
    return next_offered(following.what, award_state(award_id), next_place(award), voters)


def next_place(award: Award) -> int | None:
    """Return which place is revealed next; None where none is due."""
    following = next_step(award.id)
    if following is None or following.what is not What.REVEAL or award.sealed is None:
        return None
    result = result_from_json(award.sealed["result"])
    places = places_to_show(result)
    return places[award.places_shown] if result.winners else None


def _ballots(award_ids: Sequence[int]) -> Mapping[int, int]:
    """Return how many have voted in the present vote of each award."""
    newest = (
        select(func.max(Voting.id).label("id")).where(Voting.award_id.in_(award_ids)).group_by(Voting.award_id)
    ).subquery()  # fmt: skip
    rows = db.session.execute(
        select(Voting.award_id, func.count(AwardParticipation.participant_id))
        .join(newest, newest.c.id == Voting.id)
        .outerjoin(AwardParticipation, AwardParticipation.voting_id == Voting.id)
        .group_by(Voting.award_id)
    )
    return {award_id: count for award_id, count in rows}  # noqa: C416 - a Row is not a pair to dict()
