"""What higher rooms show on a conference's home, between what is on and what it is about: they add at import."""

from collections.abc import Callable

from conference.permissions import Actor

# Returns finished HTML, or nothing.
Part = Callable[[Actor], str]
_parts: list[Part] = []


def part(function: Part) -> Part:
    """Register, at import, what is shown on the home of a conference."""
    _parts.append(function)
    return function


def parts_for(actor: Actor) -> list[str]:
    """Return all that there is to show to somebody."""
    return [html for function in _parts if (html := function(actor))]
