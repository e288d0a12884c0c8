"""What the parts and states of a booth are called in its editor, and why each part matters."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from conference.exhibition.completeness import Part
from conference.exhibition.content import BoothContent
from conference.exhibition.rules import BoothState
from conference.people.countries import country_choices

FIELD_NAMES: Mapping[str, str] = {
    "name": _l("Name"),
    "tagline": _l("In one line"),
    "country": _l("Country"),
    "about": _l("About"),
    "offers": _l("What you offer"),
    "offers_text": _l("What you offer, in your words"),
    "seeks": _l("What you look for"),
    "seeks_text": _l("What you look for, in your words"),
    "website": _l("Website"),
    "video_url": _l("Video at an address"),
    "logo": _l("Logo"),
    "banner": _l("Banner"),
    "video_upload": _l("Video from a file"),
}
# A state's name, and its kind of badge.
STATE_WORDS: Mapping[BoothState, tuple[str, str]] = {
    BoothState.APPLIED: (_l("Application with the organisers"), "info"),
    BoothState.DECLINED: (_l("Declined"), "line"),
    BoothState.DRAFT: (_l("Not in the hall yet"), "warn"),
    BoothState.PUBLISHED: (_l("In the hall"), "good"),
    BoothState.WITHDRAWN: (_l("Withdrawn"), "line"),
}
# What to do, why, and where: a page's word and the id of the field there.
PART_WORDS: Mapping[Part, tuple[str, str, str, str]] = {
    Part.NAME: (_l("Give the booth a name"), _l("It is what people look for."), "edit", "name"),
    Part.TAGLINE: (_l("Say it in one line"), _l("In the hall it is all that people read first."), "edit", "tagline"),
    Part.COUNTRY: (_l("Choose the country"), _l("Visitors filter by it."), "edit", "country"),
    Part.LOGO: (_l("Add a logo"), _l("A card with a picture is found more easily."), "edit", "logo"),
    Part.OFFERS: (
        _l("Choose what you offer"),
        _l("Your booth is shown first to those who look for it."),
        "edit",
        "offers",
    ),
    Part.SEEKS: (_l("Choose what you look for"), _l("Those who offer it are brought to you."), "edit", "seeks"),
    Part.ABOUT: (
        _l("Write a few sentences about yourselves"),
        _l("So that a talk can begin later on."),
        "edit",
        "about",
    ),
    Part.BANNER: (_l("Add a banner"), _l("It makes the booth yours at first sight."), "edit", "banner"),
    Part.WEBSITE: (_l("Add your website"), _l("Whoever is interested reads on."), "edit", "website"),
    Part.MATERIALS: (
        _l("Add a document, a link or a picture"),
        _l("You see who opened it."),
        "materials",
        "add-title",
    ),
    Part.VIDEO: (_l("Show a video"), _l("It speaks for you when nobody is at the booth."), "edit", "video"),
    Part.TEAM: (_l("Invite somebody to the team"), _l("So that one of you is there."), "team", "invite-title"),
}


def differences(mine: BoothContent, stored: BoothContent, tags: Mapping[int, str]) -> dict[str, tuple[str, str]]:
    """Return what is written differently in two contents, by the fields' names, as texts."""
    before, after = _as_texts(mine, tags), _as_texts(stored, tags)
    return {str(FIELD_NAMES[key]): (before[key], after[key]) for key in before if before[key] != after[key]}


def _as_texts(content: BoothContent, tags: Mapping[int, str]) -> dict[str, str]:
    countries = dict(country_choices())
    texts = {key: str(value) for key, value in content.written.items()}
    texts["country"] = countries.get(content.country, content.country)
    for side in ("offers", "seeks"):
        texts[side] = ", ".join(sorted(tags.get(tag_id, _("a deleted tag")) for tag_id in getattr(content, side)))
    return texts
