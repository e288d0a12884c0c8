"""When organisers remove times that were proposed: whoever has no proposed time left is told. Nothing here commits."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from conference.extensions import db
from conference.locking import lock_rows
from conference.meetings import mail_actions
from conference.meetings.booking_actions import clear_proposal, note
from conference.meetings.models import Meeting, MeetingProposal, MeetingSlot
from conference.meetings.rules import Act, MeetingState


@contextmanager
def telling_whose_times_go(slot_ids: Collection[int]) -> Iterator[None]:
    """Remove slots inside this: the people of what was proposed for them are told where no time is left."""
    proposing = select(MeetingProposal.meeting_id).where(MeetingProposal.slot_id.in_(slot_ids))
    ids = sorted(set(db.session.scalars(proposing)))
    if ids:
        # As all who act on several meetings: by rising id.
        lock_rows(select(Meeting.id).where(Meeting.id.in_(ids)).order_by(Meeting.id))
    yield
    db.session.flush()
    for meeting_id in ids:
        _look_at(db.session.get_one(Meeting, meeting_id))


def _look_at(meeting: Meeting) -> None:
    """Tell what is so now of a proposal some of whose slots are gone."""
    db.session.expire(meeting, ["proposals"])
    if not meeting.standing.is_live or meeting.proposed_by_id is None:
        return
    slots = [row.slot_id for row in meeting.proposals]
    if slots:
        _expire_sooner(meeting, slots)
    elif meeting.state is MeetingState.REQUESTED:
        # It stays open, as it was asked: either of them proposes another time, or ends it.
        note(meeting, None, None)
        mail_actions.tell_times_gone(meeting)
    else:
        clear_proposal(meeting)
        note(meeting, Act.WITHDRAW, None)
        mail_actions.tell_stays(meeting, None)


def _expire_sooner(meeting: Meeting, slot_ids: Collection[int]) -> None:
    """A request expires at the latest when the last of its times begins."""
    last = max(db.session.scalars(select(MeetingSlot.starts_at).where(MeetingSlot.id.in_(slot_ids))))
    if meeting.expires_at is not None and last < meeting.expires_at:
        meeting.expires_at = last
