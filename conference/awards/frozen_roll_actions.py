"""The roll: who may vote, as it is when a vote is opened, and why somebody is not on it."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select

from conference.awards.canonical import sha256
from conference.awards.models import Award
from conference.awards.roll_actions import left_out, roll_ids
from conference.awards.rules import JurorsVote, Roll
from conference.awards.voting_models import RollEntry
from conference.extensions import db
from conference.people.models import Participant

NOT_ON_ROLL: str = _l("You are not on the roll of this vote: it was drawn up when the vote was opened.")
NO_JUROR: str = _l("Jurors do not vote on this award.")
HAS_CONFLICT: str = _l("You declared a conflict of interest, so you do not vote on this award.")


def voters_of(award: Award) -> list[int]:
    """Return the participants who may vote by what the award declares now, lowest first."""
    roll = Roll(frozenset(award.roll.get("roles", ())), frozenset(award.roll.get("organisation_kinds", ())))
    return sorted(roll_ids(award.conference_id, roll, award.jurors_vote, award.id))


def write_roll(voting_id: int, people: Collection[int]) -> None:
    """Write down who may vote in a voting."""
    if people:
        rows = [{"voting_id": voting_id, "participant_id": person} for person in sorted(people)]
        db.session.execute(insert(RollEntry), rows)


def roll_hash(people: Collection[int]) -> str:
    """Return the SHA-256 of a roll: the guids of the participants, each on a line, sorted.

    Who looks at the roll can compute it, and it names nobody to those who do not.
    """
    rows = db.session.execute(select(Participant.id, Participant.guid).where(Participant.id.in_(people)))
    return sha256("".join(f"{guid.hex}\n" for guid in sorted(guid for _id, guid in rows)))


def why_not_on_roll(award: Award, participant_id: int) -> str:
    """Return why somebody is not on the roll, in a (lazy) sentence."""
    if participant_id not in left_out(award.id, award.jurors_vote):
        return NOT_ON_ROLL
    return NO_JUROR if award.jurors_vote is JurorsVote.NONE else HAS_CONFLICT
