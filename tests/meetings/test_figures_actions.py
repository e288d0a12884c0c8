"""Figures and tables of meetings read from the database: who may, what they hold and what they never hold."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from conference import clock
from conference.errors import Forbidden
from conference.extensions import db
from conference.meetings.export_actions import figures_for, meeting_rows, sheets
from conference.meetings.figures import Outcome
from conference.meetings.figures_actions import figures_of
from conference.meetings.models import Meeting
from conference.meetings.rules import Answer, MeetingState
from conference.people.models import Participant
from conference.people.spreadsheet import to_csv, to_workbook
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings.making import Day, booked, day, place, request
from tests.meetings.meeting_days import crowd, meetings_of, past_and_coming

HOSTILE = '=HYPERLINK("http://example.org","x")'
SECRETS = ("SECRET MESSAGE", "SECRET NOTES", "SECRET STEP", "SECRET REASON")


def furnished() -> Day:
    """Make a day on which one meeting was held, one missed, one cancelled and one is to come."""
    made = day(6)
    slot, one, two, three = made.slots[0], *made.people[:3]
    held = booked(made, slot, one, two)
    came = clock.now()
    for person in held.people:
        person.arrived_at, person.rating, person.next_step = came, 5, SECRETS[2]
    held.message, held.notes, held.reason = SECRETS[0], SECRETS[1], SECRETS[3]
    missed = booked(made, made.slots[1], one, three)
    missed.state = MeetingState.MISSED
    cancelled = booked(made, made.slots[1], two, made.people[4])
    cancelled.state = MeetingState.CANCELLED
    booked(made, made.slots[5], one, made.people[3])
    request(made, made.people[4], made.people[5])
    db.session.commit()
    return made


def after(made: Day) -> Any:
    """Stop the clock when the first two slots are over."""
    return clock.stopped_at(made.slots[2].starts_at)


@pytest.mark.usefixtures("session")
def test_the_figures_say_what_came_of_each_meeting() -> None:
    made = furnished()
    with after(made):
        found = figures_of(made.house.id)
    assert found.outcomes == {Outcome.HELD: 1, Outcome.MISSED: 1, Outcome.CANCELLED: 1, Outcome.COMING: 1}
    assert found.meetings == 4
    assert (found.requests.made, found.requests.waiting, found.requests.accepted) == (5, 1, 4)
    # Six attendees and the organiser: one has two meetings, two have one.
    assert found.per_person == {0: 4, 1: 2, 2: 1}
    assert (found.people, found.people_with_one) == (7, 3)
    # What was held and what is to come; what was missed or cancelled is nobody's meeting.
    assert found.by_country.pairs == 2
    assert found.by_country.groups[0] == "FR"
    assert found.by_kind.groups == ("",)


@pytest.mark.usefixtures("session")
def test_the_hours_to_the_answer_are_those_of_the_other_one() -> None:
    made = day()
    meeting = booked(made, made.slots[0], made.people[0], made.people[1])
    for person, hours in zip(meeting.people, (0, 5), strict=True):
        person.answered_at = meeting.asked_at + timedelta(hours=hours)
    db.session.commit()
    assert figures_of(made.house.id).requests.hours == 5.0


@pytest.mark.usefixtures("session")
def test_who_was_erased_stays_counted_and_is_not_named() -> None:
    made = furnished()
    with after(made):
        before = figures_of(made.house.id)
        person = db.session.get_one(Participant, made.people[1].id)
        person.erased_at, person.name, person.account_id = clock.now(), "", None
        db.session.commit()
        found = figures_of(made.house.id)
    assert found.outcomes == before.outcomes
    assert found.by_country.pairs == before.by_country.pairs
    assert found.people == before.people - 1


@pytest.mark.usefixtures("session")
def test_only_organisers_read_figures_and_tables() -> None:
    made = day()
    attendee = make.actor(made.people[0])
    for read in (figures_for, lambda one: meeting_rows(one, ZoneInfo("UTC"), str)):
        with pytest.raises(Forbidden):
            read(attendee)


@pytest.mark.usefixtures("session")
def test_the_table_has_who_when_and_where_in_the_zone_of_the_conference() -> None:
    made = day()
    meeting = booked(made, made.slots[0], made.people[0], made.people[1])
    meeting.place_id = place(made.house, "Table 7").id
    db.session.commit()
    zone = ZoneInfo("Asia/Kolkata")
    head, row = meeting_rows(make.actor(made.organiser), zone, lambda code: f"<{code}>")
    said = dict(zip(head, row, strict=True))
    begin = made.slots[0].starts_at.astimezone(zone)
    assert (said["Date"], said["From"], said["Place"]) == (f"{begin:%Y-%m-%d}", f"{begin:%H:%M}", "Table 7")
    assert (said["Person 1"], said["Country 1"], said["Country 2"]) == ("Attendee 0", "<FR>", "<DE>")
    assert (said["State"], said["Held"], said["Person 3"]) == ("Booked", "", "")


@pytest.mark.usefixtures("session")
def test_no_table_holds_a_message_notes_a_rating_or_what_comes_next_and_no_name_runs_as_a_formula() -> None:
    made = furnished()
    made.people[0].name, made.people[0].organisation = HOSTILE, "@SUM(A1)\x0b\x00"[:8]
    db.session.commit()
    with after(made):
        found = sheets(make.actor(made.organiser), ZoneInfo("UTC"), str)
    everything = [cell for rows in found.values() for row in rows for cell in row]
    assert not [cell for cell in everything if isinstance(cell, str) and cell in SECRETS]
    text = to_csv(found["Meetings"]).decode("utf-8-sig")
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith(("=", "@", "+"))]
    book = load_workbook(io.BytesIO(to_workbook(found)))
    assert book.sheetnames == ["Meetings", "Figures", "By country", "By kind of organisation"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert f"'{HOSTILE}" in {cell.value for cell in cells}


@pytest.mark.usefixtures("session")
def test_who_declined_or_left_is_not_among_the_people_of_a_meeting() -> None:
    made = day()
    meeting = booked(made, made.slots[0], *made.people[:3])
    meeting.people[2].answer = Answer.LEFT
    db.session.commit()
    _head, row = meeting_rows(make.actor(made.organiser), ZoneInfo("UTC"), str)
    assert made.people[2].name not in row


@pytest.mark.usefixtures("session")
def test_the_number_of_queries_does_not_grow_with_meetings(
    count_queries: Callable[[Callable[[], Any]], int],
) -> None:
    counts = []
    for size, in_each in ((10, 3), (1000, 100)):
        house = make.conference()
        meetings_of(house, crowd(house, size), past_and_coming(house), in_each)
        assert db.session.query(Meeting).filter_by(conference_id=house.id).count() == 8 * in_each
        db.session.expire_all()
        counts.append(count_queries(lambda of=house.id: figures_of(of)))  # type: ignore[misc]
    assert counts[0] == counts[1] <= 4


def test_the_page_and_its_files_are_there_for_organisers_only(app: Any, sign_in: SignIn) -> None:
    with app.app_context():
        made = furnished()
        slug, organiser, attendee = made.house.slug, made.organiser.account_id, made.people[0].account_id
    browser = sign_in(organiser)
    page = browser.get(f"/{slug}/meetings/statistics")
    assert page.status_code == 200
    assert "Who meets whom" in page.text
    assert "Attendee 0" not in page.text
    for name in ("export.csv", "export.csv?of=country", "export.csv?of=kind", "export.xlsx"):
        answer = browser.get(f"/{slug}/meetings/{name}")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert sign_in(attendee).get(f"/{slug}/meetings/{name}").status_code == 403
    assert sign_in(attendee).get(f"/{slug}/meetings/statistics").status_code == 403


def test_one_group_alone_is_told_in_a_sentence_and_not_drawn(app: Any, sign_in: SignIn) -> None:
    with app.app_context():
        made = day()
        one, other = made.people[:2]
        one.country = other.country = "FR"
        booked(made, made.slots[0], one, other)
        slug, organiser = made.house.slug, made.organiser.account_id
    page = sign_in(organiser).get(f"/{slug}/meetings/statistics").text
    assert "So far all who meet are of one group: France." in page
    assert '<svg class="chord"' not in page


def test_a_conference_without_meetings_has_a_page_that_says_so(app: Any, sign_in: SignIn) -> None:
    with app.app_context():
        made = day()
        slug, organiser = made.house.slug, made.organiser.account_id
    assert "Nobody has met yet" in sign_in(organiser).get(f"/{slug}/meetings/statistics").text
