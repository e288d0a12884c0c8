"""Socket door of the stage: its three topics, and reactions."""

from collections.abc import Mapping

from flask_babel import gettext as _

from conference import realtime
from conference.agenda.sight_actions import may_see_item
from conference.errors import NotFound
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission
from conference.realtime import Topic
from conference.stage.actions import (
    DESK_TOPIC,
    PROJECTOR_TOPIC,
    TOPIC,
    conference_of,
    desk_state,
    projector_state,
    stage_state,
)
from conference.stage.display_actions import may_project
from conference.stage.reaction_actions import react
from conference.stage.rules import Reaction

realtime.declare(Topic(TOPIC, Permission.STAGE_ATTEND, stage_state, conference_of, may_see_item))
realtime.declare(Topic(DESK_TOPIC, Permission.STAGE_MODERATE, desk_state, conference_of, may_see_item, pulse=True))
realtime.declare(Topic(PROJECTOR_TOPIC, Permission.STAGE_PROJECT, projector_state, conference_of, may_project))


@message("stage.react", Permission.STAGE_ATTEND)
def receive_reaction(actor: Actor, payload: Payload) -> Mapping[str, object]:
    """Count {"item", "kind", "key"}."""
    kind = payload.get("kind")
    if not isinstance(kind, str) or kind not in set(Reaction):
        raise NotFound(_("There is no such reaction."))
    react(actor, id_in(payload, "item"), Reaction(kind), key_in(payload))
    return {}
