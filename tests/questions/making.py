"""Lists of questions for tests: a session with people in the hall, and what they ask."""

from itertools import count
from typing import Any

from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor
from conference.questions.actions import desk_state, public_state
from conference.questions.ask_actions import ask, vote
from conference.questions.decide_actions import decide, set_list
from conference.questions.models import Question
from conference.questions.rules import Decision
from tests import factories as make
from tests.chat.making import Hall

_numbers = count(1)


def opened(of: Hall, **settings: bool) -> int:
    """Open the list of the session, and return the session's id."""
    set_list(make.actor(of.moderator), of.item_id, **{"is_open": True, **settings})
    return of.item_id


def asked(of: Hall, who: Participant | Actor, text: str = "", *, anonymous: bool = False, key: str = "") -> int:
    """Ask something, and return the question's id."""
    number = next(_numbers)
    person = make.actor(who) if isinstance(who, Participant) else who
    return ask(person, of.item_id, text or f"Question {number}?", key or f"key-{number:08}", anonymous=anonymous).id


def want(who: Participant | Actor, question_id: int, *, wanted: bool = True) -> int:
    """Vote."""
    return vote(make.actor(who) if isinstance(who, Participant) else who, question_id, wanted=wanted)


def decided(of: Hall, question_id: int, decision: Decision, **details: Any) -> str:
    """Decide as the moderator, with the newest version."""
    version = db.session.get_one(Question, question_id).version
    return decide(make.actor(of.moderator), question_id, decision, version, details)


def shown(of: Hall, question_id: int) -> dict[str, Any] | None:
    """Return a question as everybody at the session sees it, or None."""
    return next((one for one in public_state(of.item_id)["questions"] if one["id"] == question_id), None)


def on_desk(of: Hall, question_id: int) -> dict[str, Any] | None:
    """Return a question as moderators see it, or None."""
    return next((one for one in desk_state(of.item_id)["questions"] if one["id"] == question_id), None)


def votes(of: Hall, question_id: int) -> int:
    """Return how many people want a question answered."""
    found = on_desk(of, question_id)
    assert found is not None
    return int(found["votes"])
