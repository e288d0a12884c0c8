"""The reveal: place by place, and with the first place everything is published. No commits here."""

import json
from typing import Any

from flask_babel import gettext as _

from conference import clock
from conference.awards.actions import tell
from conference.awards.closing_actions import checks_of, report_failed, sealed_of
from conference.awards.log_actions import append
from conference.awards.models import Award
from conference.awards.path_actions import arrive
from conference.awards.results import Outcome, result_from_json
from conference.awards.results_reading import places_to_show
from conference.awards.rules import AwardState, EntryKind
from conference.awards.voting_actions import tally_of, votings_of
from conference.errors import Refused
from conference.permissions import Actor


def reveal_next(actor: Actor, award: Award) -> None:
    """Show the next place of an award that the caller holds; with the last one the award is revealed.

    Raises `Refused` where nothing is sealed, a run-off is due, or what is sealed is not what the ballots say.
    """
    if award.state is not AwardState.CLOSED:
        raise Refused(_("Only what is closed, and not revealed yet, can be revealed."))
    if award.sealed is None:
        raise Refused(_("A check of this vote failed, so nothing is revealed."))
    result = result_from_json(award.sealed["result"])
    if result.outcome is Outcome.RUN_OFF:
        raise Refused(_("Several share the first place: the rules ask for a run-off between them."))
    _require_same(award)
    award.places_shown += 1
    if award.places_shown < len(places_to_show(result)):
        tell(award)
        return
    _publish(award)
    arrive(award, AwardState.REVEALED, actor.participant_id)


def _require_same(award: Award) -> None:
    """Raise `Refused` where the rows say something else than when the vote was closed."""
    votings = votings_of(award.id)
    checks = [checks_of(voting) for voting in votings]
    if not all(one["ok"] for one in checks) or sealed_of(votings) != award.sealed:
        report_failed(votings[-1], checks[-1])
        raise Refused(_("The ballots are not those that were counted at the closing, so nothing is revealed."))


def _publish(award: Award) -> None:
    """Append the reveal to the log: every tally, what was sealed, and the result."""
    votings = votings_of(award.id)
    sealed = json.loads(votings[0].sealed_part) if votings[0].sealed_part else None
    what: dict[str, Any] = {
        "at": clock.now().isoformat(),
        "votings": [{"voting": one.guid.hex, "tally": tally_of(one.id), "salt": one.salt} for one in votings],
        "sealed": sealed,
        "result": (award.sealed or {})["result"],
    }
    append(award.id, EntryKind.REVEAL, what)
