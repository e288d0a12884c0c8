"""What a participant can be, and which changes of status make sense."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ParticipantStatus(StrEnum):
    """Where a participant stands with a conference."""

    INVITED = "invited"
    WAITING_FOR_APPROVAL = "waiting_for_approval"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    WAITING_LIST = "waiting_list"


class OrganisationKind(StrEnum):
    """What kind of organisation somebody comes from."""

    PUBLIC_AUTHORITY = "public_authority"
    CLUSTER_ORGANISATION = "cluster_organisation"
    COMPANY = "company"
    RESEARCH = "research"
    INVESTOR = "investor"
    MEDIA = "media"
    OTHER = "other"


class TagSide(StrEnum):
    """Whether a tag says what somebody offers or what they look for."""

    OFFERS = "offers"
    SEEKS = "seeks"


class ReportPlace(StrEnum):
    """Where something happened that is reported to the organisers."""

    PROFILE = "profile"
    CHAT = "chat"
    MEETING = "meeting"
    CALL = "call"
    ELSEWHERE = "elsewhere"


def normal_email(text: str) -> str:
    """Return an address as accounts are known by: trimmed, lower-case."""
    return text.strip().lower()


def free_places(capacity: int | None, confirmed: int) -> int | None:
    """Return how many attendees can still be confirmed; None where there is no limit, never below zero."""
    return None if capacity is None else max(0, capacity - confirmed)


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What is shown of a person wherever they are named. `photo` is an upload's name or empty."""

    id: int
    name: str
    position: str = ""
    organisation: str = ""
    country: str = ""
    photo: str = ""

    @property
    def affiliation(self) -> str:
        """Position and organisation in one line, whichever there are."""
        return ", ".join(part for part in (self.position, self.organisation) if part)

    @property
    def initials(self) -> str:
        """Two letters to show where there is no photo."""
        return initials(self.name)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def sorted_cards(cards: Iterable[PersonCard]) -> list[PersonCard]:
    """Return cards by name, without regard to case."""
    return sorted(cards, key=lambda card: (card.name.casefold(), card.id))
