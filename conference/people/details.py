"""What people say about themselves."""

from dataclasses import dataclass

from conference.people.rules import OrganisationKind


@dataclass(frozen=True, slots=True)
class Details:
    """What somebody says about themselves when they register."""

    name: str
    organisation: str = ""
    position: str = ""
    country: str = ""
    organisation_kind: OrganisationKind | None = None
    languages: tuple[str, ...] = ()
    in_directory: bool = False
