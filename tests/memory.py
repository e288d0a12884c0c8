"""What this process keeps in its memory about people and topics, by numbers that the next test gives to others."""

from conference import presence, realtime, rechecks
from conference.stage import reaction_actions


def forget_everything() -> None:
    """Begin as a process that has just been started: nobody watches, nothing waits to be told, nobody was too quick.

    A dismissal that no test sent would take somebody with the same number out of the next test's audience. Whether
    this process has a ticker, and who says whom a topic is for, is not about people and stays.
    """
    _renew(presence._present)  # noqa: SLF001 - a process forgets it when it ends, and in no other way
    _renew(rechecks._rechecks, "gate")  # noqa: SLF001 - the same
    _renew(realtime._engine, "post", "is_serving", "version")  # noqa: SLF001 - the same
    reaction_actions._pace._left.clear()  # noqa: SLF001 - the same


def _renew(memory: object, *kept: str) -> None:
    """Put everything in a memory back to how it began, but what is named."""
    fresh = vars(type(memory)())
    vars(memory).update({name: value for name, value in fresh.items() if name not in kept})
