"""The digits of a join code, and how many there must be."""

import re
import secrets

CODE = re.compile(r"[1-9][0-9]{3,7}")
SHORTEST = 4
LONGEST = 8
# At most one guess in so many finds a code that is in use.
GUESSES = 1000


def code_length(in_use: int) -> int:
    """Return how many digits the next code has: few, but so many that guessing finds next to nothing."""
    for digits in range(SHORTEST, LONGEST):
        if (in_use + 1) * GUESSES <= 9 * 10 ** (digits - 1):
            return digits
    return LONGEST


def draw_code(digits: int) -> str:
    """Return a code that nobody could have foreseen; it does not begin with a zero, which people leave out."""
    least = 10 ** (digits - 1)
    return str(least + secrets.randbelow(9 * least))


def typed_code(text: str) -> str:
    """Return what somebody typed as a code is written: spaces and dashes that a poster may show are taken out."""
    return re.sub(r"[\s\-.\u00a0]+", "", text)


def is_code(text: str) -> bool:
    """Tell whether a text can be a code at all."""
    return CODE.fullmatch(text) is not None
