"""What organisers set for meetings: when, where, how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import func, select, union_all
from sqlalchemy.orm import selectinload

from conference import realtime
from conference.agenda.actions import draft_agenda, released_agenda
from conference.agenda.content import ItemContent
from conference.agenda.rules import ItemKind, ItemStatus
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.locking import locked
from conference.meetings.actions import lock_times, settings_of
from conference.meetings.models import (
    Meeting,
    MeetingHold,
    MeetingPlace,
    MeetingPlaceHold,
    MeetingSettings,
    MeetingSlot,
    MeetingWindow,
)
from conference.meetings.rules import MeetingState
from conference.meetings.slots import Span, overlapping, slots_of
from conference.meetings.times_gone_actions import telling_whose_times_go
from conference.permissions import Actor, Permission, require

FIELDS = ("is_open", "expires_hours", "most_open", "most_meetings", "no_show_minutes", "by_video")
MOST_PLACES = 300


@dataclass(frozen=True, slots=True)
class WindowContent:
    """A window as the organisers want it."""

    name: str
    starts_at: datetime
    ends_at: datetime
    slot_minutes: int
    pause_minutes: int

    @property
    def span(self) -> Span:
        """From when until when."""
        return Span(self.starts_at, self.ends_at)


def save_settings(actor: Actor, values: Mapping[str, object], version: int) -> None:
    """Save the limits; raises `Stale` when somebody saved after the page was drawn."""
    require(actor, Permission.MEETINGS_MANAGE)
    locked(Conference, actor.conference_id)
    row = settings_of(actor.conference_id)
    if row.version != version:
        raise Stale(_("Somebody else saved these settings meanwhile. Please look at them and save again."))
    if row not in db.session:
        row = MeetingSettings(conference_id=actor.conference_id)
        db.session.add(row)
    for name in FIELDS:
        setattr(row, name, values[name])
    _commit(actor)


def windows_of(conference_id: int) -> Sequence[MeetingWindow]:
    """Return the windows with their slots, first to last; as many queries, however many there are."""
    return db.session.scalars(
        select(MeetingWindow)
        .where(MeetingWindow.conference_id == conference_id)
        .order_by(MeetingWindow.starts_at)
        .options(selectinload(MeetingWindow.slots))
    ).all()


def window_of(actor: Actor, window_id: int) -> MeetingWindow:
    """Return a window of the actor's conference. Raises `NotFound`."""
    require(actor, Permission.MEETINGS_MANAGE)
    row = db.session.get(MeetingWindow, window_id)
    if row is None or row.conference_id != actor.conference_id:
        raise NotFound(_("There are no such meeting times."))
    return row


def stamp_of(row: MeetingWindow) -> str:
    """Return what a page sends back of the window that it showed.

    It is another one after every change, and for every other window. Windows may get the id of one that is gone,
    slots never.
    """
    ids = [slot.id for slot in row.slots]
    shown = (row.name, row.starts_at.isoformat(), row.ends_at.isoformat(), row.slot_minutes, row.pause_minutes, ids)
    return sha256(repr(shown).encode()).hexdigest()[:16]


def _shown_window(actor: Actor, window_id: int, seen: str | None) -> MeetingWindow:
    """Return a window as a page showed it, to change it.

    Raises `Stale` for one that was changed since; `seen` None: no page showed it.
    """
    lock_times([slot.id for slot in window_of(actor, window_id).slots], to_change=True)
    row = window_of(actor, window_id)
    if seen is not None and seen != stamp_of(row):
        db.session.rollback()
        raise Stale(_("These meeting times were changed meanwhile. Please look at them again."))
    return row


def held_in_windows(conference_id: int) -> dict[int, int]:
    """Return how many meetings hold slots of each window; none without any."""
    rows = db.session.execute(
        select(MeetingSlot.window_id, func.count(func.distinct(MeetingHold.meeting_id)))
        .join(MeetingHold, MeetingHold.slot_id == MeetingSlot.id)
        .where(MeetingSlot.conference_id == conference_id)
        .group_by(MeetingSlot.window_id)
    )
    return {row[0]: row[1] for row in rows}


def save_window(actor: Actor, window_id: int | None, content: WindowContent, seen: str | None = None) -> MeetingWindow:
    """Change a window with its slots, or add one (`window_id` None); `seen` is the stamp that the page showed.

    A slot that stays at its time stays the same slot. Raises `Stale` for an old page, and `Refused` beside a field for
    what makes no slots, for what overlaps another window, and where a slot would go that a meeting holds.
    """
    require(actor, Permission.MEETINGS_MANAGE)
    locked(Conference, actor.conference_id)
    row = MeetingWindow(conference_id=actor.conference_id)
    if window_id is not None:
        row = _shown_window(actor, window_id, seen)
    others = [row for row in windows_of(actor.conference_id) if row.id != window_id]
    wanted = slots_of(content.span, content.slot_minutes, content.pause_minutes)
    if not wanted:
        raise Refused(_("Not a single meeting fits into this time."), field="until")
    if overlapping([content.span, *(Span(row.starts_at, row.ends_at) for row in others)]):
        raise Refused(_("This overlaps other meeting times."), field="start")
    row.name, row.starts_at, row.ends_at = content.name, content.starts_at, content.ends_at
    row.slot_minutes, row.pause_minutes = content.slot_minutes, content.pause_minutes
    db.session.add(row)
    _place_slots(row, wanted)
    _commit(actor)
    return row


def _place_slots(row: MeetingWindow, wanted: Sequence[Span]) -> None:
    """Make the window's slots the wanted ones; those at the same time stay."""
    left = {(span.starts_at, span.ends_at): span for span in wanted}
    going = [slot for slot in row.slots if left.pop((slot.starts_at, slot.ends_at), None) is None]
    _refuse_held([slot.id for slot in going])
    with telling_whose_times_go([slot.id for slot in going]):
        for slot in going:
            row.slots.remove(slot)
    for span in left.values():
        row.slots.append(MeetingSlot(conference_id=row.conference_id, starts_at=span.starts_at, ends_at=span.ends_at))


def _refuse_held(slot_ids: Sequence[int]) -> None:
    held = select(MeetingHold.meeting_id).where(MeetingHold.slot_id.in_(slot_ids))
    booked = select(Meeting.id).where(Meeting.slot_id.in_(slot_ids), Meeting.state == MeetingState.BOOKED)
    if db.session.scalar(union_all(held, booked).limit(1)) is not None:
        raise Refused(
            _("Meetings are booked at times that would go. Move or cancel them first, or keep these times."),
            field="start",
        )
    # What was cancelled still names its slot; when it was to be stays in the meeting's own columns.
    for meeting in db.session.scalars(select(Meeting).where(Meeting.slot_id.in_(slot_ids))):
        meeting.slot_id = None


def delete_window(actor: Actor, window_id: int, seen: str | None = None) -> None:
    """Delete a window whose slots no meeting holds. Raises `Refused` otherwise.

    `seen`: its stamp, so that an old page deletes no other times than it shows. Raises `Stale` then.
    """
    window_of(actor, window_id)
    locked(Conference, actor.conference_id)
    row = _shown_window(actor, window_id, seen)
    going = [slot.id for slot in row.slots]
    _refuse_held(going)
    with telling_whose_times_go(going):
        db.session.delete(row)
    _commit(actor)


def sessions_for_windows(actor: Actor) -> list[ItemContent]:
    """Return the networking sessions and breaks of the agenda that no window overlaps: likely times for meetings."""
    require(actor, Permission.MEETINGS_MANAGE)
    agenda = released_agenda(actor.conference_id) or draft_agenda(actor.conference_id)
    held = select(MeetingWindow.starts_at, MeetingWindow.ends_at).where(
        MeetingWindow.conference_id == actor.conference_id
    )
    taken = [Span(*row) for row in db.session.execute(held)]
    return [
        item
        for item in agenda.items
        if item.kind in {ItemKind.NETWORKING, ItemKind.BREAK}
        and item.status is ItemStatus.ACTIVE
        and item.starts_at is not None
        and item.ends_at is not None
        and not any(Span(item.starts_at, item.ends_at).overlaps(span) for span in taken)
    ]


def places_of(conference_id: int) -> Sequence[MeetingPlace]:
    """Return the places in their order."""
    return db.session.scalars(
        select(MeetingPlace)
        .where(MeetingPlace.conference_id == conference_id)
        .order_by(MeetingPlace.order, MeetingPlace.id)
    ).all()


def add_places(actor: Actor, names: str) -> int:
    """Add the places of a list, one to a line; "Table 1-20" stands for twenty. Return how many were new."""
    require(actor, Permission.MEETINGS_MANAGE)
    locked(Conference, actor.conference_id)
    there = places_of(actor.conference_id)
    known = {place.name.casefold() for place in there}
    wanted = [name for name in _listed(names) if name.casefold() not in known]
    if not _listed(names):
        raise Refused(_("Please enter at least one name."), field="names")
    if len(there) + len(wanted) > MOST_PLACES:
        raise Refused(_("At most %(most)s places are possible.", most=MOST_PLACES), field="names")
    if any(len(name) > 120 for name in wanted):
        raise Refused(_("A name may have at most 120 characters."), field="names")
    first = max((place.order for place in there), default=-1) + 1
    for order, name in enumerate(wanted, start=first):
        db.session.add(MeetingPlace(conference_id=actor.conference_id, name=name, order=order))
    _commit(actor)
    return len(wanted)


def _listed(text: str) -> list[str]:
    """Return the names that lines of text stand for, each once."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        words = " ".join(line.split())
        for name in _numbered(words) if words else ():
            found.setdefault(name.casefold(), name)
    return list(found.values())


def _numbered(words: str) -> list[str]:
    """Return "Table 1" to "Table 20" for "Table 1-20", and anything else as it is."""
    stem, _space, numbers = words.rpartition(" ")
    first, dash, last = numbers.replace("\N{EN DASH}", "-").partition("-")
    if not (dash and first.isdecimal() and last.isdecimal() and 0 < int(last) - int(first) < MOST_PLACES):
        return [words]
    return [f"{stem} {number}".strip() for number in range(int(first), int(last) + 1)]


def delete_place(actor: Actor, place_id: int, seen: str | None = None) -> MeetingPlace:
    """Delete a place that no meeting has. Raises `NotFound` and `Refused`; `NotFound` too if it was not called `seen`.

    A place may get the id of one that is gone.
    """
    require(actor, Permission.MEETINGS_MANAGE)
    locked(Conference, actor.conference_id)
    # Whoever is about to book it is waited for: deleted afterwards, it would take what they hold along.
    db.session.execute(select(MeetingPlace.id).where(MeetingPlace.id == place_id).with_for_update())
    row = db.session.get(MeetingPlace, place_id)
    if row is None or row.conference_id != actor.conference_id or seen not in {None, row.name}:
        raise NotFound(_("There is no such place."))
    if db.session.scalar(select(MeetingPlaceHold.slot_id).where(MeetingPlaceHold.place_id == place_id).limit(1)):
        raise Refused(_("Meetings are booked at this place. Move or cancel them first."))
    db.session.delete(row)
    _commit(actor)
    return row


def _commit(actor: Actor) -> None:
    realtime.changed("meetings_desk", actor.conference_id)
    db.session.commit()
