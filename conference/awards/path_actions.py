"""Leading an award along its path: forwards as far as nothing is missing, back one state before a vote."""

from flask_babel import gettext as _

from conference import realtime
from conference.awards.actions import AWARD, locked_award, not_stale, path_facts, tell
from conference.awards.labels import LACK_WORDS, state_name
from conference.awards.models import Award, AwardStep
from conference.awards.path import Way, lacks, way_to
from conference.awards.rules import AwardState
from conference.awards.telling_actions import tell_nominees
from conference.errors import Refused
from conference.extensions import db
from conference.permissions import Actor, Permission, require

LONGEST_NOTE = 2000


def go_to(actor: Actor, award_id: int, state: AwardState, seen_version: int, note: str = "") -> Award:
    """Lead an award to a state before its vote. That it is there already is fine.

    Raises `Stale` for another version than was seen, `Refused` where the path does not lead there or something is
    missing, with a sentence for each thing.
    """
    require(actor, Permission.AWARDS_MANAGE)
    award = locked_award(actor, award_id)
    if award.state is state:
        return award
    not_stale(award, seen_version)
    if len(note) > LONGEST_NOTE:
        raise Refused(_("A note has at most %(most)s characters.", most=LONGEST_NOTE), field="note")
    way = way_to(path_facts(award), state)
    if way not in {Way.FORWARD, Way.BACK}:
        raise Refused(_no_way(award, state, way))
    if way is Way.FORWARD:
        require_ready(award, state)
    elif award.state is AwardState.FINALISTS:
        # The jury may go on where it stopped.
        award.scoring_ended_at = None
    arrive(award, state, actor.participant_id, note)
    tell_nominees(award)
    db.session.commit()
    return award


def require_ready(award: Award, state: AwardState) -> None:
    """Raise `Refused` with all that is missing for a state that lies ahead."""
    missing = lacks(path_facts(award), state)
    if missing:
        raise Refused(" ".join(str(LACK_WORDS[lack]) for lack in missing))


def arrive(award: Award, state: AwardState, by_id: int | None, note: str = "") -> None:
    """Note that an award has come to a state; the caller has asked the rules, and commits. `by_id` None: the clock."""
    award.state = state
    db.session.add(AwardStep(award_id=award.id, state=state, by_id=by_id, note=note))
    tell(award)
    if state is AwardState.DRAFT:
        realtime.recheck_watchers(AWARD, award.id)
    db.session.flush()


def _no_way(award: Award, state: AwardState, way: Way) -> str:
    if way is Way.CHAIR:
        return str(_("The jury is not passed over: its chair confirms the shortlist, and that leads to the finalists."))
    if way is Way.DESK:
        return str(_("The vote is opened, closed and revealed by moderators, not here."))
    return str(
        _("No step leads from “%(here)s” to “%(there)s”.", here=state_name(award.state), there=state_name(state))
    )
