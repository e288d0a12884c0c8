"""What a booth still lacks for visitors to find it, to understand it and to stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from conference.exhibition.content import BoothContent

# Fewer letters say hardly more than the tagline.
ENOUGH_ABOUT = 200


class Part(StrEnum):
    """What a booth should have, the quickest to do first."""

    NAME = "name"
    TAGLINE = "tagline"
    COUNTRY = "country"
    LOGO = "logo"
    OFFERS = "offers"
    SEEKS = "seeks"
    ABOUT = "about"
    BANNER = "banner"
    WEBSITE = "website"
    MATERIALS = "materials"
    VIDEO = "video"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is there and what is missing, in the order of the parts."""

    there: Sequence[Part]
    missing: Sequence[Part]

    @property
    def percent(self) -> int:
        """How much is there, of 100: all of them only when nothing is missing, none only when nothing is there."""
        if not self.missing:
            return 100
        return 100 * len(self.there) // (len(self.there) + len(self.missing))


def completeness(content: BoothContent, *, materials: int, members: int) -> Completeness:
    """Look a booth over, with how many materials it has and how many people stand at it.

    Tags count for what it offers and looks for, not words alone: visitors are brought to a booth by tags.
    """
    there = {
        Part.NAME: bool(content.name.strip()),
        Part.TAGLINE: bool(content.tagline.strip()),
        Part.COUNTRY: bool(content.country),
        Part.LOGO: content.logo is not None,
        Part.OFFERS: bool(content.offers),
        Part.SEEKS: bool(content.seeks),
        Part.ABOUT: len(content.about.strip()) >= ENOUGH_ABOUT,
        Part.BANNER: content.banner is not None,
        Part.WEBSITE: bool(content.website),
        Part.MATERIALS: materials > 0,
        Part.VIDEO: bool(content.video_url) or content.video_upload is not None,
        Part.TEAM: members > 1,
    }
    return Completeness([part for part in Part if there[part]], [part for part in Part if not there[part]])
