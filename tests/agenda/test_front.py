"""The front page's order, and the letters that speakers stand under."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.front import Listing, Standing, arranged, standing_of
from conference.agenda.speakers import SpeakerListing, by_initial, matching
from conference.conferences.rules import ConferenceStatus, days_of
from conference.people.rules import PersonCard

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def listing(offset: int, *, mine: bool = False, status: ConferenceStatus = ConferenceStatus.PUBLISHED) -> Listing:
    first = date(2026, 3, 10) + timedelta(days=offset)
    days = tuple(days_of(first, first + timedelta(days=1), ZoneInfo("Europe/Brussels")))
    standing = standing_of(days, status, NOW)
    return Listing(f"c{offset}", f"Conference {offset}", "", status, standing, days, "#000000", "", "", mine)


@given(st.lists(st.builds(listing, st.integers(-400, 400), mine=st.booleans())))
def test_every_conference_is_listed_once_running_first_then_coming_then_past(listings: list[Listing]) -> None:
    groups = arranged(listings)
    assert sorted((one.slug for _standing, group in groups for one in group)) == sorted(one.slug for one in listings)
    order = [Standing.RUNNING, Standing.COMING, Standing.OVER]
    assert [standing for standing, _group in groups] == [one for one in order if one in {g[0] for g in groups}]


def test_the_soonest_comes_first_and_the_latest_past_first_mine_before_others() -> None:
    found = dict(arranged([listing(9), listing(3), listing(6, mine=True), listing(-9), listing(-3)]))
    assert [one.slug for one in found[Standing.COMING]] == ["c6", "c3", "c9"]
    assert [one.slug for one in found[Standing.OVER]] == ["c-3", "c-9"]


def test_an_archived_conference_is_over_even_today() -> None:
    assert listing(0).standing is Standing.RUNNING
    assert listing(0, status=ConferenceStatus.ARCHIVED).standing is Standing.OVER


def test_speakers_stand_under_their_first_letter_without_its_accent() -> None:
    names = ["Álvaro Abreu", "anna berg", "Łucja Nowak", "007", "Šimon Novák"]
    groups = by_initial(SpeakerListing(PersonCard(number, name), ()) for number, name in enumerate(names))
    assert list(groups) == ["A", "L", "S", "#"]


def test_speakers_are_found_by_name_and_organisation() -> None:
    people = [SpeakerListing(PersonCard(1, "Łucja Nowak", "", "Škoda Cluster"), ())]
    assert matching(people, "skoda lucja", "") == people
    assert matching(people, "skoda novak", "") == []
    assert matching(people, "", "green") == []
