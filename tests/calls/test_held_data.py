"""What calls hold about a person, and that it goes with them."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from conference.calls.held_data import call_data, erase_from_calls
from conference.calls.join_actions import join_call
from conference.calls.models import CallMember
from conference.extensions import db
from conference.people.models import Participant
from tests.calls.making import actor_named, table


def test_a_seat_is_told_to_its_owner_and_goes_with_them(app: Flask) -> None:
    with app.test_request_context():
        at = table("anna", "bruno")
        for name in ("anna", "bruno"):
            join_call(actor_named(at, name), at.room, f"joining-of-{name}", {"camera": True})
        anna = db.session.get_one(Participant, at.ids["anna"])
        seats: Any = call_data(anna)["calls"]
        (seat,) = seats
        assert (seat["room_id"], seat["camera"]) == (at.room, True)
        assert "peer" not in seat
        erase_from_calls(anna)
        db.session.commit()
        assert call_data(anna)["calls"] == []
        assert db.session.scalar(select(func.count()).select_from(CallMember)) == 1
