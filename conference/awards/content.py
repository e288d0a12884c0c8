"""All that an organiser declares about an award as one value, what is wrong with it, and what a vote has fixed."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask_babel import gettext as _

from conference.awards.path import FIXED, has_vote
from conference.awards.rules import (
    PATHS,
    AwardState,
    DecidedBy,
    FinalistOrder,
    JurorsVote,
    NominationsBy,
    QuorumUnit,
    Roll,
    TieRule,
)

LONGEST_TITLE = 200
LONGEST_TEXT = 10_000
MOST_FINALISTS = 50
LEAST_SECONDS, MOST_SECONDS = 10, 24 * 3600
LARGEST_QUORUM = 1_000_000
# What may still be mended when all else is fixed.
MENDABLE = ("description", "item_id")


@dataclass(frozen=True, slots=True)
class AwardContent:
    """What an award is, how it is decided, and what is declared about its vote."""

    title: str
    description: str = ""
    rules: str = ""
    decided_by: DecidedBy = DecidedBy.BOTH
    nominations_by: NominationsBy = NominationsBy.PARTICIPANTS
    nominations_close_at: datetime | None = None
    finalists_wanted: int = 3
    jury_weight: int = 50
    jurors_vote: JurorsVote = JurorsVote.ALL
    roll: Roll = field(default_factory=Roll)
    finalist_order: FinalistOrder = FinalistOrder.RANDOM
    quorum: int = 0
    quorum_unit: QuorumUnit = QuorumUnit.BALLOTS
    tie_rule: TieRule = TieRule.SHARED
    open_tally: bool = False
    seconds: int | None = None
    citation: str = ""
    item_id: int | None = None

    def mended(self, description: str, item_id: int | None) -> "AwardContent":
        """Return the same with what may still be mended when all else is fixed."""
        return replace(self, description=description, item_id=item_id)

    @property
    def normal(self) -> "AwardContent":
        """The same with nothing in it that its way of deciding does not use."""
        plain, said = AwardContent(self.title), self
        if self.decided_by is not DecidedBy.CONFERRED:
            said = replace(said, citation="")
        if self.decided_by is not DecidedBy.BOTH:
            said = replace(said, jury_weight=plain.jury_weight)
        return said


def problems(content: AwardContent) -> dict[str, str]:
    """Return what is wrong, a sentence for each field."""
    found: dict[str, str] = {}
    for name, sentence in _problems(content):
        found.setdefault(name, sentence)
    return found


def fixed_fields(before: AwardContent, after: AwardContent, state: AwardState) -> list[str]:
    """Return the fields that were changed although the state has fixed them: all but what is mendable."""
    if state not in FIXED:
        return []
    names = (name for name in AwardContent.__slots__ if name not in MENDABLE)
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def may_decide_otherwise(state: AwardState, after: DecidedBy) -> bool:
    """Tell whether how an award is decided can be changed where it stands: before the jury or finalists come in."""
    return state in {AwardState.DRAFT, AwardState.NOMINATIONS} and state in PATHS[after]


def _problems(content: AwardContent) -> Iterator[tuple[str, str]]:
    if not content.title:
        yield "title", _("Please give the award a name.")
    for name, longest in (
        ("title", LONGEST_TITLE), ("description", LONGEST_TEXT), ("rules", LONGEST_TEXT), ("citation", LONGEST_TEXT),
    ):  # fmt: skip
        if len(getattr(content, name)) > longest:
            yield name, _("At most %(most)s characters.", most=longest)
    if not 1 <= content.finalists_wanted <= MOST_FINALISTS:
        yield "finalists_wanted", _("Please give a number from %(least)s to %(most)s.", least=1, most=MOST_FINALISTS)
    if has_vote(content.decided_by):
        yield from _vote_problems(content)


def _vote_problems(content: AwardContent) -> Iterator[tuple[str, str]]:
    if content.finalists_wanted < 2:
        yield "finalists_wanted", _("A vote needs at least two finalists.")
    if content.decided_by is DecidedBy.BOTH and not 1 <= content.jury_weight <= 99:
        yield "jury_weight", _("Please give a number from %(least)s to %(most)s.", least=1, most=99)
    largest = 100 if content.quorum_unit is QuorumUnit.PERCENT else LARGEST_QUORUM
    if not 0 <= content.quorum <= largest:
        yield "quorum", _("Please give a number from %(least)s to %(most)s.", least=0, most=largest)
    if content.seconds is not None and not LEAST_SECONDS <= content.seconds <= MOST_SECONDS:
        yield "seconds", _("Please give a number from %(least)s to %(most)s.", least=LEAST_SECONDS, most=MOST_SECONDS)
