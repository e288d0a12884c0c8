"""Shared read of the front page: the conferences that somebody may know of."""

from datetime import datetime

from sqlalchemy import or_, select

from conference.agenda.display import zone_city
from conference.agenda.front import Listing, standing_of
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import ORGANISERS

NOT_MINE = frozenset({ParticipantStatus.DECLINED, ParticipantStatus.CANCELLED})


def listed_conferences(account_id: int | None, now: datetime) -> list[Listing]:
    """Return every published or archived conference, and the drafts that the account organises."""
    mine: dict[int, Participant] = {}
    if account_id is not None:
        rows = db.session.scalars(select(Participant).where(Participant.account_id == account_id))
        mine = {row.conference_id: row for row in rows if row.status not in NOT_MINE}
    organised = [key for key, row in mine.items() if row.roles_in_force & ORGANISERS]
    conferences = db.session.scalars(
        select(Conference).where(or_(Conference.status != ConferenceStatus.DRAFT, Conference.id.in_(organised)))
    )
    return [_listing(conference, conference.id in mine, now) for conference in conferences]


def _listing(conference: Conference, is_mine: bool, now: datetime) -> Listing:
    days = tuple(conference.days)
    return Listing(
        slug=conference.slug,
        title=conference.title,
        tagline=conference.tagline,
        status=conference.status,
        standing=standing_of(days, conference.status, now),
        days=days,
        colour=conference.colour,
        cover=conference.cover or "",
        place=zone_city(conference.timezone),
        is_mine=is_mine,
    )
