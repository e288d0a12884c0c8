"""Bringing a released version back into the draft, as one change that can be undone like any other."""

from dataclasses import replace

from flask_babel import gettext as _

from conference.agenda.actions import people_cards
from conference.agenda.change import Applied, Rewrite, Step, Unplace
from conference.agenda.change_actions import apply_changes
from conference.agenda.content import FIELD_NAMES, AgendaContent, ItemContent, PersonInItem
from conference.agenda.draft_actions import load_draft
from conference.agenda.release_page_actions import released_version
from conference.permissions import Actor, Permission, require


def bring_back(actor: Actor, number: int) -> Applied:
    """Make the draft say what a release said, and record it so that the builder's undo takes it back.

    Sessions that the release does not know leave the grid and stay in the list of what is not placed. People who
    have since left, and rooms and tracks that were deleted, cannot come back. Raises `NotFound`.
    """
    require(actor, Permission.AGENDA_EDIT)
    chosen = released_version(actor, number)
    draft = load_draft(actor.conference_id)
    known = frozenset(people_cards(chosen.agenda.participant_ids))
    steps: dict[int, Step] = {}
    for item_id, state in draft.states.items():
        then = chosen.agenda.item_by_id.get(item_id)
        # A database may give a deleted item's id to another one; the guid tells them apart.
        if then is not None and then.guid == state.content.guid:
            steps[item_id] = _rewrite(then, draft.agenda, known)
        elif state.content.is_placed:
            steps[item_id] = Unplace()
    missing = [item.title for item_id, item in chosen.agenda.item_by_id.items() if item_id not in draft.states]
    applied = apply_changes(actor, steps, draft.versions, label=_("Brought back %(label)s", label=chosen.version.label))
    notes = [_("“%(title)s” was deleted and cannot be brought back.", title=title) for title in missing]
    return replace(applied, notes=(*applied.notes, *notes))


def _rewrite(then: ItemContent, draft: AgendaContent, known: frozenset[int]) -> Rewrite:
    values = {name: getattr(then, name) for name in FIELD_NAMES}
    values["room_id"] = then.room_id if then.room_id in draft.room_by_id else None
    values["track_id"] = then.track_id if then.track_id in draft.track_by_id else None
    values["people"] = _still_here(then.people, known)
    values["contributions"] = tuple(
        replace(part, people=_still_here(part.people, known)) for part in then.contributions
    )
    return Rewrite(values)


def _still_here(people: tuple[PersonInItem, ...], known: frozenset[int]) -> tuple[PersonInItem, ...]:
    return tuple(person for person in people if person.participant_id in known)
