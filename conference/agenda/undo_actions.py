"""Undo and redo, for each organiser their own, kept in the database: they survive reloads and restarts."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock
from conference.agenda.change import Applied, Blocked, ItemState, Recorded, replayed
from conference.agenda.deletion_actions import check_deletable
from conference.agenda.draft_actions import item_state
from conference.agenda.models import AgendaChange
from conference.agenda.write_actions import check_state, commit_change, ever_released, locked_rows, stale, write_states
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor, Permission, require


def undo_change(actor: Actor) -> Applied:
    """Undo the actor's newest change that still stands.

    Raises `Refused` when there is none, `Stale` when others have since changed what it changed.
    """
    require(actor, Permission.AGENDA_EDIT)
    row = undoable(actor)
    if row is None:
        raise Refused(_("There is nothing to undo."))
    applied = _replay(actor, row, [Recorded.from_json(entry).reversed() for entry in reversed(row.items)])
    row.undone_at = clock.now()
    commit_change(actor, ())
    return applied


def redo_change(actor: Actor) -> Applied:
    """Do again what the actor undid last. Raises as `undo_change` does."""
    require(actor, Permission.AGENDA_EDIT)
    row = redoable(actor)
    if row is None:
        raise Refused(_("There is nothing to do again."))
    applied = _replay(actor, row, [Recorded.from_json(entry) for entry in row.items])
    row.undone_at = None
    commit_change(actor, ())
    return applied


def drop_change(actor: Actor, change_id: int) -> None:
    """Give up a step that cannot be undone any more, so that the ones before it can be."""
    require(actor, Permission.AGENDA_EDIT)
    row = undoable(actor)
    if row is None or row.id != change_id:
        raise NotFound(_("That step is no longer the last one."))
    row.undone_at = clock.now()
    db.session.commit()


def undoable(actor: Actor) -> AgendaChange | None:
    """Return the actor's newest change that was not undone."""
    return db.session.scalar(
        select(AgendaChange)
        .where(
            AgendaChange.conference_id == actor.conference_id,
            AgendaChange.by_id == actor.participant_id,
            AgendaChange.undone_at.is_(None),
        )
        .order_by(AgendaChange.id.desc())
        .limit(1)
    )


def redoable(actor: Actor) -> AgendaChange | None:
    """Return the first of the actor's changes undone since their last standing one."""
    standing = select(func.coalesce(func.max(AgendaChange.id), 0)).where(
        AgendaChange.conference_id == actor.conference_id,
        AgendaChange.by_id == actor.participant_id,
        AgendaChange.undone_at.is_(None),
    )
    return db.session.scalar(
        select(AgendaChange)
        .where(
            AgendaChange.conference_id == actor.conference_id,
            AgendaChange.by_id == actor.participant_id,
            AgendaChange.undone_at.is_not(None),
            AgendaChange.id > standing.scalar_subquery(),
        )
        .order_by(AgendaChange.id)
        .limit(1)
    )


def _replay(actor: Actor, change: AgendaChange, steps: Sequence[Recorded]) -> Applied:
    rows = locked_rows(actor, [step.item_id for step in steps], missing=True)
    recorded: list[Recorded] = []
    blocked: list[tuple[ItemState | None, ItemState | None]] = []
    for step in steps:
        row = rows.get(step.item_id)
        current = item_state(row) if row else None
        outcome = replayed(step, current)
        if isinstance(outcome, Blocked):
            blocked.append((step.after if not outcome.names else _wanted(step, outcome), outcome.current))
        else:
            if outcome is not None:
                check_state(actor.conference_id, outcome, before=current)
            recorded.append(Recorded(step.item_id, current, outcome))
    if blocked:
        raise stale(actor, blocked)
    gone = [one for one in recorded if one.after is None]
    if gone:
        _refuse_deletions(actor, gone)
    write_states(actor, rows, recorded)
    return Applied(change.label, tuple(one.item_id for one in recorded))


def _wanted(step: Recorded, blocked: Blocked) -> ItemState | None:
    if step.after is None or blocked.current is None:
        return step.after
    return blocked.current.with_values({name: step.after.value(name) for name in blocked.names})


def _refuse_deletions(actor: Actor, deletions: Sequence[Recorded]) -> None:
    released = ever_released(actor.conference_id, [one.item_id for one in deletions])
    for one in deletions:
        if one.before is None:
            continue
        if one.item_id in released:
            title = one.before.content.title
            raise Refused(_("“%(title)s” has been released since. Cancel it instead.", title=title))
        check_deletable(one.before)
