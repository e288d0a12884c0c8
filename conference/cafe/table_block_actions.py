"""Blocking somebody whom one met at a table, also where the directory does not show them."""

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from conference.cafe.actions import table_of
from conference.cafe.models import CafeRound, Seat
from conference.errors import NotFound
from conference.extensions import db
from conference.people.block_actions import note_block
from conference.people.models import Participant
from conference.permissions import Actor, Permission, require


def block_at_table(actor: Actor, table_id: int, participant_id: int) -> Participant:
    """Block somebody whom the actor sat with in a round of this table's café, commit, and return them.

    Both stay where they are now: who sits together is asked when seats are given. Raises `NotFound` for anybody else.
    """
    require(actor, Permission.CAFE_JOIN)
    table = table_of(actor, table_id)
    person = db.session.get(Participant, participant_id)
    if person is None or not _sat_together(actor, person, table.cafe_id):
        raise NotFound(_("There is no such person at your table."))
    note_block(actor, person)
    db.session.commit()
    return person


def _sat_together(actor: Actor, person: Participant, cafe_id: int) -> bool:
    mine, theirs = aliased(Seat), aliased(Seat)
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    mine.round_id == CafeRound.id,
                    CafeRound.cafe_id == cafe_id,
                    mine.participant_id == actor.participant_id,
                    theirs.round_id == mine.round_id,
                    theirs.table_id == mine.table_id,
                    theirs.participant_id == person.id,
                )
            )
        )
    )
