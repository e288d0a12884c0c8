"""What outcomes, origins and groups are called on pages and in tables."""

from collections.abc import Callable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from conference.meetings.figures import REST, Outcome
from conference.meetings.rules import MeetingState, Origin
from conference.people.labels import kind_label

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.COMING: _l("To come"),
    Outcome.ON: _l("On now"),
    Outcome.HELD: _l("Held"),
    Outcome.MISSED: _l("Not held"),
    Outcome.UNKNOWN: _l("Not known whether held"),
    Outcome.CANCELLED: _l("Cancelled"),
}
# The kinds of badge that go with them.
BADGES: Mapping[Outcome, str] = {
    Outcome.COMING: "line",
    Outcome.ON: "info",
    Outcome.HELD: "good",
    Outcome.MISSED: "warn",
    Outcome.UNKNOWN: "",
    Outcome.CANCELLED: "",
}
ORIGINS: Mapping[Origin, str] = {
    Origin.REQUEST: _l("Asked and accepted"),
    Origin.INSTANT: _l("Booked at once"),
    Origin.MATCHMAKING: _l("Matchmaking"),
    Origin.ORGANISER: _l("Arranged by the organisers"),
}
STATES: Mapping[MeetingState, str] = {
    MeetingState.BOOKED: _l("Booked"),
    MeetingState.CANCELLED: _l("Cancelled"),
    MeetingState.MISSED: _l("Freed"),
}


def outcome_name(outcome: Outcome) -> str:
    """Return what came of a meeting, as it is called on pages."""
    return str(OUTCOMES[outcome])


def outcome_badge(outcome: Outcome) -> str:
    """Return the kind of badge for what came of a meeting."""
    return BADGES[outcome]


def group_name(key: str, named: Callable[[str], str]) -> str:
    """Return what a group is called."""
    if key == REST:
        return str(_("All others"))
    return named(key) if key else str(_("Not said"))


def kind_group(key: str) -> str:
    """Return what a group of people of one kind of organisation is called."""
    return group_name(key, kind_label)


def held_word(outcome: Outcome) -> str:
    """Return, for a table, whether a meeting was held."""
    if outcome in {Outcome.COMING, Outcome.ON}:
        return ""
    return str({Outcome.HELD: _("Yes"), Outcome.UNKNOWN: _("Not known")}.get(outcome, _("No")))
