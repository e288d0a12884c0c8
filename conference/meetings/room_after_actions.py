"""What is said after a meeting: whether it was held, to all; a rating and a next step, to nobody but oneself."""

from flask_babel import gettext as _

from conference import clock
from conference.chat.plain import cleaned
from conference.errors import Refused
from conference.extensions import db
from conference.meetings.actions import tell
from conference.meetings.models import Meeting, MeetingPerson
from conference.meetings.room_actions import room_to_change, times_of
from conference.meetings.room_rules import LONGEST_STEP, RATINGS
from conference.permissions import Actor


def say_held(actor: Actor, meeting_id: int, *, held: bool) -> None:
    """Say whether a meeting was held, and commit; the newest word of its people counts."""
    meeting, mine = _begun(actor, meeting_id)
    mine.says_held, mine.said_at = held, clock.now()
    tell(meeting)
    db.session.commit()


def keep_for_myself(actor: Actor, meeting_id: int, rating: int | None, next_step: object) -> None:
    """Keep a rating (None: none) and a next step for the actor alone, and commit."""
    _meeting, mine = _begun(actor, meeting_id)
    step = cleaned(next_step, LONGEST_STEP)
    if (rating is not None and rating not in RATINGS) or len(step) > LONGEST_STEP:
        db.session.rollback()
        raise Refused(
            _("That is longer than %(limit)s characters.", limit=LONGEST_STEP)
            if len(step) > LONGEST_STEP
            else _("Choose a rating from one to five.")
        )
    mine.rating, mine.next_step = rating, step
    db.session.commit()


def _begun(actor: Actor, meeting_id: int) -> tuple[Meeting, MeetingPerson]:
    meeting, mine = room_to_change(actor, meeting_id)
    if not times_of(meeting).has_begun(clock.now()):
        db.session.rollback()
        raise Refused(_("This meeting has not begun yet."))
    return meeting, mine
