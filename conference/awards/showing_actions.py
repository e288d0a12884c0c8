"""What voters and the hall are shown of an award, gathered once for templates and scripts.

Results are drawn from the state that everyone gets, and from nothing else: what is sealed cannot slip into a page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from conference.awards.models import Award, Nominee
from conference.awards.opening_actions import standing_finalists
from conference.awards.own_actions import OwnVote
from conference.awards.path import has_vote
from conference.awards.result_view import ResultView, result_view
from conference.awards.rules import AwardState, DecidedBy
from conference.awards.vote_words import place_name, texts
from conference.awards.voting_actions import finalists_of, frozen_of, present_voting
from conference.extensions import db

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FinalistCard:
    """A finalist as voters and the hall see it. `id`: the guid; `photo`: a kept file, or none."""

    id: str
    nominee_id: int
    name: str
    organisation: str
    country: str
    photo: str | None


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place that the hall has seen, and who has it."""

    place: int
    name: str
    cards: Sequence[FinalistCard]


def stage_of(state: State) -> str:
    """Return where an award stands for voters and the hall: before, voting, closed or revealed."""
    if state["state"] == AwardState.VOTING:
        # Once the time is up no ballot counts, whoever is late to note it.
        return "voting" if state["open"] else "closed"
    return str(state["state"]) if state["state"] in {AwardState.CLOSED, AwardState.REVEALED} else "before"


def cards_of(award: Award) -> list[FinalistCard]:
    """Return who stands: as frozen once a vote was opened, before it as on the finalists' page.

    A conferred award names nobody before its reveal: it has no finalists but who was chosen.
    """
    if award.decided_by is DecidedBy.CONFERRED:
        return []
    voting = present_voting(award.id)
    if voting is not None:
        return [_card(one) for one in finalists_of(voting.id)]
    if award.state in {AwardState.DRAFT, AwardState.NOMINATIONS, AwardState.JURY}:
        return []
    return [_card(one) for one in standing_finalists(award)]


def all_cards(award: Award) -> dict[str, FinalistCard]:
    """Return everyone who may be in a result of the award, by guid."""
    rows = db.session.scalars(select(Nominee).where(Nominee.award_id == award.id))
    return {one.guid.hex: _card(one) for one in rows}


def _card(nominee: Nominee) -> FinalistCard:
    return FinalistCard(
        nominee.guid.hex, nominee.id, nominee.name, nominee.organisation, nominee.country, nominee.photo
    )


def vote_setup(award: Award, state: State, mine: OwnVote, cards: Sequence[FinalistCard]) -> dict[str, Any]:
    """Return what the scripts of a panel or a wall begin with."""
    voting = present_voting(award.id)
    return {
        "award": award.id,
        "conference": award.conference_id,
        "voting": voting.guid.hex if voting else "",
        "state": dict(state),
        "has_vote": has_vote(award.decided_by),
        "may_vote": voting is not None and not mine.reason,
        "has_voted": mine.has_voted,
        "names": {card.id: card.name for card in cards},
        "texts": texts(),
    }


def shown_result(award: Award, state: State) -> ResultView | None:
    """Return the result of an award's state, written; None while it is sealed."""
    voting = present_voting(award.id)
    weight = frozen_of(voting)["jury_weight"] if voting else award.jury_weight
    return result_view(state["reveal"]["result"] if state["reveal"] else None, weight)


def places_shown(state: State, cards: Mapping[str, FinalistCard]) -> list[ShownPlace]:
    """Return the places that the hall has seen, from the last one up; who shares one stands there together."""
    by_place: dict[int, list[FinalistCard]] = {}
    for line in state["reveal"]["places"] if state["reveal"] else ():
        by_place.setdefault(line["place"], []).append(cards[line["id"]])
    return [
        ShownPlace(place, place_name(place, shared=len(found) > 1), found)
        for place, found in sorted(by_place.items(), reverse=True)
    ]
