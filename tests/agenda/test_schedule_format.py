"""schedule.xml and schedule.json are valid in every case and say what the agenda says.

The two schemas are c3voc's and under a licence of their own, so they are read from `shared/reference` beside the
repository, or above it, and the tests that need them say so where there is none.
"""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft6Validator
from lxml import etree

from conference.agenda.content import AgendaContent, Contribution, PersonInItem, RoomContent, TrackContent
from conference.agenda.rules import ItemStatus, RoleInItem
from conference.agenda.schedule_format import duration_text, event_slug, schedule_of, sound_acronym
from conference.agenda.schedule_json import schedule_json
from conference.agenda.schedule_xml import schedule_xml
from tests.agenda.samples import HALL, NASTY, agendas, cards, item, release, schedule_frame, texts, zones


def reference(name: str) -> Path:
    """Return a schema's path; skips the test where it is not at hand."""
    for folder in Path(__file__).resolve().parents:
        path = folder / "shared" / "reference" / name
        if path.is_file():
            return path
    pytest.skip(f"needs c3voc's {name} under shared/reference")


@cache
def xml_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(reference("schedule.xsd"))))


@cache
def json_schema() -> Draft6Validator:
    plain = json.loads(reference("schedule.schema.json").read_text(encoding="utf-8"))
    return Draft6Validator(plain, format_checker=Draft6Validator.FORMAT_CHECKER)


def checked(agenda: AgendaContent, **overrides: Any) -> tuple[etree._Element, dict[str, Any]]:
    """Return both documents, read back, after each schema has taken its own."""
    schedule = schedule_of(agenda, cards, schedule_frame(**overrides))
    root = etree.fromstring(schedule_xml(schedule))
    xml_schema().assertValid(root)
    plain = json.loads(schedule_json(schedule))
    json_schema().validate(plain)
    return root, plain["schedule"]["conference"]


def xml_events(root: etree._Element) -> list[etree._Element]:
    return root.findall("day/room/event")


def json_events(conference: dict[str, Any]) -> list[dict[str, Any]]:
    return [event for day in conference["days"] for room in day["rooms"].values() for event in room]


@given(agendas, zones, texts, st.integers(0, 11))
def test_any_agenda_makes_two_valid_documents(agenda: AgendaContent, zone: str, title: str, change_hour: int) -> None:
    root, conference = checked(agenda, zone=zone, title=title, description=title, change_hour=change_hour)
    active = {each.guid: each for each in agenda.items if each.status is ItemStatus.ACTIVE}
    assert {event.get("guid") for event in xml_events(root)} == set(active)
    assert {event["guid"] for event in json_events(conference)} == set(active)
    for event in json_events(conference):
        starts_at = active[event["guid"]].starts_at
        assert datetime.fromisoformat(event["date"]) == starts_at
    for day in conference["days"]:
        for room in day["rooms"].values():
            for event in room:
                moment = datetime.fromisoformat(event["date"])
                assert datetime.fromisoformat(day["day_start"]) <= moment < datetime.fromisoformat(day["day_end"])


@given(st.sampled_from(sorted(available_timezones())))
def test_every_zone_makes_two_valid_documents(zone: str) -> None:
    checked(release(item()), zone=zone)


@given(texts)
def test_any_acronym_is_made_sound(acronym: str) -> None:
    checked(release(item()), acronym=acronym)
    assert sound_acronym("ecc2020") == "ecc2020"


def test_a_session_past_midnight_belongs_to_the_day_before_with_its_true_date() -> None:
    root, conference = checked(release(item(starts_at=datetime(2026, 3, 10, 23, 30, tzinfo=UTC))))
    (day,) = [day for day in root.findall("day") if day.find("room") is not None]
    assert day.get("date") == "2026-03-10"
    assert day.findtext("room/event/date") == "2026-03-11T00:30:00+01:00"
    assert day.findtext("room/event/start") == "00:30"
    assert [len(day["rooms"]) for day in conference["days"]] == [1, 0]


def test_a_day_of_clock_change_is_as_long_as_it_is() -> None:
    days = {"starts_on": date(2026, 3, 28), "ends_on": date(2026, 3, 29)}
    over = item(starts_at=datetime(2026, 3, 29, 0, 30, tzinfo=UTC), minutes=60)
    root, conference = checked(release(over), **days)
    first = root.find("day")
    assert first is not None
    assert first.get("start") == "2026-03-28T04:00:00+01:00"
    assert first.get("end") == "2026-03-29T04:00:00+02:00"
    (event,) = json_events(conference)
    assert (event["date"], event["end"]) == ("2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00")
    assert event["duration"] == "01:00"


def test_days_without_sessions_stay_and_days_outside_the_conference_come() -> None:
    root, conference = checked(release(item(starts_at=datetime(2026, 3, 13, 9, 0, tzinfo=UTC))))
    assert [day.get("date") for day in root.findall("day")] == ["2026-03-10", "2026-03-11", "2026-03-13"]
    assert [day.get("index") for day in root.findall("day")] == ["1", "2", "3"]
    assert conference["daysCount"] == 3
    assert conference["end"] == "2026-03-13"


def test_before_the_first_release_the_schedule_is_empty_and_valid() -> None:
    root, conference = checked(AgendaContent((), (), ()))
    assert root.findtext("version") == "v0"
    assert json_events(conference) == []


def test_no_track_and_no_speaker_are_said_as_the_formats_want_it() -> None:
    root, conference = checked(release(item(title=NASTY)))
    (event,) = xml_events(root)
    assert (event.findtext("track"), event.findtext("subtitle"), event.findtext("abstract")) == ("", "", "")
    assert event.find("feedback_url") is None
    assert event.findtext("title") == "Caf\u00e9 \U0001f680;,\\\"<&>' END:VEVENT"
    (plain,) = json_events(conference)
    assert (plain["track"], plain["language"], plain["persons"]) == (None, None, [])
    assert "feedback_url" not in plain


def test_a_person_is_named_once_with_the_first_role() -> None:
    cast = (PersonInItem(1, RoleInItem.MODERATOR), PersonInItem(99, RoleInItem.SPEAKER))
    part = Contribution("A part", people=(PersonInItem(1, RoleInItem.SPEAKER), PersonInItem(3, RoleInItem.HOST)))
    root, conference = checked(release(item(people=cast, contributions=(part,))))
    assert [(one.get("id"), one.text) for one in root.findall(".//person")] == [("1", "Ada Lovelace")]
    (plain,) = json_events(conference)
    assert plain["persons"] == [
        {
            "id": 1,
            "name": "Ada Lovelace",
            "role": "moderator",
            "url": "https://conference.test/c/agenda/speakers/1",
        }
    ]


def test_a_cancelled_session_is_left_out_with_its_room_and_track() -> None:
    track = TrackContent(7, "Quiet", "quiet", "#123456")
    agenda = release(item(status=ItemStatus.CANCELLED, track_id=7), tracks=(track,))
    root, conference = checked(agenda)
    assert root.findall(".//track") == root.findall(".//room") == []
    assert conference["tracks"] == conference["rooms"] == []


def test_rooms_that_read_the_same_are_told_apart() -> None:
    other = RoomContent(2, HALL.guid.replace("1", "2"), "Hall\x00")
    root, conference = checked(release(item(1), item(2, room_id=2), rooms=(HALL, other)))
    assert [room.get("name") for room in root.findall("day/room")] == ["Hall", "Hall 2"]
    assert list(conference["days"][0]["rooms"]) == ["Hall", "Hall 2"]


def test_readers_find_rooms_in_the_organisers_order_and_events_by_time() -> None:
    rooms = (RoomContent(2, HALL.guid.replace("1", "2"), "Studio"), HALL)
    late = replace(item(3), starts_at=datetime(2026, 3, 10, 15, 0, tzinfo=UTC))
    root, _conference = checked(release(late, item(1), item(2, room_id=2), rooms=rooms))
    assert [room.get("name") for room in root.findall("day[1]/room")] == ["Studio", "Hall"]
    assert [event.get("id") for event in xml_events(root)] == ["2", "1", "3"]


def test_slugs_are_acronym_id_title() -> None:
    assert (
        event_slug("ecc2020", 12, "Opening Plenary: Emma & Tom\u00e1\u0161") == "ecc2020-12-opening-plenary-emma-tomas"
    )
    assert event_slug("ecc2020", 1, "\U0001f680") == "ecc2020-1-session"
    assert event_slug("ecc2020", 1, "A") == "ecc2020-1-a-session"


def test_durations_never_outgrow_the_format() -> None:
    assert [duration_text(minutes) for minutes in (5, 90, 100 * 60)] == ["00:05", "01:30", "99:59"]
