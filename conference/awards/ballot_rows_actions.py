"""The rows of ballots and participations that are written together. Nothing here commits or judges.

Rows are written in the order of their keys: two writers at once never wait for each other, and the order of ballots is
that of random numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import Table, delete, select, tuple_

from conference.awards.voting_models import AwardBallot, AwardParticipation
from conference.extensions import db
from conference.locking import inserting_once, on_sqlite

if TYPE_CHECKING:
    from conference.awards.ballot_actions import Ready

# Which voting, and who.
Seat = tuple[int, int]
PARTICIPATION: Table = AwardParticipation.__table__  # type: ignore[assignment]
BALLOT: Table = AwardBallot.__table__  # type: ignore[assignment]
# Written once: to put a statement together takes as long as to run it.
CLAIM = inserting_once(PARTICIPATION, PARTICIPATION.c.voting_id, PARTICIPATION.c.participant_id)
CAST = inserting_once(BALLOT, BALLOT.c.id)


def messages_counted(seats: Collection[Seat]) -> dict[Seat, str]:
    """Return by what the counted message of each is known, of those who have voted."""
    if not seats:
        return {}
    which = tuple_(AwardParticipation.voting_id, AwardParticipation.participant_id).in_(sorted(seats))
    rows = db.session.execute(
        select(AwardParticipation.voting_id, AwardParticipation.participant_id, AwardParticipation.message).where(which)
    )
    return {(voting_id, person): message for voting_id, person, message in rows}


def taken_commitments(wanted: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return which of these commitments (with their voting) are on a ballot already."""
    if not wanted:
        return set()
    which = tuple_(AwardBallot.voting_id, AwardBallot.commitment).in_(sorted(wanted))
    rows = db.session.execute(select(AwardBallot.voting_id, AwardBallot.commitment).where(which))
    return {(voting_id, commitment) for voting_id, commitment in rows}


def claim(messages: Mapping[Seat, str]) -> Sequence[Seat]:
    """Write down that people vote, and return those for whom that was new."""
    if not messages:
        return []
    rows = [{"voting_id": seat[0], "participant_id": seat[1], "message": messages[seat]} for seat in sorted(messages)]
    written = db.session.connection().execute(CLAIM[on_sqlite()], rows)
    return sorted((voting_id, participant_id) for voting_id, participant_id in written)


def write_ballots(ready: Sequence["Ready"]) -> set[Seat]:
    """Write the ballots of those who vote now, and return whose were written.

    Whose commitment somebody else took in this moment has not voted: that they do is taken back.
    """
    if not ready:
        return set()
    ballots = {uuid4(): one for one in ready}
    rows = [
        {
            "id": ballot_id, "voting_id": one.seat[0], "nominee_id": one.nominee_id, "nonce": one.nonce,
            "commitment": one.counted.commitment, "is_logged": False,
        }
        for ballot_id, one in sorted(ballots.items(), key=lambda pair: pair[0].bytes)
    ]  # fmt: skip
    written = {ballot_id for (ballot_id,) in db.session.connection().execute(CAST[on_sqlite()], rows)}
    lost = sorted(one.seat for ballot_id, one in ballots.items() if ballot_id not in written)
    if lost:
        which = tuple_(PARTICIPATION.c.voting_id, PARTICIPATION.c.participant_id).in_(lost)
        db.session.connection().execute(delete(PARTICIPATION).where(which))
    return {one.seat for one in ready} - set(lost)
