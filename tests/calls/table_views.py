"""Doors to the tables of tests, for a server that a test starts: the call of a table, and being moved away from it."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from conference.calls.blueprint import blueprint
from conference.people.identity import current_conference, current_participant, open_to_all
from tests.calls.making import move_away, room_at


@blueprint.get("/<slug>/test-table/<int:number>")
@open_to_all
def test_table(number: int) -> Response:
    """Lead to the call of a table."""
    return redirect(url_for("calls.panel", call_room_id=room_at(current_conference(), number).id))


@blueprint.get("/<slug>/test-table/<int:number>/room")
@open_to_all
def test_table_room(number: int) -> dict[str, int]:
    """Answer with the room of a table, and who is asking."""
    person, house = current_participant(), current_conference()
    return {"room": room_at(house, number).id, "conference": house.id, "me": person.id if person else 0}


@blueprint.get("/<slug>/test-table/<int:number>/away/<int:person_id>")
@open_to_all
def test_table_away(number: int, person_id: int) -> str:
    """Move somebody away from a table."""
    move_away(current_conference().id, number, person_id)
    return ""
