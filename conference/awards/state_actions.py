"""What everyone and what the desk is shown of an award live (docs/awards.md)."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from conference import clock
from conference.awards.log_actions import head_of
from conference.awards.models import Award
from conference.awards.results import Line, Result, percent, result_from_json
from conference.awards.results_reading import places_to_show
from conference.awards.rules import AwardState
from conference.awards.step_actions import next_step
from conference.awards.turnout_actions import present_in, turnout_parts
from conference.awards.voting_actions import ballots_in, counts_at, frozen_of, present_voting, tally_of, votings_of
from conference.awards.voting_models import Voting
from conference.errors import NotFound
from conference.extensions import db

NO_VOTE: Mapping[str, Any] = {
    "voting": None, "open": False, "closes_at": None, "ballots": None, "roll": None, "frozen": None, "tally": None,
}  # fmt: skip


def award_state(award_id: int) -> dict[str, Any]:
    """Return what everyone is shown of an award. Whoever asks has checked `seen_award`."""
    award = _award(award_id)
    voting, head = present_voting(award_id), head_of(award_id)
    return {
        "id": award.id,
        "version": award.version,
        "state": award.state,
        **(_vote(award, voting) if voting else NO_VOTE),
        "head": {"number": head.number, "hash": head.hash} if head else None,
        "reveal": reveal_of(award),
    }


def award_desk_state(award_id: int) -> dict[str, Any]:
    """Return what moderators are shown: the same, what is next, who of the roll is there, and what the checks said."""
    voting, following = present_voting(award_id), next_step(award_id)
    is_closed = voting is not None and voting.closed_at is not None
    return {
        **award_state(award_id),
        "next": following.what if following else None,
        "present": present_in(voting) if voting else 0,
        "checks": voting.checks if voting else None,
        "turnout": turnout_parts(voting) if voting and is_closed else [],
    }


def _award(award_id: int) -> Award:
    award = db.session.get(Award, award_id)
    if award is None:
        raise NotFound(_("There is no such award."))
    return award


def _vote(award: Award, voting: Voting) -> dict[str, Any]:
    """Return how the present vote stands; sealed, nobody is shown more than the turnout."""
    frozen, ballots = frozen_of(voting), ballots_in(voting.id)
    if not frozen["roll"]["size"]:
        # Decided without a vote.
        return {**NO_VOTE, "frozen": voting.frozen_hash}
    shown = frozen["open_tally"] or award.state is AwardState.REVEALED
    return {
        "voting": voting.number,
        "open": counts_at(voting, clock.now()),
        "closes_at": voting.closes_at.isoformat() if voting.closes_at and voting.closed_at is None else None,
        "ballots": ballots,
        "roll": frozen["roll"]["size"],
        "frozen": voting.frozen_hash,
        "tally": [
            {"id": one, "count": count, "percent": round(100 * count / ballots, 1) if ballots else 0.0}
            for one, count in tally_of(voting.id).items()
        ]
        if shown
        else None,
    }


def reveal_of(award: Award) -> dict[str, Any] | None:
    """Return what the hall has seen of the result: its places from the last one up, and all of it once revealed."""
    # Before the first press how many places there are would tell of ties.
    if award.sealed is None or not award.places_shown:
        return None
    result = result_from_json(award.sealed["result"])
    places = places_to_show(result)
    shown = places[: award.places_shown]
    names = names_of(award)
    lines = [(line, names[line.id]) for place in shown for line in result.lines if line.place == place]
    return {
        "shown": award.places_shown,
        "of": len(places),
        "places": [_place(line, name) for line, name in lines],
        "result": result_state(award, result) if award.state is AwardState.REVEALED else None,
    }


def names_of(award: Award) -> Mapping[str, Mapping[str, str]]:
    """Return every nominee's name and organisation by guid: as frozen where they stood in a vote."""
    now = {one.guid.hex: {"name": one.name, "organisation": one.organisation} for one in award.nominees}
    stood = [one for voting in votings_of(award.id) for one in frozen_of(voting)["finalists"]]
    return now | {one["id"]: {"name": one["name"], "organisation": one["organisation"]} for one in stood}


def _place(line: Line, name: Mapping[str, str]) -> dict[str, Any]:
    return {"id": line.id, "place": line.place, "tied": line.tied, **name}


def sealed_result(award: Award) -> dict[str, Any] | None:
    """Return what came out of an award that is closed and not revealed: for its chair, and nobody else."""
    if award.sealed is None or award.state is not AwardState.CLOSED:
        return None
    return result_state(award, result_from_json(award.sealed["result"]))


def result_state(award: Award, result: Result) -> dict[str, Any]:
    """Return a result as everybody is shown it; parts in per cent, with one decimal."""
    names, votings = names_of(award), votings_of(award.id)
    return {
        "outcome": result.outcome,
        "winners": list(result.winners),
        "ballots": result.ballots,
        "roll": result.roll,
        "needed": result.needed,
        "lines": [
            {
                **_place(line, names[line.id]), "ballots": line.ballots, "run_off": line.run_off,
                "audience": percent(line.audience), "jury": percent(line.jury), "total": percent(line.total),
            }
            for line in result.lines
        ],
        # An award that was decided elsewhere has no vote here.
        "turnout": turnout_parts(votings[0]) if votings else [],
    }  # fmt: skip
