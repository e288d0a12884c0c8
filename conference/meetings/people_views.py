"""HTTP door of people to meet: the suggestions with their reasons, search and filters, and “not interested”."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference import clock
from conference.agenda.reading_views import keep_chosen_zone, zone_menu
from conference.coming_back import done, is_fragment
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.matching import Direction, Reason
from conference.meetings.people_actions import (
    PeoplePage,
    Wanted,
    dismiss,
    one_to_meet,
    people_to_meet,
    restore,
    restore_all,
)
from conference.people.countries import folded
from conference.people.directory import DirectoryFilter
from conference.people.identity import current_actor, permitted
from conference.people.labels import kind_label
from conference.people.rules import OrganisationKind
from conference.permissions import Permission
from conference.presentation import country_name

# So many tags of a reason, and so many common times, are named on a card.
MOST_TAGS, MOST_TIMES = 3, 3


@blueprint.get("/<slug>/meetings/people")
@permitted(Permission.MEETINGS_MEET)
def people() -> Response:
    """Show whom to meet; to a script that swaps the list, its part of the page alone."""
    keep_chosen_zone()
    wanted = _wanted()
    shown = people_to_meet(current_actor(), wanted)
    part = is_fragment() and "HX-History-Restore-Request" not in request.headers
    moments = [slot.starts_at for found in shown.found for slot in found.free]
    page = render_template(
        "meetings/people.html",
        is_fragment=part,
        shown=shown,
        wanted=wanted,
        menu=zone_menu(min(moments, default=clock.now())),
        address=lambda **other: url_for("meetings.people", **_asked(wanted, **other)),
        filters=_filters(shown, wanted),
        **_card_words(),
    )
    response = make_response(page)
    response.vary.add("HX-Request")
    if part:
        # Never kept as if it were the page.
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/<slug>/meetings/people/<int:participant_id>/dismiss", endpoint="dismiss")
@permitted(Permission.MEETINGS_MEET)
def dismiss_person(participant_id: int) -> Response | str:
    """Note that somebody is not interesting."""
    person = dismiss(current_actor(), participant_id)
    if is_fragment():
        return render_template("meetings/_dismissed.html", card=person.card)
    flash(_("%(name)s is not suggested to you any more. They are not told.", name=person.name), "success")
    return done(url_for("meetings.people"))


@blueprint.post("/<slug>/meetings/people/<int:participant_id>/restore", endpoint="restore")
@permitted(Permission.MEETINGS_MEET)
def restore_person(participant_id: int) -> Response | str:
    """Have somebody suggested again."""
    restore(current_actor(), participant_id)
    if is_fragment():
        found = one_to_meet(current_actor(), participant_id)
        return render_template("meetings/_person_to_meet.html", found=found, **_card_words(focus=True))
    return done(url_for("meetings.people"))


@blueprint.post("/<slug>/meetings/people/restore", endpoint="restore_all")
@permitted(Permission.MEETINGS_MEET)
def restore_everybody() -> Response:
    """Have everybody suggested again."""
    restore_all(current_actor())
    return done(url_for("meetings.people"))


def _wanted() -> Wanted:
    """Return what the address asks for; what it says wrongly is as if it were not said."""
    args = request.args
    kind = args.get("kind", "")
    return Wanted(
        DirectoryFilter(
            text=args.get("text", "")[:100].strip(),
            country=args.get("country", "")[:2].upper(),
            kind=kind if kind in set(OrganisationKind) else "",
        ),
        tag=args.get("tag", "")[:80],
        free=args.get("free") == "1",
        page=number_in(args.get("page")) or 1,
    )


def _asked(wanted: Wanted, **other: Any) -> dict[str, Any]:
    """Return what is asked for as it stands in an address, with some of it other; empty is left out."""
    values = {
        **wanted.directory.asked,
        "tag": wanted.tag,
        "free": "1" if wanted.free else "",
        "page": wanted.page if wanted.page > 1 else "",
    }
    return {name: value for name, value in {**values, **other}.items() if value}


def _filters(shown: PeoplePage, wanted: Wanted) -> list[tuple[str, tuple[str, str], str, list[tuple[str, str]]]]:
    """Return (name, labels, chosen, choices) of each filter; a choice that nobody has is there while it is chosen."""
    entries = shown.choices
    tags = {tag for entry in entries for tag in entry.offers | entry.seeks}
    countries = {entry.card.country for entry in entries if entry.card.country}
    kinds = {entry.kind for entry in entries if entry.kind}
    asked = wanted.directory
    return [
        ("tag", (_("Topic"), _("Any topic")), wanted.tag, _named({tag: tag for tag in {*tags, wanted.tag}})),
        (
            "country",
            (_("Country"), _("Any country")),
            asked.country,
            _named({code: country_name(code) for code in {*countries, asked.country}}),
        ),
        (
            "kind",
            (_("Kind of organisation"), _("Any kind")),
            asked.kind,
            _named({kind: kind_label(kind) for kind in {*kinds, asked.kind}}),
        ),
    ]


def _named(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(((value, name) for value, name in names.items() if value), key=lambda pair: folded(pair[1]))


def _card_words(*, focus: bool = False) -> dict[str, Any]:
    """Return what the template of a card needs. `focus`: the card comes back to whoever pressed a button."""
    return {"by_direction": by_direction, "most_times": MOST_TIMES, "focus": focus}


def by_direction(reasons: Iterable[Reason]) -> list[tuple[Direction, list[str]]]:
    """Return the tags or words of each direction, a few of each, in the order of the reasons."""
    found: dict[Direction, list[str]] = {}
    for reason in reasons:
        found.setdefault(reason.direction, []).append(reason.tag)
    return [(direction, names[:MOST_TAGS]) for direction, names in found.items()]
