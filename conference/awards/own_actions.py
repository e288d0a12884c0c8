"""One's own part in the vote on an award: whether one may vote, why not, and whether one has."""

from dataclasses import dataclass

from flask_babel import gettext as _

from conference.awards.frozen_roll_actions import why_not_on_roll
from conference.awards.models import Award
from conference.awards.voting_actions import has_voted, present_voting
from conference.awards.voting_models import RollEntry
from conference.extensions import db
from conference.permissions import Actor, Permission, can


@dataclass(frozen=True, slots=True)
class OwnVote:
    """Somebody and the present vote of an award. `reason`: why they may not vote; empty where they may."""

    has_voted: bool = False
    reason: str = ""


def own_vote(actor: Actor, award: Award) -> OwnVote:
    """Return the actor's own part in the present vote of an award that they may know of."""
    voting = present_voting(award.id)
    if voting is None:
        return OwnVote()
    if actor.participant_id is None or not can(actor, Permission.AWARDS_VOTE):
        return OwnVote(reason=str(_("Registered participants vote on this award. If you are one, please sign in.")))
    if db.session.get(RollEntry, (voting.id, actor.participant_id)) is None:
        return OwnVote(reason=why_not_on_roll(award, actor.participant_id))
    return OwnVote(has_voted=has_voted(voting.id, actor.participant_id))
