"""Going through the run: the large button, one step back, going to a step, and taking the last act back."""

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.awards.rules import What as AwardWhat
from conference.awards.step_actions import take_step
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor
from conference.polls.round_actions import change_round
from conference.polls.rounds import What
from conference.questions.decide_actions import change_list
from conference.quiz.rules import What as QuizWhat
from conference.quiz.run_actions import change_part, change_question
from conference.stage.actions import load_run
from conference.stage.models import StageEvent, StageState
from conference.stage.rules import Act, StepKind, timer_for
from conference.stage.run import REVERSALS, Done, Inner, Move, Run, Step, can_take_back, next_move
from conference.stage.write_actions import begin_press, end_press, overtaken


def press_next(actor: Actor, item_id: int, seen_version: int, seen_move: str) -> Move:
    """Do what the large button said it would do, and return it.

    Raises `Stale` where it would do something else by now.
    """
    stage = begin_press(actor, item_id, seen_version)
    run = load_run(item_id)
    move = next_move(run)
    if move is None or move.token != seen_move:
        raise overtaken()
    step = run.step(move.step_id)
    assert step is not None  # noqa: S101 - a move is about a step of its own run
    if move.act is Act.GO:
        _go(actor, stage, move.step_id)
    else:
        _act(actor, stage, run, step, move)
    end_press(stage)
    return move


def go_to(actor: Actor, item_id: int, step_id: int, seen_version: int) -> None:
    """Make another step the present one; nothing is opened or closed by that."""
    stage = begin_press(actor, item_id, seen_version)
    if load_run(item_id).step(step_id) is None:
        raise NotFound(_("There is no such step."))
    if stage.step_id != step_id:
        _go(actor, stage, step_id)
    end_press(stage)


def go_back(actor: Actor, item_id: int, seen_version: int) -> None:
    """Make the step before the present one; what was voted stays as it is. Raises `Refused` at the beginning."""
    stage = begin_press(actor, item_id, seen_version)
    before = load_run(item_id).beside(-1)
    if before is None:
        raise Refused(_("This is the first step."))
    _go(actor, stage, before.id)
    end_press(stage)


def last_done(item_id: int) -> StageEvent | None:
    """Return the last act that was not taken back, or None."""
    return db.session.scalar(
        select(StageEvent)
        .where(StageEvent.item_id == item_id, StageEvent.taken_back_at.is_(None))
        .order_by(StageEvent.id.desc())
        .limit(1)
    )


def undoable(item_id: int, run: Run) -> StageEvent | None:
    """Return the last act if it can honestly be taken back, else None."""
    event = last_done(item_id)
    return event if event and can_take_back(run, _done(event)) else None


def take_back(actor: Actor, item_id: int, event_id: int, seen_version: int) -> None:
    """Take back what was done last. Raises `Stale` where something else was done since, or can no longer be."""
    stage = begin_press(actor, item_id, seen_version)
    run = load_run(item_id)
    event = undoable(item_id, run)
    if event is None or event.id != event_id:
        raise overtaken()
    if event.act is Act.GO:
        stage.step_id = event.before_id
    else:
        step = run.step(event.step_id)
        assert step is not None  # noqa: S101 - else it could not be taken back
        _reverse(actor, stage, step, event.act)
    event.taken_back_at = clock.now()
    end_press(stage)


def _reverse(actor: Actor, stage: StageState, step: Step, act: Act) -> None:
    if step.ref is None:
        _end_timer(stage)
    else:
        change_round(actor, step.ref, What(REVERSALS[act][0]), step.version)


def _end_timer(stage: StageState) -> None:
    stage.timer_ends_at, stage.timer_seconds, stage.timer_label, stage.timer_step_id = None, 0, "", None


def _done(event: StageEvent) -> Done:
    return Done(event.id, event.act, event.step_id, event.before_id)


def _go(actor: Actor, stage: StageState, step_id: int) -> None:
    _note(actor, stage, Act.GO, step_id)
    is_over = stage.timer_ends_at is not None and stage.timer_ends_at <= clock.now()
    if stage.timer_step_id is not None or is_over:
        # A step's own timer ends with it; one that a moderator started by hand goes on to its end.
        _end_timer(stage)
    stage.step_id = step_id


def _act(actor: Actor, stage: StageState, run: Run, step: Step, move: Move) -> None:
    for closed_id in move.closes:
        other = run.step(closed_id)
        if other is not None and other.ref is not None:
            change_round(actor, other.ref, What.CLOSE, other.version)
    if step.kind is StepKind.POLL and step.ref is not None:
        change_round(actor, step.ref, What(move.act.value), step.version)
    elif step.kind is StepKind.QUIZ and step.ref is not None and move.inner is not None:
        _step_quiz(actor, step.ref, move.inner)
    elif step.kind is StepKind.AWARD and step.ref is not None and move.inner is not None:
        take_step(actor, step.ref, AwardWhat(move.inner.what), move.inner.version)
    elif step.kind is StepKind.QUESTIONS:
        change_list(actor, stage.item_id, is_open=True)
    elif step.kind is StepKind.TIMER:
        timer = timer_for(step.seconds, clock.now(), step.title)
        stage.timer_ends_at, stage.timer_seconds, stage.timer_label = timer.ends_at, timer.seconds, timer.label
        stage.timer_step_id = step.id
    _note(actor, stage, move.act, step.id)


def _step_quiz(actor: Actor, part_id: int, inner: Inner) -> None:
    what = QuizWhat(inner.what)
    if inner.question_id is None:
        change_part(actor, part_id, what, inner.version)
    else:
        change_question(actor, inner.question_id, what, inner.version)


def _note(actor: Actor, stage: StageState, act: Act, step_id: int) -> None:
    db.session.add(
        StageEvent(item_id=stage.item_id, act=act, step_id=step_id, before_id=stage.step_id, by_id=actor.participant_id)
    )
