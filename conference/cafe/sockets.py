"""Socket door of rounds: what facilitators do, and the topics of the lobby, of the seats and of the console."""

from typing import Any

from conference import realtime
from conference.cafe import opening_actions as openings
from conference.cafe import round_actions as rounds
from conference.cafe import table_subject_actions as _table_subject_actions  # noqa: F401 - declares chat and call
from conference.cafe.actions import conference_of_cafe, may_see_cafe
from conference.cafe.desk_actions import cafe_state, desk_state, seats_state
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission
from conference.realtime import Topic

realtime.declare(Topic("cafe", Permission.CAFE_JOIN, cafe_state, conference_of_cafe, may_see_cafe, pulse=True))
realtime.declare(Topic("cafe_seats", Permission.CAFE_JOIN, seats_state, conference_of_cafe, may_see_cafe))
realtime.declare(
    Topic("cafe_desk", Permission.CAFE_FACILITATE, desk_state, conference_of_cafe, may_see_cafe, pulse=True)
)


@message("cafe.open", Permission.CAFE_FACILITATE)
def open_round(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Open the round {"number"} of {"cafe"}; one that is on ends with it."""
    return _done(openings.open_round(actor, id_in(payload, "cafe"), id_in(payload, "number"), key_in(payload)))


@message("cafe.pause", Permission.CAFE_FACILITATE)
def pause(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Stop the clock of {"cafe"}; with {"round"}, only of the round of that number."""
    return _done(rounds.pause(actor, id_in(payload, "cafe"), key_in(payload), _seen(payload)))


@message("cafe.resume", Permission.CAFE_FACILITATE)
def resume(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Let the clock of {"cafe"} go on; {"round"} as above."""
    return _done(rounds.resume(actor, id_in(payload, "cafe"), key_in(payload), _seen(payload)))


@message("cafe.extend", Permission.CAFE_FACILITATE)
def extend(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Give {"cafe"} {"seconds"} more (negative: less), also when its round has just ended; {"round"} as above."""
    seconds = payload.get("seconds")
    number = seconds if type(seconds) is int else 0
    return _done(rounds.extend(actor, id_in(payload, "cafe"), number, key_in(payload), _seen(payload)))


@message("cafe.end", Permission.CAFE_FACILITATE)
def end(actor: Actor, payload: Payload) -> dict[str, Any]:
    """End the round of {"cafe"}; {"round"} as above."""
    return _done(rounds.end(actor, id_in(payload, "cafe"), key_in(payload), _seen(payload)))


def _seen(payload: Payload) -> int | None:
    return id_in(payload, "round") if payload.get("round") is not None else None


def _done(event_id: int) -> dict[str, Any]:
    return {"event": event_id}
