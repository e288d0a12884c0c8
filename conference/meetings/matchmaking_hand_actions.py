"""Changing the draft of a timetable by hand: every hard rule is asked; the last change can be taken back."""

from typing import Any

from flask_babel import gettext as _

from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.meetings.matchmaking_actions import is_computing, lock_matchmaking, tell_matchmaking
from conference.meetings.matchmaking_facts_actions import known_of
from conference.meetings.matchmaking_judging import Found, Sitting, Table, Trouble
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingDraft, MatchmakingDraftSeat
from conference.meetings.matchmaking_rules import MatchmakingState
from conference.meetings.matchmaking_timetable_actions import drafts_of
from conference.people.models import Participant
from conference.permissions import Actor


def add_pair(actor: Actor, matchmaking_id: int, one: int, other: int, slot_id: int) -> int:
    """Add a meeting to the draft, and return its id. Raises `Refused` beside a field for what breaks a hard rule."""
    row = _open_draft(actor, matchmaking_id)
    if one == other:
        raise _refused(Refused(_("Choose two people."), field="other"))
    sitting = _fitting(row, Sitting((min(one, other), max(one, other)), slot_id))
    draft = _put(row, sitting)
    return _kept(row, {"drop": draft.id, "put": None}, draft.id)


def move_draft(actor: Actor, matchmaking_id: int, draft_id: int, slot_id: int) -> int:
    """Move a meeting of the draft to another slot, and return its new id."""
    row = _open_draft(actor, matchmaking_id)
    old = _draft(row, draft_id)
    before = _as_values(old)
    sitting = _fitting(row, Sitting(_people(before), slot_id, old.place_id), without=draft_id)
    db.session.delete(old)
    db.session.flush()
    draft = _put(row, sitting)
    return _kept(row, {"drop": draft.id, "put": before}, draft.id)


def against_moving(row: Matchmaking, draft_id: int) -> dict[int, str]:
    """Return, by slot, why a meeting of the draft cannot be moved there; a slot where it can be is not named."""
    people = _people(_as_values(_draft(row, draft_id)))
    known = known_of(row)
    table = _filled(row, Table(known.facts), without=draft_id)
    found = {slot.id: table.trouble(Sitting(people, slot.id)) for slot in known.slots}
    return {slot_id: trouble_sentence(one) for slot_id, one in found.items() if one is not None}


def remove_draft(actor: Actor, matchmaking_id: int, draft_id: int) -> None:
    """Take a meeting out of the draft."""
    row = _open_draft(actor, matchmaking_id)
    old = _draft(row, draft_id)
    before = _as_values(old)
    db.session.delete(old)
    _kept(row, {"drop": None, "put": before}, 0)


def undo_hand(actor: Actor, matchmaking_id: int, version: int) -> None:
    """Take the last change by hand back. Raises `Stale` where that is another one by now, or none."""
    row = _open_draft(actor, matchmaking_id)
    if row.undo is None or row.version != version:
        raise _refused(Stale(_("There is nothing to take back any more: the draft has changed.")))
    undo: dict[str, Any] = row.undo
    if undo["drop"] is not None and (new := db.session.get(MatchmakingDraft, undo["drop"])) is not None:
        db.session.delete(new)
        db.session.flush()
    if undo["put"] is not None:
        values = undo["put"]
        _put(row, _fitting(row, Sitting(_people(values), values["slot"], values["place"])), by_hand=values["by_hand"])
    row.undo = None
    tell_matchmaking(row.id)
    db.session.commit()


def _open_draft(actor: Actor, matchmaking_id: int) -> Matchmaking:
    row = lock_matchmaking(actor, matchmaking_id)
    if row.state is not MatchmakingState.ARRANGING:
        raise _refused(Refused(_("The timetable is not being arranged now.")))
    if is_computing(row.id):
        raise _refused(Refused(_("A timetable is being computed. Wait for it, or cancel that first.")))
    return row


def _refused(error: Refused | Stale) -> Refused | Stale:
    """Give up the lock before somebody is told no."""
    db.session.rollback()
    return error


def _draft(row: Matchmaking, draft_id: int) -> MatchmakingDraft:
    draft = db.session.get(MatchmakingDraft, draft_id)
    if draft is None or draft.matchmaking_id != row.id:
        db.session.rollback()
        raise NotFound(_("This meeting is not in the draft any more."))
    return draft


def _people(values: dict[str, Any]) -> tuple[int, int]:
    one, other = values["people"]
    return one, other


def _as_values(draft: MatchmakingDraft) -> dict[str, Any]:
    people = sorted(seat.participant_id for seat in draft.seats)
    if len(people) != 2:
        db.session.rollback()
        raise NotFound(_("This meeting is not in the draft any more."))
    return {"people": people, "slot": draft.slot_id, "place": draft.place_id, "by_hand": draft.by_hand}


def _fitting(row: Matchmaking, sitting: Sitting, without: int | None = None) -> Sitting:
    """Return a meeting with its place. Raises `Refused` for one that the hard rules or the rest of the draft forbid."""
    table = _filled(row, Table(known_of(row).facts), without)
    found = table.trouble(sitting)
    if found is not None:
        field = "slot" if found.trouble not in {Trouble.GONE, Trouble.BLOCKED, Trouble.KNOWN} else "other"
        raise _refused(Refused(trouble_sentence(found), field=field))
    return table.put(sitting)


def _filled(row: Matchmaking, table: Table, without: int | None) -> Table:
    for draft, there in drafts_of(row.id):
        if draft.id != without and table.trouble(there) is None:
            table.put(there)
    return table


def _put(row: Matchmaking, sitting: Sitting, *, by_hand: bool = True) -> MatchmakingDraft:
    draft = MatchmakingDraft(
        matchmaking_id=row.id, slot_id=sitting.slot, place_id=sitting.place, by_hand=by_hand,
        seats=[
            MatchmakingDraftSeat(participant_id=person, matchmaking_id=row.id, slot_id=sitting.slot)
            for person in sitting.people
        ],
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()
    return draft


def _kept(row: Matchmaking, undo: dict[str, Any], draft_id: int) -> int:
    row.undo = undo
    tell_matchmaking(row.id)
    db.session.commit()
    return draft_id


def trouble_sentence(found: Found) -> str:
    """Say why a meeting cannot be."""
    person = db.session.get(Participant, found.person) if found.person is not None else None
    name = person.name if person is not None and person.name else _("One of them")
    sentences: dict[Trouble, str] = {
        Trouble.OVER: _("This time has begun, or is no time of this matchmaking any more."),
        Trouble.GONE: _("%(name)s does not take part any more.", name=name),
        Trouble.BLOCKED: _("These two cannot be brought together."),
        Trouble.KNOWN: _("These two have a meeting already, or cancelled theirs."),
        Trouble.BUSY: _("%(name)s is not free then.", name=name),
        Trouble.MEETING: _("%(name)s has another meeting booked then.", name=name),
        Trouble.DRAFTED: _("%(name)s has another meeting of this draft then.", name=name),
        Trouble.FULL: _("%(name)s has as many meetings as one may have.", name=name),
        Trouble.NO_PLACE: _("Every place is taken then."),
        Trouble.NO_ROOM: _("As many meetings as there may be at once are there then."),
    }
    return sentences[found.trouble]
