"""Socket door of the agenda: what organisers watch in the builder."""

from sqlalchemy import select

from conference import realtime
from conference.agenda.builder_actions import PRESENCE_TOPIC, builder_presence, builder_state
from conference.agenda.write_actions import TOPIC
from conference.conferences.models import Conference
from conference.extensions import db
from conference.permissions import Permission


def _conference_of(key: int) -> int | None:
    return db.session.scalar(select(Conference.id).where(Conference.id == key))


realtime.declare(realtime.Topic(TOPIC, Permission.AGENDA_EDIT, builder_state, _conference_of))
realtime.declare(realtime.Topic(PRESENCE_TOPIC, Permission.AGENDA_EDIT, builder_presence, _conference_of, pulse=True))
