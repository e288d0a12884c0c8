"""Shared reads of the stage: the run of a session, what is open in it, and the three states that people watch."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.agenda.actions import people_cards
from conference.agenda.attendance_actions import people_in_session
from conference.agenda.models import AgendaItem
from conference.agenda.sight_actions import seen_item
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import Actor, Permission, require
from conference.stage.embeds import View, path_of
from conference.stage.models import ReactionCount, RunStep, StageState
from conference.stage.parts_actions import may_answer_here, parts_of
from conference.stage.rules import Phase, Reaction, Scene, StepKind, Timer
from conference.stage.run import Run, Step, next_move
from conference.stage.words import step_title

Json = dict[str, Any]
TOPIC, DESK_TOPIC, PROJECTOR_TOPIC = "stage", "stage_desk", "projector"


def conference_of(item_id: int) -> int | None:
    """Return the conference that a session belongs to, or None."""
    return db.session.scalar(select(AgendaItem.conference_id).where(AgendaItem.id == item_id))


def moderated_item(actor: Actor, item_id: int) -> int:
    """Return the id of a session that the actor may moderate. Raises `NotFound` and `Forbidden`."""
    require(actor, Permission.STAGE_MODERATE)
    # Of this conference, and not gone from its draft: a run hangs from the row.
    if conference_of(item_id) != actor.conference_id:
        raise NotFound(_("There is no such session."))
    seen_item(actor, item_id)
    return item_id


def stage_of(item_id: int) -> StageState | None:
    """Return where a session stands, read anew; None while nobody has begun anything in it."""
    return db.session.get(StageState, item_id)


def load_run(item_id: int) -> Run:
    """Return a session's run as values."""
    stage = stage_of(item_id)
    rows = list(
        db.session.scalars(select(RunStep).where(RunStep.item_id == item_id).order_by(RunStep.order, RunStep.id))
    )
    parts = parts_of(item_id)
    started = stage.timer_step_id if stage else None
    steps = tuple(_step(row, parts, started) for row in rows)
    return Run(steps, stage.step_id if stage else None)


def _step(row: RunStep, parts: Mapping[tuple[StepKind, int | None], Step], timer_step_id: int | None) -> Step:
    part = parts.get((row.kind, row.item_id if row.kind is StepKind.QUESTIONS else _about(row)))
    if part is not None:
        return Step(row.id, row.kind, part.phase, part.title, part.ref, part.version, part.total, inner=part.inner)
    phase = Phase.SHOWN
    if row.kind is StepKind.TIMER:
        phase = Phase.OPEN if timer_step_id == row.id else Phase.WAITING
    return Step(row.id, row.kind, phase, row.text, seconds=row.seconds)


def _about(row: RunStep) -> int | None:
    return row.poll_id or row.part_id or row.award_id


def timer_of(stage: StageState | None) -> Timer | None:
    """Return the timer that runs or has run out, or None."""
    if stage is None or stage.timer_ends_at is None:
        return None
    return Timer(stage.timer_ends_at, stage.timer_seconds, stage.timer_label)


def stage_state(item_id: int) -> Json:
    """Return what everyone with access to a session sees: what is open now, the timer, reactions so far."""
    stage = stage_of(item_id)
    run = load_run(item_id)
    return {
        "now": [_open_part(step) for step in open_now(run, item_id)],
        "timer": _timer_json(stage),
        "reactions": reaction_counts(item_id),
        "reactions_open": stage.reactions_open if stage else True,
    }


def open_now(run: Run, item_id: int) -> list[Step]:
    """Return what people can take part in or look at now: the present step first, then whatever else is open.

    A poll that waits to be opened is nobody's business but the desk's; of an award everybody knows who stands.
    """
    parts = parts_of(item_id).values()
    here = run.current
    first = [part for part in parts if here and (part.kind, part.ref) == (here.kind, here.ref)]
    found = [part for part in first if part.phase is not Phase.WAITING or part.kind is StepKind.AWARD]
    found += [part for part in parts if part.phase is Phase.OPEN and part not in found]
    return found


def _open_part(part: Step) -> Json:
    path = path_of(part.kind, part.ref, View.PANEL)
    return {"kind": part.kind, "ref": part.ref, "phase": part.phase, "title": step_title(part), "path": path}


def _timer_json(stage: StageState | None) -> Json | None:
    timer = timer_of(stage)
    if timer is None:
        return None
    return {"ends_at": timer.ends_at.isoformat(), "seconds": timer.seconds, "label": timer.label}


def reaction_counts(item_id: int) -> Json:
    """Return how often each reaction was sent in a session."""
    rows = db.session.execute(
        select(ReactionCount.kind, ReactionCount.count).where(ReactionCount.item_id == item_id)
    ).all()
    counted = {kind: count for kind, count in rows}  # noqa: C416 - a Row is not a pair to dict()
    return {kind.value: counted.get(kind, 0) for kind in Reaction}


def desk_state(item_id: int) -> Json:
    """Return what the moderators of a session see alike: the run, who is here, how many there are and answered."""
    stage = stage_of(item_id)
    run = load_run(item_id)
    move = next_move(run)
    here = people_cards(realtime.watching(DESK_TOPIC, item_id))
    return {
        "version": stage.version if stage else 0,
        "move": move.token if move else "",
        "current": run.current_id,
        "steps": [_step_json(step) for step in run.steps],
        "scene": _scene_choice(stage),
        "timer": _timer_json(stage),
        "reactions": reaction_counts(item_id),
        "reactions_open": stage.reactions_open if stage else True,
        **head_count(run, item_id),
        "moderators": [{"id": card.id, "name": card.name} for card in here.values()],
    }


def head_count(run: Run, item_id: int) -> Json:
    """Return who is there: people in the session, how many of them may answer what is on, answers so far, screens."""
    here = run.current if run.current and run.current.ref is not None else None
    return {
        "present": len(people_in_session(item_id)),
        "may_answer": may_answer_here(here) if here else None,
        "answers": here.total if here else None,
        "projectors": len(realtime.watching(PROJECTOR_TOPIC, item_id)),
    }


def _step_json(step: Step) -> Json:
    return {
        "id": step.id,
        "kind": step.kind,
        "ref": step.ref,
        "phase": step.phase,
        "title": step.title,
        "version": step.version,
        "total": step.total,
        "inner": [step.inner.what, step.inner.number] if step.inner else None,
    }


def _scene_choice(stage: StageState | None) -> Json:
    if stage is None:
        return {"kind": Scene.AUTO, "ref": None, "text": ""}
    # A session has one list of questions, which is found by the session.
    ref = stage.item_id if stage.scene is Scene.QUESTIONS else stage.scene_ref
    return {"kind": stage.scene, "ref": ref, "text": stage.scene_text}


def projector_state(item_id: int) -> Json:
    """Return what the hall sees: one scene, and the timer beside it."""
    stage = stage_of(item_id)
    scene = scene_now(stage, load_run(item_id))
    return {
        "scene": {**scene, "path": path_of(scene["kind"], scene["ref"], View.WALL)},
        "timer": _timer_json(stage),
        "reactions": reaction_counts(item_id),
    }


def scene_now(stage: StageState | None, run: Run) -> Json:
    """Return the scene that is on: what a moderator chose, else what the present step is about."""
    chosen = _scene_choice(stage)
    if chosen["kind"] != Scene.AUTO:
        return chosen
    here = run.current
    # A poll that waits is announced by its moderator; meanwhile people join.
    if here is None or (here.kind is StepKind.POLL and here.phase is Phase.WAITING):
        return {"kind": Scene.JOIN, "ref": None, "text": ""}
    return {"kind": Scene(here.kind.value), "ref": here.ref, "text": here.title}
