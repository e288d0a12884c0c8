"""Wherever the sun stands, the live demo's first afternoon is now."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conference.config import resource_folder
from conference.demo.seed import afternoon_now, minutes_between, read_seed

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS)
def test_it_is_early_afternoon_of_the_first_day_at_any_moment(now: datetime) -> None:
    anchor = afternoon_now(now, "Europe/Brussels")
    local = now.astimezone(ZoneInfo(anchor.zone))
    assert (local.date(), local.hour) == (anchor.first_day, 14)


@given(MOMENTS)
def test_a_session_of_the_first_afternoon_runs_now(now: datetime) -> None:
    anchor = afternoon_now(now, "Europe/Brussels")
    first = date(2020, 11, 10)
    assert anchor.moment(first, first, "14:00") <= now < anchor.moment(first, first, "15:15")


def test_every_key_in_the_seeds_leads_somewhere() -> None:
    for name in ("ecc2020", "eca_dialogue2020"):
        seed = read_seed(resource_folder("seeds") / f"{name}.toml")
        rooms, tracks, people = ({row["key"] for row in rows} for rows in (seed.rooms, seed.tracks, seed.people))
        for item in seed.items:
            assert item.get("room") in rooms | {None}
            assert item.get("track") in tracks | {None}
            cast = [
                *item.get("people", []),
                *(one for part in item.get("contributions", []) for one in part.get("people", [])),
            ]
            assert {one["person"] for one in cast} <= people


def test_the_record_has_the_programme_of_the_paper() -> None:
    seed = read_seed(resource_folder("seeds") / "ecc2020.toml")
    workshops = [item for item in seed.items if item["kind"] == "workshop"]
    starts = sorted(item["start"] for item in workshops)
    assert starts == ["10:00"] * 7 + ["11:30"] * 7
    assert {item["day"] for item in workshops} == {date(2020, 11, 11)}


def test_minutes_run_past_midnight() -> None:
    assert minutes_between("23:30", "00:15") == 45
