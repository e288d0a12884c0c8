"""The clock of a pitch on the stage: started and stopped by moderators, over by itself.

Nothing here commits: the press at the desk does (`stage/pitch_actions.py`), together with the timer that the hall sees.
"""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from flask_babel import gettext as _

from conference import clock
from conference.agenda.models import AgendaItem
from conference.errors import NotFound
from conference.locking import locked
from conference.permissions import Actor, Permission, require
from conference.pitches.actions import Shown, rows_of, seen_pitch, tell
from conference.pitches.models import Pitch
from conference.pitches.rules import ends_at

# How long pages say that a pitch's time is up before it is over for them too.
SAID_FOR = timedelta(minutes=1)


def start_clock(actor: Actor, item_id: int, pitch_id: int) -> Shown:
    """Start the clock of a pitch; whichever of the session was on is over. Raises `NotFound` for one of elsewhere."""
    require(actor, Permission.PITCHES_RUN)
    shown = seen_pitch(actor, pitch_id)
    if shown.pitch.item_id != item_id:
        raise NotFound(_("There is no such pitch."))
    locked(AgendaItem, item_id)
    now = clock.now()
    for row in rows_of(item_id):
        if row.id == pitch_id:
            row.started_at, row.ended_at = now, None
        else:
            _end(row, now)
    tell(shown.pitch)
    return shown


def pitch_until(item_id: int, moment: datetime | None) -> Pitch | None:
    """Return the pitch of a session whose clock ends at a moment: a timer that ends with it is its timer."""
    rows = (row for row in rows_of(item_id) if row.started_at is not None and row.ended_at is None)
    return next((row for row in rows if row.started_at and ends_at(row.started_at, row.seconds) == moment), None)


def run_until(pitch: Pitch, moment: datetime) -> None:
    """Let the clock of a pitch that was started end at another moment."""
    if pitch.started_at is not None:
        pitch.seconds = math.ceil((moment - pitch.started_at).total_seconds())
        # To the fraction of a second: the hall's timer and this end at one moment.
        pitch.started_at = moment - timedelta(seconds=pitch.seconds)
        tell(pitch)


def give_time(pitch: Pitch, seconds: int) -> None:
    """Give a pitch its time, in advance: a clock that runs keeps its own, and one that ran out did so when it did."""
    if pitch.started_at is not None and pitch.ended_at is None:
        now = clock.now()
        if now < ends_at(pitch.started_at, pitch.seconds):
            return
        _end(pitch, now)
    pitch.seconds = seconds


def end_clock(pitch: Pitch) -> None:
    """End the clock of a pitch; one that is over stays as it is."""
    _end(pitch, clock.now())
    tell(pitch)


def _end(pitch: Pitch, now: datetime) -> None:
    if pitch.started_at is not None and pitch.ended_at is None:
        pitch.ended_at = min(now, ends_at(pitch.started_at, pitch.seconds))


def is_on(pitch: Pitch, now: datetime) -> bool:
    """Tell whether a pitch is on at a moment: its clock runs, or has just run out and everybody reads that."""
    if pitch.started_at is None or pitch.ended_at is not None:
        return False
    return now < ends_at(pitch.started_at, pitch.seconds) + SAID_FOR


def session_state(item_id: int) -> Mapping[str, object]:
    """Return which pitch of a session is on and until when, and a stamp of all that a session's page shows of them."""
    rows = rows_of(item_id)
    now = clock.now()
    on = next((row for row in rows if is_on(row, now)), None)
    return {
        "stamp": session_stamp(rows),
        "on": None
        if on is None or on.started_at is None
        else {"pitch": on.id, "ends_at": ends_at(on.started_at, on.seconds).isoformat(), "seconds": on.seconds},
    }


def session_stamp(rows: list[Pitch]) -> str:
    """Return what changes whenever one of a session's pitches does."""
    return "-".join(f"{row.id}.{row.version}{_clock_stamp(row)}" for row in sorted(rows, key=lambda row: row.id))


def _clock_stamp(row: Pitch) -> str:
    moments = [f"{moment.timestamp():.3f}" for moment in (row.started_at, row.ended_at) if moment is not None]
    return ".".join(["", str(row.seconds), *moments]) if moments else ""
