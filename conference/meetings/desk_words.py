"""What the board of meetings says of how a meeting stands."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from conference.meetings.desk import Standing
from conference.meetings.figures import Outcome
from conference.meetings.figures_words import OUTCOMES

# The words, and the kind of badge that goes with them.
STANDINGS: Mapping[Standing, tuple[str, str]] = {
    Standing.LATE: (_l("Somebody is missing"), "bad"),
    Standing.UNSEEN: (_l("Nobody has said they are there"), "warn"),
    Standing.WAITING: (_l("Not all are there yet"), "warn"),
    Standing.ON: (_l("On now"), "good"),
    Standing.COMING: (_l("To come"), "line"),
    Standing.UNKNOWN: (OUTCOMES[Outcome.UNKNOWN], ""),
    Standing.HELD: (OUTCOMES[Outcome.HELD], "good"),
    Standing.MISSED: (OUTCOMES[Outcome.MISSED], "bad"),
    Standing.CANCELLED: (_l("Cancelled"), ""),
}


def standing_label(standing: Standing) -> str:
    """Return how a meeting stands, in words."""
    return str(STANDINGS[standing][0])


def standing_badge(standing: Standing) -> str:
    """Return the kind of badge that goes with it."""
    return STANDINGS[standing][1]
