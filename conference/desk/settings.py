"""The settings of a conference as values: what is sound, and what two versions differ in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from conference.conferences.rules import (
    COLOUR,
    ConferenceStatus,
    RegistrationMode,
    is_acronym,
    is_slug,
    is_timezone,
)

MOST_DAYS = 31
# Far enough from the ends of the calendar for every zone, and for every day that is reckoned from these.
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class SettingsValues:
    """What an organiser decides about a conference, but for its pictures."""

    title: str
    slug: str
    acronym: str
    starts_on: date
    ends_on: date
    timezone: str
    tagline: str = ""
    description: str = ""
    languages: tuple[str, ...] = ("en",)
    colour: str = "#0b4f9e"
    registration: RegistrationMode = RegistrationMode.INVITATION
    capacity: int | None = None
    contact_email: str = ""
    status: ConferenceStatus = ConferenceStatus.DRAFT


def problems(values: SettingsValues) -> Mapping[str, str]:
    """Return what is unsound, by field: a word of `settings_actions.sentences`."""
    found = {
        "title": "empty" if not values.title else "",
        "slug": "" if is_slug(values.slug) else "bad_slug",
        "acronym": "" if is_acronym(values.acronym) else "bad_acronym",
        "timezone": "" if is_timezone(values.timezone) else "bad_timezone",
        "languages": "" if values.languages else "no_language",
        "colour": "" if COLOUR.fullmatch(values.colour) else "bad_colour",
        "capacity": "bad_capacity" if values.capacity is not None and values.capacity < 1 else "",
    }
    if not FIRST_YEAR <= values.starts_on.year <= LAST_YEAR:
        found["starts_on"] = "bad_year"
    if not FIRST_YEAR <= values.ends_on.year <= LAST_YEAR:
        found["ends_on"] = "bad_year"
    elif values.ends_on < values.starts_on:
        found["ends_on"] = "ends_before"
    elif (values.ends_on - values.starts_on).days >= MOST_DAYS:
        found["ends_on"] = "too_long"
    return {field: word for field, word in found.items() if word}


def acronym_from(slug: str) -> str:
    """Return the acronym that an address suggests: at least four letters, digits or underscores."""
    plain = slug.replace("-", "_")[:40]
    return plain if len(plain) >= 4 else f"{plain}_conf"[:40]
