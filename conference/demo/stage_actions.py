"""Lays out the run of the session of the live demo that is on now, so that a vote is three presses away."""

from datetime import timedelta

from sqlalchemy import func, select

from conference import clock
from conference.agenda.models import AgendaItem, ItemPerson
from conference.agenda.rules import RoleInItem
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
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


def let_speaker_appear(house: Conference, speaker: Participant) -> None:
    """Let the demo's speaker appear in the session that is there to run, after the speakers it had. Flushes."""
    item_id = session_to_run(house)
    if item_id is None:
        return
    item = db.session.get_one(AgendaItem, item_id)
    item.people.append(ItemPerson(participant_id=speaker.id, role=RoleInItem.SPEAKER, order=len(item.people)))
    db.session.flush()


def session_to_run(house: Conference) -> int | None:
    """Return the session with a run that is on now (of several, the longest run), or else the nearest in time."""
    now = clock.now()
    rows = db.session.execute(
        select(AgendaItem.id, AgendaItem.starts_at, AgendaItem.minutes, func.count(RunStep.id).label("steps"))
        .join(RunStep, RunStep.item_id == AgendaItem.id)
        .where(AgendaItem.conference_id == house.id, AgendaItem.starts_at.is_not(None))
        .group_by(AgendaItem.id, AgendaItem.starts_at, AgendaItem.minutes)
    ).all()

    far: dict[int, tuple[timedelta, int]] = {}
    for row in rows:
        if row.starts_at is not None:
            ended = now - (row.starts_at + timedelta(minutes=row.minutes))
            far[row.id] = (max(row.starts_at - now, ended, timedelta()), -row.steps)
    return min(far, key=lambda item_id: far[item_id], default=None)
