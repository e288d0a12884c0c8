"""How states of items reach the database: read under lock, checked, written whole; never over somebody else's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from conference import realtime
from conference.agenda.actions import release_content, write_item
from conference.agenda.change import MOST_MINUTES, ItemState, Recorded
from conference.agenda.draft_actions import item_state, items_query, names_for
from conference.agenda.models import AgendaItem, ItemInvitee, Release, Room, Track
from conference.agenda.sight_actions import recheck_session
from conference.agenda.wording import differences
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor

TOPIC = "agenda_builder"


def locked_rows(actor: Actor, ids: Iterable[int], *, missing: bool = False) -> dict[int, AgendaItem]:
    """Return the rows by id, read anew and locked where the database can, so that what is compared is what is."""
    wanted = sorted(set(ids))
    rows = db.session.scalars(
        items_query(actor.conference_id)
        .where(AgendaItem.id.in_(wanted))
        .order_by(AgendaItem.id)
        .with_for_update(of=AgendaItem)
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows}
    if not missing and len(found) < len(wanted):
        raise NotFound(_("This session is no longer there. Somebody else may have deleted it."))
    return found


def check_state(conference_id: int, state: ItemState, *, before: ItemState | None = None) -> None:
    """Raise `Refused` for a state that makes no sense. What `before` already had is taken as it is."""
    content, known = state.content, before.content if before else None
    if not content.title.strip():
        raise Refused(_("Please give the session a title."), field="title")
    if not 0 < content.minutes <= MOST_MINUTES:
        raise Refused(_("A session lasts between 1 minute and 24 hours."), field="minutes")
    if content.capacity is not None and content.capacity < 1:
        raise Refused(_("Please give at least 1 place, or leave this empty."), field="capacity")
    room_id, track_id = content.room_id, content.track_id
    if room_id is not None and (known is None or known.room_id != room_id):
        _check_there(Room, room_id, conference_id, Refused(_("This room is no longer there."), field="room_id"))
    if track_id is not None and (known is None or known.track_id != track_id):
        _check_there(Track, track_id, conference_id, Refused(_("This track is no longer there."), field="track_id"))
    people = content.participant_ids | state.invitees
    if before is not None:
        people -= before.content.participant_ids | before.invitees
    _check_people(conference_id, people)


def _check_there(model: type[Room] | type[Track], row_id: int, conference_id: int, refusal: Refused) -> None:
    found = db.session.scalar(select(model.id).where(model.id == row_id, model.conference_id == conference_id))
    if found is None:
        raise refusal


def _check_people(conference_id: int, people: Collection[int]) -> None:
    if not people:
        return
    found = db.session.scalars(
        select(Participant.id).where(
            Participant.conference_id == conference_id, Participant.id.in_(people), Participant.erased_at.is_(None)
        )
    )
    if set(found) != set(people):
        raise Refused(_("Somebody named here is not a participant of this conference."), field="people")


def write_states(actor: Actor, rows: Mapping[int, AgendaItem], recorded: Sequence[Recorded]) -> None:
    """Write what each item becomes. Does not commit; raises `Stale` where somebody else was faster."""
    try:
        for one in recorded:
            _write_one(actor, rows.get(one.item_id), one)
        db.session.flush()
    except StaleDataError as error:
        raise _lost_race(actor, recorded) from error


def _write_one(actor: Actor, row: AgendaItem | None, one: Recorded) -> None:
    if one.after is None:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        content = one.after.content
        row = AgendaItem(id=one.item_id, conference_id=actor.conference_id, guid=UUID(content.guid))
        row.title, row.kind = content.title, content.kind
        db.session.add(row)
    write_item(row, one.after.content)
    # The version has to rise also when only people or contributions changed, which are rows of their own.
    flag_modified(row, "title")
    write_invitees(row, one.after.invitees)


def write_invitees(row: AgendaItem, invitees: frozenset[int]) -> None:
    """Make a row's invitations these; those that stay keep when they were made."""
    fewer = any(one.participant_id not in invitees for one in row.invitees)
    row.invitees[:] = [one for one in row.invitees if one.participant_id in invitees]
    there = {one.participant_id for one in row.invitees}
    row.invitees.extend(ItemInvitee(participant_id=person) for person in sorted(invitees - there))
    if fewer:
        # Asked once it is written: who is to leave is found by asking who may still be there.
        db.session.flush()
        recheck_session(row.id)


def commit_change(actor: Actor, recorded: Sequence[Recorded]) -> None:
    """Commit, and tell all who watch the builder."""
    realtime.changed(TOPIC, actor.conference_id)
    try:
        db.session.commit()
    except StaleDataError as error:
        raise _lost_race(actor, recorded) from error


def _lost_race(actor: Actor, recorded: Sequence[Recorded]) -> Stale:
    """Somebody committed between our reading and our writing: nothing of ours is kept, and both are shown."""
    db.session.rollback()
    rows = locked_rows(actor, [one.item_id for one in recorded], missing=True)
    pairs = [(one.after, item_state(row) if (row := rows.get(one.item_id)) else None) for one in recorded]
    return stale(actor, [pair for pair in pairs if pair[0] != pair[1]])


def stale(actor: Actor, pairs: Sequence[tuple[ItemState | None, ItemState | None]]) -> Stale:
    """Return the refusal that shows (mine, theirs) field by field in words."""
    conference = db.session.get_one(Conference, actor.conference_id)
    names = names_for(conference, [state for pair in pairs for state in pair if state is not None])
    shown: dict[str, tuple[str, str]] = {}
    for mine, theirs in pairs:
        if mine is None or theirs is None:
            known = mine or theirs
            shown[known.content.title if known else ""] = (
                _("deleted") if mine is None else _("there"),
                _("deleted") if theirs is None else _("there"),
            )
            continue
        prefix = f"{theirs.content.title}: " if len(pairs) > 1 else ""
        shown |= {prefix + name: texts for name, texts in differences(mine, theirs, names).items()}
    db.session.rollback()
    return Stale(_("Somebody else changed this in the meantime, so nothing of yours was saved."), shown)


def ever_released(conference_id: int, item_ids: Collection[int]) -> frozenset[int]:
    """Return which of the items stand in any release."""
    guids = db.session.scalars(select(Release.guid).where(Release.conference_id == conference_id))
    return frozenset(item_id for guid in guids for item_id in item_ids if item_id in release_content(guid).item_by_id)
