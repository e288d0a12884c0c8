"""Who sat at one's table in a world café is known to one, whether or not the directory has them."""

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from conference.cafe.models import Seat
from conference.extensions import db
from conference.people.bonds import Bond, declare
from conference.permissions import Actor


def sat_together(actor: Actor, participant_id: int) -> bool:
    """Tell whether the actor sat at one table with somebody in some round."""
    mine, theirs = aliased(Seat), aliased(Seat)
    together = exists().where(
        mine.participant_id == actor.participant_id,
        theirs.participant_id == participant_id,
        theirs.round_id == mine.round_id,
        theirs.table_id == mine.table_id,
    )
    return bool(db.session.scalar(select(together)))


# Both stay where they sit when one blocks the other: who sits together is asked when seats are given.
declare(Bond(knows=sat_together))
