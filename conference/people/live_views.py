"""HTTP door beside the socket: a topic's snapshot and the answer to a message, for whom no socket gets through."""

from flask import Response, jsonify, request
from flask_babel import gettext as _

from conference import presence, realtime
from conference.conditional import digest
from conference.errors import NotFound
from conference.extensions import limiter
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, current_conference, current_participant, open_to_all
from conference.people.message_identity import actor_of, answer_to, failed
from conference.permissions import can, require

# As much as a socket message may hold.
LONGEST_MESSAGE = 64 * 1024
MESSAGES_PER_PERSON = "40 per 2 seconds; 600 per minute"


def _sender() -> str:
    """Return whose messages are counted together: the participant's, or those of an address without one."""
    person = current_participant()
    return f"live:{person.id}" if person else f"live:{request.remote_addr}"


@blueprint.get("/<slug>/live/<topic>/<int:key>")
@open_to_all
def live_topic(topic: str, key: int) -> Response:
    """Answer with the snapshot of a topic, to whoever may watch it; 304 where the state is the one they have."""
    actor, found = current_actor(), realtime.topic_named(topic)
    if found is None or found.conference_of(key) != actor.conference_id:
        raise NotFound(_("There is nothing to watch."))
    require(actor, found.permission)
    if not found.may_watch(actor, key):
        raise NotFound(_("There is nothing to watch."))
    presence.visit((topic, key), actor.participant_id)
    seen = realtime.shared_snapshot(topic, key)
    # Whoever was moved away while it was read is given nothing of it.
    still = actor_of(actor.conference_id)
    if not can(still, found.permission) or not found.may_watch(still, key):
        raise NotFound(_("There is nothing to watch."))
    answer = jsonify(seen)
    answer.set_etag(digest([topic, key, seen["state"]]))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@blueprint.post("/<slug>/live/message/<name>")
@limiter.limit(MESSAGES_PER_PERSON, key_func=_sender)
@open_to_all
def live_message(name: str) -> Response:
    """Have the same answered that a socket message of this name would be, with the same handler."""
    conference = current_conference()
    payload = request.get_json(silent=True) if (request.content_length or 0) <= LONGEST_MESSAGE else None
    if isinstance(payload, dict) and payload.get("conference") != conference.id:
        payload = None
    try:
        reply = answer_to(name, payload)
    except Exception as error:  # noqa: BLE001 - as by socket, it is logged and answered
        reply = failed(error)
    answer = jsonify(reply)
    answer.status_code = 200 if "ok" in reply else reply["status"]
    return answer
