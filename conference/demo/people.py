"""Who takes part in the demo: one persona a role, and numbered attendees who are called what they are."""

from dataclasses import dataclass

from conference.people.rules import OrganisationKind
from conference.permissions import Role

# The address of the live conference, where the demo takes place.
LIVE = "ecc-live"
DOMAIN = "demo.invalid"
PERSONAS: tuple[Role, ...] = (
    Role.ORGANISER,
    Role.MODERATOR,
    Role.SPEAKER,
    Role.JUROR,
    Role.EXHIBITOR,
    Role.ATTENDEE,
)
ATTENDEES = 120
WAITING_FOR_APPROVAL = 6
# The 27 members of the European Union of November 2020 and some of its neighbours, to spread demo attendees over.
COUNTRIES = (
    "AT,BE,BG,CY,CZ,DE,DK,EE,ES,FI,FR,GR,HR,HU,IE,IT,LT,LU,LV,MT,NL,PL,PT,RO,SE,SI,SK,"
    "AL,BA,CH,GB,GE,IS,IL,MD,ME,MK,NO,RS,TR,UA"
)
# The challenges and ecosystems of the programme, as the words in which people say what they offer and look for.
TAGS = (
    "Green transition",
    "Digitalisation",
    "Resilience",
    "Skills",
    "Tourism",
    "Mobility",
    "Aerospace & defence",
    "Construction",
    "Agri-food",
    "Energy intensive industries",
    "Textile",
    "Creative & cultural",
    "Digital",
    "Renewable energy",
    "Electronics",
    "Retail",
    "Proximity & social economy",
    "Health",
)
KINDS = tuple(OrganisationKind)


@dataclass(frozen=True, slots=True)
class DemoAttendee:
    """A numbered attendee; everything about them follows from the number, so that a reload changes nobody."""

    number: int

    @property
    def name(self) -> str:
        """A name that nobody could take for a person's."""
        return f"Demo attendee {self.number}"

    @property
    def email(self) -> str:
        """An address that can receive no mail anywhere (RFC 2606)."""
        return f"attendee{self.number}@{DOMAIN}"

    @property
    def country(self) -> str:
        """A country, in turn."""
        codes = COUNTRIES.split(",")
        return codes[self.number % len(codes)]

    @property
    def kind(self) -> OrganisationKind:
        """A kind of organisation, in turn."""
        return KINDS[self.number % len(KINDS)]

    @property
    def offers(self) -> tuple[str, ...]:
        """One or two tags."""
        return _tags(self.number * 5, 1 + self.number % 2)

    @property
    def seeks(self) -> tuple[str, ...]:
        """One or two other tags."""
        return _tags(self.number * 7 + 3, 2 - self.number % 2)

    def stars(self, item_ids: list[int]) -> list[int]:
        """Three to six of the items, spread so that no item is everybody's."""
        if not item_ids:
            return []
        picks = [item_ids[(self.number * 11 + turn * 17) % len(item_ids)] for turn in range(3 + self.number % 4)]
        return list(dict.fromkeys(picks))


def persona_email(role: Role) -> str:
    """Return the address of the persona for a role."""
    return f"{role.value}@{DOMAIN}"


def persona_name(role: Role) -> str:
    """Return the persona's name: what it is."""
    return f"Demo {role.value}"


def _tags(start: int, count: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(TAGS[(start + turn * 4) % len(TAGS)] for turn in range(count)))
