"""Reading the hall for one visitor: its booths in their order, with what they share, have seen, and who is there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, String, case, cast, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from conference import clock
from conference.conferences.models import Conference
from conference.conferences.rules import day_date
from conference.errors import NotFound
from conference.exhibition.actions import lead_to_sign_in, may_enter, settings_of, team_ids
from conference.exhibition.floor import HallPlan, Placed, floor_plan
from conference.exhibition.hall_filter import HallBooth
from conference.exhibition.models import (
    Booth,
    BoothMember,
    BoothTag,
    BoothVisit,
    ExhibitionHall,
    ExhibitionSettings,
)
from conference.exhibition.order import NO_TAGS, Tags, hall_order, rotation
from conference.exhibition.presence_actions import here_by_booth, mark_of, occupied
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.likeness import folded
from conference.people.models import ParticipantBlock, ParticipantTag, Tag
from conference.people.rules import TagSide
from conference.permissions import Actor, Permission, can

# What a card shows, and what else is looked through for words.
_CARD: tuple[Any, ...] = (Booth.id, Booth.name, Booth.tagline, Booth.country, Booth.hall_id, Booth.number, Booth.logo)
_TEXTS: tuple[Any, ...] = (Booth.about, Booth.offers_text, Booth.seeks_text)
MOST_FEATURED = 6


@dataclass(frozen=True, slots=True)
class HallPart:
    """A part of the exhibition, for one theme."""

    id: int
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Hall:
    """The hall as one visitor finds it: the published booths in their order. `has_tags`: they said what they want.

    `is_open` is False for organisers who look at it before anybody else. `beside`: of each booth at which somebody
    stands whom a block keeps apart from the visitor, the marks of all others of its team.
    """

    booths: Sequence[HallBooth]
    parts: Sequence[HallPart]
    has_tags: bool
    is_open: bool
    has_stamps: bool
    takes_applications: bool
    beside: Mapping[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Mine:
    tags: Tags = NO_TAGS
    visited: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()
    # Who of the teams a block keeps apart from the visitor; and of those teams, by booth, all others.
    apart: frozenset[int] = frozenset()
    beside: Mapping[int, frozenset[int]] = field(default_factory=dict)


def hall_for(actor: Actor, browser: str, *, words: bool = False) -> Hall:
    """Return the hall for a visitor, in a fixed number of queries. Raises `NotFound` where it is not open to them.

    `browser` stands for whoever is not signed in. `words`: texts are to be looked through.
    """
    settings = settings_of(actor.conference_id)
    if not may_enter(actor, settings):
        lead_to_sign_in(actor)
        raise NotFound(_("There is no exhibition here."))
    rows = db.session.execute(select(*_CARD, *(_TEXTS if words else ())).where(*_published(actor.conference_id))).all()
    tags = _tags(actor.conference_id)
    mine, theirs = _mine(actor), {row.id: tags[row.id] for row in rows}
    order, reasons = hall_order(theirs, mine.tags, _seed(actor, browser))
    there = team_is_here(theirs, mine.apart)
    cards = {row.id: _card(row, theirs[row.id], words=words) for row in rows}
    return Hall(
        booths=[
            replace(
                cards[one],
                reasons=reasons.get(one, ()),
                is_here=one in there,
                is_visited=one in mine.visited,
                is_own=one in mine.own,
            )
            for one in order
        ],
        parts=_parts(actor.conference_id, {row.hall_id for row in rows}),
        has_tags=mine.tags != NO_TAGS,
        is_open=settings.is_open,
        has_stamps=settings.has_stamps,
        takes_applications=takes_applications(settings),
        beside={one: sorted(mark_of(one, person) for person in team) for one, team in mine.beside.items()},
    )


def floor_for(actor: Actor, browser: str, *, words: bool = False) -> tuple[Hall, list[HallPlan]]:
    """Return the hall for a visitor, and its floor plan. Raises `NotFound` where it is not open to them."""
    hall = hall_for(actor, browser, words=words)
    # Whoever left keeps their stand, so that nobody else moves.
    ever = select(Booth.id, Booth.hall_id, Booth.number).where(
        Booth.conference_id == actor.conference_id, or_(Booth.published_at.is_not(None), Booth.number.is_not(None))
    )
    placed = [Placed(*row) for row in db.session.execute(ever)]
    return hall, floor_plan([part.id for part in hall.parts], placed, {booth.id for booth in hall.booths})


def featured_booths(actor: Actor, browser: str) -> list[HallBooth]:
    """Return the booths that the organisers feature, a few of them, in an order of the visitor's own; one query."""
    is_open = [ExhibitionSettings.conference_id == actor.conference_id, ExhibitionSettings.is_open]
    if not can(actor, Permission.EXHIBITION_VISIT):
        is_open.append(ExhibitionSettings.is_public)
    featured = select(*_CARD).where(
        *_published(actor.conference_id), Booth.featured_at.is_not(None), select(1).where(*is_open).exists()
    )
    cards = {row.id: _card(row, NO_TAGS) for row in db.session.execute(featured)}
    return [cards[one] for one in rotation(cards, _seed(actor, browser))[:MOST_FEATURED]]


def takes_applications(settings: ExhibitionSettings) -> bool:
    """Tell whether one can apply for a booth now."""
    return settings.takes_applications and (settings.apply_until is None or clock.now() < settings.apply_until)


def team_is_here(booth_ids: Iterable[int], apart: Collection[int]) -> frozenset[int]:
    """Return at which booths somebody of the team is now who is not `apart` from whoever looks."""
    busy = occupied(booth_ids)
    found = here_by_booth(team_ids(busy)) if busy else {}
    return frozenset(booth_id for booth_id, there in found.items() if set(there.team) - set(apart))


def _published(conference_id: int) -> tuple[Any, Any]:
    return (Booth.conference_id == conference_id, Booth.state == BoothState.PUBLISHED)


def _seed(actor: Actor, browser: str) -> str:
    """Return what a visitor's order of the day is drawn from."""
    conference = db.session.get_one(Conference, actor.conference_id)
    day = day_date(clock.now(), conference.zone, conference.change_hour)
    return f"{day}/{actor.participant_id or browser}"


def _card(row: Row[Any], tags: Tags, *, words: bool = False) -> HallBooth:
    texts = (row.name, row.tagline, row.about, row.offers_text, row.seeks_text) if words else ()
    return HallBooth(
        id=row.id,
        name=row.name,
        tagline=row.tagline,
        country=row.country,
        hall_id=row.hall_id,
        number=row.number,
        logo=row.logo,
        tags=tags,
        words=folded(" ".join((*texts, *sorted(tags.offers | tags.seeks)))) if words else "",
    )


def _tags(conference_id: int) -> Mapping[int, Tags]:
    """Return what each published booth offers and looks for."""
    rows = db.session.execute(
        select(BoothTag.booth_id, BoothTag.side, Tag.name)
        .join(Tag, Tag.id == BoothTag.tag_id)
        .join(Booth, Booth.id == BoothTag.booth_id)
        .where(*_published(conference_id))
    )
    sides: defaultdict[tuple[int, TagSide], set[str]] = defaultdict(set)
    for booth_id, side, name in rows:
        sides[booth_id, side].add(name)
    found: defaultdict[int, Tags] = defaultdict(Tags)
    for booth_id in {booth_id for booth_id, _side in sides}:
        found[booth_id] = _both(sides.get((booth_id, TagSide.OFFERS)), sides.get((booth_id, TagSide.SEEKS)))
    return found


def _both(offers: Collection[str] | None, seeks: Collection[str] | None) -> Tags:
    return Tags(frozenset(offers or ()), frozenset(seeks or ()))


def _mine(actor: Actor) -> _Mine:
    """Return what the hall knows of its visitor, in one query."""
    me = actor.participant_id
    if me is None:
        return _Mine()
    nothing = literal("")
    asked = [
        select(literal("visited"), BoothVisit.booth_id, nothing).where(
            BoothVisit.participant_id == me, BoothVisit.number == 1
        ),
        select(literal("own"), BoothMember.booth_id, nothing).where(BoothMember.participant_id == me),
    ]
    asked += [
        select(literal(side.value), Tag.id, Tag.name)
        .join(ParticipantTag, ParticipantTag.tag_id == Tag.id)
        .where(ParticipantTag.participant_id == me, ParticipantTag.side == side)
        for side in TagSide
    ]
    asked.append(_teams_apart(me))
    rows = db.session.execute(union_all(*asked)).all()
    names = {side: {name for what, _key, name in rows if what == side} for side in TagSide}
    return _Mine(
        tags=_both(names[TagSide.OFFERS], names[TagSide.SEEKS]),
        visited=frozenset(key for what, key, _name in rows if what == "visited"),
        own=frozenset(key for what, key, _name in rows if what == "own"),
        apart=frozenset(int(person) for what, _key, person in rows if what == "apart"),
        beside={
            booth_id: frozenset(int(person) for what, key, person in rows if what == "beside" and key == booth_id)
            for what, booth_id, _person in rows
            if what == "apart"
        },
    )


def _teams_apart(me: int) -> Select[Any]:
    """Return the query for the teams in which somebody stands whom a block keeps apart: who is, and who is not."""
    other = aliased(BoothMember)
    return select(
        case((_is_apart(BoothMember.participant_id, me), "apart"), else_="beside"),
        BoothMember.booth_id,
        cast(BoothMember.participant_id, String),
    ).where(BoothMember.booth_id.in_(select(other.booth_id).where(_is_apart(other.participant_id, me))))


def _is_apart(participant_id: Any, me: int) -> ColumnElement[bool]:
    by, of = ParticipantBlock.participant_id, ParticipantBlock.blocked_id
    return or_(participant_id.in_(select(of).where(by == me)), participant_id.in_(select(by).where(of == me)))


def _parts(conference_id: int, used: Collection[int | None]) -> list[HallPart]:
    """Return the halls in which a booth stands, in the organisers' order."""
    rows = db.session.execute(
        select(ExhibitionHall.id, ExhibitionHall.name, ExhibitionHall.description)
        .where(ExhibitionHall.conference_id == conference_id)
        .order_by(ExhibitionHall.order, ExhibitionHall.id)
    )
    return [HallPart(*row) for row in rows if row.id in used]
