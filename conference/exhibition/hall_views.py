"""HTTP door of the hall: its booths as cards and as a plan, the tour through it, and what is featured at home."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from conference.agenda import on_home
from conference.coming_back import is_fragment
from conference.exhibition.blueprint import blueprint
from conference.exhibition.hall_actions import Hall, featured_booths, floor_for, hall_for
from conference.exhibition.hall_filter import HallBooth, HallFilter, choices, matching
from conference.exhibition.live_actions import hall_stamp
from conference.exhibition.order import Reason, Way, next_booth
from conference.forms import number_in
from conference.likeness import folded
from conference.people.identity import current_actor, open_to_all
from conference.permissions import Actor
from conference.presentation import country_name, has_here, upload_mark

# So many cards are shown at first, and more by each "Show more"; so many tags are named in a reason and on a side.
PAGE_SIZE = 30
MOST_TAGS = 3
# What a browser keeps: what the order of whoever is not signed in is drawn from, where a tour has led, and of which
# conference's hall the tour is walked again, so that visits before it do not count.
BROWSER, TOUR, AGAIN = "hall_browser", "hall_tour", "hall_tour_again"


@blueprint.get("/<slug>/exhibition/")
@open_to_all
def hall() -> Response:
    """Show the hall as cards; to a script that asks for more of them, those alone."""
    wanted = _wanted()
    seen = hall_for(current_actor(), _browser(), words=bool(wanted.text))
    found = matching(seen.booths, wanted)
    asked = max(PAGE_SIZE, number_in(request.args.get("shown")) or 0)
    shown = min(len(found), asked)
    part = is_fragment() and "HX-History-Restore-Request" not in request.headers
    context = _context(seen, wanted, found) | _paging(found, shown) | {"is_part": part}
    if part:
        page = render_template("exhibition/_more.html", cards=found[asked - PAGE_SIZE : asked], **context)
    else:
        page = render_template("exhibition/hall.html", cards=found[:shown], **context)
    response = make_response(page)
    response.vary.add("HX-Request")
    if part:
        # Never kept as if it were the page.
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/<slug>/exhibition/floor")
@open_to_all
def floor() -> str:
    """Show the hall as a floor plan, with the list of what stands where."""
    actor, wanted = current_actor(), _wanted()
    seen, plan = floor_for(actor, _browser(), words=bool(wanted.text))
    found = matching(seen.booths, wanted)
    return render_template(
        "exhibition/floor.html",
        plan=plan,
        by_id={booth.id: booth for booth in seen.booths},
        fitting={booth.id for booth in found},
        listed=sorted(found, key=lambda booth: (booth.number is None, booth.number or 0, booth.id)),
        **_context(seen, wanted, found),
    )


@blueprint.get("/<slug>/exhibition/another")
@open_to_all
def another() -> Response | str:
    """Lead to a booth that the visitor has not seen yet (`after`: where they come from), or say that all were seen."""
    actor = current_actor()
    seen = hall_for(actor, _browser())
    begins_again = bool(request.args.get("again"))
    if begins_again:
        session[AGAIN] = actor.conference_id
    is_again = session.get(AGAIN) == actor.conference_id
    told = set() if begins_again else _toured(actor)
    done = {booth.id for booth in seen.booths if booth.is_own or (booth.is_visited and not is_again)}
    after = number_in(request.args.get("after"))
    booth_id = next_booth([booth.id for booth in seen.booths], {*told, *done, after or 0})
    if booth_id is None:
        return render_template(
            "exhibition/toured.html", seen=seen, can_repeat=any(not one.is_own for one in seen.booths)
        )
    _keep_tour(actor, (told | {after or 0, booth_id}) & {booth.id for booth in seen.booths} - done)
    return redirect(url_for("exhibition.booth", booth_id=booth_id))


@blueprint.app_template_global()
def booth_logo(booth_id: int, upload: str) -> str:
    """Return the address of a booth's logo; another one for each upload, as browsers keep what they were sent."""
    return url_for("exhibition.shown", booth_id=booth_id, what="logo", v=upload_mark(upload))


@blueprint.app_template_global()
def booth_reasons(reasons: Iterable[Reason]) -> list[tuple[Way, list[str]]]:
    """Return the tags of the reasons each way, a few of each, in their order."""
    found: dict[Way, list[str]] = {}
    for reason in reasons:
        found.setdefault(reason.way, []).append(reason.tag)
    return [(way, names[:MOST_TAGS]) for way, names in found.items()]


@on_home.part
def featured_section(actor: Actor) -> str:
    """Return the booths that are featured, for the conference's home; before it opens, how to have one there."""
    if not has_here("exhibition"):
        may_apply = has_here("booth_applications") and not has_here("own_booths")
        return render_template("exhibition/_apply_here.html") if may_apply else ""
    booths = featured_booths(actor, _browser())
    return render_template("exhibition/_featured.html", booths=booths) if booths else ""


def _paging(found: Sequence[HallBooth], shown: int) -> dict[str, Any]:
    """Return how many cards are shown, how many would be with more of them, and which would be the first of those."""
    return {
        "shown": shown,
        "next_shown": shown + PAGE_SIZE,
        "next_booth": found[shown].id if shown < len(found) else 0,
    }


def _wanted() -> HallFilter:
    """Return what the address asks for; what it says wrongly is as if it were not said."""
    args = request.args
    return HallFilter(
        text=args.get("text", "")[:100].strip(),
        hall=str(number_in(args.get("hall")) or ""),
        country=args.get("country", "")[:2].upper(),
        offers=args.get("offers", "")[:80],
        seeks=args.get("seeks", "")[:80],
        here="1" if args.get("here") == "1" else "",
        new="1" if args.get("new") == "1" and current_actor().participant_id else "",
    )


def _browser() -> str:
    """Return what stands for this browser where nobody is signed in: drawn at the first visit, and only then."""
    if current_actor().participant_id is not None:
        return ""
    drawn: str = session.setdefault(BROWSER, secrets.token_hex(6))
    return drawn


def _toured(actor: Actor) -> set[int]:
    kept = session.get(TOUR, {})
    return set(kept.get(str(actor.conference_id), [])) if isinstance(kept, dict) else set()


def _keep_tour(actor: Actor, booth_ids: set[int]) -> None:
    """Keep where the tour has led; what was visited by somebody signed in is known without it."""
    session[TOUR] = {str(actor.conference_id): sorted(booth_ids)}


def _context(seen: Hall, wanted: HallFilter, found: list[HallBooth]) -> dict[str, Any]:
    """Return what both ways of showing the hall need."""
    halls = {str(part.id): part for part in seen.parts}
    in_hall = choices(seen.booths, wanted, "hall")
    return {
        "seen": seen,
        "base": url_for("exhibition.hall"),
        "wanted": wanted,
        "total": len(found),
        "stamp": hall_stamp(booth.id for booth in seen.booths),
        "hall_names": {part.id: part.name for part in seen.parts},
        "chosen_hall": halls.get(wanted.hall),
        "parts": [(part, in_hall[str(part.id)]) for part in seen.parts],
        "all_halls": len(matching(seen.booths, replace(wanted, hall=""))),
        "filters": _filters(seen, wanted),
        "here_count": choices(seen.booths, wanted, "here")["1"],
        "new_count": choices(seen.booths, wanted, "new")["1"],
        "asked": _asked(wanted, halls[wanted.hall].name if wanted.hall in halls else ""),
        "address": lambda **query: url_for(str(request.endpoint), **{**wanted.asked, **query}),
    }


def _filters(seen: Hall, wanted: HallFilter) -> list[tuple[str, tuple[str, str], str, list[tuple[str, str, int]]]]:
    """Return (name, labels, chosen, [(value, name, how many would be left)]) of each filter with choices."""
    labels = {
        "country": (_("Country"), _("Any country")),
        "offers": (_("Offers"), _("Offers anything")),
        "seeks": (_("Looks for"), _("Looks for anything")),
    }
    found = []
    for name, said in labels.items():
        chosen = wanted.asked.get(name, "")
        counted = choices(seen.booths, wanted, name)
        named = [(value, _named(name, value), counted[value]) for value in {*counted, chosen} if value]
        found.append((name, said, chosen, sorted(named, key=lambda option: folded(option[1]))))
    return [one for one in found if one[3]]


def _named(name: str, value: str) -> str:
    return country_name(value) if name == "country" else value


def _asked(wanted: HallFilter, hall_name: str) -> list[tuple[str, Mapping[str, str]]]:
    """Return each part of what is looked for in words, with the address of the search without it."""
    words: dict[str, Callable[[str], str]] = {
        "text": lambda value: f"“{value}”",
        "hall": lambda _value: hall_name or _("A hall that is gone"),
        "country": country_name,
        "offers": lambda value: _("Offers %(tag)s", tag=value),
        "seeks": lambda value: _("Looks for %(tag)s", tag=value),
        "here": lambda _value: _("Someone is here"),
        "new": lambda _value: _("Not yet visited"),
    }
    return [(words[name](value), wanted.without(name)) for name, value in wanted.asked.items()]
