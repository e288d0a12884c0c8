"""Lays out the run of the session of the live demo that is on now, so that a vote is three presses away."""

from datetime import timedelta

from sqlalchemy import select

from conference import clock
from conference.agenda.models import AgendaItem
from conference.conferences.models import Conference
from conference.extensions import db
from conference.stage.models import RunStep
from conference.stage.parts_actions import parts_of
from conference.stage.rules import StepKind

DISCUSSION = 5 * 60


def add_live_runs(house: Conference) -> None:
    """Add a run to every session that has polls or a quiz: the code to join by, all of those, time to talk. Flushes."""
    for item in db.session.scalars(select(AgendaItem).where(AgendaItem.conference_id == house.id)).all():
        parts = list(parts_of(item.id).values())
        if not any(part.kind in {StepKind.POLL, StepKind.QUIZ} for part in parts):
            continue
        steps = [
            RunStep(kind=StepKind.JOIN),
            *(
                RunStep(
                    kind=part.kind,
                    poll_id=part.ref if part.kind is StepKind.POLL else None,
                    part_id=part.ref if part.kind is StepKind.QUIZ else None,
                )
                for part in parts
            ),
            RunStep(kind=StepKind.TIMER, text="Discussion", seconds=DISCUSSION),
        ]
        for order, step in enumerate(steps):
            step.item_id, step.order = item.id, order
        db.session.add_all(steps)
    db.session.flush()


def running_session(house: Conference) -> int | None:
    """Return the session that is on now and has a run, the one with the longest; None where none is on."""
    now = clock.now()
    rows = db.session.execute(
        select(AgendaItem.id, AgendaItem.starts_at, AgendaItem.minutes)
        .join(RunStep, RunStep.item_id == AgendaItem.id)
        .where(AgendaItem.conference_id == house.id, AgendaItem.starts_at.is_not(None))
    ).all()
    counts: dict[int, int] = {}
    for row in rows:
        if row.starts_at <= now < row.starts_at + timedelta(minutes=row.minutes):
            counts[row.id] = counts.get(row.id, 0) + 1
    return max(counts, key=lambda item_id: counts[item_id], default=None)
