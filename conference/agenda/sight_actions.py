"""Which session somebody may know of, and the news of a session for the rooms that show it live."""

from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.agenda.actions import draft_agenda, may_know, released_agenda, visible_items
from conference.agenda.content import ItemContent
from conference.agenda.models import ItemInvitee
from conference.agenda.rules import Visibility
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import MODERATORS, Actor

# By name, because the stage stands above those who have news for it.
STAGE_TOPICS = ("stage", "stage_desk", "projector")
SESSION_TOPICS = (*STAGE_TOPICS, "questions", "questions_desk")
Follower = Callable[[int], None]
_followers: list[Follower] = []


def follower(function: Follower) -> Follower:
    """Register, at import, what else is to be asked again when fewer may know of a session (its id); no commit."""
    _followers.append(function)
    return function


def seen_item(actor: Actor, item_id: int) -> ItemContent:
    """Return a session of the newest release that the actor may know of; moderators also know the draft's.

    Raises `NotFound` for all others.
    """
    agenda = released_agenda(actor.conference_id)
    found = visible_items(agenda, actor).item_by_id.get(item_id) if agenda else None
    if found is None and not actor.roles.isdisjoint(MODERATORS):
        found = draft_agenda(actor.conference_id).item_by_id.get(item_id)
    if found is None:
        raise NotFound(_("There is no such session."))
    return found


def may_see_item(actor: Actor, item_id: int) -> bool:
    """Tell whether the actor may know of a session."""
    try:
        seen_item(actor, item_id)
    except NotFound:
        return False
    return True


def who_sees_item(conference_id: int, item_id: int, actors: Iterable[Actor]) -> frozenset[int]:
    """Return the participant ids of those of the actors who may know of a session; as `seen_item`, for many at once."""
    agenda = released_agenda(conference_id)
    item = agenda.item_by_id.get(item_id) if agenda else None
    invited = invitees_of(item_id) if item and item.visibility is Visibility.INVITED else frozenset[int]()
    return frozenset(
        actor.participant_id
        for actor in actors
        if actor.participant_id is not None
        and (
            not actor.roles.isdisjoint(MODERATORS)
            or (item is not None and may_know(actor, item, is_invited=actor.participant_id in invited))
        )
    )


def is_public(conference_id: int, item_id: int) -> bool:
    """Tell whether everybody may know of a session."""
    agenda = released_agenda(conference_id)
    item = agenda.item_by_id.get(item_id) if agenda else None
    return item is not None and item.visibility is Visibility.PUBLIC


def invitees_of(item_id: int) -> frozenset[int]:
    """Return the ids of the participants who are invited to a session."""
    return frozenset(db.session.scalars(select(ItemInvitee.participant_id).where(ItemInvitee.item_id == item_id)))


def tell_stage(item_id: int | None) -> None:
    """Say, inside an action, that something of a session opened, closed or moved; it counts after the commit."""
    if item_id is not None:
        for topic in STAGE_TOPICS:
            realtime.changed(topic, item_id)


def recheck_session(item_id: int) -> None:
    """Say, inside an action, that fewer may know of a session than before: who watches it live is asked again."""
    for topic in SESSION_TOPICS:
        realtime.recheck_watchers(topic, item_id)
    for follow in _followers:
        follow(item_id)
