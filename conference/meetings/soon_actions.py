"""Which of somebody's meetings begins in a few minutes: pages show it from the beginning, and go on by themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from conference import clock
from conference.meetings.mine_actions import next_meetings
from conference.permissions import Actor

# The same as in static/meetings_soon.js.
AHEAD = timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Soon:
    """A meeting that is near: with whom, and in how many minutes it begins, 0 once it has begun."""

    meeting_id: int
    names: str
    minutes: int


def soon_for(actor: Actor, next_begins: datetime | None, passed_over: Collection[int] = ()) -> Soon | None:
    """Return the actor's meeting that begins soon or is on. `next_begins`: what `found_as("meeting_next")` found."""
    now = clock.now()
    if actor.participant_id is None or next_begins is None or next_begins - AHEAD > now:
        return None
    for one in next_meetings(actor.participant_id):
        if one.is_agreed and one.meeting_id not in passed_over and one.starts_at - AHEAD <= now < one.ends_at:
            return Soon(one.meeting_id, one.names, max(0, -((now - one.starts_at) // MINUTE)))
    return None
