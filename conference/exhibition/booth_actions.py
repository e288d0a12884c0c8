"""A booth as somebody who looks at it sees it: what it shows, and who stands there as far as they may know."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference.exhibition.actions import is_in_the_hall, is_of_team, seen_booth, settings_of
from conference.exhibition.models import Booth, BoothMaterial, BoothMember, BoothTag
from conference.exhibition.presence_actions import Here, here, mark_of
from conference.exhibition.rules import MaterialKind
from conference.extensions import db
from conference.people.models import Participant, Tag
from conference.people.rules import PersonCard, TagSide
from conference.people.sight_actions import apart_from, is_listed
from conference.permissions import Actor, Permission, can


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team whom the reader may know. `is_asked`: they can be asked for a meeting."""

    card: PersonCard
    mark: str
    is_here: bool
    has_page: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Team:
    """Who stands at a booth: those whom the reader may know, those at it now first; and how many others.

    `marks` are those of both, by which the page knows who of them is here.
    """

    members: Sequence[Member]
    marks: Sequence[str]
    others: int
    here: int
    visitors: int


@dataclass(frozen=True, slots=True)
class BoothPage:
    """What a booth's page shows. `is_in_hall`: visitors see it now; else only its team and organisers do."""

    booth: Booth
    offers: Sequence[str]
    seeks: Sequence[str]
    documents: Sequence[BoothMaterial]
    links: Sequence[BoothMaterial]
    pictures: Sequence[BoothMaterial]
    team: Team
    is_of_team: bool
    is_in_hall: bool
    video_hosts: str


def booth_page(actor: Actor, booth_id: int) -> BoothPage:
    """Return a booth as the actor sees it. Raises `NotFound` where it is not there for them."""
    settings, booth = settings_of(actor.conference_id), seen_booth(actor, booth_id)
    tags = _tags(booth_id)
    shown = [material for material in booth.materials if material.published_at is not None]
    return BoothPage(
        booth=booth,
        offers=tags[TagSide.OFFERS],
        seeks=tags[TagSide.SEEKS],
        documents=[one for one in shown if one.kind is MaterialKind.DOCUMENT and one.upload],
        links=[one for one in shown if one.kind is MaterialKind.LINK],
        pictures=[one for one in shown if one.kind is MaterialKind.PICTURE and one.upload],
        team=team_of(actor, booth_id),
        is_of_team=is_of_team(actor, booth_id),
        is_in_hall=is_in_the_hall(booth),
        video_hosts=settings.video_hosts,
    )


def team_of(actor: Actor, booth_id: int) -> Team:
    """Return who stands at a booth, as far as the actor may know: of others only how many there are.

    To those whom a block keeps apart from somebody of the team, that one is not there.
    """
    members = db.session.scalars(
        select(BoothMember)
        .join(BoothMember.participant)
        .options(joinedload(BoothMember.participant).lazyload(Participant.role_rows))
        .where(BoothMember.booth_id == booth_id, Participant.erased_at.is_(None))
        .order_by(BoothMember.joined_at, BoothMember.participant_id)
    ).all()
    people = [member.participant for member in members]
    apart: Collection[int] = apart_from(actor.participant_id) if actor.participant_id else ()
    if not can(actor, Permission.PEOPLE_MANAGE):
        people = [person for person in people if person.id not in apart]
    there = here(booth_id, [member.participant_id for member in members])
    known = [person for person in people if _is_known(actor, person, people)]
    shown = [_member(actor, booth_id, person, there) for person in known]
    return Team(
        members=sorted(shown, key=lambda member: not member.is_here),
        marks=[mark_of(booth_id, person.id) for person in people],
        others=len(people) - len(known),
        here=len({person.id for person in people} & set(there.team)),
        visitors=len(there.visitors),
    )


def _is_known(actor: Actor, person: Participant, team: Collection[Participant]) -> bool:
    """Tell whether the actor may read a name: as the directory has it; the team and organisers know each other."""
    if can(actor, Permission.PEOPLE_MANAGE) or actor.participant_id in {one.id for one in team}:
        return True
    return can(actor, Permission.PEOPLE_DIRECTORY) and is_listed(person)


def _member(actor: Actor, booth_id: int, person: Participant, there: Here) -> Member:
    listed = is_listed(person) and can(actor, Permission.PEOPLE_DIRECTORY)
    is_other = person.id != actor.participant_id
    return Member(
        card=person.card,
        mark=mark_of(booth_id, person.id),
        is_here=person.id in there.team,
        has_page=listed or can(actor, Permission.PEOPLE_MANAGE),
        is_asked=listed and is_other and person.account_id is not None and can(actor, Permission.MEETINGS_MEET),
    )


def _tags(booth_id: int) -> Mapping[TagSide, Sequence[str]]:
    rows = db.session.execute(
        select(BoothTag.side, Tag.name).join(Tag, Tag.id == BoothTag.tag_id).where(BoothTag.booth_id == booth_id)
    ).all()
    return {side: sorted(name for of, name in rows if of is side) for side in TagSide}
