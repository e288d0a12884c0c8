"""What is frozen when a vote is opened, or an award decided without one: what everybody sees, and what is sealed."""

from collections.abc import Mapping, Sequence
from typing import Any

from conference.awards.canonical import canonical, sha256
from conference.awards.frozen_roll_actions import roll_hash
from conference.awards.models import Award, Nominee
from conference.awards.receipts import RECEIPTS, public_half
from conference.awards.results import WITH_JURY
from conference.awards.rules import DecidedBy, TieRule
from conference.awards.sheet_actions import jury_scores
from conference.awards.voting_models import Voting
from conference.derived_keys import derived_key

FORMAT = "conference-award-voting-1"


def freeze(
    award: Award, voting: Voting, finalists: Sequence[Nominee], roll: Sequence[int], first: Voting | None
) -> None:  # fmt: skip
    """Write into a voting what is declared of it, and what of that is sealed until the reveal.

    Who a conferred award was given to is sealed; else the finalists are named, in the order in which voters see them.
    What is sealed of a run-off is what was sealed of the `first` vote.
    """
    sealed = _sealed_part(award, voting.salt, finalists)
    voting.sealed_part = first.sealed_part if first else canonical(sealed) if sealed else ""
    is_conferred = award.decided_by is DecidedBy.CONFERRED
    frozen = {
        "format": FORMAT,
        "award": {"guid": award.guid.hex, "title": award.title},
        "voting": voting.guid.hex,
        "number": voting.number,
        "decided_by": award.decided_by.value,
        "jury_weight": award.jury_weight,
        "tie_rule": award.tie_rule.value,
        "quorum": {"least": award.quorum, "unit": award.quorum_unit.value},
        "open_tally": award.open_tally,
        "closes_at": voting.closes_at.isoformat() if voting.closes_at else None,
        "finalists": [] if is_conferred else [named(one) for one in finalists],
        "roll": {
            "size": len(roll),
            "sha256": roll_hash(roll),
            "roles": sorted(award.roll.get("roles", ())),
            "organisation_kinds": sorted(award.roll.get("organisation_kinds", ())),
            "jurors_vote": award.jurors_vote.value,
        },
        "sealed_sha256": sha256(voting.sealed_part) if voting.sealed_part else None,
        "public_key": public_half(derived_key(RECEIPTS)),
    }
    voting.frozen = canonical(frozen)
    voting.frozen_hash = sha256(voting.frozen)


def named(nominee: Nominee) -> dict[str, str]:
    """Return a finalist as it is frozen."""
    return {"id": nominee.guid.hex, "name": nominee.name, "organisation": nominee.organisation}


def _sealed_part(award: Award, salt: str, finalists: Sequence[Nominee]) -> Mapping[str, Any] | None:
    if award.decided_by is DecidedBy.CONFERRED:
        return {"salt": salt, "chosen": [named(one) for one in finalists]}
    if award.decided_by not in WITH_JURY and award.tie_rule is not TieRule.JURY_RANK:
        return None
    scores = jury_scores(award)
    texts = {one.guid.hex: str(scores[one.id]) for one in finalists if one.id in scores}
    return {"salt": salt, "scores": texts} if texts or award.decided_by in WITH_JURY else None
