"""Blocking: whom a person does not want to be brought together with. The blocked person is told nothing."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, exists, select

from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.locking import insert_once
from conference.people.directory_actions import person_seen
from conference.people.models import Participant, ParticipantBlock
from conference.people.rules import PersonCard, sorted_cards
from conference.permissions import Actor, Permission, require


def block_person(actor: Actor, participant_id: int) -> Participant:
    """Block somebody whom the actor may see, and return them; once is as good as twice.

    Raises `NotFound` for whom they may not see, and `Refused` for themselves.
    """
    person = person_seen(actor, participant_id)
    if person.id == actor.participant_id:
        raise Refused(_("You cannot block yourself."))
    insert_once(ParticipantBlock, participant_id=actor.participant_id, blocked_id=person.id)
    db.session.commit()
    return person


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


def _block_of(actor: Actor, participant_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ParticipantBlock.participant_id == actor.participant_id, ParticipantBlock.blocked_id == participant_id
