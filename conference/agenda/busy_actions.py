"""What the agenda knows of people's time: sessions they appear in or starred, and absences."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import select

from conference.agenda.actions import draft_agenda, released_agenda
from conference.agenda.busy import Busy, BusyKind, source
from conference.agenda.models import Star, Unavailability
from conference.agenda.rules import ItemStatus
from conference.extensions import db


@source
def sessions(
    conference_id: int, participant_ids: Collection[int], _starts_at: datetime, _ends_at: datetime
) -> Iterator[Busy]:
    """Give the sessions of the newest release (before the first, of the draft) that people appear in or starred."""
    agenda = released_agenda(conference_id) or draft_agenda(conference_id)
    wanted = set(participant_ids)
    placed = {item.id: item for item in agenda.items if item.starts_at and item.status is ItemStatus.ACTIVE}
    speaking = {(person, item.id) for item in placed.values() for person in item.participant_ids if person in wanted}
    starred = db.session.execute(
        select(Star.participant_id, Star.item_id).where(
            Star.participant_id.in_(wanted), Star.item_id.in_(placed.keys())
        )
    )
    stars = {(person, item) for person, item in starred} - speaking
    for pairs, kind in ((speaking, BusyKind.SPEAKING), (stars, BusyKind.STARRED)):
        for person, item_id in pairs:
            item = placed[item_id]
            if item.starts_at and item.ends_at:
                yield Busy(person, item.starts_at, item.ends_at, kind, item.title)


@source
def absences(
    _conference_id: int, participant_ids: Collection[int], starts_at: datetime, ends_at: datetime
) -> Iterator[Busy]:
    """Give when people said that they cannot come."""
    rows = db.session.scalars(
        select(Unavailability).where(
            Unavailability.participant_id.in_(participant_ids),
            Unavailability.starts_at < ends_at,
            Unavailability.ends_at > starts_at,
        )
    )
    for row in rows:
        yield Busy(row.participant_id, row.starts_at, row.ends_at, BusyKind.ABSENT, row.reason)
