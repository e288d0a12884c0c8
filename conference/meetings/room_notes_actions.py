"""The notes that the people of a meeting write together."""

from dataclasses import dataclass

from flask_babel import gettext as _

from conference import clock, realtime
from conference.errors import Refused, Stale
from conference.extensions import db
from conference.meetings.notes import merged, tidied
from conference.meetings.room_actions import room_to_change, times_of
from conference.meetings.room_rules import LONGEST_NOTES
from conference.permissions import Actor


@dataclass(frozen=True, slots=True)
class Notes:
    """What is written down, and how often it was changed."""

    text: str
    version: int


def save_notes(actor: Actor, meeting_id: int, text: object, base: object, version: int) -> Notes:
    """Write the notes of a meeting and commit. `base` is the text that was changed, and `version` its number.

    What somebody else changed meanwhile in other lines stays, and so what is answered may be more than was sent.
    Raises `Stale` with both texts where the same lines were changed.
    """
    meeting, _mine = room_to_change(actor, meeting_id)
    if not times_of(meeting).has_opened(clock.now()):
        db.session.rollback()
        raise Refused(_("The notes can be written as soon as the room opens."))
    wanted = _text(text)
    if version != meeting.notes_version:
        wanted = _both(_text(base), wanted, meeting.notes, meeting.notes_version)
    if len(wanted) > LONGEST_NOTES:
        db.session.rollback()
        raise Refused(_("That is longer than %(limit)s characters.", limit=LONGEST_NOTES), field="notes")
    if wanted != meeting.notes:
        meeting.notes = wanted
        meeting.notes_version += 1
        realtime.changed("meeting_room", meeting.id)
    notes = Notes(meeting.notes, meeting.notes_version)
    db.session.commit()
    return notes


def _text(value: object) -> str:
    # One letter too many is left, so that it is told from a text that fits.
    return tidied(value)[: LONGEST_NOTES + 1] if isinstance(value, str) else ""


def _both(base: str, mine: str, theirs: str, version: int) -> str:
    both = merged(base, mine, theirs)
    if both is None:
        db.session.rollback()
        raise Stale(
            _("Somebody changed the same lines meanwhile. Your text is still in the field; theirs is shown below."),
            {"notes": (mine, theirs), "version": (str(version), str(version))},
        )
    return both
