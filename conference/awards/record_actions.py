"""The record of a revealed award: everything that somebody needs to check it, as one canonical text."""

from flask_babel import gettext as _
from sqlalchemy import select

from conference.awards.actions import seen_award
from conference.awards.canonical import canonical
from conference.awards.log_actions import entries_of, head_of
from conference.awards.models import Nominee
from conference.awards.rules import AwardState
from conference.awards.voting_actions import votings_of
from conference.awards.voting_models import AwardBallot
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import Actor

FORMAT = "conference-award-record-1"


def record_of(actor: Actor, award_id: int) -> str:
    """Return the record of an award, the same text each time. Raises `NotFound` before the award is revealed."""
    award, head = seen_award(actor, award_id), head_of(award_id)
    if award.state is not AwardState.REVEALED or head is None:
        raise NotFound(_("The record is published once the award is revealed."))
    ballots = {voting.guid.hex: _ballots_of(voting.id) for voting in votings_of(award_id)}
    return canonical(
        {
            "format": FORMAT,
            "head": {"number": head.number, "hash": head.hash},
            "log": entries_of(award_id),
            "ballots": ballots,
        }
    )


def _ballots_of(voting_id: int) -> list[tuple[str, str, str]]:
    """Return every ballot as commitment, choice and nonce, in the order of the commitments."""
    rows = db.session.execute(
        select(AwardBallot.commitment, Nominee.guid, AwardBallot.nonce)
        .join(Nominee, Nominee.id == AwardBallot.nominee_id)
        .where(AwardBallot.voting_id == voting_id)
    )
    # Sorted here: databases sort texts by rules of their own.
    return sorted((commitment, guid.hex, nonce) for commitment, guid, nonce in rows)
