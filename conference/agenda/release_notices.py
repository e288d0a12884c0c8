"""Whom a release concerns and in what: the lines of the one mail that each of them gets."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conference.agenda.content import ItemContent
from conference.agenda.release import ChangeKind, ItemChange
from conference.agenda.rules import ItemStatus, Visibility

Stars = Mapping[int, Collection[int]]


class NoticeKind(StrEnum):
    """What a person is told about one item, in the order in which a mail says it."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    BACK = "back"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One item and why it is told: the person appears in it, has starred it, is invited to it, or several of these."""

    kind: NoticeKind
    change: ItemChange
    appears: bool
    starred: bool
    invited: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """All that one person is told about one release."""

    participant_id: int
    lines: tuple[NoticeLine, ...]

    @property
    def as_speaker(self) -> bool:
        """Tell whether the person appears in anything of it."""
        return any(line.appears for line in self.lines)

    @property
    def as_invited(self) -> bool:
        """Tell whether the person is invited to anything of it."""
        return any(line.invited for line in self.lines)

    @property
    def as_starrer(self) -> bool:
        """Tell whether the person has starred anything of it."""
        return any(line.starred for line in self.lines)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who could be told. `stars` and `invited` hold participant ids by item id.

    `reachable` are the confirmed participants with an account; `insiders` may know of every item.
    """

    reachable: frozenset[int]
    stars: Stars
    invited: Stars
    insiders: frozenset[int] = frozenset()


_TOLD_TO_ALL = {
    ChangeKind.MOVED: NoticeKind.MOVED,
    ChangeKind.CANCELLED: NoticeKind.CANCELLED,
    ChangeKind.BACK: NoticeKind.BACK,
}


def notices_for(changes: Iterable[ItemChange], audience: Audience) -> list[Notice]:
    """Return one notice for each reachable person whom anything concerns, by participant id.

    Those who appear in an item are told of every change of place and status, and when they come or go; those who
    starred it or are invited to it, of what becomes of its place and status, as far as they may still know of it.
    """
    lines: dict[int, list[NoticeLine]] = {}
    for change in changes:
        for participant_id in sorted(_concerned(change, audience) & audience.reachable):
            line = _line(change, participant_id, audience)
            if line is not None:
                lines.setdefault(participant_id, []).append(line)
    order = {kind: place for place, kind in enumerate(NoticeKind)}
    return [
        Notice(participant_id, tuple(sorted(lines[participant_id], key=lambda line: order[line.kind])))
        for participant_id in sorted(lines)
    ]


def _concerned(change: ItemChange, audience: Audience) -> frozenset[int]:
    return (
        _people(change.before)
        | _people(change.after)
        | frozenset(audience.stars.get(change.item.id, ()))
        | _invited(change.item, audience)
    )


def _invited(item: ItemContent, audience: Audience) -> frozenset[int]:
    """Return who is invited to an item that is for invited people."""
    if item.visibility is not Visibility.INVITED:
        return frozenset()
    return frozenset(audience.invited.get(item.id, ()))


def _people(item: ItemContent | None) -> frozenset[int]:
    return item.participant_ids if item else frozenset()


def _line(change: ItemChange, participant_id: int, audience: Audience) -> NoticeLine | None:
    was_in, is_in = participant_id in _people(change.before), participant_id in _people(change.after)
    kind = _kind_for_speaker(change, was_in, is_in)
    starred = participant_id in audience.stars.get(change.item.id, ()) and _may_know(
        change.item, participant_id, audience
    )
    invited = participant_id in _invited(change.item, audience)
    told = _told_to_all(change)
    what = kind or (told if starred or invited else None)
    if what is None:
        return None
    return NoticeLine(what, change, kind is not None, starred and told is not None, invited and told is not None)


def _kind_for_speaker(change: ItemChange, was_in: bool, is_in: bool) -> NoticeKind | None:
    told = _told_to_all(change)
    if told is NoticeKind.CANCELLED:
        return told if was_in or is_in else None
    if _takes_place(change.after) and is_in and (not was_in or told is NoticeKind.BACK):
        return told if told is NoticeKind.BACK else NoticeKind.NEW
    if _takes_place(change.before) and was_in and not is_in:
        return NoticeKind.DROPPED
    return told if was_in and is_in else None


def _told_to_all(change: ItemChange) -> NoticeKind | None:
    if change.kind is ChangeKind.MOVED and not _takes_place(change.after):
        return None
    return _TOLD_TO_ALL.get(change.kind)


def _takes_place(item: ItemContent | None) -> bool:
    return item is not None and item.status is ItemStatus.ACTIVE


def _may_know(item: ItemContent, participant_id: int, audience: Audience) -> bool:
    return (
        item.visibility is not Visibility.INVITED
        or participant_id in _invited(item, audience)
        or participant_id in item.participant_ids
        or participant_id in audience.insiders
    )
