"""Socket door of polls: casting a ballot, steps of a round, and the topics of everyone and of the desk."""

from conference import alarms, realtime
from conference.people.hot_message_identity import hot_message
from conference.people.message_identity import Payload, id_in, key_in
from conference.permissions import Actor, Permission
from conference.polls.actions import conference_of, may_watch_poll, poll_desk_state, poll_state
from conference.polls.ballot_actions import Cast, ballots, cast_of
from conference.polls.round_actions import open_and_close_what_is_due


@hot_message("polls.cast", Permission.POLLS_ANSWER, ballots, lambda receipt: {"counted": receipt.counted})
def cast(actor: Actor, payload: Payload) -> Cast:
    """Read {"poll", "round", "answer", "key"}; what is answered is {"counted": "new" | "changed" | "again"}."""
    return cast_of(actor, id_in(payload, "poll"), id_in(payload, "round"), payload.get("answer"), key_in(payload))


realtime.declare(realtime.Topic("poll", Permission.STAGE_WATCH, poll_state, conference_of, may_watch_poll))
realtime.declare(realtime.Topic("poll_desk", Permission.POLLS_MANAGE, poll_desk_state, conference_of, pulse=True))
alarms.every_second(open_and_close_what_is_due)
