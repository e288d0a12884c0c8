"""Text as other programs' formats can carry it: XML 1.0, iCalendar and JSON readers that split lines oddly."""

import re

_NEW_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What XML 1.0 cannot say at all, and the control characters that it should not.
_UNSAYABLE = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain_text(text: str) -> str:
    """Return a text without control characters, its lines separated by line feeds alone."""
    return _UNSAYABLE.sub("", _NEW_LINES.sub("\n", text)).strip()


def plain_line(text: str) -> str:
    """Return a text as one line without control characters."""
    return " ".join(plain_text(text).split())
