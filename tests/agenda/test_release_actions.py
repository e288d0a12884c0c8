"""Releasing: who may, when it is refused, and that two presses make one release."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask

from conference.agenda.actions import draft_agenda, released_agenda
from conference.agenda.models import AgendaItem, ItemPerson, Release
from conference.agenda.release_actions import NothingToRelease, agenda_digest, release_agenda
from conference.agenda.rules import ItemStatus, RoleInItem
from conference.conferences.models import Conference
from conference.errors import Forbidden, Stale
from conference.extensions import db
from conference.mail import Mail
from conference.permissions import Actor, Role
from tests import factories as make


@pytest.fixture
def house(session: object) -> Conference:
    return make.conference()


@pytest.fixture
def organiser(house: Conference) -> Actor:
    return make.actor(make.participant(house, Role.ORGANISER))


def placed(house: Conference, **overrides: object) -> AgendaItem:
    return make.item(house, room_id=make.room(house).id, **overrides)


def test_a_release_shows_the_placed_items(house: Conference, organiser: Actor, at_noon: datetime) -> None:
    row = placed(house)
    make.item(house, starts_at=None)
    release = release_agenda(organiser, note="First version")
    shown = released_agenda(house.id)
    assert shown is not None
    assert [item.id for item in shown.items] == [row.id]
    assert (release.number, release.label, release.note, release.released_at) == (1, "v1", "First version", at_noon)


def test_a_release_can_be_dated_and_named(house: Conference, organiser: Actor) -> None:
    placed(house)
    moment = datetime(2020, 11, 1, 8, 0, tzinfo=UTC)
    release = release_agenda(organiser, label="Printed programme", notify=False, released_at=moment)
    assert (release.label, release.released_at) == ("Printed programme", moment)


def test_a_second_press_makes_no_second_release(house: Conference, organiser: Actor) -> None:
    placed(house)
    release_agenda(organiser)
    with pytest.raises(NothingToRelease, match="v1"):
        release_agenda(organiser)
    db.session.rollback()
    assert db.session.query(Release).count() == 1


def test_an_agenda_without_placed_items_is_not_released(house: Conference, organiser: Actor) -> None:
    make.item(house, starts_at=None)
    with pytest.raises(NothingToRelease):
        release_agenda(organiser)


def test_a_draft_that_changed_since_it_was_seen_is_not_released(house: Conference, organiser: Actor) -> None:
    row = placed(house)
    seen = agenda_digest(draft_agenda(house.id))
    row.title = "Somebody was quicker"
    db.session.commit()
    with pytest.raises(Stale):
        release_agenda(organiser, draft_seen=seen)
    db.session.rollback()
    assert release_agenda(organiser, draft_seen=agenda_digest(draft_agenda(house.id))).number == 1


def test_only_organisers_release(house: Conference) -> None:
    placed(house)
    with pytest.raises(Forbidden):
        release_agenda(make.actor(make.participant(house, Role.MODERATOR)))


def test_the_next_release_raises_the_sequence_of_what_moved(house: Conference, organiser: Actor) -> None:
    moving, staying, leaving = placed(house), placed(house), placed(house)
    release_agenda(organiser)
    moving.starts_at = datetime(2026, 3, 10, 15, 0, tzinfo=UTC) + timedelta(minutes=30)
    db.session.delete(leaving)
    leaving_id = leaving.id
    db.session.commit()
    assert release_agenda(organiser).number == 2
    shown = released_agenda(house.id)
    assert shown is not None
    assert [shown.sequence(key) for key in (moving.id, staying.id, leaving_id)] == [1, 0, 1]
    assert shown.item_by_id[leaving_id].status is ItemStatus.CANCELLED


def test_two_presses_at_the_same_moment_make_one_release_and_one_mail(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        organiser = make.actor(make.participant(house, Role.ORGANISER))
        speaker = make.participant(house, Role.SPEAKER)
        item = placed(house)
        make.kept(ItemPerson(item_id=item.id, participant_id=speaker.id, role=RoleInItem.SPEAKER))
    together = Barrier(2)

    def press() -> str:
        with app.test_request_context():
            together.wait()
            try:
                return release_agenda(organiser).label
            except NothingToRelease as error:
                return error.message

    with ThreadPoolExecutor(2) as two:
        answers = sorted(future.result() for future in [two.submit(press), two.submit(press)])
    assert answers == ["Nothing has changed since v1.", "v1"]
    with app.app_context():
        assert db.session.query(Release).count() == 1
        assert db.session.query(Mail).count() == 1
