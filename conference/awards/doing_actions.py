"""What somebody can do at an award now, for the list and the award's page."""

from enum import StrEnum

from conference.awards.finalist_actions import SHOWN
from conference.awards.jury_actions import duties_of
from conference.awards.models import Award
from conference.awards.nomination_actions import why_not_nominate
from conference.awards.own_actions import own_vote
from conference.awards.rules import AwardState, DecidedBy, Duty
from conference.permissions import Actor, Permission, can


class Doing(StrEnum):
    """Something to do, the most pressing first."""

    VOTE = "vote"
    FOLLOW = "follow"
    SCORE = "score"
    CHAIR = "chair"
    NOMINATE = "nominate"
    RUN = "run"
    FINALISTS = "finalists"


def doings(actor: Actor, award: Award) -> list[Doing]:
    """Return what the actor can do at an award that they may know of."""
    return sorted(_doings(actor, award), key=list(Doing).index)


def _doings(actor: Actor, award: Award) -> set[Doing]:
    found = set()
    if award.state is AwardState.VOTING and can(actor, Permission.STAGE_WATCH):
        mine = own_vote(actor, award)
        found.add(Doing.FOLLOW if mine.reason or mine.has_voted else Doing.VOTE)
    duties = duties_of(actor, award.id) if can(actor, Permission.AWARDS_JUDGE) else frozenset()
    if Duty.JUROR in duties and award.state is AwardState.JURY:
        found.add(Doing.SCORE)
    if Duty.CHAIR in duties and award.state not in {AwardState.DRAFT, AwardState.NOMINATIONS}:
        found.add(Doing.CHAIR)
    if not why_not_nominate(actor, award):
        found.add(Doing.NOMINATE)
    if can(actor, Permission.AWARDS_RUN) and _is_run(award):
        found.add(Doing.RUN)
    if award.state in SHOWN and award.decided_by is not DecidedBy.CONFERRED:
        found.add(Doing.FINALISTS)
    return found


def _is_run(award: Award) -> bool:
    """Tell whether what comes next is done where the vote is run."""
    if award.decided_by is DecidedBy.CONFERRED:
        return True
    return award.state not in {AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.JURY}
