"""Who presses “I am interested” and who pitches know of each other: each may block and report the other.

The pitcher reads a name and a word of whoever presses, whether or not the directory has them.
"""

from sqlalchemy import select

from conference.errors import NotFound
from conference.extensions import db
from conference.people.bonds import Bond, declare
from conference.permissions import Actor
from conference.pitches.actions import seen_pitch, tell_desk
from conference.pitches.models import PitchInterest


def have_had_to_do(actor: Actor, participant_id: int) -> bool:
    """Tell whether one of the two is interested in what the other pitches."""
    pairs = {actor.participant_id: participant_id, participant_id: actor.participant_id}
    return any(pairs[who] in _presenters(actor, pitch_id) for pitch_id, who in _interests(*pairs))


def tell_desks_of(one_id: int, other_id: int) -> None:
    """Have the pages of pitchers drawn anew that name one of two whom a block is about to keep apart."""
    for pitch_id, _who in _interests(one_id, other_id):
        tell_desk(pitch_id)


def _interests(*people: int | None) -> list[tuple[int, int]]:
    wanted = select(PitchInterest.pitch_id, PitchInterest.participant_id)
    return [(row[0], row[1]) for row in db.session.execute(wanted.where(PitchInterest.participant_id.in_(people)))]


def _presenters(actor: Actor, pitch_id: int) -> tuple[int, ...]:
    try:
        return seen_pitch(actor, pitch_id).presenters
    except NotFound:
        return ()


declare(Bond(knows=have_had_to_do, end=tell_desks_of))
