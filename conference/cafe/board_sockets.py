"""Socket door of boards: dots, and the topics that everybody and the facilitators watch."""

from typing import Any

from conference import realtime
from conference.cafe.actions import conference_of_question
from conference.cafe.board_state_actions import board_state, desk_state, may_see_board, seen_board
from conference.cafe.dot_actions import own_dots, put_dot
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission


@message("cafe.dot", Permission.CAFE_JOIN)
def dot(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Put a dot on {"heading"}, or ({"wanted": false}) take it back; answers with the actor's dots of that question.

    A heading has one dot of each person at most, so that the same message counts once, whatever its key.
    """
    key_in(payload)
    question_id = put_dot(actor, id_in(payload, "heading"), wanted=payload.get("wanted") is not False)
    return {"question": question_id, "own": own_dots(actor, question_id)}


@message("cafe.own_dots", Permission.CAFE_JOIN)
def mine(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Answer with the headings of {"question"} of {"cafe"} that carry a dot of the actor's."""
    _cafe, question = seen_board(actor, id_in(payload, "cafe"), id_in(payload, "question"))
    return {"question": question.id, "own": own_dots(actor, question.id)}


realtime.declare(realtime.Topic("cafe_board", Permission.CAFE_JOIN, board_state, conference_of_question, may_see_board))
realtime.declare(
    realtime.Topic("cafe_board_desk", Permission.CAFE_FACILITATE, desk_state, conference_of_question, may_see_board)
)
