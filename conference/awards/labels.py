"""What the words of awards are called on pages: how one is decided, its states, what is declared before a vote."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from conference.awards.path import Lack
from conference.awards.rules import (
    AwardState,
    DecidedBy,
    Duty,
    FinalistOrder,
    JurorsVote,
    NominationsBy,
    NomineeState,
    QuorumUnit,
    Roll,
    TieRule,
)
from conference.people.labels import KINDS, ROLES
from conference.people.rules import OrganisationKind
from conference.permissions import Role

# A way of deciding: its name, what it means in a sentence, and the icon that stands for it.
DECIDED_WORDS: Mapping[DecidedBy, tuple[str, str, str]] = {
    DecidedBy.BOTH: (
        _l("Jury and audience"),
        _l("A jury chooses the finalists; then its scores and the hall's votes count together, as you weigh them."),
        "people",
    ),
    DecidedBy.AUDIENCE: (
        _l("Audience"),
        _l("The organisers choose the finalists, or a jury if there is one; the hall's votes decide."),
        "hand-thumbs-up",
    ),
    DecidedBy.JURY: (
        _l("Jury"),
        _l("The jury chooses the finalists, and its scores decide. Nobody votes."),
        "clipboard-check",
    ),
    DecidedBy.CONFERRED: (
        _l("Conferred"),
        _l("A special award: you say who gets it and why. Nobody nominates, scores or votes."),
        "gift",
    ),
}
# A state: its name and the kind of badge that goes with it.
STATE_WORDS: Mapping[AwardState, tuple[str, str]] = {
    AwardState.DRAFT: (_l("Draft"), ""),
    AwardState.NOMINATIONS: (_l("Nominations"), "info"),
    AwardState.JURY: (_l("With the jury"), "info"),
    AwardState.FINALISTS: (_l("Finalists"), "brand"),
    AwardState.PITCHES: (_l("Pitches"), "brand"),
    AwardState.VOTING: (_l("Voting"), "live"),
    AwardState.CLOSED: (_l("Decided"), "line"),
    AwardState.REVEALED: (_l("Winner revealed"), "good"),
}
# What a state means for whoever reads the award's page.
STATE_SENTENCES: Mapping[AwardState, str] = {
    AwardState.DRAFT: _l("Only organisers see this award."),
    AwardState.NOMINATIONS: _l("Nominations are being collected."),
    AwardState.JURY: _l("The jury reads and scores what was nominated."),
    AwardState.FINALISTS: _l("The finalists are chosen."),
    AwardState.PITCHES: _l("The finalists present themselves."),
    AwardState.VOTING: _l("The vote is open."),
    AwardState.CLOSED: _l("It is decided, and the result is sealed until it is revealed."),
    AwardState.REVEALED: _l("The result is public."),
}
LACK_WORDS: Mapping[Lack, str] = {
    Lack.NOMINEES: _l("There is no nominee yet. Add one, or wait for a nomination."),
    Lack.FINALIST: _l("No finalist is chosen yet."),
    Lack.TWO_FINALISTS: _l("A vote needs at least two finalists."),
    Lack.JURORS: _l("The jury has no juror yet."),
    Lack.CHAIR: _l("The jury has no chair, who confirms the shortlist."),
    Lack.CRITERIA: _l("There is no criterion by which the jury scores."),
    Lack.CHOSEN: _l("Nobody is chosen yet who gets the award."),
    Lack.CITATION: _l("The citation is missing: it says why the award is given."),
}
NOMINATIONS_WORDS: Mapping[NominationsBy, str] = {
    NominationsBy.PARTICIPANTS: _l("Everybody who takes part"),
    NominationsBy.ORGANISERS: _l("Organisers only"),
}
NOMINEE_WORDS: Mapping[NomineeState, tuple[str, str]] = {
    NomineeState.STANDING: (_l("Stands"), "good"),
    NomineeState.DECLINED: (_l("Declined"), "warn"),
    NomineeState.REJECTED: (_l("Rejected"), "bad"),
    NomineeState.MERGED: (_l("Merged"), "line"),
}
DUTY_WORDS: Mapping[Duty, str] = {
    Duty.CHAIR: _l("Chair"),
    Duty.JUROR: _l("Juror"),
    Duty.OBSERVER: _l("Observer"),
}
ORDER_WORDS: Mapping[FinalistOrder, str] = {
    FinalistOrder.RANDOM: _l("At random, drawn when the vote is opened"),
    FinalistOrder.FIXED: _l("As on the finalists' page"),
}
TIE_WORDS: Mapping[TieRule, str] = {
    TieRule.JURY_RANK: _l("The jury's score decides; without one they share the place"),
    TieRule.RUN_OFF: _l("A second vote between those who share the first place"),
    TieRule.SHARED: _l("They share the place"),
}
JURORS_WORDS: Mapping[JurorsVote, str] = {
    JurorsVote.ALL: _l("Jurors vote with the audience"),
    JurorsVote.WITHOUT_CONFLICT: _l("Only jurors without a conflict of interest vote"),
    JurorsVote.NONE: _l("Jurors do not vote"),
}
UNIT_WORDS: Mapping[QuorumUnit, str] = {
    QuorumUnit.BALLOTS: _l("ballots"),
    QuorumUnit.PERCENT: _l("per cent of those who may vote"),
}


_WORDS: Mapping[str, Mapping[str, str]] = {
    "nominations_by": {key.value: words for key, words in NOMINATIONS_WORDS.items()},
    "finalist_order": {key.value: words for key, words in ORDER_WORDS.items()},
    "tie_rule": {key.value: words for key, words in TIE_WORDS.items()},
    "jurors_vote": {key.value: words for key, words in JURORS_WORDS.items()},
    "quorum_unit": {key.value: words for key, words in UNIT_WORDS.items()},
    "duty": {key.value: words for key, words in DUTY_WORDS.items()},
}


def word(setting: str, value: str) -> str:
    """Return what a value of a setting is called on pages; `setting` is its name in the model."""
    return str(_WORDS[setting][value])


def roll_text(roll: Roll) -> str:
    """Return who may vote, in one line."""
    parts = [
        ", ".join(str(ROLES[Role(role)]) for role in sorted(roll.roles)),
        ", ".join(str(KINDS[OrganisationKind(kind)]) for kind in sorted(roll.organisation_kinds)),
    ]
    return " · ".join(part for part in parts if part) or _("Everybody who takes part with an account")


def state_name(state: AwardState | str) -> str:
    """Return a state as it is called on pages."""
    return str(STATE_WORDS[AwardState(state)][0])


def state_badge(state: AwardState | str) -> str:
    """Return the kind of badge for a state."""
    return STATE_WORDS[AwardState(state)][1]


def decided_name(decided_by: DecidedBy | str) -> str:
    """Return a way of deciding as it is called on pages."""
    return str(DECIDED_WORDS[DecidedBy(decided_by)][0])
