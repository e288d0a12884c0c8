"""Figures of visits: they add up, name no small group, and take as many queries for one visit as for hundreds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference import clock
from conference.errors import Forbidden, NotFound
from conference.exhibition.material_open_actions import open_material
from conference.exhibition.models import BoothVisit
from conference.exhibition.rules import BoothState
from conference.exhibition.visit_actions import be_seen, come
from conference.exhibition.visit_figures import FEWEST_TOGETHER, Coming, Count, Group, figures_of, groups_of
from conference.exhibition.visit_figures_actions import all_visit_figures, openings, visit_counts, visit_figures
from conference.extensions import db
from conference.people.rules import OrganisationKind
from tests import factories as make
from tests.exhibition import making

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
BRUSSELS = ZoneInfo("Europe/Brussels")


def person(number: int, country: str, *, seen: bool = False) -> Coming:
    return Coming(number, NOON, country, "company", seen)


@st.composite
def people_who_came(draw: st.DrawFn) -> list[Coming]:
    """Draw visits; what is known of somebody is the same at each of theirs."""
    countries = st.sampled_from(["", "BE", "FR", "MT"])
    known = draw(st.lists(st.tuples(countries, st.booleans()), min_size=1, max_size=12))
    visits = draw(st.lists(st.tuples(st.integers(0, len(known) - 1), st.integers(0, 400)), max_size=30))
    return [Coming(who, NOON + timedelta(minutes=minutes), known[who][0], "", known[who][1]) for who, minutes in visits]


@given(people_who_came())
def test_all_groups_together_are_all_who_came(comings: list[Coming]) -> None:
    figures = figures_of(comings, BRUSSELS)
    assert sum(group.count.people for group in figures.countries) == figures.count.people
    assert sum(group.count.visits for group in figures.countries) == figures.count.visits == len(comings)
    assert sum(hour.count.visits for hour in figures.hours) == len(comings)


@given(people_who_came())
def test_no_country_is_named_of_which_one_or_two_did_not_agree_to_be_seen(comings: list[Coming]) -> None:
    for group in groups_of(comings, lambda coming: coming.country):
        unseen = {one.participant_id for one in comings if one.country == group.value and not one.is_seen}
        assert not group.value or len(unseen) not in range(1, FEWEST_TOGETHER)


def test_the_third_of_a_country_has_it_named_and_who_agreed_does_not_count() -> None:
    two = [person(1, "MT"), person(2, "MT")]
    assert groups_of(two, lambda coming: coming.country) == [Group(None, Count(2, 2))]
    agreed = [*two, person(3, "MT", seen=True)]
    assert groups_of(agreed, lambda coming: coming.country) == [Group(None, Count(3, 3))]
    three = [*two, person(3, "MT")]
    assert groups_of(three, lambda coming: coming.country) == [Group("MT", Count(3, 3))]
    alone = [person(1, "MT", seen=True)]
    assert groups_of(alone, lambda coming: coming.country) == [Group("MT", Count(1, 1))]


def test_groups_stand_by_their_visits_as_their_bars_do_and_all_others_last() -> None:
    often = [person(1, "MT", seen=True)] * 3
    more = [person(2, "BE", seen=True), person(3, "BE", seen=True)]
    rest = [person(4, "", seen=True)] * 4 + [person(5, "LU")] * 5
    found = groups_of([*rest, *more, *often], lambda coming: coming.country)
    assert [group.value for group in found] == ["MT", "BE", "", None]


def test_an_hour_is_one_of_the_conferences_clock_also_when_it_comes_twice() -> None:
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    hours = figures_of([Coming(1, moment) for moment in twice], BRUSSELS).hours
    assert [(hour.begins_at.hour, hour.begins_at.utcoffset()) for hour in hours] == [
        (2, timedelta(hours=2)), (2, timedelta(hours=1)),
    ]  # fmt: skip
    india = figures_of([Coming(1, datetime(2026, 3, 10, 12, 40, tzinfo=UTC))], ZoneInfo("Asia/Kolkata")).hours
    assert (india[0].begins_at.hour, india[0].begins_at.minute) == (18, 0)


@pytest.mark.usefixtures("session")
def test_a_booths_figures_are_what_was_walked() -> None:
    fair = making.fair(visitors=4)
    other = making.booth(fair.house, fair.lead, name="Other")
    for number, visitor in enumerate(fair.visitors):
        visitor.organisation_kind = OrganisationKind.COMPANY
        for hours in range(number % 2 + 1):
            with clock.stopped_at(NOON + timedelta(hours=hours)):
                come(fair.actor(visitor), fair.booth.id)
    come(fair.actor(fair.visitors[0]), other.id)
    figures = visit_figures(fair.actor(fair.lead), fair.booth.id)
    assert figures.count == Count(4, 6)
    assert [(hour.begins_at.hour, hour.count) for hour in figures.hours] == [(13, Count(4, 4)), (14, Count(2, 2))]
    assert figures.countries == [Group("FR", Count(4, 6))]
    assert figures.kinds == [Group("company", Count(4, 6))]
    assert visit_counts(fair.house.id) == {fair.booth.id: Count(4, 6), other.id: Count(1, 1)}
    assert all_visit_figures(fair.actor(fair.organiser)).count == Count(4, 7)


@pytest.mark.usefixtures("session")
def test_who_agreed_to_be_seen_may_be_told_by_country() -> None:
    fair = making.fair(visitors=1)
    come(fair.actor(fair.visitors[0]), fair.booth.id)
    assert visit_figures(fair.actor(fair.lead), fair.booth.id).countries == [Group(None, Count(1, 1))]
    be_seen(fair.actor(fair.visitors[0]), seen=True)
    assert visit_figures(fair.actor(fair.lead), fair.booth.id).countries == [Group("FR", Count(1, 1))]
    be_seen(fair.actor(fair.visitors[0]), seen=False)
    assert visit_figures(fair.actor(fair.lead), fair.booth.id).countries == [Group(None, Count(1, 1))]


@pytest.mark.usefixtures("session")
def test_figures_are_the_teams_and_the_organisers() -> None:
    fair, elsewhere = making.fair(), making.fair()
    rival = make.participant(fair.house, name="Rival")
    making.booth(fair.house, rival, name="Rival")
    for who in (fair.visitors[0], rival):
        for read in (visit_figures, openings):
            with pytest.raises(Forbidden):
                read(fair.actor(who), fair.booth.id)
        with pytest.raises(Forbidden):
            all_visit_figures(fair.actor(who))
    with pytest.raises(NotFound):
        visit_figures(elsewhere.actor(elsewhere.organiser), fair.booth.id)
    assert visit_figures(fair.actor(fair.organiser), fair.booth.id).count == Count()


@pytest.mark.usefixtures("session")
def test_what_is_opened_counts_once_for_each_visitor_and_not_for_the_team() -> None:
    fair = making.fair()
    link, draft = making.link(fair.booth), making.link(fair.booth, title="Draft", published_at=None)
    for who in (fair.visitors[0], fair.visitors[0], fair.visitors[1], fair.lead):
        open_material(fair.actor(who), link.id)
    with pytest.raises(NotFound):
        open_material(fair.actor(fair.visitors[0]), draft.id)
    assert [(one.title, one.people) for one in openings(fair.actor(fair.lead), fair.booth.id)] == [
        ("Our work", 2), ("Draft", 0),
    ]  # fmt: skip


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("state", [BoothState.WITHDRAWN, BoothState.DRAFT])
def test_what_is_not_in_the_hall_is_opened_by_nobody_else(state: BoothState) -> None:
    fair = making.fair(state=state)
    link = making.link(fair.booth)
    with pytest.raises(NotFound):
        open_material(fair.actor(fair.visitors[0]), link.id)
    assert open_material(fair.actor(fair.lead), link.id).id == link.id


@pytest.mark.usefixtures("session")
def test_hundreds_of_visits_take_no_more_queries_than_one(count_queries: Callable[[Callable[[], Any]], int]) -> None:
    fair = making.fair(visitors=1)
    come(fair.actor(fair.visitors[0]), fair.booth.id)
    actor, booth_id, house_id = fair.actor(fair.organiser), fair.booth.id, fair.house.id

    def read() -> None:
        db.session.rollback()
        visit_figures(actor, booth_id)
        openings(actor, booth_id)
        visit_counts(house_id)
        all_visit_figures(actor)

    before = count_queries(read)
    for number in range(2, 300):
        db.session.add(BoothVisit(booth_id=booth_id, participant_id=fair.visitors[0].id, number=number))
    for _ in range(5):
        making.link(making.booth(fair.house, fair.lead))
    assert count_queries(read) == before
