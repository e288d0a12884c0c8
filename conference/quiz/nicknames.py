"""Nicknames: what may be one, when two are the same, and suggestions that reveal nothing about anybody."""

import secrets
import unicodedata
from collections.abc import Callable, Sequence

from conference.errors import Refused

LONGEST = 24
SHORTEST = 2
Choose = Callable[[Sequence[str]], str]
# Proper names, the same in every language.
COLOURS = (
    "Amber", "Azure", "Coral", "Copper", "Crimson", "Cyan", "Emerald", "Golden", "Indigo", "Ivory", "Jade", "Lilac",
    "Maroon", "Mint", "Ochre", "Olive", "Pearl", "Ruby", "Saffron", "Scarlet", "Silver", "Teal", "Topaz", "Violet",
)  # fmt: skip
ANIMALS = (
    "Badger", "Beaver", "Bison", "Crane", "Curlew", "Dolphin", "Falcon", "Finch", "Gecko", "Hare", "Heron", "Ibex",
    "Kestrel", "Lynx", "Marten", "Mole", "Newt", "Otter", "Owl", "Panda", "Plover", "Puffin", "Raven", "Robin",
    "Salmon", "Seal", "Stork", "Swan", "Tern", "Toad", "Vole", "Wren",
)  # fmt: skip


def cleaned(text: str) -> str:
    """Return a nickname with its spaces tidied and nothing in it that cannot be seen."""
    kinds = ((letter, unicodedata.category(letter)) for letter in unicodedata.normalize("NFC", text))
    seen = "".join(" " if kind[0] == "Z" else letter for letter, kind in kinds if kind[0] != "C" and kind != "Me")
    return " ".join(seen.split())


def key_of(nickname: str) -> str:
    """Return what two nicknames have in common that people would take for the same: case and width do not count."""
    return unicodedata.normalize("NFKC", cleaned(nickname)).casefold().replace(" ", "")


def checked(text: str, too_short: str, too_long: str) -> str:
    """Return a nickname that may be one. Raises `Refused` with one of the two sentences."""
    nickname = cleaned(text)
    if len(nickname) < SHORTEST or not any(letter.isalnum() for letter in nickname):
        raise Refused(too_short, field="nickname")
    if len(nickname) > LONGEST:
        raise Refused(too_long, field="nickname")
    return nickname


def suggestion(numbered: bool = False, choose: Choose = secrets.choice) -> str:
    """Return a colour and an animal by chance; with a number where many are taken."""
    name = f"{choose(COLOURS)} {choose(ANIMALS)}"
    return f"{name} {choose(tuple(map(str, range(10, 1000))))}" if numbered else name
