"""What belongs to a session and can be put into its run: polls, quiz parts, questions, as the run's own values."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from conference import clock
from conference.extensions import db
from conference.polls.actions import facts_of
from conference.polls.models import Participation, Poll, PollRound
from conference.polls.rules import RoundState, Showing
from conference.stage.rules import Phase, StepKind
from conference.stage.run import Step

Key = tuple[StepKind, int | None]


def parts_of(item_id: int) -> Mapping[Key, Step]:
    """Return everything of a session that opens and closes, by kind and id, in the order of its makers."""
    return {(part.kind, part.ref): part for part in _polls(item_id)}


def _polls(item_id: int) -> list[Step]:
    later = aliased(PollRound)
    newest = select(func.max(later.number)).where(later.poll_id == Poll.id).scalar_subquery()
    answered = (
        select(func.count()).select_from(Participation).where(Participation.round_id == PollRound.id).scalar_subquery()
    )
    rows = db.session.execute(
        select(Poll, PollRound, answered)
        .join(PollRound, (PollRound.poll_id == Poll.id) & (PollRound.number == newest))
        .where(Poll.item_id == item_id, Poll.is_template.is_(False), Poll.archived_at.is_(None))
        .order_by(Poll.order, Poll.id)
    )
    return [_poll_step(poll, asked, total) for poll, asked, total in rows]


def _poll_step(poll: Poll, asked: PollRound, total: int) -> Step:
    phase = poll_phase(facts_of(asked).state_at(clock.now()), asked.showing)
    return Step(0, StepKind.POLL, phase, poll.question, poll.id, asked.version, total)


def poll_phase(state: RoundState, showing: Showing) -> Phase:
    """Return where a poll stands for the run."""
    if state is RoundState.CLOSED:
        return Phase.CLOSED if showing is Showing.HIDDEN else Phase.SHOWN
    return Phase.OPEN if state is RoundState.OPEN else Phase.WAITING
