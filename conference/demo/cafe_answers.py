"""Finds, in the description of a session, what came of its café: the lines under a heading."""

import re

_BULLET, _NUMBERED = re.compile(r"^- (.+)$"), re.compile(r"^\d+\. (.+)$")


def lines_under(description: str, heading: str) -> list[str]:
    """Return the bullets under a heading in bold, or what stands beside it; nothing where there is no such heading."""
    found: list[str] = []
    beside, under = f"**{heading}** ", f"**{heading}**"
    here = False
    for line in description.splitlines():
        if line.startswith(beside):
            return [_sentence(line.removeprefix(beside))]
        if line.startswith("**"):
            here = line == under
        elif here and (bullet := _BULLET.match(line)):
            found.append(bullet.group(1))
    return found


def numbered_lines(description: str) -> list[str]:
    """Return the numbered lines, in their order."""
    return [match.group(1) for line in description.splitlines() if (match := _NUMBERED.match(line))]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
