"""What the words of world cafés are called on pages."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from conference.cafe.rules import CafeState, HostPolicy, RoundState

# A state's name, and its kind of badge.
STATE_WORDS: Mapping[CafeState, tuple[str, str]] = {
    CafeState.DRAFT: (_l("Draft"), ""),
    CafeState.OPEN: (_l("Open"), "good"),
    CafeState.HARVEST: (_l("Harvest"), "brand"),
    CafeState.CLOSED: (_l("Closed"), "line"),
}
# What it means for whoever takes part.
STATE_SENTENCES: Mapping[CafeState, str] = {
    CafeState.DRAFT: _l("Only organisers and moderators see it."),
    CafeState.OPEN: _l("Come in: you are seated when a round opens."),
    CafeState.HARVEST: _l("The answers of all tables are brought together, and everyone gives their dots."),
    CafeState.CLOSED: _l("What was agreed stands on its page."),
}
ROUND_WORDS: Mapping[RoundState, str] = {
    RoundState.WAITING: _l("To come"),
    RoundState.OPEN: _l("Now"),
    RoundState.PAUSED: _l("Paused"),
    RoundState.CLOSED: _l("Over"),
}
HOST_WORDS: Mapping[HostPolicy, tuple[str, str]] = {
    HostPolicy.STAY: (
        _l("Hosts stay"),
        _l("One person stays at each table through all rounds, and tells the newcomers what was said before."),
    ),
    HostPolicy.ROTATE: (
        _l("Hosts rotate"),
        _l("Everybody moves, and in each round somebody else hosts. The cards on the table say what was said before."),
    ),
}


def state_name(state: CafeState) -> str:
    """Return a café's state as it is called on pages."""
    return str(STATE_WORDS[state][0])


def state_badge(state: CafeState) -> str:
    """Return the kind of badge for a café's state."""
    return STATE_WORDS[state][1]


def round_name(state: RoundState) -> str:
    """Return a round's state as it is called on pages."""
    return str(ROUND_WORDS[state])
