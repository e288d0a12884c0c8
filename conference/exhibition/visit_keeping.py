"""What of a visit is worth writing down: who reloads a page, or has it open twice, costs no write."""

from dataclasses import replace
from datetime import datetime, timedelta

from conference.exhibition.rules import Visit, visit_at

# A sign of life that comes so soon after the one that was kept is not written down.
UNWRITTEN = timedelta(seconds=59)


def visit_to_keep(kept: Visit | None, now: datetime) -> Visit | None:
    """Return the visit to write down for somebody who is at a booth now; None where what is kept says enough.

    Whoever was there may have been there a little later than what is kept tells. A return within `SAME_VISIT` is
    therefore never another visit; one that comes less than a minute later may still be the same.
    """
    if kept is None:
        return visit_at(None, now)
    if now - kept.last_at <= UNWRITTEN:
        return None
    return visit_at(replace(kept, last_at=kept.last_at + UNWRITTEN), now)
