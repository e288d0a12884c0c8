"""The one mail that each person gets: what is in it, whom it goes to, and that it never goes twice."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from conference.agenda.actions import draft_agenda, release_content
from conference.agenda.models import AgendaItem, ItemPerson, Star
from conference.agenda.release import changes_between, next_release
from conference.agenda.release_actions import newest_release, release_agenda
from conference.agenda.release_notice_actions import mail_notices, released_notices
from conference.agenda.rules import ItemStatus, RoleInItem
from conference.conferences.models import Conference
from conference.extensions import db
from conference.mail import Mail
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Role
from tests import factories as make
from tests.conftest import NOON


@pytest.fixture
def house(session: object) -> Conference:
    return make.conference(title="Cluster days")


@pytest.fixture
def organiser(house: Conference) -> Actor:
    return make.actor(make.participant(house, Role.ORGANISER))


def placed(house: Conference, *cast: Participant, **overrides: Any) -> AgendaItem:
    item = make.item(house, **{"room_id": make.room(house).id, **overrides})
    for person in cast:
        db.session.add(ItemPerson(item_id=item.id, participant_id=person.id, role=RoleInItem.SPEAKER))
    db.session.commit()
    return item


def star(person: Participant, item: AgendaItem) -> None:
    make.kept(Star(participant_id=person.id, item_id=item.id))


def move(item: AgendaItem, **fields: Any) -> None:
    for name, value in (fields or {"starts_at": datetime(2026, 3, 10, 15, 0, tzinfo=UTC)}).items():
        setattr(item, name, value)
    db.session.commit()


def mails() -> dict[str, Mail]:
    found = list(db.session.scalars(select(Mail)))
    assert len({mail.recipient for mail in found}) == len(found)
    return {mail.recipient: mail for mail in found}


def email(person: Participant) -> str:
    assert person.account is not None
    return person.account.email


def test_each_person_gets_one_mail_that_gathers_all(house: Conference, organiser: Actor) -> None:
    both = make.participant(house, Role.SPEAKER, Role.ATTENDEE, name="Ada Lovelace")
    speaks = placed(house, both, title="Engines", room_id=make.room(house, name="Hall").id)
    hears, goes = placed(house, title="Looms"), placed(house, title="Cards")
    release_agenda(organiser, notify=False)
    star(both, hears)
    star(both, goes)
    move(speaks)
    move(hears)
    move(goes, status=ItemStatus.CANCELLED)
    release_agenda(organiser, note="The hall opens later.")
    (mail,) = mails().values()
    assert mail.recipient == email(both)
    assert mail.subject == "3 of your sessions have changed"
    for text in (mail.text, mail.html):
        assert "Ada Lovelace" in text
        assert "The hall opens later." in text
        assert "Tue 10 March, 11:00\u201312:00 · Hall" in text
        assert "Tue 10 March, 16:00\u201317:00 · Hall" in text
        assert "Europe/Brussels" in text
        assert f"http://conference.test/{house.slug}/agenda/{speaks.id}" in text
        assert text.index("Engines") < text.index("Looms") < text.index("Cards")


def test_times_are_in_the_person_s_own_zone_and_say_so(house: Conference, organiser: Actor) -> None:
    person = make.participant(house, timezone="America/New_York")
    item = placed(house, title="Engines")
    release_agenda(organiser, notify=False)
    star(person, item)
    move(item)
    release_agenda(organiser)
    (mail,) = mails().values()
    assert mail.subject == "Moved: Engines"
    assert "Tue 10 March, 11:00\u201312:00" in mail.text
    assert "your time zone, America/New York" in mail.text


@pytest.mark.parametrize(
    "change",
    [
        lambda person: setattr(person, "status", ParticipantStatus.CANCELLED),
        lambda person: setattr(person, "account", None),
    ],
    ids=["cancelled", "without an account"],
)
def test_only_confirmed_people_with_an_account_are_told(
    house: Conference, organiser: Actor, change: Callable[[Participant], None]
) -> None:
    person = make.participant(house)
    item = placed(house, person)
    change(person)
    db.session.commit()
    release_agenda(organiser, notify=False)
    star(person, item)
    move(item)
    release_agenda(organiser)
    assert mails() == {}


def test_nobody_is_told_when_the_organiser_says_so(house: Conference, organiser: Actor) -> None:
    placed(house, make.participant(house, Role.SPEAKER))
    release_agenda(organiser, notify=False)
    assert mails() == {}


def test_speakers_are_told_of_the_first_release(house: Conference, organiser: Actor) -> None:
    person = make.participant(house, Role.SPEAKER)
    placed(house, person, title="Engines")
    release_agenda(organiser)
    assert mails()[email(person)].subject == "New: you appear in \u201cEngines\u201d"


def test_writing_the_same_mails_again_tells_nobody_twice(house: Conference, organiser: Actor) -> None:
    placed(house, make.participant(house, Role.SPEAKER))
    release_agenda(organiser)
    release = newest_release(house.id)
    assert release is not None
    after = release_content(release.guid)
    mail_notices(house, release, (None, after), changes_between(None, after))
    db.session.commit()
    assert len(mails()) == 1


def test_a_title_with_markup_is_text_in_the_mail(house: Conference, organiser: Actor) -> None:
    placed(house, make.participant(house, Role.SPEAKER), title="<script>alert(1)</script>")
    release_agenda(organiser, note="<b>bold</b>")
    (mail,) = mails().values()
    assert "<script>" not in mail.html
    assert "<b>bold" not in mail.html
    assert "<script>alert(1)</script>" in mail.text
    assert "\n" not in mail.subject


def test_reading_whom_to_tell_takes_the_same_queries_for_any_agenda(
    organiser: Actor, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    def read() -> int:
        changes = changes_between(None, next_release(draft_agenda(organiser.conference_id), None, NOON))
        db.session.expunge_all()
        return count_queries(lambda: released_notices(organiser.conference_id, changes))

    counts = []
    for more in (1, 2):
        for _each in range(more):
            house = db.session.get_one(Conference, organiser.conference_id)
            person = make.participant(house, Role.SPEAKER)
            star(person, placed(house, person))
        counts.append(read())
    assert counts[0] == counts[1]
