"""Joining a matchmaking, leaving it, and saying whom one wishes to meet there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from conference import clock
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.meetings.actions import lock_people
from conference.meetings.matching import Reason
from conference.meetings.matchmaking_actions import may_see, not_there, part_of, people_in, tell_matchmaking
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingPerson, MatchmakingWish
from conference.meetings.matchmaking_people_actions import forget_wishes
from conference.meetings.matchmaking_rules import MatchmakingState, Part, Step, reordered, takes_wishes
from conference.meetings.pool_actions import pool_of
from conference.people.countries import folded
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.people.sight_actions import apart_from
from conference.permissions import Actor, Permission, require

PAGE_SIZE = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be wished for, and why."""

    card: PersonCard
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WishPage:
    """What somebody sees of a matchmaking: their wishes in order, and a page of the others who take part."""

    row: Matchmaking
    part: Part | None
    is_open: bool
    wishes: Sequence[PersonCard]
    candidates: Sequence[Candidate]
    total: int
    page: int
    pages: int
    people: int


def seen_matchmaking(actor: Actor, matchmaking_id: int) -> Matchmaking:
    """Return a matchmaking that is there for the actor as somebody to take part. Raises `NotFound`."""
    require(actor, Permission.MEETINGS_MEET)
    row = db.session.get(Matchmaking, matchmaking_id)
    if row is None or not may_see(actor, row):
        raise not_there()
    return row


def wish_page(actor: Actor, matchmaking_id: int, text: str = "", page: int = 1) -> WishPage:
    """Return the actor's page; only who takes part sees who else does."""
    row = seen_matchmaking(actor, matchmaking_id)
    me = actor.participant_id or 0
    mine = part_of(row.id, me)
    is_in = mine is not None and mine.part is Part.IN
    there = _others(row, me)
    cards = _cards(there)
    wished = [one for one in _order(row.id, me) if one in cards] if is_in else []
    found = _candidates(actor, {one: cards[one] for one in there - set(wished)}, text) if is_in else []
    pages = max(1, -(-len(found) // PAGE_SIZE))
    at = min(max(1, page), pages)
    return WishPage(
        row=row,
        part=mine.part if mine is not None else None,
        is_open=takes_wishes(row.state, row.wishes_until, clock.now()),
        wishes=[cards[one] for one in wished],
        candidates=found[(at - 1) * PAGE_SIZE : at * PAGE_SIZE],
        total=len(found),
        page=at,
        pages=pages,
        people=len(there),
    )


def _others(row: Matchmaking, me: int) -> frozenset[int]:
    """Return who else takes part and is not kept from somebody by a block."""
    return people_in(row) - apart_from(me) - {me}


def _cards(ids: Collection[int]) -> dict[int, PersonCard]:
    rows = db.session.scalars(select(Participant).where(Participant.id.in_(ids)))
    return {row.id: row.card for row in rows}


def _candidates(actor: Actor, cards: dict[int, PersonCard], text: str) -> list[Candidate]:
    """Return who could be wished for: suggestions, the best first, then everybody else by name."""
    me = actor.participant_id or 0
    pool = pool_of(actor.conference_id, me)
    first = [one.id for one in pool.matches.suggestions(me) if one.id in cards]
    suggested = set(first)
    rest = sorted(set(cards) - suggested, key=lambda one: (one in pool.dismissed, folded(cards[one].name), one))
    words = folded(text).split()
    return [
        Candidate(cards[one], pool.matches.reasons(me, one))
        for one in [*first, *rest]
        if all(word in folded(f"{cards[one].name} {cards[one].affiliation}") for word in words)
    ]


def _order(matchmaking_id: int, me: int) -> list[int]:
    return list(
        db.session.scalars(
            select(MatchmakingWish.about_id)
            .where(MatchmakingWish.matchmaking_id == matchmaking_id, MatchmakingWish.by_id == me)
            .order_by(MatchmakingWish.rank, MatchmakingWish.about_id)
        )
    )


def take_part(actor: Actor, matchmaking_id: int) -> None:
    """Join: from then on the others who take part see the actor's name."""
    row = _locked_for(actor, matchmaking_id)
    if row.state is MatchmakingState.PUBLISHED:
        raise Refused(_("The timetable is published already; nobody can join any more."))
    _set_part(row, actor.participant_id or 0, Part.IN)
    db.session.commit()


def stay_out(actor: Actor, matchmaking_id: int) -> None:
    """Leave, or say no: nobody can wish for the actor any more, and what was wished of them is gone."""
    row = _locked_for(actor, matchmaking_id)
    me = actor.participant_id or 0
    forget_wishes(row.id, [me])
    _set_part(row, me, Part.OUT)
    db.session.commit()


def _locked_for(actor: Actor, matchmaking_id: int) -> Matchmaking:
    """Return it, with the actor locked: what one person does there goes one by one."""
    seen_matchmaking(actor, matchmaking_id)
    lock_people([actor.participant_id or 0])
    return seen_matchmaking(actor, matchmaking_id)


def _set_part(row: Matchmaking, me: int, part: Part) -> None:
    mine = part_of(row.id, me)
    if mine is None:
        db.session.add(MatchmakingPerson(matchmaking_id=row.id, participant_id=me, part=part))
    elif mine.part is not part:
        mine.part, mine.at, mine.letter = part, clock.now(), ""
    tell_matchmaking(row.id)


def wish(actor: Actor, matchmaking_id: int, about_id: int, step: Step) -> None:
    """Wish to meet somebody, move a wish up or down, or take it back; it counts at once.

    Raises `Refused` once the deadline is over, and `NotFound` for whom the actor does not see there.
    """
    row = _locked_for(actor, matchmaking_id)
    me = actor.participant_id or 0
    mine = part_of(row.id, me)
    if mine is None or mine.part is not Part.IN:
        raise Refused(_("Join first: then you can say whom you would like to meet."))
    if not takes_wishes(row.state, row.wishes_until, clock.now()):
        raise Refused(_("Wishes are not collected any more."))
    before = _order(row.id, me)
    if step is Step.ADD and about_id not in _others(row, me):
        raise NotFound(_("There is nobody like that in this matchmaking."))
    after = reordered(before, about_id, step)
    if len(after) > max(row.most_wishes, len(before)):
        raise Refused(_("You have %(most)s wishes already. Take one back first.", most=row.most_wishes))
    _write_order(row.id, me, before, after)
    tell_matchmaking(row.id)
    db.session.commit()


def _write_order(matchmaking_id: int, me: int, before: Sequence[int], after: Sequence[int]) -> None:
    """Make the wishes in the database those of a new order; one that stays keeps when it was made."""
    mine = (MatchmakingWish.matchmaking_id == matchmaking_id, MatchmakingWish.by_id == me)
    gone = set(before) - set(after)
    if gone:
        db.session.execute(delete(MatchmakingWish).where(*mine, MatchmakingWish.about_id.in_(gone)))
    for rank, about_id in enumerate(after, start=1):
        if about_id in before:
            db.session.execute(
                update(MatchmakingWish).where(*mine, MatchmakingWish.about_id == about_id).values(rank=rank)
            )
        else:
            db.session.add(MatchmakingWish(matchmaking_id=matchmaking_id, by_id=me, about_id=about_id, rank=rank))
