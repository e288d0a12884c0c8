"""What the pages of the organisers' board show: the slots, the meetings of one, one meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from conference import clock
from conference.errors import NotFound
from conference.extensions import db
from conference.meetings.actions import slots_of_conference
from conference.meetings.desk import present
from conference.meetings.desk_rows_actions import BoardMeeting, board_meetings, meetings_in_slot
from conference.meetings.desk_state_actions import figures, meeting_counts, places_in_use
from conference.meetings.models import Meeting, MeetingPlace, MeetingSlot
from conference.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Board:
    """The board as a page draws it. `now`: the slot that is open; of the others, how many meetings each has."""

    figures: Mapping[str, int]
    now: MeetingSlot | None
    meetings: Sequence[BoardMeeting]
    slots: Sequence[MeetingSlot]
    counts: Mapping[int, int]
    used: Mapping[int, int]
    places: int

    @property
    def late(self) -> int:
        """How many meetings somebody is missing from."""
        return sum(one.standing.value == "late" for one in self.meetings)


def board(actor: Actor) -> Board:
    """Return the board of the actor's conference; a fixed number of queries."""
    require(actor, Permission.MEETINGS_MANAGE)
    conference_id = actor.conference_id
    slots = slots_of_conference(conference_id)
    now = present(slots, clock.now())
    return Board(
        figures=figures(conference_id),
        now=now,
        meetings=meetings_in_slot(conference_id, now.id) if now else [],
        slots=slots,
        counts=meeting_counts(conference_id),
        used=places_in_use(conference_id),
        places=db.session.scalar(select(func.count()).where(MeetingPlace.conference_id == conference_id)) or 0,
    )


def slot_of_board(actor: Actor, slot_id: int) -> tuple[MeetingSlot, Sequence[BoardMeeting]]:
    """Return a slot of the actor's conference with its meetings. Raises `NotFound`."""
    require(actor, Permission.MEETINGS_MANAGE)
    slot = db.session.get(MeetingSlot, slot_id)
    if slot is None or slot.conference_id != actor.conference_id:
        raise NotFound(_("There is no such meeting time."))
    return slot, meetings_in_slot(actor.conference_id, slot_id)


def meeting_of_board(actor: Actor, meeting_id: int) -> BoardMeeting:
    """Return a meeting of the actor's conference that was booked. Raises `NotFound`."""
    require(actor, Permission.MEETINGS_MANAGE)
    found = board_meetings(actor.conference_id, Meeting.id == meeting_id)
    if not found:
        raise NotFound(_("There is no such meeting."))
    return found[0]
