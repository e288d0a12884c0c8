"""What moderators do with a poll: open, close, ask again, reveal, freeze…; and what the clock does for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, realtime
from conference.agenda.sight_actions import tell_stage
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.forgetting import forget_order
from conference.locking import lock_rows
from conference.permissions import Actor, Permission, require
from conference.polls.actions import facts_of, poll_of, present_round
from conference.polls.models import Participation, Poll, PollEvent, PollRound
from conference.polls.rounds import Outcome, RoundFacts, Step, What, take_step
from conference.polls.rules import RoundState, Secrecy, Showing
from conference.polls.tally_actions import frozen_of


@dataclass(frozen=True, slots=True)
class Changed:
    """What a poll is after a step. `already`: it was so before, nothing was written. `says`: the same in a sentence."""

    round: int
    version: int
    state: RoundState
    showing: Showing
    already: bool
    says: str


def lock_poll(poll_id: int) -> None:
    """Hold a poll until the end of the transaction: no ballot is counted and no other step taken meanwhile."""
    lock_rows(select(Poll.id).where(Poll.id == poll_id))


def act_on_round(
    actor: Actor, poll_id: int, what: What, seen_version: int | None,
    *, seconds: int = 0, opens_at: datetime | None = None,
) -> Changed:  # fmt: skip
    """Take a step and commit; see `change_round`."""
    changed = change_round(actor, poll_id, what, seen_version, seconds=seconds, opens_at=opens_at)
    db.session.commit()
    return changed


def change_round(
    actor: Actor, poll_id: int, what: What, seen_version: int | None,
    *, seconds: int = 0, opens_at: datetime | None = None,
) -> Changed:  # fmt: skip
    """Take a step of a poll's present round; does not commit. What is already so is fine, and said.

    `seen_version` is the round's version that the moderator saw (None: whatever it is); `seconds` for extending,
    `opens_at` for scheduling. Raises `Stale` where somebody else was faster, saying what the poll is now, and `Refused`
    for what makes no sense.
    """
    require(actor, Permission.POLLS_MANAGE)
    poll_of(actor, poll_id)
    lock_poll(poll_id)
    poll, asking = poll_of(actor, poll_id), present_round(poll_id)
    _refuse_archived(poll)
    step = Step(what, clock.now(), seconds, opens_at, poll.seconds, poll.showing)
    stale = seen_version is not None and seen_version != asking.version
    try:
        outcome = take_step(facts_of(asking), step)
    except Refused as refusal:
        if stale:
            raise Stale(_stale_sentence(asking, step.now)) from refusal
        raise
    if stale and not outcome.already:
        raise Stale(_stale_sentence(asking, step.now))
    if not outcome.already:
        asking = _write(poll, asking, what, outcome, by_id=actor.participant_id)
    says = sentence(facts_of(asking), step.now)
    return Changed(
        asking.number, asking.version, facts_of(asking).state_at(step.now), asking.showing, outcome.already, says
    )


def _refuse_archived(poll: Poll) -> None:
    conference = db.session.get_one(Conference, poll.conference_id)
    if conference.status is ConferenceStatus.ARCHIVED:
        raise Refused(_("%(title)s is archived: its polls are a record by now.", title=conference.title))


def _stale_sentence(asking: PollRound, now: datetime) -> str:
    return str(_("Somebody else was faster. %(state)s", state=sentence(facts_of(asking), now)))


def sentence(facts: RoundFacts, now: datetime) -> str:
    """Return where a poll stands as a sentence."""
    shown = {
        Showing.HIDDEN: _("its result is hidden"),
        Showing.LIVE: _("its result is shown"),
        Showing.FROZEN: _("its result is frozen"),
    }[facts.showing]
    words = {
        RoundState.DRAFT: _("The poll is not open yet; %(result)s.", result=shown),
        RoundState.OPEN: _("The poll is open; %(result)s.", result=shown),
        RoundState.CLOSED: _("The poll is closed; %(result)s.", result=shown),
    }
    return str(words[facts.state_at(now)])


def _write(poll: Poll, asking: PollRound, what: What, outcome: Outcome, by_id: int | None) -> PollRound:
    """Write what a step made of a poll and return its present round; everybody hears of it after the commit."""
    if outcome.facts.showing is not Showing.FROZEN:
        asking.frozen = None
    elif asking.showing is not Showing.FROZEN:
        asking.frozen = frozen_of(poll, asking)
    if poll.secrecy is Secrecy.ANONYMOUS and RoundState.CLOSED is outcome.facts.state is not asking.state:
        # Else the n-th to take part could be matched with the n-th anonymous ballot.
        forget_order(Participation, Participation.round_id, asking.id)
    _set(asking, outcome.facts)
    asking.version += 1
    present = asking
    if outcome.fresh is not None:
        present = PollRound(poll_id=poll.id, number=asking.number + 1, version=asking.version)
        _set(present, outcome.fresh)
        db.session.add(present)
        db.session.flush()
    db.session.add(PollEvent(round_id=present.id, what=what.value, by_id=by_id, at=clock.now()))
    db.session.flush()
    tell(poll)
    return present


def _set(asking: PollRound, facts: RoundFacts) -> None:
    for name in ("state", "showing", "opens_at", "opened_at", "closes_at", "closed_at"):
        setattr(asking, name, getattr(facts, name))


def tell(poll: Poll) -> None:
    """Say, inside an action, that a poll changed; it counts after the commit."""
    realtime.changed("poll", poll.id)
    realtime.changed("poll_desk", poll.id)
    tell_stage(poll.item_id)


def open_and_close_what_is_due() -> None:
    """Open what was scheduled and close what has ended; several servers may ask at once, one of them does it."""
    now = clock.now()
    due = db.session.execute(
        select(PollRound.poll_id, PollRound.state)
        .where(
            ((PollRound.state == RoundState.DRAFT) & (PollRound.opens_at <= now))
            | ((PollRound.state == RoundState.OPEN) & (PollRound.closes_at <= now))
        )
        .order_by(PollRound.poll_id)
    ).all()
    db.session.rollback()
    for poll_id, _state in due:
        _do_what_is_due(poll_id)
        db.session.commit()


def _do_what_is_due(poll_id: int) -> None:
    lock_poll(poll_id)
    poll = db.session.get(Poll, poll_id)
    if poll is None:
        return
    asking, now = present_round(poll_id), clock.now()
    facts = facts_of(asking)
    step = Step(What.OPEN, now, poll_seconds=poll.seconds, poll_showing=poll.showing)
    if facts.state is RoundState.DRAFT and facts.opens_at is not None and facts.opens_at <= now:
        _write(poll, asking, What.OPEN, take_step(facts, step), by_id=None)
    elif facts.state is RoundState.OPEN and facts.state_at(now) is RoundState.CLOSED:
        ended = RoundFacts(
            RoundState.CLOSED, facts.showing, None, facts.opened_at, facts.closes_at, facts.closes_at
        )  # fmt: skip
        _write(poll, asking, What.CLOSE, Outcome(ended), by_id=None)


def steps_of(poll_id: int) -> Sequence[PollEvent]:
    """Return who did what to a poll, oldest first."""
    return db.session.scalars(
        select(PollEvent).join(PollRound).where(PollRound.poll_id == poll_id).order_by(PollEvent.id)
    ).all()
