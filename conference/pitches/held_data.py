"""What pitches hold about a person: what they are interested in; and what of it is erased."""

from collections.abc import Mapping

from sqlalchemy import select, update

from conference.extensions import db
from conference.people.held_data import contributor, eraser, row_as_data
from conference.people.models import Participant
from conference.pitches.models import PitchInterest


@contributor
def pitches_data(person: Participant) -> Mapping[str, object]:
    """Return in which pitches somebody is interested, with their words."""
    rows = db.session.scalars(select(PitchInterest).where(PitchInterest.participant_id == person.id))
    return {"pitch_interests": [row_as_data(row, "participant_id") for row in rows]}


@eraser
def erase_from_pitches(person: Participant) -> None:
    """Forget their words and their address; that somebody was interested stays counted."""
    theirs = update(PitchInterest).where(PitchInterest.participant_id == person.id)
    db.session.execute(theirs.values(word="", shares_email=False).execution_options(synchronize_session="fetch"))
