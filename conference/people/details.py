"""What people say about themselves."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Profile:
    """All that somebody says about themselves; tags by id."""

    name: str
    organisation: str = ""
    position: str = ""
    country: str = ""
    organisation_kind: OrganisationKind | None = None
    languages: tuple[str, ...] = ()
    timezone: str = ""
    about: str = ""
    offers: frozenset[int] = frozenset()
    offers_text: str = ""
    seeks: frozenset[int] = frozenset()
    seeks_text: str = ""
    in_directory: bool = False

    @property
    def fingerprint(self) -> str:
        """A text that is another for every other profile: what a form carries to notice that somebody was faster."""
        plain = [self.name, self.organisation, self.position, self.country, self.organisation_kind, self.timezone]
        further = [self.about, self.offers_text, self.seeks_text, self.in_directory, *sorted(self.languages)]
        tags = [sorted(self.offers), sorted(self.seeks)]
        return hashlib.sha256(json.dumps([plain, further, tags]).encode()).hexdigest()[:24]


class Part(StrEnum):
    """A part of a profile without which others hardly find what to talk about."""

    PHOTO = "photo"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    ABOUT = "about"
    OFFERS = "offers"
    SEEKS = "seeks"


def missing_parts(profile: Profile, *, has_photo: bool) -> list[Part]:
    """Return what a profile lacks, the quickest to fill in first."""
    there = {
        Part.ORGANISATION: bool(profile.organisation),
        Part.COUNTRY: bool(profile.country),
        Part.PHOTO: has_photo,
        Part.OFFERS: bool(profile.offers or profile.offers_text),
        Part.SEEKS: bool(profile.seeks or profile.seeks_text),
        Part.ABOUT: bool(profile.about),
    }
    return [part for part, is_there in there.items() if not is_there]
