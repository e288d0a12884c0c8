"""Visits of people who are heard of from several places in the same moment."""

from datetime import timedelta

from flask import Flask

from conference import clock
from conference.exhibition.models import ExhibitionVisitor
from conference.exhibition.visit_actions import be_seen, come
from conference.extensions import db
from tests.exhibition import making
from tests.exhibition.test_visits import rows
from tests.racing import DONE, Job, at_once_as


def test_two_tabs_that_open_in_the_same_moment_are_one_visit(app: Flask) -> None:
    with app.test_request_context():
        fair = making.fair(visitors=1)
        booth_id, person_id = fair.booth.id, fair.visitors[0].id
    for _ in range(5):
        assert at_once_as(app, [(person_id, lambda actor: come(actor, booth_id))] * 4) == [DONE] * 4
    with app.test_request_context():
        assert rows(booth_id) == [(person_id, 1)]


def test_two_tabs_that_return_in_the_same_moment_are_one_more_visit(app: Flask) -> None:
    with app.test_request_context():
        fair = making.fair(visitors=1)
        booth_id, person_id = fair.booth.id, fair.visitors[0].id
        with clock.stopped_at(clock.now() - timedelta(hours=1)):
            come(fair.actor(fair.visitors[0]), booth_id)
    assert at_once_as(app, [(person_id, lambda actor: come(actor, booth_id))] * 4) == [DONE] * 4
    with app.test_request_context():
        assert rows(booth_id) == [(person_id, 1), (person_id, 2)]


def test_fifty_people_in_two_tabs_each_are_fifty_visits(app: Flask) -> None:
    with app.test_request_context():
        fair = making.fair(visitors=50)
        booth_id, people = fair.booth.id, sorted(person.id for person in fair.visitors)
    # Ten at a time: as many as there are connections to the database.
    for begin in range(0, 50, 5):
        jobs: list[tuple[int, Job]] = [
            (person, lambda actor: come(actor, booth_id)) for person in people[begin : begin + 5]
        ]
        assert at_once_as(app, jobs * 2) == [DONE] * 10
    with app.test_request_context():
        assert rows(booth_id) == [(person, 1) for person in people]


def test_two_answers_at_once_to_whether_one_is_seen_are_one(app: Flask) -> None:
    with app.test_request_context():
        fair = making.fair(visitors=1)
        person_id = fair.visitors[0].id
    assert at_once_as(app, [(person_id, lambda actor: be_seen(actor, seen=True))] * 4) == [DONE] * 4
    with app.test_request_context():
        assert db.session.get_one(ExhibitionVisitor, person_id).is_seen
