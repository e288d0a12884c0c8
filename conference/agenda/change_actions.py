"""The one way in which the draft changes: steps applied together, recorded so that they can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from flask_babel import gettext as _

from conference.agenda.actions import write_item
from conference.agenda.change import Applied, Delete, ItemState, Recorded, SetStatus, Step, kind_of
from conference.agenda.deletion_actions import check_deletable
from conference.agenda.draft_actions import item_state
from conference.agenda.models import AgendaChange, AgendaItem
from conference.agenda.rules import ItemStatus
from conference.agenda.wording import change_label
from conference.agenda.write_actions import (
    check_state,
    commit_change,
    ever_released,
    locked_rows,
    stale,
    write_invitees,
    write_states,
)
from conference.extensions import db
from conference.permissions import Actor, Permission, require


def apply_changes(actor: Actor, steps: Mapping[int, Step], versions: Mapping[int, int], *, label: str = "") -> Applied:
    """Apply one step to each item, all or none, as one change that can be undone; `label` names it in the undo menu.

    `versions` are those the actor has seen; raises `Stale` with both versions where one is not the stored one,
    `NotFound` for an item that is not there, `Refused` for a state that makes no sense. Deleting an item that was
    ever released cancels it instead, and a note says so.
    """
    require(actor, Permission.AGENDA_EDIT)
    rows = locked_rows(actor, steps)
    before = {item_id: item_state(row) for item_id, row in rows.items()}
    notes: list[str] = []
    after = {item_id: _after(actor, step, before[item_id], notes) for item_id, step in sorted(steps.items())}
    recorded = [
        Recorded(item_id, before[item_id], after[item_id]) for item_id in before if before[item_id] != after[item_id]
    ]
    late = [one for one in recorded if versions.get(one.item_id) != rows[one.item_id].version]
    if late:
        raise stale(actor, [(one.after, one.before) for one in late])
    if not recorded:
        return Applied("", (), tuple(notes))
    label = label or _label(recorded)
    write_states(actor, rows, recorded)
    db.session.add(_change_row(actor, label, recorded))
    commit_change(actor, recorded)
    return Applied(label, tuple(one.item_id for one in recorded), tuple(notes))


def create_item(actor: Actor, state: ItemState) -> Applied:
    """Make a new item of a state (its id and guid are given here), as a change that can be undone."""
    require(actor, Permission.AGENDA_EDIT)
    content = state.content
    check_state(actor.conference_id, state)
    row = AgendaItem(conference_id=actor.conference_id, guid=uuid4(), title=content.title, kind=content.kind)
    db.session.add(row)
    db.session.flush()
    after = ItemState(replace(content, id=row.id, guid=str(row.guid)), state.invitees)
    recorded = [Recorded(row.id, None, after)]
    write_item(row, after.content)
    write_invitees(row, after.invitees)
    label = _label(recorded)
    db.session.add(_change_row(actor, label, recorded))
    commit_change(actor, recorded)
    return Applied(label, (row.id,))


def _after(actor: Actor, step: Step, state: ItemState, notes: list[str]) -> ItemState | None:
    """Return what a step makes of an item; None for a real deletion."""
    if not isinstance(step, Delete):
        after = step.apply(state)
        if after != state:
            check_state(actor.conference_id, after, before=state)
        return after
    title = state.content.title
    if state.content.id in ever_released(actor.conference_id, [state.content.id]):
        notes.append(_("“%(title)s” was released before, so it is cancelled and not deleted.", title=title))
        return SetStatus(ItemStatus.CANCELLED).apply(state)
    check_deletable(state)
    return None


def _label(recorded: Sequence[Recorded]) -> str:
    kinds = [kind_of(one.before, one.after) for one in recorded]
    titles = [state.content.title for one in recorded if (state := one.after or one.before)]
    return change_label(kinds, titles)


def _change_row(actor: Actor, label: str, recorded: Sequence[Recorded]) -> AgendaChange:
    return AgendaChange(
        conference_id=actor.conference_id,
        by_id=actor.participant_id,
        label=label[:300],
        items=[one.to_json() for one in recorded],
    )
