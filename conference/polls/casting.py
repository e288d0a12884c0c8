"""What becomes of ballots that come together: each counted, changed, counted before, or refused, in their order."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from conference.polls.answers import Answer


class Counted(StrEnum):
    """What became of a ballot: it is the first of its author, it replaces an earlier one, or it was counted before."""

    NEW = "new"
    CHANGED = "changed"
    AGAIN = "again"


# How many of one person's last messages are told from new ones.
KEYS_KEPT = 8


@dataclass
class Standing:
    """Where one person stands in one round: what is stored of them, and what it becomes.

    `keys` are those of the messages that were counted, `stored_keys` as they are stored. An anonymous ballot is not
    `changeable`, and what is stored of it is not known here.
    """

    keys: list[str] = field(default_factory=list)
    stored_keys: tuple[str, ...] = ()
    has_taken_part: bool = False
    changeable: bool = True
    ballot_id: UUID | None = None
    stored: Answer | None = None
    stored_segment: str = ""
    answer: Answer | None = None
    segment: str = ""

    def cast(self, answer: Answer, segment: str, key: str) -> Counted | None:
        """Count an answer and return what became of it; None where it would change one that cannot be changed."""
        if key in self.keys:
            return Counted.AGAIN
        if self.has_taken_part and not self.changeable:
            return None
        counted = Counted.CHANGED if self.has_taken_part else Counted.NEW
        self.keys = [*self.keys, key][-KEYS_KEPT:]
        self.answer, self.segment = answer, segment
        self.has_taken_part = True
        return counted

    @property
    def is_changed(self) -> bool:
        """Tell whether a ballot is to be written."""
        return self.answer is not None and (self.answer, self.segment) != (self.stored, self.stored_segment)
