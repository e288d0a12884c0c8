"""What a feed shows and what it is made of, in few queries; and the secret addresses of personal feeds."""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from icalendar import Event
from sqlalchemy import func, literal, select, union_all

from conference.agenda.actions import release_content, visible_items
from conference.agenda.content import AgendaContent
from conference.agenda.models import ItemInvitee, Release, Star
from conference.agenda.rules import Visibility
from conference.errors import NotFound
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, require

EMPTY = AgendaContent((), (), ())


@dataclass(frozen=True, slots=True)
class FeedContent:
    """A feed's agenda, and a stamp that changes whenever anything changes that decides how it reads.

    `more` makes what other rooms have in it beside the agenda.
    """

    agenda: AgendaContent
    stamp: tuple[object, ...]
    more: tuple[Callable[[], Sequence[Event]], ...] = ()


@dataclass(frozen=True, slots=True)
class FeedPart:
    """What another room has in somebody's personal feed: a stamp as the feed's own, and its events when needed."""

    stamp: tuple[object, ...]
    events: Callable[[], Sequence[Event]]


_also: list[Callable[[Participant], FeedPart]] = []


def also_in_personal_feed(part: Callable[[Participant], FeedPart]) -> Callable[[Participant], FeedPart]:
    """Register, at import, what else of a person's belongs into the own calendar."""
    _also.append(part)
    return part


def public_feed(conference_id: int) -> FeedContent:
    """Return what everybody may see of the newest release, in two queries; before the first, nothing.

    It is the same whoever asks: calendars keep and share what they fetch.
    """
    guid, released = _released(conference_id)
    return _stamped(guid, released.only(item for item in released.items if item.visibility is Visibility.PUBLIC))


def personal_feed(person: Participant) -> FeedContent:
    """Return what a person means to attend: starred, appearing in it, or invited to it, as far as they may see it.

    With it goes what other rooms add: a calendar is where people look for all of their day.
    """
    actor = Actor(person.conference_id, person.account_id, person.id, person.roles_in_force)
    guid, released = _released(person.conference_id)
    seen, marked = visible_items(released, actor), _marked(person.id)
    feed = _stamped(
        guid, seen.only(item for item in seen.items if item.id in marked or person.id in item.participant_ids)
    )
    parts = [part(person) for part in _also]
    return FeedContent(
        feed.agenda, (*feed.stamp, *(part.stamp for part in parts)), tuple(part.events for part in parts)
    )


def _released(conference_id: int) -> tuple[str, AgendaContent]:
    guid = db.session.scalar(
        select(Release.guid).where(Release.conference_id == conference_id).order_by(Release.number.desc()).limit(1)
    )
    return ("", EMPTY) if guid is None else (str(guid), release_content(guid))


def _marked(participant_id: int) -> frozenset[int]:
    """Return the ids of the items that somebody has starred or is invited to."""
    both = union_all(
        *(select(model.item_id).where(model.participant_id == participant_id) for model in (Star, ItemInvitee))
    )
    return frozenset(db.session.scalars(both))


def _stamped(guid: str, agenda: AgendaContent) -> FeedContent:
    shown = [item.id for item in agenda.items]
    return FeedContent(agenda, (guid, shown, _people_stamp(agenda.participant_ids)))


def _people_stamp(participant_ids: Collection[int]) -> list[int]:
    """Return numbers that change when any of these people changes what is shown of them, or asks to be forgotten."""
    row = db.session.execute(
        select(
            func.count(), func.coalesce(func.sum(Participant.version), literal(0)), func.count(Participant.erased_at)
        ).where(Participant.id.in_(participant_ids))
    ).one()
    return [int(number) for number in row]


def person_of_feed(conference_id: int, token: str) -> Participant:
    """Return whose feed a secret address is. Raises `NotFound` for any but a confirmed participant's newest one."""
    person = db.session.scalar(
        select(Participant).where(
            Participant.feed_token == token,
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.erased_at.is_(None),
        )
    )
    if person is None:
        raise NotFound(_("There is no calendar at this address. It may have been renewed."))
    return person


def renew_feed(actor: Actor) -> str:
    """Give the actor's personal feed a new secret address, and return its token; the old one answers 404 from now."""
    require(actor, Permission.AGENDA_STAR)
    person = db.session.get_one(Participant, actor.participant_id)
    person.feed_token = secrets.token_urlsafe(32)
    db.session.commit()
    return person.feed_token
