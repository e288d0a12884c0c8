"""A small released conference for the tests of pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from conference.agenda.models import ItemPerson
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import RoleInItem
from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make

TEN = datetime(2026, 3, 10, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    """Ids of a released conference: sessions of an hour, half an hour apart, each with a speaker of its own."""

    slug: str
    items: list[int]
    speakers: list[int]
    speaker_accounts: list[int]
    attendee: int
    attendee_account: int
    organiser: int
    organiser_account: int


def released(sessions: int = 3, **overrides: object) -> Stage:
    """Make and release a conference; call it inside an application context."""
    house = make.conference(**overrides)
    organiser, attendee = make.participant(house, Role.ORGANISER), make.participant(house)
    items, speakers = [], []
    for number in range(sessions):
        item, speaker = _session(house, number)
        items.append(item)
        speakers.append(speaker)
    release_agenda(make.actor(organiser), notify=False)
    assert organiser.account_id is not None
    assert attendee.account_id is not None
    return Stage(
        house.slug,
        items,
        [key for key, _account in speakers],
        [account for _key, account in speakers],
        attendee.id,
        attendee.account_id,
        organiser.id,
        organiser.account_id,
    )


def _session(house: Conference, number: int) -> tuple[int, tuple[int, int]]:
    speaker = make.participant(house, Role.SPEAKER, name=f"Speaker {number}")
    item = make.item(
        house,
        title=f"Hour {number}",
        starts_at=TEN + number * timedelta(minutes=30),
        room_id=make.room(house).id,
        track_id=make.track(house).id,
    )
    item.people.append(ItemPerson(participant_id=speaker.id, role=RoleInItem.SPEAKER))
    db.session.commit()
    assert speaker.account_id is not None
    return item.id, (speaker.id, speaker.account_id)
