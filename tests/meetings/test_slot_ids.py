"""SQLite gives the id of a deleted row again: what was chosen on a page before must not become another time."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from lxml import etree

from conference.errors import ConferenceError, NotFound, Stale
from conference.extensions import db
from conference.meetings.answer_actions import accept
from conference.meetings.models import MeetingSlot, MeetingWindow
from conference.meetings.settings_actions import WindowContent, delete_place, delete_window, save_window, stamp_of
from tests.conftest import SignIn
from tests.meetings import making


def test_a_time_that_was_deleted_and_made_anew_elsewhere_is_not_what_a_page_showed(session: Any) -> None:
    day = making.day(people=2)
    asked = making.request(day, *day.people)
    shown = day.slots[-1]
    shown_id, shown_at = shown.id, shown.starts_at
    row = db.session.get_one(MeetingWindow, shown.window_id)
    content = WindowContent(row.name, row.starts_at + timedelta(days=1), row.ends_at + timedelta(days=1), 20, 5)
    organiser = day.actor(day.organiser)
    delete_window(organiser, row.id)
    save_window(organiser, None, content)
    try:
        accept(day.actor(day.people[1]), asked.id, asked.proposal, shown_id)
    except ConferenceError:
        return
    assert db.session.get_one(MeetingSlot, shown_id).starts_at == shown_at


def test_an_old_page_deletes_no_times_and_no_place_that_it_did_not_show(session: Any) -> None:
    day = making.day(people=1)
    organiser = day.actor(day.organiser)
    row = db.session.get_one(MeetingWindow, day.slots[0].window_id)
    window_id, seen = row.id, stamp_of(row)
    later = WindowContent(row.name, row.starts_at + timedelta(days=1), row.ends_at + timedelta(days=1), 20, 5)
    new = save_window(organiser, window_id, later)
    with pytest.raises(Stale):
        delete_window(organiser, window_id, seen)
    delete_window(organiser, window_id, stamp_of(new))
    assert db.session.get(MeetingWindow, window_id) is None

    table = making.place(day.house, "Table 1")
    with pytest.raises(NotFound):
        delete_place(organiser, table.id, "Table 9")
    db.session.rollback()
    assert delete_place(organiser, table.id, "Table 1").name == "Table 1"


def test_the_page_of_times_and_places_sends_what_it_shows(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        day = making.day(people=1)
        making.place(day.house, "Table 1")
        address, organiser = f"/{day.house.slug}/meetings/settings", day.organiser.account_id
        window_id = day.slots[0].window_id
        stamp = stamp_of(db.session.get_one(MeetingWindow, window_id))
    browser = sign_in(organiser)
    page = browser.get(address).text
    assert f'name="seen" value="{stamp}"' in page
    assert 'name="seen" value="Table 1"' in page
    answer = browser.post(f"{address}/times/{window_id}/delete", data={"seen": stamp[::-1]}, follow_redirects=True)
    assert "changed meanwhile" in answer.text
    answer = browser.post(f"{address}/times/{window_id}/delete", data={"seen": stamp}, follow_redirects=True)
    assert "These meeting times are deleted." in answer.text


@pytest.mark.parametrize("change", [{"name": "Lunch"}, {"minutes_later": 50}, {"pause_minutes": 10}])
def test_an_old_page_overwrites_no_times_that_another_changed_meanwhile(
    app: Flask, sign_in: SignIn, at_noon: object, change: dict[str, Any]
) -> None:
    with app.test_request_context():
        day = making.day(people=1)
        row = db.session.get_one(MeetingWindow, day.slots[0].window_id)
        address, window_id = f"/{day.house.slug}/meetings/settings/times/{row.id}", row.id
        browser = sign_in(day.organiser.account_id)
        old = fields_of(browser.get(address).text)
        until = row.ends_at + timedelta(minutes=change.get("minutes_later", 0))
        theirs = WindowContent(change.get("name", row.name), row.starts_at, until, 20, change.get("pause_minutes", 5))
        save_window(day.actor(day.organiser), row.id, theirs)
    answer = browser.post(address, data=old | {"name": "Mine"})
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    # What is tried once more from the same page is refused once more; a new look is the way on.
    assert browser.post(address, data=fields_of(answer.text)).status_code == 409
    assert f'href="{address}"' in answer.text
    with app.test_request_context():
        now = db.session.get_one(MeetingWindow, window_id)
        assert (now.name, now.ends_at, now.pause_minutes) == (theirs.name, theirs.ends_at, theirs.pause_minutes)
    anew = fields_of(browser.get(address).text)
    assert browser.post(address, data=anew | {"name": "Mine"}).status_code == 302


def fields_of(page: str) -> dict[str, str]:
    """Return what the form of a window sends as it stands."""
    form = next(one for one in etree.HTML(page).iter("form") if one.get("id") == "window-form")
    fields = {str(one.get("name")): one.get("value") or "" for one in form.iter("input")}
    days = [str(one.get("value")) for one in form.iter("option") if one.get("selected") is not None]
    return fields | {"day": days[0]}
