"""Socket door of the quiz: its three topics, the measured round trip, and answers."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, realtime
from conference.errors import NotFound
from conference.extensions import db
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission
from conference.quiz import roundtrip
from conference.quiz.actions import DESK, HALL, PLAYERS, may_play, may_project
from conference.quiz.answer_actions import answer_question
from conference.quiz.models import Quiz, QuizPart
from conference.quiz.player_actions import choose_nickname
from conference.quiz.rules import MOST_OPTIONS
from conference.quiz.state_actions import desk_state, hall_state, player_state
from conference.realtime import Topic

LONGEST_TEXT = 200


def _conference_of(part_id: int) -> int | None:
    return db.session.scalar(select(Quiz.conference_id).join(QuizPart).where(QuizPart.id == part_id))


def _may_watch(actor: Actor, part_id: int) -> bool:
    part = db.session.get(QuizPart, part_id)
    return part is not None and (may_play(actor, part) or may_project(actor, part))


def _topic(name: str, permission: Permission, state: Callable[[int], Mapping[str, Any]], pulse: bool = False) -> None:
    realtime.declare(Topic(name, permission, state, _conference_of, _may_watch, pulse))


_topic(PLAYERS, Permission.QUIZ_PLAY, player_state)
_topic(HALL, Permission.STAGE_WATCH, hall_state)
_topic(DESK, Permission.QUIZ_MANAGE, desk_state, pulse=True)


@message("quiz.trip", Permission.QUIZ_PLAY)
def trip(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Measure a round trip: answer with a signed moment; sent straight back (`moment`), with a ticket that says it."""
    now, secret, person = clock.now(), current_app.config["SECRET_KEY"], actor.participant_id or 0
    moment = payload.get("moment")
    if moment is None:
        return {"moment": roundtrip.challenge(secret, person, now)}
    found = roundtrip.measured(secret, person, moment, now) if isinstance(moment, str) else None
    if found is None:
        raise NotFound(_("This message says nothing that we understand."))
    return {"ticket": found[0], "milliseconds": int(found[1].total_seconds() * 1000)}


@message("quiz.answer", Permission.QUIZ_PLAY)
def answer(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Keep an answer: {question, options: [ids], key, ticket, nickname}."""
    received_at = clock.now()
    grace = roundtrip.grace_in(
        current_app.config["SECRET_KEY"], actor.participant_id or 0, payload.get("ticket"), received_at
    )
    answer_question(
        actor, id_in(payload, "question"), _options_in(payload), key=key_in(payload), received_at=received_at,
        grace=grace, nickname=_text_in(payload, "nickname"),
    )  # fmt: skip
    return {}


@message("quiz.nickname", Permission.QUIZ_PLAY)
def nickname(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Join under a nickname, or change it: {part, nickname}."""
    return {"nickname": choose_nickname(actor, id_in(payload, "part"), _text_in(payload, "nickname")).nickname}


def _options_in(payload: Payload) -> frozenset[int]:
    options = payload.get("options")
    if not isinstance(options, list) or len(options) > MOST_OPTIONS or any(type(one) is not int for one in options):
        raise NotFound(_("This message says nothing that we understand."))
    return frozenset(options)


def _text_in(payload: Payload, name: str) -> str:
    text = payload.get(name, "")
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise NotFound(_("This message says nothing that we understand."))
    return text
