"""Computing a timetable: asked for by organisers, done by a job, cancelled, and noticed when it died."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from conference import clock, jobs
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.meetings.matchmaking_actions import (
    latest_run,
    lock_matchmaking,
    matchmaking_of,
    slots_of_matchmaking,
    tell_matchmaking,
    wish_count,
)
from conference.meetings.matchmaking_labels import RUN_STATES, RUN_STEPS
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingRun
from conference.meetings.matchmaking_problem_actions import problem_of
from conference.meetings.matchmaking_process import ComputingEnded, News, compute
from conference.meetings.matchmaking_rules import DEAD_AFTER, RUNNING_STATES, MatchmakingState, RunState
from conference.meetings.matchmaking_timetable_actions import write_draft
from conference.metrics import JOBS_FAILED
from conference.permissions import Actor
from conference.transaction import after_commit

log = logging.getLogger(__name__)


def ask_for_run(actor: Actor, matchmaking_id: int) -> MatchmakingRun:
    """Have a timetable computed. Raises `Refused` while one is, and where there is nothing to compute."""
    row = lock_matchmaking(actor, matchmaking_id)
    if row.state is not MatchmakingState.ARRANGING:
        raise Refused(_("End the collecting of wishes first: then the meetings are arranged."))
    note_dead_runs()
    if not slots_of_matchmaking(row):
        raise Refused(_("Its meeting times are over, or were deleted. Choose others first."))
    if not wish_count(row.id)[0]:
        raise Refused(_("Nobody wished for anybody yet."))
    run = MatchmakingRun(matchmaking_id=row.id, asked_by_id=actor.participant_id)
    db.session.add(run)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(_("A timetable is being computed already.")) from error
    tell_matchmaking(row.id)
    db.session.commit()
    jobs.enqueue("compute_timetable", run.id)
    return run


def cancel_run(actor: Actor, matchmaking_id: int, run_id: int) -> None:
    """Ask a run to end; the draft stays what it was. One that has ended already stays as it ended."""
    matchmaking_of(actor, matchmaking_id)
    run = db.session.get(MatchmakingRun, run_id)
    if run is None or run.matchmaking_id != matchmaking_id:
        raise NotFound(_("There is no such computing."))
    _change(run_id, RunState.WAITING, state=RunState.CANCELLED, ended_at=clock.now())
    _change(run_id, RunState.RUNNING, cancel_asked=True)
    tell_matchmaking(matchmaking_id)
    db.session.commit()


def _change(run_id: int, now_in: RunState, **values: object) -> bool:
    """Change a run that is in a state, and tell whether it was; nothing here commits."""
    rows = db.session.execute(
        update(MatchmakingRun)
        .where(MatchmakingRun.id == run_id, MatchmakingRun.state == now_in)
        .values(**values)
        .returning(MatchmakingRun.id)
        .execution_options(synchronize_session=False)
    )
    changed = rows.scalar() is not None
    db.session.expire_all()
    return changed


@jobs.job
def compute_timetable(run_id: int) -> None:
    """Compute a run that waits; told twice, it is computed once."""
    if not _change(run_id, RunState.WAITING, state=RunState.RUNNING, step="reading", beat_at=clock.now()):
        db.session.rollback()
        return
    _commit(run_id)
    try:
        _compute(run_id)
    except ComputingEnded:
        _end(run_id, RunState.CANCELLED)
    except Exception:
        # It is not tried again by itself: organisers see that it failed.
        log.exception("The timetable of run %s could not be computed.", run_id)
        _count_failure()
        _end(run_id, RunState.FAILED)


def _compute(run_id: int) -> None:
    run = db.session.get_one(MatchmakingRun, run_id)
    problem, met_elsewhere = problem_of(db.session.get_one(Matchmaking, run.matchmaking_id))
    # Nothing is held while the solver computes.
    db.session.rollback()
    timetable = compute(problem, lambda news: _beat(run_id, news))
    timetable["met_before"] += met_elsewhere
    timetable["wishes"] = len(problem.wishes) + met_elsewhere
    db.session.rollback()
    if not write_draft(run_id, timetable):
        raise ComputingEnded


def _beat(run_id: int, news: News) -> bool:
    """Say that a run lives and how far it is; return whether it goes on."""
    share, step = news
    goes_on = db.session.execute(
        update(MatchmakingRun)
        .where(
            MatchmakingRun.id == run_id,
            MatchmakingRun.state == RunState.RUNNING,
            MatchmakingRun.cancel_asked.is_(False),
        )
        .values(share=min(1.0, max(0.0, share)), step=step[:40], beat_at=clock.now())
        .returning(MatchmakingRun.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    _commit(run_id)
    return goes_on is not None


def _end(run_id: int, state: RunState) -> None:
    db.session.rollback()
    _change(run_id, RunState.RUNNING, state=state, ended_at=clock.now())
    _commit(run_id)


def _commit(run_id: int) -> None:
    run = db.session.get(MatchmakingRun, run_id)
    if run is not None:
        tell_matchmaking(run.matchmaking_id)
    db.session.commit()


def note_dead_runs() -> None:
    """Note, without committing, which runs have not said for a minute that they live: they failed."""
    before = clock.now() - DEAD_AFTER
    dead = db.session.execute(
        update(MatchmakingRun)
        .where(MatchmakingRun.state == RunState.RUNNING, MatchmakingRun.beat_at < before)
        .values(state=RunState.FAILED, ended_at=clock.now())
        .returning(MatchmakingRun.id, MatchmakingRun.matchmaking_id)
        .execution_options(synchronize_session=False)
    ).all()
    for run_id, matchmaking_id in dead:
        after_commit(partial(_tell_operators, run_id))
        tell_matchmaking(matchmaking_id)


def _tell_operators(dead_id: int) -> None:
    log.warning("Run %s has not said for a minute that it computes: it failed.", dead_id)
    _count_failure()


def _count_failure() -> None:
    JOBS_FAILED.labels(compute_timetable.__name__).inc()


@jobs.every_minute
def look_after_runs() -> None:
    """Note which runs died, and hand those that still wait to the queue again: their job may have been lost."""
    note_dead_runs()
    db.session.commit()
    waiting = db.session.query(MatchmakingRun.id).filter(
        MatchmakingRun.state == RunState.WAITING, MatchmakingRun.asked_at < clock.now() - DEAD_AFTER
    )
    for (run_id,) in waiting.all():
        jobs.enqueue("compute_timetable", run_id)


def run_words(matchmaking_id: int) -> Mapping[str, Any]:
    """Return what organisers watch: the newest run in figures and words, and how many wishes there are."""
    run = latest_run(matchmaking_id)
    wishes, wishers = wish_count(matchmaking_id)
    row = db.session.get(Matchmaking, matchmaking_id)
    state: dict[str, Any] = {
        "wishes": wishes,
        "wishers": wishers,
        "version": row.version if row is not None else 0,
        "run": None,
    }
    if run is not None:
        is_running = run.state in RUNNING_STATES
        state["run"] = {
            "id": run.id,
            "state": run.state.value,
            "is_running": is_running,
            "share": round(run.share, 2),
            "step": run.step,
            "words": str(RUN_STEPS.get(run.step, run.step)) if is_running else str(RUN_STATES[run.state]),
            "stopping": is_running and run.cancel_asked,
        }
    return state
