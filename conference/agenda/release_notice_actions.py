"""Who is told of a release, read from the database, and the one mail that each of them gets. Nothing here commits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from conference import mail
from conference.agenda.content import AgendaContent
from conference.agenda.models import ItemInvitee, Release, Star
from conference.agenda.release import ItemChange
from conference.agenda.release_notices import Audience, Notice, NoticeKind, NoticeLine, notices_for
from conference.agenda.release_wording import notice_heading, place_text, zone_sentence
from conference.agenda.rules import Visibility
from conference.conferences.models import Conference
from conference.conferences.rules import is_timezone
from conference.extensions import db
from conference.links import external_url
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import GRANTS, Permission


@dataclass(frozen=True, slots=True)
class MailLine:
    """One item of the mail, in words; `before` and `after` are empty where there is none."""

    kind: NoticeKind
    heading: str
    title: str
    address: str
    before: str
    after: str
    appears: bool
    starred: bool
    invited: bool


def released_notices(
    conference_id: int, changes: Sequence[ItemChange]
) -> tuple[list[Notice], Mapping[int, Participant]]:
    """Return whom these changes concern and in what, and the people by id; a fixed number of queries."""
    stars = _ids_by_item(Star, [change.item.id for change in changes])
    hidden = [change.item.id for change in changes if change.item.visibility is Visibility.INVITED]
    invited = _ids_by_item(ItemInvitee, hidden)
    interested = (one for ids_by_item in (stars, invited) for ids in ids_by_item.values() for one in ids)
    people = _reachable(conference_id, {*_appearing(changes), *interested})
    insiders = (one.id for one in people.values() if not one.roles.isdisjoint(GRANTS[Permission.AGENDA_EDIT]))
    audience = Audience(frozenset(people), stars, invited, frozenset(insiders))
    return notices_for(changes, audience), people


def _appearing(changes: Iterable[ItemChange]) -> frozenset[int]:
    items = (item for change in changes for item in (change.before, change.after) if item is not None)
    return frozenset().union(*(item.participant_ids for item in items))


def _ids_by_item(model: type[Star] | type[ItemInvitee], item_ids: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = db.session.execute(select(model.item_id, model.participant_id).where(model.item_id.in_(item_ids)))
    for item_id, participant_id in rows:
        found.setdefault(item_id, set()).add(participant_id)
    return found


def _reachable(conference_id: int, participant_ids: Collection[int]) -> dict[int, Participant]:
    rows = db.session.scalars(
        select(Participant)
        .where(
            Participant.conference_id == conference_id,
            Participant.id.in_(participant_ids),
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.account_id.is_not(None),
            Participant.erased_at.is_(None),
        )
        .options(joinedload(Participant.account))
    )
    return {row.id: row for row in rows}


def mail_notices(
    conference: Conference,
    release: Release,
    agendas: tuple[AgendaContent | None, AgendaContent],
    changes: Sequence[ItemChange],
) -> int:
    """Put one mail for each person whom the release concerns into the outbox, and return how many there are.

    `agendas` are the release before and this one. The key of each mail is the release and the person, so that
    whatever is tried again tells nobody twice.
    """
    notices, people = released_notices(conference.id, changes)
    for notice in notices:
        person = people[notice.participant_id]
        if person.account is None:
            continue
        zone, is_own = _zone(person, conference)
        mail.send(
            person.account.email,
            "agenda_changed",
            once_key=f"release-{release.guid}-{person.guid}",
            conference=conference,
            name=person.name,
            note=release.note,
            lines=[_line(line, agendas, conference, zone) for line in notice.lines],
            zone=zone_sentence(zone, is_own),
            address=external_url("agenda.my_agenda", slug=conference.slug),
        )
    return len(notices)


def _zone(person: Participant, conference: Conference) -> tuple[ZoneInfo, bool]:
    """Return the clock to tell a person the time on, and whether it is the person's own and another one."""
    if person.timezone and person.timezone != conference.timezone and is_timezone(person.timezone):
        return ZoneInfo(person.timezone), True
    return conference.zone, False


def _line(
    line: NoticeLine,
    agendas: tuple[AgendaContent | None, AgendaContent],
    conference: Conference,
    zone: ZoneInfo,
) -> MailLine:
    before, after = line.change.before, line.change.after
    return MailLine(
        kind=line.kind,
        heading=notice_heading(line.kind),
        title=line.change.item.title,
        address=external_url("agenda.session_page", slug=conference.slug, item_id=line.change.item.id),
        before="" if line.kind is NoticeKind.NEW else place_text(before, agendas[0], zone),
        after=place_text(after, agendas[1], zone) if line.kind in _SAYS_WHERE else "",
        appears=line.appears,
        starred=line.starred,
        invited=line.invited,
    )


_SAYS_WHERE = frozenset({NoticeKind.MOVED, NoticeKind.NEW, NoticeKind.BACK})
