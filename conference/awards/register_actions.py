"""Shared read: the roll of a vote with its names, for those who watch over it."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from conference.awards.actions import seen_award
from conference.awards.jury_actions import duties_of
from conference.awards.models import Award
from conference.awards.voting_actions import votings_of
from conference.awards.voting_models import AwardParticipation, RollEntry, Voting
from conference.errors import NotFound
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Permission, can, require


@dataclass(frozen=True, slots=True)
class OnRoll:
    """Somebody on a roll. `name` is empty where it was erased; `has_voted` is None as long as the vote is open."""

    name: str
    organisation: str
    has_voted: bool | None


@dataclass(frozen=True, slots=True)
class Register:
    """The roll of one vote, by name."""

    voting: Voting
    people: tuple[OnRoll, ...]


def may_see_registers(actor: Actor, award: Award) -> bool:
    """Tell whether the actor watches over an award: its chair, jurors and observers, and the organisers."""
    return can(actor, Permission.AWARDS_MANAGE) or bool(duties_of(actor, award.id))


def registers_of(actor: Actor, award_id: int) -> list[Register]:
    """Return the rolls of an award's votes. Who has voted is in them once a vote is closed; what, in none.

    Raises `NotFound` for whoever does not watch over the award.
    """
    require(actor, Permission.AWARDS_OBSERVE)
    award = seen_award(actor, award_id)
    if not may_see_registers(actor, award):
        raise NotFound(_("There is no such award."))
    return [Register(voting, _people(voting)) for voting in votings_of(award_id)]


def _people(voting: Voting) -> tuple[OnRoll, ...]:
    took_part = (AwardParticipation.voting_id == voting.id) & (
        AwardParticipation.participant_id == RollEntry.participant_id
    )
    rows = db.session.execute(
        select(Participant.name, Participant.organisation, AwardParticipation.participant_id)
        .select_from(RollEntry)
        .join(Participant, Participant.id == RollEntry.participant_id)
        .outerjoin(AwardParticipation, took_part)
        .where(RollEntry.voting_id == voting.id)
    )
    people = [
        OnRoll(name, organisation, None if voting.closed_at is None else voter is not None)
        for name, organisation, voter in rows
    ]
    return tuple(sorted(people, key=lambda one: (one.name.casefold(), one.organisation.casefold())))
