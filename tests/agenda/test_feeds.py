"""Feeds over HTTP: who finds what in them, that a known one is not sent again, and that secrets stay secret."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from conference import clock
from conference.agenda.models import AgendaItem, ItemInvitee, ItemPerson, Star
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import RoleInItem, Visibility
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FEEDS = ("calendar.ics", "schedule.xml", "schedule.json", "{public}.ics", "personal/{token}.ics")


def furnished(app: Flask, public_items: int = 1) -> dict[str, Any]:
    """Make a released conference with sessions for everyone, for participants and for the invited, and a reader."""
    with app.app_context(), clock.stopped_at(NOON):
        house = make.conference(slug="house", contact_email="desk@example.org")
        room, speaker = make.room(house, name="Hall"), make.speaker(house, name="Ada Lovelace")
        organiser = make.participant(house, Role.ORGANISER)
        reader = make.participant(house, feed_token="a-secret-token")
        items = [make.item(house, room_id=room.id, title=f"Open {n}") for n in range(public_items)]
        members = make.item(house, room_id=room.id, title="For members", visibility=Visibility.PARTICIPANTS)
        secret = make.item(house, room_id=room.id, title="For the invited", visibility=Visibility.INVITED)
        for item in items:
            db.session.add(ItemPerson(item_id=item.id, participant_id=speaker.id, role=RoleInItem.SPEAKER))
        db.session.add(Star(item_id=items[0].id, participant_id=reader.id))
        db.session.add(Star(item_id=members.id, participant_id=reader.id))
        db.session.commit()
        release_agenda(make.actor(organiser))
        return {
            "public": items[0].id,
            "members": members.id,
            "secret": secret.id,
            "token": "a-secret-token",
            "reader": reader.id,
            "speaker": speaker.id,
            "house": house.id,
            "organiser": organiser.account_id,
            "actor": make.actor(organiser),
        }


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    return furnished(app)


def moves(item_id: int) -> None:
    item = db.session.get_one(AgendaItem, item_id)
    assert item.starts_at is not None
    item.starts_at += timedelta(hours=1)
    db.session.commit()


def titles(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(f"/house/agenda/{path}")
    assert answer.status_code == 200
    calendar = vobject.readOne(answer.text)
    return sorted(event.summary.value for event in calendar.contents.get("vevent", []))


def test_the_public_calendar_holds_public_sessions_only_whoever_asks(
    house: dict[str, Any], client: FlaskClient, sign_in: SignIn
) -> None:
    assert titles(client, "calendar.ics") == ["Open 0"]
    assert titles(sign_in(house["organiser"]), "calendar.ics") == ["Open 0"]
    for path in ("schedule.xml", "schedule.json"):
        for browser in (client, sign_in(house["organiser"])):
            text = browser.get(f"/house/agenda/{path}").text
            assert "Open 0" in text
            assert "members" not in text
            assert "invited" not in text


def test_one_session_has_a_calendar_only_where_everybody_may_see_it(
    house: dict[str, Any], client: FlaskClient, sign_in: SignIn
) -> None:
    assert titles(client, f"{house['public']}.ics") == ["Open 0"]
    for name in ("members", "secret"):
        for browser in (client, sign_in(house["organiser"])):
            assert browser.get(f"/house/agenda/{house[name]}.ics").status_code == 404


def test_the_filtered_calendar_holds_what_the_filters_leave(house: dict[str, Any], client: FlaskClient) -> None:
    assert titles(client, "calendar.ics?kind=workshop&text=open") == ["Open 0"]
    assert titles(client, "calendar.ics?kind=keynote") == []
    assert "Workshop" in client.get("/house/agenda/calendar.ics?kind=workshop").text.split("BEGIN:VEVENT")[0]


def test_the_personal_calendar_holds_what_is_starred_or_appeared_in_or_invited_to(
    app: Flask, house: dict[str, Any], client: FlaskClient
) -> None:
    assert titles(client, "personal/a-secret-token.ics") == ["For members", "Open 0"]
    with app.app_context():
        db.session.add(ItemInvitee(item_id=house["secret"], participant_id=house["reader"]))
        db.session.commit()
    assert titles(client, "personal/a-secret-token.ics") == ["For members", "For the invited", "Open 0"]


def test_a_star_on_a_session_for_the_invited_shows_nothing_of_it(
    app: Flask, house: dict[str, Any], client: FlaskClient
) -> None:
    with app.app_context():
        db.session.add(Star(item_id=house["secret"], participant_id=house["reader"]))
        db.session.commit()
    assert titles(client, "personal/a-secret-token.ics") == ["For members", "Open 0"]


@pytest.mark.parametrize("status", [each for each in ParticipantStatus if each is not ParticipantStatus.CONFIRMED])
def test_who_no_longer_takes_part_has_no_personal_calendar(
    app: Flask, house: dict[str, Any], client: FlaskClient, status: ParticipantStatus
) -> None:
    with app.app_context():
        db.session.get_one(Participant, house["reader"]).status = status
        db.session.commit()
    assert client.get("/house/agenda/personal/a-secret-token.ics").status_code == 404


def test_an_unknown_or_foreign_secret_is_not_found(app: Flask, house: dict[str, Any], client: FlaskClient) -> None:
    with app.app_context():
        make.conference(slug="elsewhere")
    assert client.get("/house/agenda/personal/no-such-token.ics").status_code == 404
    assert client.get("/elsewhere/agenda/personal/a-secret-token.ics").status_code == 404


def test_a_renewed_address_works_and_the_old_one_does_not(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        browser = sign_in(db.session.get_one(Participant, house["reader"]).account_id)
    assert "a-secret-token" in browser.get("/house/agenda/feeds").text
    assert browser.post("/house/agenda/feeds/renew").status_code == 302
    with app.app_context():
        token = db.session.get_one(Participant, house["reader"]).feed_token
    assert token is not None
    assert len(token) >= 40
    assert browser.get(f"/house/agenda/personal/{token}.ics").status_code == 200
    assert browser.get("/house/agenda/personal/a-secret-token.ics").status_code == 404
    assert token in browser.get("/house/agenda/feeds").text


def test_before_the_first_release_every_feed_is_valid_and_empty(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        bare = make.conference(slug="house")
        make.participant(bare, feed_token="a-secret-token")
        make.item(bare, room_id=make.room(bare).id)
    assert titles(client, "calendar.ics") == []
    assert titles(client, "personal/a-secret-token.ics") == []
    assert client.get("/house/agenda/schedule.xml").status_code == 200
    assert client.get("/house/agenda/schedule.json").status_code == 200


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_known_feed_is_not_sent_again(house: dict[str, Any], client: FlaskClient, feed: str, method: str) -> None:
    path = f"/house/agenda/{feed.format(**house)}"
    first = client.open(path, method=method)
    assert first.status_code == 200
    assert first.headers["ETag"].startswith('"')
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-None-Match", f'"other", {first.headers["ETag"]}'),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = client.open(path, method=method, headers={header: value})
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == first.headers["ETag"]
    changed = client.open(path, method=method, headers={"If-None-Match": '"other"'})
    assert changed.status_code == 200


@pytest.mark.parametrize("feed", FEEDS)
def test_a_new_release_or_a_new_name_is_sent(app: Flask, house: dict[str, Any], client: FlaskClient, feed: str) -> None:
    path = f"/house/agenda/{feed.format(**house)}"
    known = client.get(path)
    with app.app_context():
        db.session.get_one(Participant, house["speaker"]).name = "Ada King"
        db.session.commit()
    for header, value in (
        ("If-None-Match", known.headers["ETag"]),
        ("If-Modified-Since", known.headers["Last-Modified"]),
    ):
        renamed = client.get(path, headers={header: value})
        assert renamed.status_code == 200
        assert "Ada King" in renamed.text.replace("\r\n ", "")
    with app.app_context():
        moves(house["public"])
        release_agenda(house["actor"])
    moved = client.get(path, headers={"If-None-Match": renamed.headers["ETag"]})
    assert moved.status_code == 200
    assert moved.headers["ETag"] != renamed.headers["ETag"]
    assert client.get(path, headers={"If-Modified-Since": renamed.headers["Last-Modified"]}).status_code == 200


def test_a_star_changes_the_personal_calendar_and_no_other(
    app: Flask, house: dict[str, Any], client: FlaskClient
) -> None:
    personal, public = client.get("/house/agenda/personal/a-secret-token.ics"), client.get("/house/agenda/calendar.ics")
    with app.app_context():
        db.session.delete(db.session.get_one(Star, (house["reader"], house["public"])))
        db.session.commit()
    tag = {"If-None-Match": personal.headers["ETag"]}
    assert client.get("/house/agenda/personal/a-secret-token.ics", headers=tag).status_code == 200
    tag = {"If-None-Match": public.headers["ETag"]}
    assert client.get("/house/agenda/calendar.ics", headers=tag).status_code == 304


def test_a_moved_session_keeps_its_id_and_rises_in_sequence_and_a_deleted_one_is_cancelled(
    app: Flask, house: dict[str, Any], client: FlaskClient
) -> None:
    def event() -> Any:
        return vobject.readOne(client.get(f"/house/agenda/{house['public']}.ics").text).vevent

    first = event()
    later = NOON + timedelta(days=1)
    with app.app_context(), clock.stopped_at(later):
        moves(house["public"])
        release_agenda(house["actor"])
    second = event()
    assert second.uid.value == first.uid.value
    assert (first.sequence.value, second.sequence.value) == ("0", "1")
    assert (first.dtstamp.value, second.dtstamp.value) == (NOON, later)
    with app.app_context():
        db.session.delete(db.session.get_one(AgendaItem, house["public"]))
        db.session.commit()
        release_agenda(house["actor"])
    third = event()
    assert (third.status.value, third.sequence.value) == ("CANCELLED", "2")
    assert third.dtstart.value == second.dtstart.value


@pytest.mark.parametrize("feed", FEEDS)
def test_queries_do_not_grow_with_the_agenda_and_a_known_feed_needs_few(
    app: Flask, count_queries: Any, feed: str
) -> None:
    counts = []
    for items in (1, 3):
        values = furnished(app, items)
        client = app.test_client()
        path = f"/house/agenda/{feed.format(**values)}"
        tag = client.get(path).headers["ETag"]
        cold = count_queries(lambda path=path, client=client: client.get(path, headers={"If-None-Match": '"x"'}))
        known = count_queries(
            lambda path=path, client=client, tag=tag: client.get(path, headers={"If-None-Match": tag})
        )
        counts.append((cold, known))
        with app.app_context():
            db.session.delete(db.session.get_one(Conference, values["house"]))
            db.session.commit()
    assert counts[0] == counts[1]
    # The conference itself is one of them.
    assert counts[0][1] <= (8 if "personal" in feed else 3)


def test_feeds_say_what_they_are(house: dict[str, Any], client: FlaskClient) -> None:
    assert client.get("/house/agenda/calendar.ics").content_type == "text/calendar; charset=utf-8"
    xml = client.get("/house/agenda/schedule.xml")
    assert xml.content_type == "application/xml; charset=utf-8"
    root = etree.fromstring(xml.data)
    generator = root.find("generator")
    assert generator is not None
    assert generator.get("system") == "conference.test"
    assert root.findtext("url") == "http://conference.test/house/agenda/schedule.xml"
    assert root.findtext(".//person") == "Ada Lovelace"
    plain = json.loads(client.get("/house/agenda/schedule.json").text)
    assert plain["schedule"]["conference"]["rooms"][0]["name"] == "Hall"
    personal = client.get("/house/agenda/personal/a-secret-token.ics")
    assert personal.headers["Cache-Control"] == "private, no-cache"


def test_the_page_of_addresses_shows_strangers_no_secret(house: dict[str, Any], client: FlaskClient) -> None:
    page = client.get("/house/agenda/feeds?track=green").text
    assert "http://conference.test/house/agenda/calendar.ics?track=green" in page
    assert "webcal://conference.test/house/agenda/calendar.ics" in page
    assert "personal" not in page


def test_renewing_is_for_participants(house: dict[str, Any], client: FlaskClient) -> None:
    assert client.post("/house/agenda/feeds/renew").status_code in {302, 401}


def test_a_draft_conference_s_feeds_are_its_organisers_alone(
    app: Flask, house: dict[str, Any], client: FlaskClient, sign_in: SignIn
) -> None:
    with app.app_context():
        db.session.get_one(Conference, house["house"]).status = ConferenceStatus.DRAFT
        db.session.commit()
    assert client.get("/house/agenda/calendar.ics").status_code == 404
    answer = sign_in(house["organiser"]).get("/house/agenda/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-cache"
