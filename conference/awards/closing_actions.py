"""Closing a vote, and deciding an award without one: checked, sealed, logged and mailed. No commits but the clock's."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.awards.actions import tell
from conference.awards.canonical import canonical, commitment_of, sha256
from conference.awards.head_mail_actions import Occasion, mail_head
from conference.awards.log_actions import Head, append, append_act, append_commitments, log_holds, logged_commitments
from conference.awards.models import Award
from conference.awards.opening_actions import append_opening, new_voting, standing_finalists
from conference.awards.path_actions import arrive, require_ready
from conference.awards.results import result_to_json
from conference.awards.rules import PATHS, AwardState, DecidedBy, EntryKind
from conference.awards.voting_actions import (
    ballots_in,
    counts_at,
    finalists_of,
    lock_voting,
    present_voting,
    result_up_to,
    tally_of,
    votings_of,
)
from conference.awards.voting_models import AwardBallot, AwardParticipation, Voting
from conference.errors import Refused
from conference.extensions import db
from conference.forgetting import forget_order
from conference.locking import locked
from conference.metrics import AWARD_CHECKS_FAILED
from conference.permissions import Actor

log = logging.getLogger(__name__)


def close_vote(award: Award, by_id: int | None) -> None:
    """Close the open vote of an award that the caller holds; `by_id` None: the clock. Raises `Refused`."""
    voting = present_voting(award.id)
    if award.state is not AwardState.VOTING or voting is None:
        raise Refused(_("The vote is not open."))
    lock_voting(voting)
    now = clock.now()
    ends = voting.closes_at
    _close(award, voting, ends if ends is not None and ends <= now else now, by_id)


def decide(actor: Actor, award: Award) -> None:
    """Say that an award without a vote is decided: it is frozen and closed in one moment. Raises `Refused`."""
    if AwardState.VOTING in PATHS[award.decided_by]:
        raise Refused(_("The audience votes on this award: open its vote."))
    is_conferred = award.decided_by is DecidedBy.CONFERRED
    if award.state not in ({AwardState.DRAFT} if is_conferred else {AwardState.FINALISTS, AwardState.PITCHES}):
        raise Refused(_("An award is decided once the finalists are chosen, and once only."))
    require_ready(award, AwardState.CLOSED)
    given = [one for one in award.nominees if one.is_chosen] if is_conferred else standing_finalists(award)
    voting = new_voting(award, list(given), roll=[], number=1)
    append_opening(voting)
    _close(award, voting, voting.opened_at, actor.participant_id)


def _close(award: Award, voting: Voting, at: datetime, by_id: int | None) -> None:
    append_commitments(voting)
    voting.closed_at = at
    db.session.flush()
    forget_order(AwardParticipation, AwardParticipation.voting_id, voting.id)
    forget_order(AwardBallot, AwardBallot.voting_id, voting.id)
    db.session.expire_all()
    sealed_hash = _check_and_seal(award, voting)
    checks = voting.checks or {}
    what = {name: checks[name] for name in ("participations", "ballots", "commitments")}
    head = append(
        award.id,
        EntryKind.CLOSING,
        {"voting": voting.guid.hex, "at": at.isoformat(), **what, "sealed_sha256": sealed_hash},
    )
    award.places_shown = 0
    arrive(award, AwardState.CLOSED, by_id)
    mail_head(award, voting, head, Occasion.CLOSED)


def check_again(award: Award) -> Head:
    """Check a closed vote again whose checks failed, and seal its result where they hold by now. Raises `Refused`."""
    voting = present_voting(award.id)
    if award.state is not AwardState.CLOSED or voting is None or (voting.checks or {}).get("ok"):
        raise Refused(_("There is nothing to check again."))
    sealed_hash = _check_and_seal(award, voting)
    tell(award)
    return append_act(voting, "checked", clock.now(), sealed_sha256=sealed_hash)


def _check_and_seal(award: Award, voting: Voting) -> str | None:
    """Note what the checks say and seal the result; return the hash of what is sealed, None where a check fails."""
    voting.checks = checks_of(voting)
    if not voting.checks["ok"]:
        award.sealed = None
        report_failed(voting, voting.checks)
        return None
    award.sealed = sealed_of(votings_of(award.id))
    return sha256(canonical(award.sealed))


def report_failed(voting: Voting, checks: Mapping[str, Any]) -> None:
    """Tell the operator that a vote's rows and its log do not agree."""
    AWARD_CHECKS_FAILED.inc()
    log.error("The vote %s does not hold: %s. Its result stays sealed.", voting.guid.hex, checks)


def sealed_of(votings: Sequence[Voting]) -> dict[str, Any]:
    """Return what is sealed: the result, and the salt without which nobody guesses it from its hash."""
    return {"result": result_to_json(result_up_to(votings)), "salt": votings[-1].salt}


def checks_of(voting: Voting) -> dict[str, Any]:
    """Return what a vote's rows and its log say, and whether they agree (`ok`); nothing is mended."""
    guids = {one.id: one.guid.hex for one in finalists_of(voting.id)}
    rows = db.session.execute(
        select(AwardBallot.nominee_id, AwardBallot.nonce, AwardBallot.commitment)
        .where(AwardBallot.voting_id == voting.id)
    ).all()  # fmt: skip
    logged = list(logged_commitments(voting.award_id, voting.guid.hex))
    fitting = sum(
        commitment_of(voting.guid.hex, guids.get(nominee_id, ""), nonce) == commitment
        for nominee_id, nonce, commitment in rows
    )
    found: dict[str, Any] = {
        "participations": ballots_in(voting.id),
        "ballots": len(rows),
        "commitments": len(logged),
        "fitting": fitting,
        "tally": sum(tally_of(voting.id).values()),
        "log_holds": log_holds(voting.award_id),
        "frozen_holds": sha256(voting.frozen) == voting.frozen_hash,
        "same_commitments": sorted(row.commitment for row in rows) == sorted(logged),
    }
    counts = {found[name] for name in ("participations", "ballots", "commitments", "fitting", "tally")}
    found["ok"] = len(counts) == 1 and found["log_holds"] and found["frozen_holds"] and found["same_commitments"]
    return found


def close_what_has_ended() -> None:
    """Note that the time of votes is up; several servers may ask at once, one of them does it."""
    now = clock.now()
    due = db.session.execute(
        select(Voting.id, Voting.award_id)
        .where(Voting.closed_at.is_(None), Voting.closes_at <= now)
        .order_by(Voting.id)
    ).all()
    db.session.rollback()
    for _voting_id, award_id in due:
        award = locked(Award, award_id)
        voting = present_voting(award_id)
        # Somebody else may have closed it meanwhile, or given it more time.
        if award is not None and voting is not None and voting.closed_at is None and not counts_at(voting, clock.now()):
            close_vote(award, by_id=None)
        db.session.commit()
