"""The settings of a poll as JSON, and back; what is missing or strange in old rows falls back to its default."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from conference.polls.rules import Eligibility, PollSettings


def settings_to_json(settings: PollSettings) -> dict[str, Any]:
    """Return settings as they are stored."""
    return asdict(settings)


def settings_from_json(stored: Mapping[str, Any]) -> PollSettings:
    """Return settings as they were stored."""
    defaults = PollSettings()
    kept = {
        field.name: stored[field.name]
        for field in fields(PollSettings)
        if type(stored.get(field.name)) is type(getattr(defaults, field.name))
    }
    return PollSettings(**kept)


def eligibility_to_json(eligibility: Eligibility) -> dict[str, Any]:
    """Return who may answer as it is stored."""
    return {
        "roles": sorted(eligibility.roles),
        "organisation_kinds": sorted(eligibility.organisation_kinds),
        "countries": sorted(eligibility.countries),
        "guests": eligibility.guests,
    }


def eligibility_from_json(stored: Mapping[str, Any]) -> Eligibility:
    """Return who may answer as it was stored."""
    return Eligibility(
        roles=frozenset(stored.get("roles", ())),
        organisation_kinds=frozenset(stored.get("organisation_kinds", ())),
        countries=frozenset(stored.get("countries", ())),
        guests=bool(stored.get("guests", False)),
    )
