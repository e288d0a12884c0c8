"""The pages of releases: what changes is said before it happens, happens once, and can be brought back."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from conference.agenda.actions import draft_agenda, released_agenda
from conference.agenda.models import AgendaItem, ItemPerson, Release, Star
from conference.agenda.release_actions import agenda_digest, release_agenda
from conference.agenda.release_page_actions import next_release_page
from conference.agenda.release_wording import text_pieces
from conference.agenda.restore_actions import bring_back
from conference.agenda.rules import ItemStatus, RoleInItem
from conference.agenda.undo_actions import undo_change
from conference.extensions import db
from conference.mail import Mail
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make
from tests.conftest import SignIn

AFTERNOON = datetime(2026, 3, 10, 15, 0, tzinfo=UTC)


@pytest.fixture
def place(app: Flask) -> dict[str, Any]:
    """A conference whose agenda was released once, then changed in every way there is."""
    with app.app_context():
        house = make.conference(slug="house")
        organiser, reader = make.participant(house, Role.ORGANISER), make.participant(house, name="Ada Lovelace")
        speaker = make.participant(house, Role.SPEAKER, name="Charles Babbage")
        hall = make.room(house, name="Hall", parallel=True)
        rows = {
            name: make.item(house, room_id=hall.id, title=name, abstract=f"About {name}")
            for name in ("Moving", "Leaving", "Rewritten", "Staying")
        }
        db.session.add(ItemPerson(item_id=rows["Leaving"].id, participant_id=speaker.id, role=RoleInItem.SPEAKER))
        db.session.add(Star(item_id=rows["Moving"].id, participant_id=reader.id))
        db.session.commit()
        actor = make.actor(organiser)
        release_agenda(actor, notify=False, released_at=datetime(2026, 1, 5, 9, 30, tzinfo=UTC))
        rows["Moving"].starts_at = AFTERNOON
        rows["Leaving"].status = ItemStatus.CANCELLED
        rows["Rewritten"].abstract = "About everything else"
        db.session.commit()
        make.item(house, room_id=hall.id, title="Arriving")
        make.item(house, title="Waiting", starts_at=None)
        return {
            "house": house.id,
            "organiser": organiser.account_id,
            "reader": reader.account_id,
            "actor": actor,
            "items": {name: row.id for name, row in rows.items()},
        }


@pytest.fixture
def browser(place: dict[str, Any], sign_in: SignIn) -> FlaskClient:
    return sign_in(place["organiser"])


def digest(app: Flask, place: dict[str, Any]) -> str:
    with app.app_context():
        return agenda_digest(draft_agenda(place["house"]))


def count_of(app: Flask, model: type[Release] | type[Mail]) -> int:
    with app.app_context():
        return db.session.query(model).count()


def test_the_page_says_what_changes_and_who_is_told(browser: FlaskClient) -> None:
    page = browser.get("/house/agenda/release").text
    for words in ("Moved", "Cancelled", "New", "Changed", "Arriving", "Charles Babbage", "Ada Lovelace", "v1"):
        assert words in page
    assert "Tue 10 March, 11:00\u201312:00 · Hall" in page
    assert "Tue 10 March, 16:00\u201317:00 · Hall" in page
    assert '<del class="diff-old"> Rewritten</del>' in page
    assert "1 session has no time or room" in page
    assert "2 people get a mail" in page
    assert "Staying" not in page


def test_releasing_shows_the_version_and_mails_once(app: Flask, place: dict[str, Any], browser: FlaskClient) -> None:
    seen = digest(app, place)
    sent = {"label": "Final", "note": "See you there", "notify": "y", "draft_seen": seen}
    answer = browser.post("/house/agenda/release", data=sent)
    assert answer.status_code == 302
    page = browser.get(answer.headers["Location"]).text
    assert "Final is released" in page
    assert "/house/agenda" in page
    assert count_of(app, Mail) == 2
    again = browser.post("/house/agenda/release", data=sent, follow_redirects=True)
    assert "Nothing has changed since Final." in again.text
    assert count_of(app, Release) == 2
    assert count_of(app, Mail) == 2


def test_a_draft_changed_meanwhile_is_shown_anew_with_what_was_typed(
    app: Flask, place: dict[str, Any], browser: FlaskClient
) -> None:
    sent = {"note": "Typed before", "draft_seen": digest(app, place)}
    with app.app_context():
        db.session.get_one(AgendaItem, place["items"]["Staying"]).title = "Renamed by another"
        db.session.commit()
    answer = browser.post("/house/agenda/release", data=sent)
    assert answer.status_code == 409
    assert "changed while you looked" in answer.text
    assert "Typed before" in answer.text
    assert "Renamed by another" in answer.text
    assert digest(app, place) in answer.text
    assert count_of(app, Release) == 1


def test_a_label_that_is_too_long_is_said_beside_the_field(place: dict[str, Any], browser: FlaskClient) -> None:
    answer = browser.post("/house/agenda/release", data={"label": "x" * 81})
    assert answer.status_code == 422
    assert "x" * 81 in answer.text


def test_with_nothing_changed_there_is_nothing_to_press(
    app: Flask, place: dict[str, Any], browser: FlaskClient
) -> None:
    with app.app_context():
        release_agenda(place["actor"], notify=False)
    page = browser.get("/house/agenda/release").text
    assert "Everything is released" in page
    assert "draft_seen" not in page


def test_versions_are_seen_and_compared(app: Flask, place: dict[str, Any], browser: FlaskClient) -> None:
    with app.app_context():
        release_agenda(place["actor"], label="Final", note="Better", notify=False)
    assert "Better" in browser.get("/house/agenda/release").text
    first = browser.get("/house/agenda/release/1").text
    assert "Leaving" in first
    assert "Arriving" not in first
    forward = browser.get("/house/agenda/release/compare?before=1&after=2").text
    assert "Arriving" in forward
    backward = browser.get("/house/agenda/release/compare?before=2&after=1").text
    assert "Not in the later version" in backward
    assert "No differences" in browser.get("/house/agenda/release/compare?before=2&after=draft").text
    for address in ("9", "compare?before=1&after=9", "compare?before=9&after=draft", "compare"):
        assert browser.get(f"/house/agenda/release/{address}").status_code == 404


def test_a_version_is_brought_back_into_the_draft_and_undone(
    app: Flask, place: dict[str, Any], browser: FlaskClient
) -> None:
    with app.app_context():
        before = draft_agenda(place["house"])
    answer = browser.post("/house/agenda/release/1/bring-back", follow_redirects=True)
    assert answer.status_code == 200
    assert "4 sessions of the draft are as they were" in answer.text
    with app.app_context():
        draft, first = draft_agenda(place["house"]), released_agenda(place["house"])
        assert first is not None
        assert tuple(item for item in draft.items if item.is_placed) == first.items
        assert {item.title for item in draft.items if not item.is_placed} == {"Arriving", "Waiting"}
        undo_change(place["actor"])
        assert draft_agenda(place["house"]).items == before.items


def test_who_was_forgotten_and_what_was_deleted_does_not_come_back(app: Flask, place: dict[str, Any]) -> None:
    with app.app_context():
        speaker = db.session.scalars(select(Participant).where(Participant.name == "Charles Babbage")).one()
        speaker.account, speaker.name, speaker.erased_at = None, "", AFTERNOON
        db.session.query(ItemPerson).delete()
        db.session.delete(db.session.get_one(AgendaItem, place["items"]["Staying"]))
        db.session.commit()
        applied = bring_back(place["actor"], 1)
        assert applied.label == "Brought back v1"
        assert len(applied.notes) == 1
        assert "Staying" in applied.notes[0]
        leaving = draft_agenda(place["house"]).item_by_id[place["items"]["Leaving"]]
        assert (leaving.status, leaving.people) == (ItemStatus.ACTIVE, ())


def test_only_organisers_come_here(place: dict[str, Any], sign_in: SignIn) -> None:
    attendee = sign_in(place["reader"])
    for method, path in (("GET", ""), ("POST", ""), ("GET", "/1"), ("GET", "/compare"), ("POST", "/1/bring-back")):
        assert attendee.open(f"/house/agenda/release{path}", method=method).status_code == 403


def test_the_page_takes_the_same_queries_for_any_agenda(
    app: Flask, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    counts = []
    for items in (1, 3):
        with app.app_context():
            house = make.conference()
            organiser = make.actor(make.participant(house, Role.ORGANISER))
            rows = [make.item(house, room_id=make.room(house).id) for _ in range(items)]
            for row in rows:
                person = make.participant(house, Role.SPEAKER)
                db.session.add(ItemPerson(item_id=row.id, participant_id=person.id, role=RoleInItem.SPEAKER))
                db.session.add(Star(item_id=row.id, participant_id=person.id))
            db.session.commit()
            release_agenda(organiser, notify=False)
            for row in rows:
                row.starts_at = AFTERNOON
            db.session.commit()
            counts.append(_queries(organiser, count_queries))
    assert counts[0] == counts[1]


def _queries(organiser: Actor, count_queries: Callable[[Callable[[], Any]], int]) -> int:
    db.session.expunge_all()
    return count_queries(lambda: next_release_page(organiser))


def test_a_long_text_is_shown_by_its_changed_words() -> None:
    same = " ".join(f"word{number}" for number in range(40))
    pieces = list(text_pieces(f"{same} old end", f"{same} new end"))
    assert [tag for tag, _text in pieces] == ["same", "old", "new", "same"]
    assert pieces[0][1].startswith(" \u2026")
    assert len(pieces[0][1].split()) == 7
    assert list(text_pieces("\u2014", "Quite new")) == [("new", "Quite new")]
