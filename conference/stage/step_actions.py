"""Putting a run together: steps added, taken out, moved, and a first run made from what belongs to the session."""

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor
from conference.stage.actions import load_run
from conference.stage.models import RunStep
from conference.stage.parts_actions import parts_of
from conference.stage.rules import LONGEST_TIMER, StepKind
from conference.stage.run import after_removal, moved
from conference.stage.write_actions import begin_press, end_press

MOST_STEPS = 100


def add_step(
    actor: Actor,
    item_id: int,
    seen_version: int,
    kind: StepKind,
    *,
    ref: int | None = None,
    text: str = "",
    seconds: int = 0,
) -> RunStep:
    """Add a step at the end of the run.

    Raises `NotFound` for a poll, quiz part or award of another session, `Refused` for a text or timer that says
    nothing.
    """
    stage = begin_press(actor, item_id, seen_version)
    _require_sense(item_id, kind, ref, text, seconds)
    count, last = db.session.execute(
        select(func.count(), func.coalesce(func.max(RunStep.order), -1)).where(RunStep.item_id == item_id)
    ).one()
    if count >= MOST_STEPS:
        raise Refused(_("A run has at most %(most)s steps.", most=MOST_STEPS))
    row = RunStep(item_id=item_id, order=last + 1, **_columns(kind, ref, text, seconds))
    db.session.add(row)
    end_press(stage)
    return row


def remove_step(actor: Actor, item_id: int, seen_version: int, step_id: int) -> None:
    """Take a step out of the run; what it is about stays as it is."""
    stage = begin_press(actor, item_id, seen_version)
    row = _step_of(item_id, step_id)
    stage.step_id = after_removal(load_run(item_id), step_id)
    if stage.timer_step_id == step_id:
        stage.timer_step_id = None
    db.session.delete(row)
    end_press(stage)


def move_step(actor: Actor, item_id: int, seen_version: int, step_id: int, place: int) -> None:
    """Put a step at another place of the run, counted from 0."""
    stage = begin_press(actor, item_id, seen_version)
    row = _step_of(item_id, step_id)
    rows = list(
        db.session.scalars(select(RunStep).where(RunStep.item_id == item_id).order_by(RunStep.order, RunStep.id))
    )
    for order, one in enumerate(moved(rows, row, place)):
        one.order = order
    end_press(stage)


def fill_run(actor: Actor, item_id: int, seen_version: int) -> int:
    """Add a step for everything of the session that has none yet, and return how many were added."""
    stage = begin_press(actor, item_id, seen_version)
    run = load_run(item_id)
    there = {(step.kind, step.ref) for step in run.steps}
    missing = [part for part in parts_of(item_id).values() if (part.kind, part.ref) not in there]
    for order, part in enumerate(missing, start=len(run.steps)):
        db.session.add(RunStep(item_id=item_id, order=order, **_columns(part.kind, part.ref, "", 0)))
    end_press(stage)
    return len(missing)


def _columns(kind: StepKind, ref: int | None, text: str, seconds: int) -> dict[str, object]:
    poll_id = ref if kind is StepKind.POLL else None
    part_id = ref if kind is StepKind.QUIZ else None
    award_id = ref if kind is StepKind.AWARD else None
    return {
        "kind": kind, "poll_id": poll_id, "part_id": part_id, "award_id": award_id, "text": text, "seconds": seconds
    }  # fmt: skip


def _require_sense(item_id: int, kind: StepKind, ref: int | None, text: str, seconds: int) -> None:
    if kind in {StepKind.POLL, StepKind.QUIZ, StepKind.AWARD} and (kind, ref) not in parts_of(item_id):
        raise NotFound(_("This does not belong to the session."))
    if kind is StepKind.TEXT and not text:
        raise Refused(_("Say what the hall is to read."), field="text")
    if kind is StepKind.TIMER and not 0 < seconds <= LONGEST_TIMER.total_seconds():
        raise Refused(_("A timer runs for a minute to four hours."), field="minutes")


def _step_of(item_id: int, step_id: int) -> RunStep:
    row = db.session.get(RunStep, step_id)
    if row is None or row.item_id != item_id:
        raise NotFound(_("There is no such step."))
    return row
