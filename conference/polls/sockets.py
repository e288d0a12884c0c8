"""Socket door of polls: casting a ballot, steps of a round, and the topics of everyone and of the desk."""

from collections.abc import Mapping
from typing import Any

from conference import alarms, realtime
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission
from conference.polls.actions import conference_of, may_watch_poll, poll_desk_state, poll_state
from conference.polls.ballot_actions import cast_ballot
from conference.polls.round_actions import open_and_close_what_is_due


@message("polls.cast", Permission.POLLS_ANSWER)
def cast(actor: Actor, payload: Payload) -> Mapping[str, Any]:
    """Answer {"poll", "round", "answer", "key"} with {"counted": "new" | "changed" | "again"}."""
    receipt = cast_ballot(
        actor, id_in(payload, "poll"), id_in(payload, "round"), payload.get("answer"), key_in(payload)
    )
    return {"counted": receipt.counted}


realtime.declare(realtime.Topic("poll", Permission.STAGE_WATCH, poll_state, conference_of, may_watch_poll))
realtime.declare(realtime.Topic("poll_desk", Permission.POLLS_MANAGE, poll_desk_state, conference_of, pulse=True))
alarms.every_second(open_and_close_what_is_due)
