"""Socket door of awards: casting a ballot, the topics of everyone and of the desk, and what the clock does."""

from conference import alarms, realtime
from conference.awards.actions import AWARD, DESK, conference_of, may_watch_award
from conference.awards.ballot_actions import Cast, ballots, cast_of, receipt_of
from conference.awards.closing_actions import close_what_has_ended
from conference.awards.log_actions import log_what_has_come_in
from conference.awards.state_actions import award_desk_state, award_state
from conference.people.hot_message_identity import hot_message
from conference.people.message_identity import Payload, id_in, key_in, text_in
from conference.permissions import Actor, Permission


@hot_message("awards.cast", Permission.AWARDS_VOTE, ballots, lambda counted: {"receipt": receipt_of(counted).to_json()})
def cast(actor: Actor, payload: Payload) -> Cast:
    """Read {"award", "voting", "finalist", "nonce", "commitment", "key"}; what is answered is {"receipt": {…}}."""
    return cast_of(
        actor, id_in(payload, "award"), id_in(payload, "voting"), text_in(payload, "finalist"),
        nonce=text_in(payload, "nonce"), commitment=text_in(payload, "commitment"), key=key_in(payload),
    )  # fmt: skip


realtime.declare(realtime.Topic(AWARD, Permission.STAGE_WATCH, award_state, conference_of, may_watch_award))
realtime.declare(
    realtime.Topic(DESK, Permission.AWARDS_RUN, award_desk_state, conference_of, may_watch_award, pulse=True)
)
alarms.every_second(log_what_has_come_in)
alarms.every_second(close_what_has_ended)
