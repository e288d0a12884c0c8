"""Meetings as my agenda shows them, among the sessions."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _

from conference import clock
from conference.agenda.appointments import Appointment, source
from conference.meetings.day_actions import meetings_in_day
from conference.meetings.mail_wording import names_text
from conference.meetings.rules import is_room_open
from conference.permissions import Actor


@source
def meetings(actor: Actor) -> Iterator[Appointment]:
    """Give the booked meetings of the actor; one whose room is open leads there too."""
    now = clock.now()
    for one in meetings_in_day(actor):
        room = url_for("meetings.room", meeting_id=one.id)
        yield Appointment(
            key=f"meeting-{one.id}",
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            title=_("Meeting with %(names)s", names=names_text(one.names)),
            kind=_("Meeting") if one.place else _("Meeting by video"),
            icon="chat-square-text",
            address=url_for("meetings.show", meeting_id=one.id),
            place=one.place,
            room=room,
            join=room if is_room_open(one.starts_at, one.ends_at, now) else "",
        )
