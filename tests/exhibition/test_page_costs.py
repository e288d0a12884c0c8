"""What the pages of the exhibition ask of the database: a fixed number of statements, whoever came and asked."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from flask import Flask

from conference.exhibition.contact_models import BoothLead
from conference.exhibition.lead_actions import leave_card
from conference.exhibition.models import BoothVisit, ExhibitionHall
from conference.exhibition.question_actions import answer_question, ask
from conference.exhibition.rules import MaterialKind
from conference.exhibition.visit_actions import be_seen
from conference.extensions import db
from conference.people.block_actions import block_person
from conference.people.sight_actions import apart_from
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import contacts, making
from tests.exhibition.making import Fair

Counting = Callable[[Callable[[], Any]], int]
# The navigation and who is asking are six of them; a visit that is noted, two; a chat, one.
MOST = {"": 25, "/desk": 23, "/contact": 16}


def busy_fair(people: int) -> tuple[Fair, str]:
    """Make a booth in a hall at which so many people (and as many of the team) are, asked, and left a card."""
    fair = making.fair(visitors=people + 1)
    hall = make.kept(ExhibitionHall(conference_id=fair.house.id, name="Hall"))
    fair.booth.hall_id = hall.id
    making.link(fair.booth)
    making.link(fair.booth, kind=MaterialKind.PICTURE)
    db.session.commit()
    for person in fair.visitors[:people]:
        actor = make.actor(person)
        question = ask(actor, fair.booth.id, "Why?", f"key {person.id}")
        answer_question(make.actor(fair.lead), question.id, question.version, "Because.", is_public=True)
        ask(actor, fair.booth.id, "And then?", f"other {person.id}")
        leave_card(actor, fair.booth.id, "Hello", shares_email=True, shares_profile=True)
        be_seen(actor, seen=True)
        contacts.visit(fair.booth.id, person.id)
    contacts.stand(fair.booth.id, fair.lead.id)
    return fair, f"/{fair.house.slug}/exhibition/{fair.booth.id}"


@pytest.mark.parametrize("path", MOST)
def test_a_page_costs_the_same_for_few_and_for_many(
    app: Flask, sign_in: SignIn, count_queries: Counting, path: str
) -> None:
    counts = []
    for people in (1, 4):
        with app.test_request_context():
            fair, booth = busy_fair(people)
            account = fair.lead.account_id if path == "/desk" else fair.visitors[0].account_id
        browser = sign_in(account)
        # The first who looks makes the chat.
        assert browser.get(booth).status_code == 200
        with app.app_context():
            # As if nobody had been here: a visit that is noted costs most.
            db.session.query(BoothVisit).delete()
            db.session.commit()
        assert "Why?" in browser.get(booth + path).text
        with app.app_context():
            db.session.query(BoothVisit).delete()
            db.session.commit()
        counts.append(count_queries(partial(browser.get, booth + path)))
    assert counts[0] == counts[1]
    assert counts[0] <= MOST[path]


def test_a_visit_is_noted_though_the_page_is_drawn_before(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair, booth = busy_fair(1)
        account = fair.visitors[1].account_id
    assert sign_in(account).get(booth).status_code == 200
    with app.app_context():
        assert db.session.query(BoothVisit).count() == 1


def test_what_is_read_once_is_read_anew_after_a_block(session: Any, count_queries: Counting) -> None:
    house = make.conference()
    actor, other = make.actor(make.participant(house)), make.participant(house, in_directory=True).id
    assert count_queries(lambda: [apart_from(actor.participant_id) for _ in range(3)]) == 1
    assert apart_from(actor.participant_id) == frozenset()
    block_person(actor, other)
    assert apart_from(actor.participant_id) == {other}


def test_leads_are_read_in_one_query_with_their_people(app: Flask, sign_in: SignIn, count_queries: Counting) -> None:
    counts = []
    for people in (1, 5):
        with app.test_request_context():
            fair, booth = busy_fair(people)
            account = fair.lead.account_id
            assert db.session.query(BoothLead).filter_by(booth_id=fair.booth.id).count() == people
        browser = sign_in(account)
        counts.append(count_queries(partial(browser.get, f"{booth}/leads")))
    assert counts[0] == counts[1]
