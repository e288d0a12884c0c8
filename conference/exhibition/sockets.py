"""Socket door of the exhibition: the topics of the hall and of a booth."""

from conference import realtime
from conference.exhibition.actions import (
    BOOTH,
    HALL,
    conference_of_booth,
    may_enter,
    may_see_booth,
    settings_of,
)
from conference.exhibition.live_actions import booth_state, hall_state
from conference.permissions import Actor, Permission
from conference.realtime import Topic


def _may_watch_hall(actor: Actor, _conference_id: int) -> bool:
    return may_enter(actor, settings_of(actor.conference_id))


realtime.declare(Topic(HALL, Permission.EXHIBITION_VISIT, hall_state, lambda key: key, _may_watch_hall, pulse=True))
realtime.declare(Topic(BOOTH, Permission.EXHIBITION_VISIT, booth_state, conference_of_booth, may_see_booth, pulse=True))
