"""The World Cafés of 2020 with what the paper says came of them, and in the live demo one that is ready to open."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import presence, realtime
from conference.cafe.harvest_models import CafeCard, CafeOutcome, Recommendation
from conference.cafe.models import Cafe, CafeQuestion, CafeTable, Seat
from conference.cafe.rules import CafeState, RoundState
from conference.conferences.models import Conference
from conference.demo.actions import load_demo
from conference.demo.cafe_actions import COMING, cafe_to_open, let_demo_attendees_come
from conference.demo.cafe_answers import lines_under, numbered_lines
from conference.extensions import db
from conference.presence import Watcher

NOW = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("session")


def _house(slug: str) -> Conference:
    return db.session.scalars(select(Conference).where(Conference.slug == slug)).one()


def _outcomes(cafe: Cafe) -> list[int]:
    counts = select(func.count(CafeOutcome.id)).where(CafeOutcome.question_id == CafeQuestion.id).scalar_subquery()
    return list(db.session.scalars(select(counts).where(CafeQuestion.cafe_id == cafe.id).order_by(CafeQuestion.order)))


def test_the_record_has_eighteen_cafes_with_the_outcomes_of_the_paper() -> None:
    load_demo()
    house = _house("ecc2020")
    cafes = {one.title: one for one in db.session.scalars(select(Cafe).where(Cafe.conference_id == house.id))}

    assert len(cafes) == 18
    assert {one.state for one in cafes.values()} == {CafeState.CLOSED}
    assert _outcomes(cafes["Green: World Café"]) == [1, 5, 4]
    assert _outcomes(cafes["Digitalisation: World Café"]) == [1, 4, 5]
    assert _outcomes(cafes["Resilience: World Café"]) == [1, 7, 8]
    assert _outcomes(cafes["Skills: World Café"]) == [0, 5, 0]
    assert all(sum(_outcomes(cafe)) for cafe in cafes.values())
    assert [one.state for one in cafes["Green: World Café"].rounds] == [RoundState.CLOSED] * 2
    assert db.session.scalar(select(func.count(CafeCard.id))) == 0


def test_the_record_has_the_fifteen_recommendations_of_the_expert_group() -> None:
    load_demo()
    wanted = select(func.count(Recommendation.id)).where(Recommendation.conference_id == _house("ecc2020").id)
    assert db.session.scalar(wanted) == 15


def test_in_the_live_demo_people_come_to_the_green_cafe_as_soon_as_somebody_looks_at_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(presence, "_present", presence._Present())  # noqa: SLF001 - who visited before counts for seconds
    load_demo()
    cafe_id = cafe_to_open(_house("ecc-live"))
    assert cafe_id is not None
    let_demo_attendees_come()
    assert realtime.watching("cafe", cafe_id) == []

    presence.enter("a-page", ("cafe_desk", cafe_id), Watcher())
    try:
        let_demo_attendees_come()
        assert len(realtime.watching("cafe", cafe_id)) == COMING
        cafe = db.session.get_one(Cafe, cafe_id)
        sitter = realtime.watching("cafe", cafe_id)[0]
        cafe.rounds[0].state, cafe.rounds[0].opened_at, cafe.rounds[0].ends_at = RoundState.OPEN, NOW, NOW
        db.session.add(Seat(round_id=cafe.rounds[0].id, table_id=cafe.tables[0].id, participant_id=sitter))
        db.session.commit()
        let_demo_attendees_come()
        assert realtime.watching("cafe_table", cafe.tables[0].id) == [sitter]
    finally:
        presence.leave("a-page", ("cafe_desk", cafe_id))
    assert db.session.scalar(select(func.count(CafeTable.id)).where(CafeTable.cafe_id == cafe_id))


def test_lines_are_found_under_their_heading_or_beside_it() -> None:
    told = "**Actors:** every one.\n\n**Needs**\n\n- Training\n- Time\n\n**Policy**\n\n- Money\n\n1. First\n2. Second"
    assert lines_under(told, "Actors:") == ["Every one."]
    assert lines_under(told, "Needs") == ["Training", "Time"]
    assert lines_under(told, "Nothing") == []
    assert numbered_lines(told) == ["First", "Second"]


def test_the_demo_leads_to_the_cafe_that_is_ready(app: Flask) -> None:
    with app.app_context():
        load_demo()
        cafe_id = cafe_to_open(_house("ecc-live"))
    browser = app.test_client()
    assert "cafe-console" in browser.get("/demo").text

    led = browser.post("/demo/sign-in/moderator?to=cafe-console")
    assert led.headers["Location"].endswith(f"/ecc-live/cafe/{cafe_id}/console")
