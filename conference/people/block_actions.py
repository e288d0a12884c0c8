"""Blocking: the two are not there for each other any more, wherever people meet. The blocked person is told nothing."""

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, exists, or_, select

from conference import realtime
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.locking import insert_once
from conference.people.bonds import bonds
from conference.people.models import Participant, ParticipantBlock
from conference.people.rules import PersonCard, sorted_cards
from conference.people.sight_actions import may_see_person
from conference.permissions import Actor, Permission, require


def block_person(actor: Actor, participant_id: int) -> Participant:
    """Block somebody whom the actor may see or has to do with, and return them; once is as good as twice.

    Raises `NotFound` for whom they do not know, and `Refused` for themselves.
    """
    person = person_known(actor, participant_id)
    note_block(actor, person)
    db.session.commit()
    return person


def note_block(actor: Actor, person: Participant) -> None:
    """Note, without committing, that the actor blocks somebody; the caller has asked whether they may know of them.

    What is between the two ends with it (`bonds.py`). Raises `Refused` for themselves.
    """
    me, other = actor.participant_id or 0, person.id
    if other == me:
        raise Refused(_("You cannot block yourself."))
    if has_blocked(actor, other):
        return
    for bond in bonds():
        bond.end(me, other)
    insert_once(ParticipantBlock, participant_id=me, blocked_id=other)
    for one in (me, other):
        realtime.recheck_participant(one)


def person_known(actor: Actor, participant_id: int) -> Participant:
    """Return somebody whom the actor may see, blocked, or has to do with. Raises `NotFound` for everybody else."""
    require(actor, Permission.PEOPLE_DIRECTORY)
    person = db.session.scalar(
        select(Participant).where(Participant.conference_id == actor.conference_id, Participant.id == participant_id)
    )
    if person is not None and person.erased_at is None and not person.is_guest:
        known = may_see_person(actor, person) or has_blocked(actor, participant_id)
        if known or any(bond.knows(actor, participant_id) for bond in bonds()):
            return person
    raise NotFound(_("There is no such person in the directory."))


def unblock_person(actor: Actor, participant_id: int) -> None:
    """Take a block back; also of somebody whom the actor may not see any more. Raises `NotFound` of elsewhere."""
    require(actor, Permission.PEOPLE_DIRECTORY)
    person = db.session.get(Participant, participant_id)
    if person is None or person.conference_id != actor.conference_id:
        raise NotFound(_("There is no such person in the directory."))
    db.session.execute(delete(ParticipantBlock).where(*_block_of(actor, participant_id)))
    db.session.commit()


def has_blocked(actor: Actor, participant_id: int) -> bool:
    """Tell whether the actor blocked somebody."""
    return bool(db.session.scalar(select(exists().where(*_block_of(actor, participant_id)))))


def blocked_people(actor: Actor) -> Sequence[PersonCard]:
    """Return whom the actor blocked, by name."""
    rows = db.session.scalars(
        select(Participant)
        .join(ParticipantBlock, ParticipantBlock.blocked_id == Participant.id)
        .where(ParticipantBlock.participant_id == actor.participant_id)
    )
    return sorted_cards(row.card for row in rows)


def blocked_pairs(participant_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return which of some people must never meet: either has blocked the other. Each pair once, lower id first."""
    some = set(participant_ids)
    rows = db.session.execute(
        select(ParticipantBlock.participant_id, ParticipantBlock.blocked_id).where(
            or_(ParticipantBlock.participant_id.in_(some), ParticipantBlock.blocked_id.in_(some))
        )
    )
    return {(min(pair), max(pair)) for pair in rows if some.issuperset(pair)}


def _block_of(actor: Actor, participant_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ParticipantBlock.participant_id == actor.participant_id, ParticipantBlock.blocked_id == participant_id
