"""Turnout: how many of the roll have voted, how many of it are there, and how the kinds of organisation took part."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from conference import realtime
from conference.awards.actions import AWARD
from conference.awards.turnout import Part, shown_parts
from conference.awards.voting_models import AwardParticipation, RollEntry, Voting
from conference.extensions import db
from conference.people.models import Participant


def present_in(voting: Voting) -> int:
    """Return how many people of the roll watch the award now."""
    here = realtime.watching(AWARD, voting.award_id)
    on_roll = select(func.count()).where(RollEntry.voting_id == voting.id, RollEntry.participant_id.in_(here))
    return db.session.scalar(on_roll) or 0 if here else 0


def turnout_parts(voting: Voting) -> Sequence[dict[str, Any]]:
    """Return [{"of": kinds of organisation, "roll", "ballots"}]: "" is unknown; small parts are shown together only."""
    rows = db.session.execute(
        select(
            Participant.organisation_kind,
            func.count(RollEntry.participant_id),
            func.count(AwardParticipation.participant_id),
        )
        .join(Participant, Participant.id == RollEntry.participant_id)
        .outerjoin(
            AwardParticipation,
            (AwardParticipation.voting_id == RollEntry.voting_id)
            & (AwardParticipation.participant_id == RollEntry.participant_id),
        )
        .where(RollEntry.voting_id == voting.id)
        .group_by(Participant.organisation_kind)
    )
    parts = [Part(((kind or ""),), roll, ballots) for kind, roll, ballots in rows]
    return [{"of": list(part.kinds), "roll": part.roll, "ballots": part.ballots} for part in shown_parts(parts)]
