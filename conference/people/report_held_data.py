"""What reports hold about a person, and its erasure: what they told, and what was told about them."""

from collections.abc import Mapping

from sqlalchemy import or_, select, update

from conference.extensions import db
from conference.people.held_data import contributor, eraser, row_as_data
from conference.people.models import Participant, ParticipantReport


@contributor
def reports_data(person: Participant) -> Mapping[str, object]:
    """Return what the person told the organisers. Who told what about them is for the organisers to answer."""
    rows = db.session.scalars(
        select(ParticipantReport).where(ParticipantReport.by_id == person.id).order_by(ParticipantReport.id)
    )
    return {"reports": [row_as_data(row, "by_id", "about_id", "handled_by_id") for row in rows]}


@eraser
def erase_reports(person: Participant) -> None:
    """Forget the words of both; that there was a report, and whether it was handled, stays with the nameless row."""
    either = or_(ParticipantReport.by_id == person.id, ParticipantReport.about_id == person.id)
    db.session.execute(update(ParticipantReport).where(either).values(text=""))
