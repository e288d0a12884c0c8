"""What organisers set for meetings: windows and their slots, places, limits."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.meetings import settings_actions as settings
from conference.meetings.actions import settings_of
from conference.meetings.models import MeetingPlace, MeetingSlot
from conference.meetings.settings_actions import WindowContent
from tests import factories as make
from tests.meetings.making import Day, booked, day

pytestmark = pytest.mark.usefixtures("session")


def content(of: Day, hours: int = 24, **overrides: Any) -> WindowContent:
    begin = of.slots[0].starts_at + timedelta(hours=hours)
    values: dict[str, Any] = {
        "name": "Lunch", "starts_at": begin, "ends_at": begin + timedelta(hours=1), "slot_minutes": 20,
        "pause_minutes": 0,
    }  # fmt: skip
    return WindowContent(**{**values, **overrides})


def slot_times_of(of: Day) -> list[Any]:
    rows = select(MeetingSlot.starts_at).where(MeetingSlot.conference_id == of.house.id)
    return list(db.session.scalars(rows.order_by(MeetingSlot.starts_at)))


def test_a_window_is_cut_into_slots_and_cut_anew_without_changing_those_that_stay() -> None:
    made = day()
    wanted = content(made)
    row = settings.save_window(make.actor(made.organiser), None, wanted)
    before = {slot.starts_at: slot.id for slot in row.slots}
    assert len(before) == 3
    longer = WindowContent("", wanted.starts_at, wanted.ends_at + timedelta(minutes=20), 20, 0)
    row = settings.save_window(make.actor(made.organiser), row.id, longer)
    after = {slot.starts_at: slot.id for slot in row.slots}
    assert len(after) == 4
    assert before.items() <= after.items()


def test_windows_never_overlap_and_hold_at_least_one_meeting() -> None:
    made = day()
    organiser = make.actor(made.organiser)
    for wrong, field in (
        (content(made, hours=0), "start"),
        (content(made, slot_minutes=61), "until"),
        (content(made, ends_at=made.slots[0].starts_at), "until"),
    ):
        with pytest.raises(Refused) as refused:
            settings.save_window(organiser, None, wrong)
        assert refused.value.field == field
        db.session.rollback()
    assert len(slot_times_of(made)) == 6


def test_times_at_which_a_meeting_is_booked_stay() -> None:
    made = day()
    organiser = make.actor(made.organiser)
    booked(made, made.slots[2], *made.people[:2])
    window_id = made.slots[0].window_id
    first = made.slots[0].starts_at
    with pytest.raises(Refused):
        settings.delete_window(organiser, window_id)
    db.session.rollback()
    with pytest.raises(Refused):
        settings.save_window(organiser, window_id, content(made, hours=0, slot_minutes=15))
    db.session.rollback()
    # Around it they may change.
    row = settings.save_window(
        organiser, window_id, content(made, starts_at=first, ends_at=first + timedelta(minutes=75), pause_minutes=5)
    )
    assert len(row.slots) == 3


def test_limits_are_saved_and_a_stale_page_is_told() -> None:
    made = day()
    organiser = make.actor(made.organiser)
    values = {name: getattr(settings_of(made.house.id), name) for name in settings.FIELDS}
    settings.save_settings(organiser, {**values, "most_open": 3}, 0)
    assert settings_of(made.house.id).most_open == 3
    with pytest.raises(Stale):
        settings.save_settings(organiser, {**values, "most_open": 9}, 0)
    assert settings_of(made.house.id).most_open == 3


def test_a_list_of_places_may_count_and_names_each_once() -> None:
    made = day()
    organiser = make.actor(made.organiser)
    assert settings.add_places(organiser, "Table 1-3\nSofa\n table  2 \n") == 4
    assert settings.add_places(organiser, "Table 3-5") == 2
    assert [place.name for place in settings.places_of(made.house.id)] == [
        "Table 1", "Table 2", "Table 3", "Sofa", "Table 4", "Table 5",
    ]  # fmt: skip
    for wrong in ("", " \n", "x" * 121, "Table 1-400\nTable 1-290"):
        if wrong.startswith("Table"):
            settings.add_places(organiser, "Chair 1-294")
            wrong = "Bench 1-2"  # noqa: PLW2901 - one more than fits
        with pytest.raises(Refused):
            settings.add_places(organiser, wrong)
        db.session.rollback()


def test_attendees_and_organisers_of_elsewhere_set_nothing() -> None:
    made, other = day(), day()
    place = make.kept(MeetingPlace(conference_id=made.house.id, name="Table 1"))
    with pytest.raises(Forbidden):
        settings.add_places(make.actor(made.people[0]), "Table 2")
    stranger = make.actor(other.organiser)
    for attempt in (
        lambda: settings.delete_place(stranger, place.id),
        lambda: settings.delete_window(stranger, made.slots[0].window_id),
        lambda: settings.save_window(stranger, made.slots[0].window_id, content(made)),
    ):
        with pytest.raises(NotFound):
            attempt()
        db.session.rollback()
