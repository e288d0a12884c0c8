"""What matchmakings say: states, steps, reasons, in words."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from conference.meetings.matchmaking_rules import MatchmakingState, Part, RunState

STATES: dict[MatchmakingState, LazyString] = {
    MatchmakingState.DRAFT: _l("In preparation"),
    MatchmakingState.COLLECTING: _l("Wishes are collected"),
    MatchmakingState.ARRANGING: _l("Meetings are arranged"),
    MatchmakingState.PUBLISHED: _l("Published"),
}
BADGES = {
    MatchmakingState.DRAFT: "line",
    MatchmakingState.COLLECTING: "info",
    MatchmakingState.ARRANGING: "warn",
    MatchmakingState.PUBLISHED: "good",
}
# What the button says that leads there, by where it is now.
STEPS: dict[tuple[MatchmakingState, MatchmakingState], LazyString] = {
    (MatchmakingState.DRAFT, MatchmakingState.COLLECTING): _l("Collect wishes"),
    (MatchmakingState.COLLECTING, MatchmakingState.ARRANGING): _l("End wishes and arrange meetings"),
    (MatchmakingState.COLLECTING, MatchmakingState.DRAFT): _l("Back to preparation"),
    (MatchmakingState.ARRANGING, MatchmakingState.COLLECTING): _l("Collect wishes again"),
    (MatchmakingState.PUBLISHED, MatchmakingState.ARRANGING): _l("Arrange more meetings"),
}
PARTS: dict[Part, LazyString] = {
    Part.INVITED: _l("Asked"),
    Part.IN: _l("Takes part"),
    Part.OUT: _l("Does not take part"),
}
RUN_STATES: dict[RunState, LazyString] = {
    RunState.WAITING: _l("Waiting to begin"),
    RunState.RUNNING: _l("Computing"),
    RunState.DONE: _l("Computed"),
    RunState.CANCELLED: _l("Cancelled"),
    RunState.FAILED: _l("Failed"),
}
RUN_STEPS: dict[str, LazyString] = {
    "": _l("Waiting to begin"),
    "reading": _l("Reading wishes and times"),
    "preparing": _l("Looking for what is possible"),
    "choosing": _l("Choosing the meetings"),
    "closing": _l("Closing idle gaps"),
    "done": _l("Writing the draft"),
    "written": _l("Computed"),
}
# Why a wish is not met, or why somebody has no meeting; the words of `timetable_types.Reason`.
REASONS: dict[str, LazyString] = {
    "away": _l("The person wished for does not take part"),
    "blocked": _l("They cannot be brought together"),
    "no_common_slot": _l("They are never free at the same time"),
    "fixed": _l("Meetings that are booked already leave no time"),
    "own_limit": _l("They have as many meetings as one may have"),
    "their_limit": _l("The person wished for has as many meetings as one may have"),
    "their_slots": _l("The person wished for meets others at every time they could"),
    "own_slots": _l("They meet others at every time they could"),
    "both_slots": _l("One or the other meets somebody else at every time they could"),
    "no_place": _l("Every place is taken when both are free"),
    "not_reached": _l("The computing ended before this wish"),
    # Said of no wish by the solver: such wishes are not given to it.
    "ended": _l("What was published for them was cancelled, or somebody did not come"),
}
