"""The room of a meeting: what may be done in it when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conference.meetings.rules import ROOM_OPENS, is_room_open

# A message by socket carries the text twice, as it is and as it was.
LONGEST_NOTES = 5_000
LONGEST_STEP = 500
RATINGS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Times:
    """When a meeting is."""

    starts_at: datetime
    ends_at: datetime

    def is_open(self, moment: datetime) -> bool:
        """Tell whether its room can be entered."""
        return is_room_open(self.starts_at, self.ends_at, moment)

    def has_opened(self, moment: datetime) -> bool:
        """Tell whether the room is open, or was: from then on there is something to write down."""
        return moment >= self.starts_at - ROOM_OPENS

    def has_begun(self, moment: datetime) -> bool:
        """Tell whether it has begun: from then on people say what came of it."""
        return moment >= self.starts_at

    def is_over(self, moment: datetime) -> bool:
        """Tell whether its time is over."""
        return moment >= self.ends_at


def is_missed(times: Times, minutes: int, arrived: int, moment: datetime) -> bool:
    """Tell whether who waits alone may free the time: some minutes after the beginning, and while it lasts."""
    late = times.starts_at + timedelta(minutes=minutes)
    return arrived == 1 and late <= moment < times.ends_at
