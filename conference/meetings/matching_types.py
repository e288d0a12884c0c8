"""A person as the matching sees them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody who may be suggested. `hidden`: they read suggestions, and are not one."""

    id: int
    organisation: str = ""
    offers: frozenset[str] = frozenset()
    seeks: frozenset[str] = frozenset()
    offers_text: str = ""
    seeks_text: str = ""
    about: str = ""
    hidden: bool = False
