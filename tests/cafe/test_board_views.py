"""The page of a board: what it offers to whom."""

from flask import Flask

from conference import clock
from conference.cafe.harvest_models import CafeCard, CafeOutcome
from conference.cafe.models import Cafe, CafeQuestion
from conference.cafe.rules import CafeState
from conference.extensions import db
from tests.cafe.harvesting import harvest, question
from tests.conftest import SignIn


def test_a_closed_board_offers_facilitators_what_can_be_read_alone(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = harvest(CafeState.CLOSED)
        address = f"/{made.house.slug}/cafe/{made.cafe.id}/board/{question(made)}"
        cafe_id, account = made.cafe.id, made.facilitator.account_id
    closed = sign_in(account).get(address).text
    assert ("More funding" in closed, "data-board-form" in closed, "Lists as text" in closed) == (True, False, True)
    with app.test_request_context():
        db.session.get_one(Cafe, cafe_id).state = CafeState.HARVEST
        db.session.commit()
    assert "data-board-form" in sign_in(account).get(address).text


def test_a_list_that_was_taken_over_says_so_and_claims_no_dots(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = harvest(CafeState.CLOSED)
        ours = question(made)
        db.session.add(CafeOutcome(question_id=ours, text="More funding for all", order=0))
        db.session.get_one(CafeQuestion, ours).agreed_at = clock.now()
        db.session.commit()
        address = f"/{made.house.slug}/cafe/{made.cafe.id}/board/{ours}"
        export = f"/{made.house.slug}/cafe/{made.cafe.id}/harvest.txt"
        reader, account = made.people[0].account_id, made.facilitator.account_id
    pages = {page: sign_in(reader).get(page).text for page in (address, f"{address}/list")}
    assert all("0 dots" in text and "was taken over" not in text for text in pages.values())
    with app.app_context():
        db.session.query(CafeCard).delete()
        db.session.commit()
    pages = {page: sign_in(reader).get(page).text for page in (address, f"{address}/list")}
    assert all("0 dots" not in text and "was taken over" in text for text in pages.values())
    assert all("More funding for all" in text and "No cards behind it" not in text for text in pages.values())
    assert "0 dots" not in sign_in(account).get(export).text
