"""When people are reminded of a meeting, and when of a request that nobody has answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from conference.meetings.rules import warns_at


class Reminder(StrEnum):
    """How long before a meeting its people are reminded."""

    DAY = "day"
    HOUR = "hour"
    MINUTES = "minutes"


LEADS: Mapping[Reminder, timedelta] = {
    Reminder.MINUTES: timedelta(minutes=10),
    Reminder.HOUR: timedelta(hours=1),
    Reminder.DAY: timedelta(days=1),
}
LONGEST_LEAD = max(LEADS.values())


def due_reminder(starts_at: datetime, told_at: datetime, moment: datetime) -> Reminder | None:
    """Return which reminder of a meeting is due, if any: always the last one, so that a late one is left out.

    `told_at` is when people last heard of this time: what it says is not said again at once.
    """
    if moment >= starts_at:
        return None
    for reminder, lead in LEADS.items():
        if moment >= starts_at - lead:
            return reminder if told_at < starts_at - lead else None
    return None


def is_warning_due(asked_at: datetime, expires_at: datetime, moment: datetime) -> bool:
    """Tell whether those who have not answered a request are to hear that it expires."""
    return warns_at(asked_at, expires_at) <= moment < expires_at
