"""What rooms have for whoever looks is asked in one statement, however many rooms there are."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from conference.extensions import db
from conference.people.found_actions import found_for
from conference.permissions import Actor, Role
from tests import factories as make


def test_all_rooms_are_asked_in_one_statement(app: Flask, count_queries: Callable[[Callable[[], Any]], int]) -> None:
    with app.app_context():
        house = make.conference()
        person = make.participant(house)
        db.session.commit()
        actor = Actor(house.id, person.account_id, person.id, frozenset({Role.ATTENDEE}))
        found: dict[str, Any] = {}
        assert count_queries(lambda: found.update(found_for(actor))) == 1
        assert found == {
            "cafes": False,
            "awards": False,
            "recommendations": False,
            "meeting_times": False,
            "meeting_next": None,
            "meetings_waiting": 0,
            "exhibition": False,
            "booth_applications": False,
            "booth_contacts": False,
            "own_booths": False,
        }
