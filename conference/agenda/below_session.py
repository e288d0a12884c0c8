"""What higher rooms show on a session's page, below what the agenda says of it: they add to the list at import."""

from collections.abc import Callable

from conference.permissions import Actor

# Returns finished HTML, or nothing; asked only with sessions that the actor may know of.
Part = Callable[[Actor, int], str]
_parts: list[Part] = []


def part(function: Part) -> Part:
    """Register, at import, what is shown of a session."""
    _parts.append(function)
    return function


def parts_of(actor: Actor, item_id: int) -> list[str]:
    """Return all that there is to show of a session."""
    return [html for function in _parts if (html := function(actor, item_id))]
