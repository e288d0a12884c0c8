"""Shared reads of the exhibition: its settings, the booths that somebody may see, and who stands at them."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from conference import clock, realtime
from conference.errors import Forbidden, NotFound, SignInNeeded
from conference.exhibition.contact_models import BoothLead
from conference.exhibition.models import Booth, BoothInvitation, BoothMember, ExhibitionSettings
from conference.exhibition.rules import HAS_A_PLACE, VIDEO_HOSTS, BoothState
from conference.extensions import db
from conference.people.found_actions import found_as
from conference.people.models import Account, Participant, ParticipantBlock
from conference.people.sight_actions import is_apart
from conference.permissions import Actor, Permission, can, require
from conference.read_once import held

# What is live: the hall (of a conference), a booth, its team's desk, and what one visitor (a participant) does.
HALL, BOOTH, DESK, MINE = "exhibition", "booth", "booth_desk", "booths_mine"


def settings_of(conference_id: int) -> ExhibitionSettings:
    """Return what the organisers set, or what holds by default (a row that is in no session)."""
    found = held(ExhibitionSettings, conference_id)
    return found or ExhibitionSettings(
        conference_id=conference_id,
        is_open=False,
        is_public=True,
        takes_applications=False,
        has_stamps=False,
        stamps_needed=10,
        answer_hours=24,
        video_hosts=VIDEO_HOSTS,
        version=0,
    )


def _booth(booth_id: int) -> Booth | None:
    return held(Booth, booth_id, joinedload(Booth.hall))


def may_enter(actor: Actor, settings: ExhibitionSettings) -> bool:
    """Tell whether the actor may walk through the hall: organisers before it opens, everybody where it is public."""
    if can(actor, Permission.EXHIBITION_MANAGE):
        return True
    return settings.is_open and (settings.is_public or can(actor, Permission.EXHIBITION_VISIT))


def lead_to_sign_in(actor: Actor) -> None:
    """Raise `SignInNeeded` for whoever is not signed in, where the hall is for participants, whatever they look for."""
    settings = settings_of(actor.conference_id)
    if actor.account_id is None and settings.is_open and not settings.is_public:
        raise SignInNeeded(_("The exhibition is for participants. Please sign in first."))


@found_as("exhibition")
def is_there_an_exhibition(actor: Actor) -> ColumnElement[bool] | bool:
    """Tell whether the actor has a hall to walk through."""
    if can(actor, Permission.EXHIBITION_MANAGE):
        return True
    there = exists().where(ExhibitionSettings.conference_id == actor.conference_id, ExhibitionSettings.is_open)
    return there if can(actor, Permission.EXHIBITION_VISIT) else there.where(ExhibitionSettings.is_public)


@found_as("booth_applications")
def takes_applications_now(actor: Actor) -> ColumnElement[bool]:
    """Tell whether one can apply for a booth now."""
    settings = ExhibitionSettings
    return exists().where(
        settings.conference_id == actor.conference_id,
        settings.takes_applications,
        or_(settings.apply_until.is_(None), settings.apply_until > clock.now()),
    )


@found_as("booth_contacts")
def has_contacts(actor: Actor) -> ColumnElement[bool] | bool:
    """Tell whether the actor has asked, talked or left a card at a booth: the booth knows them."""
    if actor.participant_id is None or not can(actor, Permission.EXHIBITION_VISIT):
        return False
    return exists().where(BoothLead.participant_id == actor.participant_id)


@found_as("own_booths")
def has_a_booth(actor: Actor) -> ColumnElement[bool] | bool:
    """Tell whether the actor is of a booth's team, whatever became of the booth, or invited into one by address."""
    if actor.participant_id is None or not can(actor, Permission.EXHIBITION_EXHIBIT):
        return False
    address = select(Account.email).where(Account.id == actor.account_id).scalar_subquery()
    by_me = select(ParticipantBlock.blocked_id).where(ParticipantBlock.participant_id == actor.participant_id)
    of_me = select(ParticipantBlock.participant_id).where(ParticipantBlock.blocked_id == actor.participant_id)
    invited = exists().where(
        BoothInvitation.email == address,
        BoothInvitation.used_at.is_(None),
        BoothInvitation.expires_at > clock.now(),
        BoothInvitation.booth_id == Booth.id,
        Booth.conference_id == actor.conference_id,
        Booth.state.in_(HAS_A_PLACE | {BoothState.WITHDRAWN}),
        # Those whom a block keeps apart are told of no invitation.
        func.coalesce(BoothInvitation.invited_by_id, 0).not_in(by_me.union(of_me)),
    )
    return or_(exists().where(BoothMember.participant_id == actor.participant_id), invited)


def is_of_team(actor: Actor, booth_id: int) -> bool:
    """Tell whether the actor stands at a booth now."""
    if actor.participant_id is None or not can(actor, Permission.EXHIBITION_EXHIBIT):
        return False
    return actor.participant_id in team_at(booth_id)


def may_see_booth(actor: Actor, booth_id: int) -> bool:
    """Tell whether a booth is there for the actor: its team, organisers, and whoever may enter once it is published."""
    booth = _booth(booth_id)
    if booth is None or booth.conference_id != actor.conference_id:
        return False
    if is_of_team(actor, booth_id) or can(actor, Permission.EXHIBITION_MANAGE):
        return True
    return booth.state is BoothState.PUBLISHED and may_enter(actor, settings_of(actor.conference_id))


def seen_booth(actor: Actor, booth_id: int) -> Booth:
    """Return a booth that is there for the actor. Raises `NotFound` for any other."""
    booth = _booth(booth_id)
    if booth is None or not may_see_booth(actor, booth_id):
        lead_to_sign_in(actor)
        raise NotFound(_("There is no such booth."))
    return booth


def is_in_the_hall(booth: Booth) -> bool:
    """Tell whether visitors find a booth now: it is published, and the exhibition is open."""
    return booth.state is BoothState.PUBLISHED and settings_of(booth.conference_id).is_open


def visited_booth(actor: Actor, booth_id: int) -> Booth:
    """Return a published booth at which the actor may ask, talk and leave a card.

    Raises `SignInNeeded`, `Forbidden`, or `NotFound`. Nobody is a visitor of their own booth.
    """
    require(actor, Permission.EXHIBITION_VISIT)
    booth = seen_booth(actor, booth_id)
    if not is_in_the_hall(booth):
        raise NotFound(_("This booth is not in the hall at the moment."))
    if is_of_team(actor, booth_id):
        raise Forbidden(_("You stand at this booth yourself."))
    return booth


def team_booth(actor: Actor, booth_id: int, *, lead: bool = False) -> Booth:
    """Return a booth whose team the actor is of, as a lead where that is needed. Raises `NotFound` or `Forbidden`."""
    require(actor, Permission.EXHIBITION_EXHIBIT)
    booth = seen_booth(actor, booth_id)
    member = db.session.get(BoothMember, (booth_id, actor.participant_id))
    if member is None:
        raise Forbidden(_("This is for the people of the booth."))
    if lead and not member.is_lead:
        raise Forbidden(_("This is for those who lead the booth."))
    return booth


def own_booths(actor: Actor) -> Sequence[Booth]:
    """Return the booths whose team the actor is of."""
    mine = select(BoothMember.booth_id).where(BoothMember.participant_id == actor.participant_id)
    return db.session.scalars(select(Booth).where(Booth.id.in_(mine)).order_by(Booth.id)).all()


def team_at(booth_id: int) -> frozenset[int]:
    """Return who stands at one booth, read once; whoever is erased does so no more."""
    booth = _booth(booth_id)
    return frozenset(member.participant_id for member in booth.members) if booth is not None else frozenset()


def team_ids(booth_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Return who stands at some booths, by booth: those who take part."""
    rows = db.session.execute(
        select(BoothMember.booth_id, BoothMember.participant_id)
        .join(Participant, Participant.id == BoothMember.participant_id)
        .where(BoothMember.booth_id.in_(booth_ids), Participant.erased_at.is_(None))
    )
    found: dict[int, set[int]] = {booth_id: set() for booth_id in booth_ids}
    for booth_id, participant_id in rows:
        found[booth_id].add(participant_id)
    return {booth_id: frozenset(people) for booth_id, people in found.items()}


def mate_named(actor: Actor, participant_id: int | None) -> Participant | None:
    """Return who of a team did something, to be named to a mate; None for the erased and whom a block keeps apart."""
    person = db.session.get(Participant, participant_id) if participant_id else None
    gone = person is None or person.erased_at is not None or is_apart(actor.participant_id, person.id)
    return None if gone else person


def conference_of_booth(booth_id: int) -> int | None:
    """Return the conference of a booth, None where there is no such booth."""
    booth = db.session.get(Booth, booth_id)
    return None if booth is None else booth.conference_id


def tell(booth: Booth) -> None:
    """Mark everything changed that shows a booth."""
    realtime.changed(BOOTH, booth.id)
    realtime.changed(DESK, booth.id)
    realtime.changed(HALL, booth.conference_id)
