"""What ends when somebody does not take part any more: the list that higher rooms add to."""

from collections.abc import Callable

Leaver = Callable[[int], None]
_leavers: list[Leaver] = []


def leaver(function: Leaver) -> Leaver:
    """Register, at import, what a capability ends for a participant (by id) who is about to lose their confirmation.

    It is called before the status is written, so that it can take its locks first; it does not commit.
    """
    _leavers.append(function)
    return function


def say_goodbye(participant_id: int) -> None:
    """End all that a participant is part of, before they are confirmed no more. Does not commit."""
    for end in _leavers:
        end(participant_id)
