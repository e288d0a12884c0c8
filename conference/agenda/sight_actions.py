"""Which session somebody may know of, and the news of a session for the rooms that show it live."""

from flask_babel import gettext as _

from conference import realtime
from conference.agenda.actions import draft_agenda, released_agenda, visible_items
from conference.agenda.content import ItemContent
from conference.errors import NotFound
from conference.permissions import MODERATORS, Actor

# By name, because the stage stands above those who have news for it.
STAGE_TOPICS = ("stage", "stage_desk", "projector")


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


def tell_stage(item_id: int | None) -> None:
    """Say, inside an action, that something of a session opened, closed or moved; it counts after the commit."""
    if item_id is not None:
        for topic in STAGE_TOPICS:
            realtime.changed(topic, item_id)
