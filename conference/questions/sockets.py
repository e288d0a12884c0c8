"""Socket door of questions: asking, voting, and the topics that the hall and the moderators watch."""

from typing import Any

from sqlalchemy import select

from conference import realtime
from conference.agenda.models import AgendaItem
from conference.agenda.sight_actions import may_see_item
from conference.extensions import db
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission
from conference.questions.actions import desk_state, public_state
from conference.questions.ask_actions import ask, own_part, vote


@message("questions.ask", Permission.QUESTIONS_ASK)
def send(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Ask {"item", "text", "anonymous"}; answers with the asker's own part, as `questions.mine`."""
    item_id = id_in(payload, "item")
    question = ask(actor, item_id, payload.get("text"), key_in(payload), anonymous=payload.get("anonymous") is True)
    return {"id": question.id, "state": question.state.value, **own_part(actor, item_id)}


@message("questions.vote", Permission.QUESTIONS_ASK)
def want(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Want {"question"} answered, or ({"wanted": false}) no longer."""
    return {"question": vote(actor, id_in(payload, "question"), wanted=payload.get("wanted") is not False)}


@message("questions.mine", Permission.QUESTIONS_ASK)
def mine(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Answer with the actor's own questions at {"item"}, and what they voted for."""
    return own_part(actor, id_in(payload, "item"))


def _conference_of(item_id: int) -> int | None:
    return db.session.scalar(select(AgendaItem.conference_id).where(AgendaItem.id == item_id))


realtime.declare(
    realtime.Topic("questions", Permission.STAGE_WATCH, public_state, _conference_of, may_see_item),
)
realtime.declare(
    realtime.Topic("questions_desk", Permission.QUESTIONS_MODERATE, desk_state, _conference_of, may_see_item),
)
