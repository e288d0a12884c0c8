"""What the words of polls are called on pages: kinds, states, what is shown, who may answer."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from conference.people.labels import KINDS, ROLES
from conference.people.rules import OrganisationKind
from conference.permissions import Role
from conference.polls.rules import Eligibility, PollKind, RoundState, Secrecy, Segment, Showing

# A kind's name, what it is in a few words, and the icon that stands for it.
KIND_WORDS: Mapping[PollKind, tuple[str, str, str]] = {
    PollKind.SINGLE: (_l("Single choice"), _l("One of several options."), "record-circle"),
    PollKind.MULTIPLE: (_l("Multiple choice"), _l("Several options, as many as you allow."), "check2-square"),
    PollKind.RANKING: (_l("Ranking"), _l("Options put in order, the best first."), "sort-down"),
    PollKind.SCALE: (_l("Scale"), _l("A step between two ends, such as 1 to 5."), "sliders"),
    PollKind.POINTS: (_l("Points"), _l("A budget of points, spread over the options."), "pie-chart"),
    PollKind.NUMBER: (_l("Number"), _l("A whole number, such as an estimate."), "hash"),
    PollKind.TEXT: (_l("Open text"), _l("An answer in their own words."), "chat-left-text"),
    PollKind.WORDS: (_l("Word cloud"), _l("A few single words; frequent ones grow."), "stars"),
}
STATE_WORDS: Mapping[RoundState, tuple[str, str]] = {
    RoundState.DRAFT: (_l("Not open yet"), ""),
    RoundState.OPEN: (_l("Open"), "live"),
    RoundState.CLOSED: (_l("Closed"), "line"),
}
SHOWING_WORDS: Mapping[Showing, tuple[str, str]] = {
    Showing.HIDDEN: (_l("Result hidden"), "eye-slash"),
    Showing.LIVE: (_l("Result shown"), "eye"),
    Showing.FROZEN: (_l("Result frozen"), "pause-fill"),
}
SECRECY_WORDS: Mapping[Secrecy, tuple[str, str]] = {
    Secrecy.ANONYMOUS: (
        _l("Anonymous"),
        _l(
            "Nobody can find out who answered what: that somebody took part and what was answered are stored apart. "
            "An answer cannot be changed, and people are told so before they answer."
        ),
    ),
    Secrecy.NAMED: (
        _l("Named"),
        _l(
            "The answer carries the name. Moderators see who answered what, and people may change their answer until "
            "the poll is closed. People are told so before they answer."
        ),
    ),
}
SEGMENT_WORDS: Mapping[Segment, str] = {
    Segment.NONE: _l("Not split"),
    Segment.ROLE: _l("By role"),
    Segment.ORGANISATION_KIND: _l("By kind of organisation"),
    Segment.COUNTRY: _l("By country"),
}


def kind_name(kind: PollKind) -> str:
    """Return a kind as it is called on pages."""
    return str(KIND_WORDS[kind][0])


def kind_icon(kind: PollKind) -> str:
    """Return the name of a kind's icon."""
    return KIND_WORDS[kind][2]


def audience_text(who: Eligibility, countries: Mapping[str, str]) -> str:
    """Return who may answer, in one line. `countries` has the names of the codes that can occur."""
    parts = [
        ", ".join(str(ROLES[Role(role)]) for role in sorted(who.roles)),
        ", ".join(str(KINDS[OrganisationKind(kind)]) for kind in sorted(who.organisation_kinds)),
        ", ".join(countries.get(code, code) for code in sorted(who.countries)),
    ]
    said = " · ".join(part for part in parts if part) or _("Everyone with access")
    return _("%(audience)s, and guests", audience=said) if who.guests else said
