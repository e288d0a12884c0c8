"""Shared reads of votes: the present one, who stands in it, what was cast, and its lock."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from conference.awards.models import Nominee
from conference.awards.results import Result, Rules, Standing, result_of
from conference.awards.results_reading import rules_in, scores_in
from conference.awards.voting_models import AwardBallot, AwardParticipation, Voting, VotingFinalist
from conference.extensions import db
from conference.locking import lock_rows


def lock_voting(voting: Voting) -> None:
    """Hold a vote alone until the end of the transaction: no ballot is counted meanwhile. Lock the award before."""
    lock_rows(select(Voting.id).where(Voting.id == voting.id))


def votings_of(award_id: int) -> Sequence[Voting]:
    """Return the votes of an award, the first one first; the last one is the present one."""
    return db.session.scalars(select(Voting).where(Voting.award_id == award_id).order_by(Voting.number)).all()


def present_voting(award_id: int) -> Voting | None:
    """Return the present vote of an award: the one with the highest number; None before the first opening."""
    query = select(Voting).where(Voting.award_id == award_id).order_by(Voting.number.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def counts_at(voting: Voting, now: datetime) -> bool:
    """Tell whether ballots count at a moment, whoever is late to say that the time is up."""
    return voting.closed_at is None and (voting.closes_at is None or now < voting.closes_at)


def finalists_of(voting_id: int) -> Sequence[Nominee]:
    """Return who stands in a vote, in the order that voters see."""
    return db.session.scalars(
        select(Nominee)
        .join(VotingFinalist, VotingFinalist.nominee_id == Nominee.id)
        .where(VotingFinalist.voting_id == voting_id)
        .order_by(VotingFinalist.position)
    ).all()


def ballots_in(voting_id: int) -> int:
    """Return how many people have voted."""
    query = select(func.count()).select_from(AwardParticipation).where(AwardParticipation.voting_id == voting_id)
    return db.session.scalar(query) or 0


def has_voted(voting_id: int, participant_id: int) -> bool:
    """Tell whether somebody's ballot is in; nobody can tell which one it is."""
    return db.session.get(AwardParticipation, (voting_id, participant_id)) is not None


def tally_of(voting_id: int) -> dict[str, int]:
    """Return the ballots of each finalist (its guid), in the order that voters see; counted from the rows, now."""
    rows = db.session.execute(
        select(AwardBallot.nominee_id, func.count())
        .where(AwardBallot.voting_id == voting_id)
        .group_by(AwardBallot.nominee_id)
    )
    votes = {nominee_id: count for nominee_id, count in rows}  # noqa: C416 - a Row is no pair to dict()
    return {one.guid.hex: votes.get(one.id, 0) for one in finalists_of(voting_id)}


def frozen_of(voting: Voting) -> Mapping[str, Any]:
    """Return what was declared when a vote was opened."""
    frozen: Mapping[str, Any] = json.loads(voting.frozen)
    return frozen


def result_up_to(votings: Sequence[Voting]) -> Result:
    """Return what the first vote, and the run-off after it where there is one, come to by what was frozen."""
    first, *run_offs = votings
    frozen = frozen_of(first)
    rules: Rules = rules_in(frozen)
    sealed = json.loads(first.sealed_part) if first.sealed_part else {}
    scores = scores_in(sealed)
    tally = tally_of(first.id)
    chosen = [Standing(one["id"], chosen=True) for one in sealed.get("chosen", ())]
    finalists = [Standing(one["id"], tally.get(one["id"], 0), scores.get(one["id"])) for one in frozen["finalists"]]
    run_off = tally_of(run_offs[-1].id) if run_offs else None
    return result_of(rules, chosen or finalists, frozen["roll"]["size"], run_off)
