"""Socket door of awards: casting a ballot, the topics of everyone and of the desk, and what the clock does."""

from collections.abc import Mapping
from typing import Any

from conference import alarms, realtime
from conference.awards.actions import AWARD, DESK, conference_of, may_watch_award
from conference.awards.ballot_actions import cast_ballot
from conference.awards.closing_actions import close_what_has_ended
from conference.awards.log_actions import log_what_has_come_in
from conference.awards.state_actions import award_desk_state, award_state
from conference.people.message_identity import Payload, id_in, key_in, message, text_in
from conference.permissions import Actor, Permission


@message("awards.cast", Permission.AWARDS_VOTE)
def cast(actor: Actor, payload: Payload) -> Mapping[str, Any]:
    """Answer {"award", "voting", "finalist", "nonce", "commitment", "key"} with {"receipt": {…}}."""
    receipt = cast_ballot(
        actor, id_in(payload, "award"), id_in(payload, "voting"), text_in(payload, "finalist"),
        nonce=text_in(payload, "nonce"), commitment=text_in(payload, "commitment"), key=key_in(payload),
    )  # fmt: skip
    return {"receipt": receipt.to_json()}


realtime.declare(realtime.Topic(AWARD, Permission.STAGE_WATCH, award_state, conference_of, may_watch_award))
realtime.declare(
    realtime.Topic(DESK, Permission.AWARDS_RUN, award_desk_state, conference_of, may_watch_award, pulse=True)
)
alarms.every_second(log_what_has_come_in)
alarms.every_second(close_what_has_ended)
