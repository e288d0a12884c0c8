"""Visits: the rule, and that each is counted once, however often and from wherever somebody is heard of."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from conference import clock
from conference.errors import NotFound
from conference.exhibition.models import BoothVisit, ExhibitionVisitor
from conference.exhibition.rules import SAME_VISIT, BoothState, Visit, visit_at
from conference.exhibition.visit_actions import be_seen, come, is_seen
from conference.exhibition.visit_keeping import UNWRITTEN, visit_to_keep
from conference.extensions import db
from conference.people.held_data import erase_participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
SECONDS = st.integers(0, 4 * 3600).map(lambda seconds: timedelta(seconds=seconds))
STEPS = st.lists(SECONDS, max_size=40)
# Also back: somebody sets the clock of the machine.
WILD = st.lists(st.integers(-7200, 7200).map(lambda seconds: timedelta(seconds=seconds)), max_size=40)


def moments(steps: Sequence[timedelta]) -> list[datetime]:
    """Return the moments that lie so far apart, from noon on."""
    found = [NOON]
    for step in steps:
        found.append(found[-1] + step)
    return found


def walked(sightings: Sequence[datetime]) -> list[Visit]:
    """Return the visits that the rule makes of somebody's moments at a booth."""
    visits: list[Visit] = []
    for moment in sightings:
        visit = visit_at(visits[-1] if visits else None, moment)
        visits[-1:] = [visit] if visits and visits[-1].number == visit.number else [*visits[-1:], visit]
    return visits


def kept(sightings: Sequence[datetime]) -> list[Visit]:
    """Return the visits that are written down of them."""
    rows: dict[int, Visit] = {}
    for moment in sightings:
        visit = visit_to_keep(rows.get(max(rows, default=0)), moment)
        if visit is not None:
            rows[visit.number] = visit
    return list(rows.values())


@given(STEPS)
def test_there_is_one_visit_more_than_gaps_of_over_half_an_hour(steps: list[timedelta]) -> None:
    visits = walked(moments(steps))
    assert len(visits) == 1 + sum(step > SAME_VISIT for step in steps)
    assert [visit.number for visit in visits] == list(range(1, len(visits) + 1))


@given(STEPS)
def test_a_visit_lasts_from_the_first_to_the_last_moment_of_it(steps: list[timedelta]) -> None:
    sightings = moments(steps)
    visits = walked(sightings)
    assert (visits[0].started_at, visits[-1].last_at) == (sightings[0], sightings[-1])
    for before, after in pairwise(visits):
        assert after.started_at - before.last_at > SAME_VISIT
    assert all(any(one.started_at <= moment <= one.last_at for one in visits) for moment in sightings)


@given(STEPS, st.integers(1, 4))
def test_the_same_moment_said_more_often_makes_no_more_visits(steps: list[timedelta], times: int) -> None:
    sightings = moments(steps)
    assert walked([moment for moment in sightings for _ in range(times)]) == walked(sightings)


@given(WILD)
def test_a_clock_set_back_makes_no_visit_and_none_that_ends_before_it_began(steps: list[timedelta]) -> None:
    visits = walked(moments(steps))
    assert all(visit.started_at <= visit.last_at for visit in visits)
    assert len(visits) <= 1 + sum(step > SAME_VISIT for step in steps)
    assert all(after.started_at > before.last_at for before, after in pairwise(visits))


@given(STEPS)
def test_what_is_kept_never_parts_a_return_within_half_an_hour(steps: list[timedelta]) -> None:
    count = len(kept(moments(steps)))
    assert count <= 1 + sum(step > SAME_VISIT for step in steps)
    assert count >= 1 + sum(step > SAME_VISIT + UNWRITTEN for step in steps)


@given(WILD)
def test_what_is_kept_stays_in_order_whatever_the_clock_does(steps: list[timedelta]) -> None:
    visits = kept(moments(steps))
    assert all(visit.started_at <= visit.last_at for visit in visits)
    assert [visit.number for visit in visits] == list(range(1, len(visits) + 1))


@given(st.lists(st.integers(0, 59).map(lambda seconds: timedelta(seconds=seconds)), max_size=20))
def test_nothing_is_kept_of_reloads_within_the_minute(offsets: list[timedelta]) -> None:
    first = visit_at(None, NOON)
    assert all(visit_to_keep(first, NOON + offset) is None for offset in offsets)


def rows(booth_id: int) -> list[tuple[int, int]]:
    """Return who was at a booth, and the numbers of their visits."""
    return [
        (row.participant_id, row.number)
        for row in db.session.scalars(
            select(BoothVisit)
            .where(BoothVisit.booth_id == booth_id)
            .order_by(BoothVisit.participant_id, BoothVisit.number)
        )
    ]


@pytest.mark.usefixtures("session")
def test_a_return_within_half_an_hour_is_the_same_visit_and_a_later_one_the_next() -> None:
    fair = making.fair()
    person = fair.visitors[0]
    for minutes, expected in ((0, 1), (0, 1), (30, 1), (59, 1), (91, 2), (91, 2)):
        with clock.stopped_at(NOON + timedelta(minutes=minutes)):
            come(fair.actor(person), fair.booth.id)
        assert rows(fair.booth.id) == [(person.id, number) for number in range(1, expected + 1)]
    first = db.session.get_one(BoothVisit, (fair.booth.id, person.id, 1))
    assert (first.started_at, first.last_at) == (NOON, NOON + timedelta(minutes=59))


@pytest.mark.usefixtures("session")
def test_two_hours_with_the_page_open_are_one_visit() -> None:
    fair = making.fair()
    for minutes in range(0, 121, 5):
        with clock.stopped_at(NOON + timedelta(minutes=minutes)):
            come(fair.actor(fair.visitors[0]), fair.booth.id)
    assert rows(fair.booth.id) == [(fair.visitors[0].id, 1)]


@pytest.mark.usefixtures("session")
def test_a_reload_within_the_minute_writes_nothing() -> None:
    fair = making.fair()
    actor = fair.actor(fair.visitors[0])
    with clock.stopped_at(NOON):
        come(actor, fair.booth.id)
    with clock.stopped_at(NOON + UNWRITTEN):
        come(actor, fair.booth.id)
        assert db.session.get_one(BoothVisit, (fair.booth.id, actor.participant_id, 1)).last_at == NOON
    with clock.stopped_at(NOON + UNWRITTEN + timedelta(seconds=1)):
        come(actor, fair.booth.id)
        db.session.expire_all()
        assert db.session.get_one(BoothVisit, (fair.booth.id, actor.participant_id, 1)).last_at > NOON


@pytest.mark.usefixtures("session")
def test_the_team_is_no_visitor_of_its_own_booth_and_an_organiser_is() -> None:
    fair = making.fair()
    for person in (fair.lead, fair.mate, fair.organiser):
        come(fair.actor(person), fair.booth.id)
    assert rows(fair.booth.id) == [(fair.organiser.id, 1)]


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("state", [state for state in BoothState if state is not BoothState.PUBLISHED])
def test_nobody_visits_what_is_not_in_the_hall(state: BoothState) -> None:
    fair = making.fair(state=state)
    with pytest.raises(NotFound):
        come(fair.actor(fair.visitors[0]), fair.booth.id)
    come(fair.actor(fair.organiser), fair.booth.id)
    assert rows(fair.booth.id) == []


@pytest.mark.usefixtures("session")
def test_a_guest_sees_the_booth_of_a_public_hall_and_is_not_counted() -> None:
    fair = making.fair()
    guest = make.participant(fair.house, Role.GUEST, account=None)
    come(fair.actor(guest), fair.booth.id)
    assert rows(fair.booth.id) == []


@pytest.mark.usefixtures("session")
def test_who_is_erased_stays_counted() -> None:
    fair = making.fair()
    person = fair.visitors[0]
    come(fair.actor(person), fair.booth.id)
    be_seen(fair.actor(person), seen=True)
    erase_participant(person)
    db.session.commit()
    assert rows(fair.booth.id) == [(person.id, 1)]
    assert db.session.get(ExhibitionVisitor, person.id) is None


@pytest.mark.usefixtures("session")
def test_whether_one_is_seen_is_asked_once_and_can_be_changed() -> None:
    fair = making.fair()
    actor = fair.actor(fair.visitors[0])
    assert is_seen(actor) is None
    for choice in (False, True, True, False):
        be_seen(actor, seen=choice)
        db.session.expire_all()
        assert is_seen(actor) is choice
    assert is_seen(fair.actor(fair.visitors[1])) is None


def test_the_page_counts_and_its_message_goes_on_with_the_same_visit(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair(visitors=1)
        house, slug, booth_id, person = fair.house.id, fair.house.slug, fair.booth.id, fair.visitors[0]
        person_id, account_id = person.id, person.account_id
    browser = sign_in(account_id)
    with clock.stopped_at(NOON):
        assert [browser.get(f"/{slug}/exhibition/{booth_id}").status_code for _ in range(3)] == [200] * 3
    for minutes in (5, 10, 39):
        with clock.stopped_at(NOON + timedelta(minutes=minutes)):
            said = {"conference": house, "booth": booth_id}
            assert browser.post(f"/{slug}/live/message/exhibition.stay", json=said).json == {"ok": 1}
    with app.test_request_context():
        assert rows(booth_id) == [(person_id, 1)]
        assert db.session.get_one(BoothVisit, (booth_id, person_id, 1)).last_at == NOON + timedelta(minutes=39)


def test_a_message_alone_is_no_visit_and_a_page_drawn_ahead_makes_it_one(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair(visitors=2)
        house, slug, booth_id = fair.house.id, fair.house.slug, fair.booth.id
        accounts = [person.account_id for person in fair.visitors]
        person_id = fair.visitors[0].id
    stay, first = f"/{slug}/live/message/exhibition.stay", sign_in(accounts[0])
    said: dict[str, object] = {"conference": house, "booth": booth_id}
    page = first.get(f"/{slug}/exhibition/{booth_id}", headers={"Sec-Purpose": "prefetch"}).text
    found = re.search('data-ahead="([0-9a-f]+)"', page)
    assert found is not None
    drawn = said | {"drawn": found[1]}
    # Another's mark, none, and one of nobody.
    for browser, told in ((first, said), (sign_in(accounts[1]), drawn), (first, said | {"drawn": "é\ud800" * 16})):
        assert browser.post(stay, json=told).json == {"ok": 1}
    with app.test_request_context():
        assert rows(booth_id) == []
    assert first.post(stay, json=drawn).json == {"ok": 1}
    with app.test_request_context():
        assert rows(booth_id) == [(person_id, 1)]


def test_who_is_not_signed_in_looks_and_is_not_counted(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair()
        slug, booth_id = fair.house.slug, fair.booth.id
    assert sign_in(None).get(f"/{slug}/exhibition/{booth_id}").status_code == 200
    with app.test_request_context():
        assert rows(booth_id) == []
