"""HTTP door of the directory and of the people in it."""

from zoneinfo import ZoneInfo

from flask import render_template, request
from flask_babel import gettext as _

from conference import clock
from conference.conferences.rules import is_timezone
from conference.people.block_actions import has_blocked
from conference.people.blueprint import blueprint
from conference.people.countries import folded
from conference.people.directory import DirectoryFilter, choices, matching
from conference.people.directory_actions import directory_entries, person_seen
from conference.people.identity import current_actor, permitted
from conference.people.labels import kind_label, role_label
from conference.people.profile_actions import may_edit
from conference.people.rules import OrganisationKind, TagSide
from conference.permissions import Permission, Role
from conference.presentation import country_name, language_name

PAGE_SIZE = 24
FILTERS = ("country", "kind", "role", "language", "offers", "seeks")


@blueprint.route("/<slug>/people")
@permitted(Permission.PEOPLE_DIRECTORY)
def directory() -> str:
    """Show who is in the directory, as far as they fit what is looked for."""
    wanted = DirectoryFilter(
        text=request.args.get("text", "")[:100].strip(),
        **{name: request.args.get(name, "")[:80] for name in FILTERS},
    )
    entries = directory_entries(current_actor())
    found = matching(entries, wanted)
    number = request.args.get("page", "1")
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1, pages)
    return render_template(
        "people/directory.html",
        found=found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        total=len(found),
        everybody=len(entries),
        page=page,
        pages=pages,
        wanted=wanted,
        filters=[
            (name, label, _options(choices(entries, wanted, name), name, getattr(wanted, name)))
            for name, label in _labels().items()
        ],
    )


def _labels() -> dict[str, tuple[str, str]]:
    return {
        "country": (_("Country"), _("Any country")),
        "kind": (_("Kind of organisation"), _("Any kind")),
        "offers": (_("Offers"), _("Offers anything")),
        "seeks": (_("Looks for"), _("Looks for anything")),
        "language": (_("Language"), _("Any language")),
        "role": (_("Role"), _("Any role")),
    }


def _options(counted: dict[str, int], name: str, chosen: str) -> list[tuple[str, str, int]]:
    """Return (value, name, how many would be left), by name; the chosen one also when nobody is left."""
    named = [(value, _name(name, value), counted.get(value, 0)) for value in {*counted, *([chosen] if chosen else [])}]
    return sorted(named, key=lambda option: folded(option[1]))


def _name(name: str, value: str) -> str:
    if name == "country":
        return country_name(value)
    if name == "language":
        return language_name(value)
    if name == "kind" and value in set(OrganisationKind):
        return kind_label(value)
    if name == "role" and value in set(Role):
        return role_label(value)
    return value


@blueprint.route("/<slug>/people/<int:participant_id>")
@permitted(Permission.PEOPLE_DIRECTORY)
def person_page(participant_id: int) -> str:
    """Show one person."""
    person = person_seen(current_actor(), participant_id)
    tags = {side: sorted(row.tag.name for row in person.tag_rows if row.side is side) for side in TagSide}
    return render_template(
        "people/person.html",
        person=person,
        offers=tags[TagSide.OFFERS],
        seeks=tags[TagSide.SEEKS],
        own=person.id == current_actor().participant_id,
        editable=may_edit(current_actor(), person.id),
        blocked=has_blocked(current_actor(), person.id),
        now=clock.now(),
        their_zone=ZoneInfo(person.timezone) if is_timezone(person.timezone) else None,
    )
