"""The steps of a vote: what the large button does next, and doing it with the version that was seen."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from conference.awards.actions import locked_award
from conference.awards.closing_actions import check_again, close_vote, decide
from conference.awards.models import Award
from conference.awards.opening_actions import BEFORE_A_VOTE, extend, open_run_off, open_vote, take_back
from conference.awards.results import Outcome
from conference.awards.reveal_actions import reveal_next
from conference.awards.rules import PATHS, AwardState, DecidedBy, What
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Permission, can, require


@dataclass(frozen=True, slots=True)
class Next:
    """What the large button does, and the version of the award that it was read from."""

    what: What
    version: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Where an award stands after a step. `already`: it was so before, nothing was written."""

    state: AwardState
    version: int
    already: bool = False


# Where a step leads, so that a second press of the same button finds it done.
LEADS_TO = {What.OPEN: AwardState.VOTING, What.CLOSE: AwardState.CLOSED, What.DECIDE: AwardState.CLOSED}


def next_step(award_id: int) -> Next | None:
    """Return what comes next for an award; None where that is not done at the desk, or nothing is left to do."""
    award = db.session.get(Award, award_id)
    what = _next_of(award) if award else None
    return Next(what, award.version) if award and what else None


def _next_of(award: Award) -> What | None:
    has_vote = AwardState.VOTING in PATHS[award.decided_by]
    if award.state in BEFORE_A_VOTE:
        return What.OPEN if has_vote else What.DECIDE
    if award.state is AwardState.DRAFT and award.decided_by is DecidedBy.CONFERRED:
        return What.DECIDE
    if award.state is AwardState.VOTING:
        return What.CLOSE
    if award.state is not AwardState.CLOSED:
        return None
    if award.sealed is None:
        return What.CHECK
    return What.RUN_OFF if award.sealed["result"]["outcome"] == Outcome.RUN_OFF else What.REVEAL


def act_on_award(actor: Actor, award_id: int, what: What, seen_version: int | None, *, seconds: int = 0) -> Taken:
    """Take a step and commit; see `take_step`."""
    taken = take_step(actor, award_id, what, seen_version, seconds=seconds)
    db.session.commit()
    return taken


def take_step(actor: Actor, award_id: int, what: What, seen_version: int | None, *, seconds: int = 0) -> Taken:
    """Take a step of an award's vote; does not commit. What is already so is fine, and said.

    `seen_version` is the award's version that the moderator saw (None: whatever it is); `seconds` for extending. Raises
    `Stale` where somebody else was faster, and `Refused` for what makes no sense.
    """
    require(actor, Permission.AWARDS_RUN)
    award = locked_award(actor, award_id)
    if award.state is AwardState.DRAFT and not can(actor, Permission.AWARDS_MANAGE):
        raise NotFound(_("There is no such award."))
    if LEADS_TO.get(what) is award.state:
        return Taken(award.state, award.version, already=True)
    if seen_version is not None and seen_version != award.version:
        raise Stale(_("Somebody else was faster. Please look at where the award stands now."))
    if db.session.get_one(Conference, award.conference_id).status is ConferenceStatus.ARCHIVED:
        raise Refused(_("The conference is archived: its awards are a record by now."))
    _take(actor, award, what, seconds)
    # A step is a new version also where it changes nothing of the award's own row.
    flag_modified(award, "places_shown")
    db.session.flush()
    return Taken(award.state, award.version)


def _take(actor: Actor, award: Award, what: What, seconds: int) -> None:
    match what:
        case What.OPEN:
            open_vote(actor, award)
        case What.CLOSE:
            close_vote(award, actor.participant_id)
        case What.DECIDE:
            decide(actor, award)
        case What.RUN_OFF:
            open_run_off(actor, award)
        case What.REVEAL:
            reveal_next(actor, award)
        case What.EXTEND:
            extend(award, seconds)
        case What.TAKE_BACK:
            take_back(actor, award)
        case What.CHECK:
            check_again(award)
