"""A release in words: when and where an item is, what a change did to it, and which words of a text are new."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import groupby
from zoneinfo import ZoneInfo

from flask_babel import format_datetime, format_time, gettext

from conference.agenda.content import AgendaContent, ItemContent
from conference.agenda.release import ItemChange
from conference.agenda.release_notices import NoticeKind
from conference.agenda.wording import Names, field_name, value_text

LONG_FIELDS = frozenset({"abstract", "description", "contributions"})
WORDS_AROUND = 6
EN_DASH = "\N{EN DASH}"


def _(text: str, **values: object) -> str:
    return str(gettext(text, **values))


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an item before and after, in words. Long texts come as `pieces`: (same, old or new; text)."""

    name: str
    before: str
    after: str
    pieces: tuple[tuple[str, str], ...] = ()


def time_text(item: ItemContent, zone: ZoneInfo) -> str:
    """Return when an item takes place, on the clock of a zone: its day, its start and its end."""
    if item.starts_at is None or item.ends_at is None:
        return _("not placed")
    return span_text(item.starts_at, item.ends_at, zone)


def span_text(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> str:
    """Return a time on the clock of a zone: its day, its start and its end."""
    return f"{_day(starts_at, zone)}, {_clock(starts_at, zone)}{EN_DASH}{_clock(ends_at, zone)}"


def moment_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment on the clock of a zone: its day and its time."""
    return f"{_day(moment, zone)}, {_clock(moment, zone)}"


def place_text(item: ItemContent | None, agenda: AgendaContent | None, zone: ZoneInfo) -> str:
    """Return when and where an item takes place; nothing for no item."""
    if item is None or agenda is None:
        return ""
    room = agenda.room_by_id.get(item.room_id or 0)
    return f"{time_text(item, zone)} · {room.name}" if room else time_text(item, zone)


def zone_sentence(zone: ZoneInfo, is_own: bool) -> str:
    """Return which clock the times of a mail are on."""
    name = zone.key.replace("_", " ")
    if is_own:
        return _("All times are in your time zone, %(zone)s.", zone=name)
    return _("All times are in the conference's time zone, %(zone)s.", zone=name)


def notice_heading(kind: NoticeKind) -> str:
    """Return what happened to the items under it, as a mail says it."""
    return {
        NoticeKind.MOVED: _("Moved"),
        NoticeKind.CANCELLED: _("Cancelled"),
        NoticeKind.BACK: _("Taking place after all"),
        NoticeKind.NEW: _("New: you appear in"),
        NoticeKind.DROPPED: _("You are no longer named in"),
    }[kind]


def field_changes(change: ItemChange, names: Names) -> tuple[FieldChange, ...]:
    """Return the changed fields other than time, room and status, each before and after in words."""
    if change.before is None or change.after is None:
        return ()
    found = []
    for name in change.other_fields:
        before = value_text(name, getattr(change.before, name), names)
        after = value_text(name, getattr(change.after, name), names)
        pieces = tuple(text_pieces(before, after)) if name in LONG_FIELDS else ()
        found.append(FieldChange(field_name(name), before, after, pieces))
    return tuple(found)


def text_pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield a text word by word as ("same" | "old" | "new", text); long stretches without a change are cut short."""
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    tagged = [piece for step in matcher.get_opcodes() for piece in _pieces(step, old, new)]
    joined = [(tag, "".join(text for _tag, text in run)) for tag, run in groupby(tagged, key=lambda piece: piece[0])]
    for index, (tag, text) in enumerate(joined):
        yield tag, text if tag != "same" else _shortened(text, first=index == 0, last=index == len(joined) - 1)


def _pieces(step: tuple[str, int, int, int, int], old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    tag, old_from, old_to, new_from, new_to = step
    if tag == "equal":
        yield "same", "".join(new[new_from:new_to])
        return
    if old_to > old_from:
        yield "old", "".join(old[old_from:old_to])
    if new_to > new_from:
        yield "new", "".join(new[new_from:new_to])


def _words(text: str) -> list[str]:
    return [] if text == "—" else re.findall(r"\s*\S+", text)


def _shortened(text: str, *, first: bool, last: bool) -> str:
    words = _words(text)
    if len(words) <= 2 * WORDS_AROUND + 2:
        return text
    head = "" if first else "".join(words[:WORDS_AROUND])
    tail = "" if last else "".join(words[-WORDS_AROUND:])
    return f"{head} …{tail}"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return str(format_datetime(moment.astimezone(zone), "EEE d MMMM", rebase=False))


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return str(format_time(moment.astimezone(zone).time(), "HH:mm", rebase=False))
