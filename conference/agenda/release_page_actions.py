"""What the pages of releases show: the next one before it is made, the ones that were made, and two compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.agenda.actions import draft_agenda, people_cards, release_content
from conference.agenda.content import AgendaContent, ItemContent
from conference.agenda.draft_actions import ConflictLine, load_draft
from conference.agenda.models import Release
from conference.agenda.release import ChangeKind, ItemChange, changes_between, is_same_agenda, next_release
from conference.agenda.release_actions import agenda_digest
from conference.agenda.release_notice_actions import released_notices
from conference.agenda.release_wording import FieldChange, field_changes, place_text
from conference.agenda.wording import Names
from conference.conferences.models import Conference
from conference.conferences.rules import day_date
from conference.errors import NotFound
from conference.extensions import db
from conference.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Version:
    """A release without its agenda."""

    number: int
    label: str
    note: str
    released_at: datetime
    by: str
    guid: UUID


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One item's change in words; `before` and `after` say when and where, empty where it was or is not."""

    change: ItemChange
    title: str
    before: str
    after: str
    fields: tuple[FieldChange, ...]


_ORDER = (
    ChangeKind.MOVED,
    ChangeKind.CANCELLED,
    ChangeKind.BACK,
    ChangeKind.NEW,
    ChangeKind.CHANGED,
    ChangeKind.GONE,
)


@dataclass(frozen=True)
class Comparison:
    """What changed between two agendas, in words."""

    lines: tuple[ChangeLine, ...]

    @cached_property
    def by_kind(self) -> Mapping[ChangeKind, list[ChangeLine]]:
        """The lines by what happened, the most disturbing first."""
        found = {kind: [line for line in self.lines if line.change.kind is kind] for kind in _ORDER}
        return {kind: lines for kind, lines in found.items() if lines}


@dataclass(frozen=True)
class NextRelease:
    """The release that would be made now. Names are by why they are told: they appear, starred, are invited."""

    newest: Version | None
    number: int
    comparison: Comparison
    other_changes: bool
    conflicts: Sequence[ConflictLine]
    unplaced: int
    speakers: Sequence[str]
    starrers: Sequence[str]
    invited: Sequence[str]
    mails: int
    digest: str
    versions: Sequence[Version]

    @property
    def has_changes(self) -> bool:
        """Tell whether there is anything to release."""
        return bool(self.comparison.lines) or self.other_changes


def next_release_page(actor: Actor) -> NextRelease:
    """Return what a release made now would change and whom it would tell; a fixed number of queries."""
    require(actor, Permission.AGENDA_RELEASE)
    draft = load_draft(actor.conference_id)
    versions = _versions(actor.conference_id)
    previous = release_content(versions[0].guid) if versions else None
    after = next_release(draft.agenda, previous, clock.now())
    changes = changes_between(previous, after)
    notices, people = released_notices(actor.conference_id, changes)
    return NextRelease(
        newest=versions[0] if versions else None,
        number=after.number,
        comparison=_in_words(draft.conference, previous, after, changes),
        # A renamed room or track is a change to be released without being one of any item.
        other_changes=bool(after.items) and previous is not None and not is_same_agenda(previous, after),
        conflicts=draft.conflicts,
        unplaced=sum(not item.is_placed for item in draft.agenda.items),
        speakers=sorted(people[one.participant_id].name for one in notices if one.as_speaker),
        starrers=sorted(people[one.participant_id].name for one in notices if one.as_starrer),
        invited=sorted(people[one.participant_id].name for one in notices if one.as_invited),
        mails=len(notices),
        digest=agenda_digest(draft.agenda),
        versions=versions,
    )


def _versions(conference_id: int) -> list[Version]:
    """Return the releases, newest first, with the names of those who made them."""
    columns = (
        Release.number, Release.label, Release.note, Release.released_at, Release.released_by_id, Release.guid,
    )  # fmt: skip
    rows = db.session.execute(
        select(*columns).where(Release.conference_id == conference_id).order_by(Release.number.desc())
    ).all()
    cards = people_cards(row.released_by_id for row in rows if row.released_by_id is not None)
    return [
        Version(
            row.number,
            row.label,
            row.note,
            row.released_at,
            cards[row.released_by_id].name if row.released_by_id in cards else "",
            row.guid,
        )
        for row in rows
    ]


def _in_words(
    conference: Conference, before: AgendaContent | None, after: AgendaContent, changes: Iterable[ItemChange]
) -> Comparison:
    changes = tuple(changes)
    names = _names(conference, before, after, changes)
    return Comparison(
        tuple(
            ChangeLine(
                change,
                change.item.title,
                place_text(change.before, before, conference.zone),
                place_text(change.after, after, conference.zone),
                field_changes(change, names),
            )
            for change in changes
        )
    )


def _names(
    conference: Conference, before: AgendaContent | None, after: AgendaContent, changes: Iterable[ItemChange]
) -> Names:
    people = frozenset().union(
        *(item.participant_ids for change in changes for item in (change.before, change.after) if item)
    )
    return Names(
        conference.zone,
        {**(before.room_by_id if before else {}), **after.room_by_id},
        {**(before.track_by_id if before else {}), **after.track_by_id},
        {card.id: card.name for card in people_cards(people).values()},
    )


@dataclass(frozen=True)
class ReleasedVersion:
    """One release with all that is in it."""

    version: Version
    agenda: AgendaContent
    newest: int
    days: Sequence[tuple[date, list[ItemContent]]]


def released_version(actor: Actor, number: int) -> ReleasedVersion:
    """Return one release as it was. Raises `NotFound`."""
    require(actor, Permission.AGENDA_RELEASE)
    conference = db.session.get_one(Conference, actor.conference_id)
    versions = _versions(actor.conference_id)
    version = _numbered(versions, number)
    agenda = release_content(version.guid)
    days: dict[date, list[ItemContent]] = {}
    for item in agenda.items:
        if item.starts_at is not None:
            days.setdefault(day_date(item.starts_at, conference.zone, conference.change_hour), []).append(item)
    return ReleasedVersion(version, agenda, versions[0].number, sorted(days.items()))


def _numbered(versions: Iterable[Version], number: int) -> Version:
    for version in versions:
        if version.number == number:
            return version
    raise NotFound(_("There is no such version of the agenda."))


@dataclass(frozen=True)
class ComparedVersions:
    """Two versions and what changed from one to the other; `after` None is the draft."""

    before: Version
    after: Version | None
    comparison: Comparison
    versions: Sequence[Version]


def compared_versions(actor: Actor, before: int, after: int | None) -> ComparedVersions:
    """Return what changed from one release to another, or to the draft (`after` None). Raises `NotFound`."""
    require(actor, Permission.AGENDA_RELEASE)
    conference = db.session.get_one(Conference, actor.conference_id)
    versions = _versions(actor.conference_id)
    first = _numbered(versions, before)
    second = None if after is None else _numbered(versions, after)
    one = release_content(first.guid)
    other = release_content(second.guid) if second else _as_released(draft_agenda(actor.conference_id), versions)
    return ComparedVersions(first, second, _in_words(conference, one, other, changes_between(one, other)), versions)


def _as_released(draft: AgendaContent, versions: Sequence[Version]) -> AgendaContent:
    """Return the draft as the next release would show it."""
    return replace(next_release(draft, release_content(versions[0].guid), clock.now()), number=0)
