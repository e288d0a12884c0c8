"""Who may answer a poll, and which segment of its result they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from conference.polls.rules import Eligibility, Segment

GUEST = "guest"
# Who has several roles is counted under the first of these.
ROLE_ORDER = ("organiser", "moderator", "speaker", "juror", "exhibitor", "attendee", GUEST)


@dataclass(frozen=True, slots=True)
class Voter:
    """What a poll asks about somebody. `roles`: those in force, none for who is not confirmed."""

    roles: frozenset[str]
    organisation_kind: str = ""
    country: str = ""


class WhyNot(StrEnum):
    """Why somebody may not answer."""

    NOT_THERE = "not_there"
    GUEST = "guest"
    ROLE = "role"
    ORGANISATION_KIND = "organisation_kind"
    COUNTRY = "country"


WHY_NOT: Mapping[WhyNot, str] = {
    WhyNot.NOT_THERE: _l("Only people who take part in the conference can answer."),
    WhyNot.GUEST: _l("This poll is for people who are registered. Sign in to answer it."),
    WhyNot.ROLE: _l("This poll asks people in other roles than yours."),
    WhyNot.ORGANISATION_KIND: _l("This poll asks people from other kinds of organisation than yours."),
    WhyNot.COUNTRY: _l("This poll asks people from other countries than yours."),
}


def why_not(eligibility: Eligibility, voter: Voter) -> WhyNot | None:
    """Return why somebody may not answer, or None where they may.

    Guests say nothing about themselves: where they are admitted, they may answer beside those whom the poll names.
    """
    if not voter.roles:
        return WhyNot.NOT_THERE
    if GUEST in voter.roles:
        return None if eligibility.guests else WhyNot.GUEST
    if eligibility.roles and eligibility.roles.isdisjoint(voter.roles):
        return WhyNot.ROLE
    if eligibility.organisation_kinds and voter.organisation_kind not in eligibility.organisation_kinds:
        return WhyNot.ORGANISATION_KIND
    if eligibility.countries and voter.country not in eligibility.countries:
        return WhyNot.COUNTRY
    return None


def segment_of(segment_by: Segment, voter: Voter) -> str:
    """Return the segment of the result in which somebody's ballot is counted; "" where it is not split or unknown."""
    if segment_by is Segment.ORGANISATION_KIND:
        return voter.organisation_kind
    if segment_by is Segment.COUNTRY:
        return voter.country
    if segment_by is Segment.ROLE:
        return next((role for role in ROLE_ORDER if role in voter.roles), "")
    return ""
