"""What the stage holds about a person: what they did at a desk. Reactions are counted without anybody's name."""

from collections.abc import Mapping

from sqlalchemy import select

from conference.agenda.models import AgendaItem
from conference.extensions import db
from conference.people.held_data import as_data, contributor
from conference.people.models import Participant
from conference.stage.models import StageDisplay, StageEvent


@contributor
def stage_data(person: Participant) -> Mapping[str, object]:
    """Return what the person did at desks. Erased, it stays with the nameless row: it says how a session went."""
    events = db.session.execute(
        select(AgendaItem.title, StageEvent.act, StageEvent.at)
        .join(AgendaItem, AgendaItem.id == StageEvent.item_id)
        .where(StageEvent.by_id == person.id)
        .order_by(StageEvent.id)
    )
    screens = db.session.execute(
        select(StageDisplay.label, StageDisplay.made_at)
        .where(StageDisplay.made_by_id == person.id)
        .order_by(StageDisplay.id)
    )
    return {
        "moderated": [{"session": title, "what": act.value, "at": as_data(at)} for title, act, at in events],
        "screens": [{"name": label, "at": as_data(at)} for label, at in screens],
    }
