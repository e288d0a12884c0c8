"""Shared reads of polls: which somebody may know of, what everyone and what the desk is shown, and one's own part."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import selectinload

from conference import clock
from conference.agenda.sight_actions import may_see_item
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import Actor, Permission, can
from conference.polls.models import JoinCode, Poll, PollRound
from conference.polls.rounds import RoundFacts
from conference.polls.rules import PollKind, RoundState
from conference.polls.tally_actions import answered, answered_in, counted_now, result_state, shown_to_all, texts_waiting
from conference.polls.turnout_actions import turnout_of

# Written once, for they are asked for everyone who watches.
PRESENT = select(PollRound).where(PollRound.poll_id == bindparam("poll")).order_by(PollRound.number.desc()).limit(1)
KNOWN = (
    select(Poll.conference_id, Poll.item_id, PollRound.number, PollRound.state, PollRound.opens_at)
    .join(PollRound, PollRound.poll_id == Poll.id)
    .where(Poll.id == bindparam("poll"), Poll.is_template.is_(False))
    .order_by(PollRound.number.desc())
    .limit(1)
)
CONFERENCE = select(Poll.conference_id).where(Poll.id == bindparam("poll"), Poll.is_template.is_(False))


def present_round(poll_id: int) -> PollRound:
    """Return the present round of a poll: the one with the highest number."""
    return db.session.scalars(PRESENT, {"poll": poll_id}).one()


def facts_of(asking: PollRound) -> RoundFacts:
    """Return a round's row as the facts that rules ask for."""
    return RoundFacts(
        asking.state, asking.showing, asking.opens_at, asking.opened_at, asking.closes_at, asking.closed_at
    )


def poll_of(actor: Actor, poll_id: int) -> Poll:
    """Return a poll of the actor's conference. Raises `NotFound` for another's and for templates."""
    poll = db.session.get(Poll, poll_id)
    if poll is None or poll.conference_id != actor.conference_id or poll.is_template:
        raise NotFound(_("There is no such poll."))
    return poll


def seen_poll(actor: Actor, poll_id: int) -> Poll:
    """Return a poll that the actor may know of. Raises `NotFound` for others."""
    if not may_watch_poll(actor, poll_id):
        raise NotFound(_("There is no such poll."))
    return db.session.get_one(Poll, poll_id)


def may_watch_poll(actor: Actor, poll_id: int) -> bool:
    """Tell whether the actor may know of a poll.

    Nobody may of another conference's or of a template, and, unless they manage polls, of one of a session they may not
    know of or one that was never asked: of those, only what has a code to join by or a moment to open at is there, and
    says nothing of its question.
    """
    found = db.session.execute(KNOWN, {"poll": poll_id}).first()
    if found is None or found.conference_id != actor.conference_id:
        return False
    if can(actor, Permission.POLLS_MANAGE):
        return True
    if found.item_id is not None and not may_see_item(actor, found.item_id):
        return False
    return not is_unasked(found) or found.opens_at is not None or _has_code(poll_id)


def is_unasked(asking: PollRound | Row[*tuple[Any, ...]]) -> bool:
    """Tell whether the poll was never opened."""
    return asking.number == 1 and asking.state is RoundState.DRAFT


def _has_code(poll_id: int) -> bool:
    return db.session.scalar(select(JoinCode.code).where(JoinCode.poll_id == poll_id)) is not None


def conference_of(poll_id: int) -> int | None:
    """Return the conference that a poll belongs to, None where there is no such poll."""
    return db.session.scalar(CONFERENCE, {"poll": poll_id})


def poll_state(poll_id: int) -> dict[str, Any]:
    """Return what everyone is shown of a poll (docs/live.md). Whoever asks has checked `seen_poll`."""
    poll, asking = _read(poll_id)
    state = _common(poll, asking)
    if is_unasked(asking):
        return state
    state |= _question(poll) | {"answered": answered(asking.id), "total": None, "result": None}
    shown = shown_to_all(asking)
    if shown is not None:
        result = result_state(poll, asking, shown)
        state |= {"total": result["n"], "result": result}
    return state


def poll_desk_state(poll_id: int) -> dict[str, Any]:
    """Return what the moderators are shown of a poll: the tally always, turnout, and the rounds there were."""
    poll, asking = _read(poll_id)
    result = result_state(poll, asking, counted_now(asking))
    ballots = answered_in(row.id for row in poll.rounds)
    return {
        **_common(poll, asking),
        **_question(poll),
        "answered": result["n"],
        "total": result["n"],
        "result": result,
        "turnout": turnout_of(poll, result["n"]),
        "waiting": texts_waiting(asking.id) if poll.kind is PollKind.TEXT else 0,
        "rounds": [
            {"number": row.number, "state": facts_of(row).state_at(clock.now()), "total": ballots.get(row.id, 0)}
            for row in poll.rounds
        ],
    }


def _read(poll_id: int) -> tuple[Poll, PollRound]:
    poll = db.session.get(Poll, poll_id, options=[selectinload(Poll.options)])
    if poll is None:
        raise NotFound(_("There is no such poll."))
    return poll, present_round(poll_id)


def _common(poll: Poll, asking: PollRound) -> dict[str, Any]:
    return {
        "id": poll.id,
        "edited": poll.version,
        "round": asking.number,
        "version": asking.version,
        "state": facts_of(asking).state_at(clock.now()),
        "showing": asking.showing,
        "opens_at": _iso(asking.opens_at),
        "closes_at": _iso(asking.closes_at if asking.state is RoundState.OPEN else None),
    }


def _question(poll: Poll) -> dict[str, Any]:
    return {
        "kind": poll.kind,
        "secrecy": poll.secrecy,
        "question": poll.question,
        "options": [{"id": option.id, "text": option.text} for option in poll.options],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
