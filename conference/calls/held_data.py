"""What calls hold about a person: the seats they have just now. Who talked to whom is kept nowhere."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from conference import realtime
from conference.calls.actions import TOPIC
from conference.calls.models import CallMember
from conference.extensions import db
from conference.people.held_data import contributor, eraser, row_as_data
from conference.people.models import Participant


@contributor
def call_data(person: Participant) -> Mapping[str, object]:
    """Return the calls that the person has joined and not left yet."""
    seats = db.session.scalars(select(CallMember).where(CallMember.participant_id == person.id))
    return {"calls": [row_as_data(row, "participant_id", "peer", "key") for row in seats]}


@eraser
def erase_from_calls(person: Participant) -> None:
    """Take the person's seats away."""
    gone = delete(CallMember).where(CallMember.participant_id == person.id).returning(CallMember.room_id)
    for room_id in db.session.scalars(gone).all():
        realtime.changed(TOPIC, room_id)
