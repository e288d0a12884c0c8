"""HTTP door of meetings: somebody's own, and the words that their pages use."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import g, render_template, request, url_for

from conference import clock
from conference.agenda.display import offset_text, same_clock, zone_city, zone_named
from conference.agenda.reading_views import chosen_zone, keep_chosen_zone, zone_menu
from conference.coming_back import is_fragment
from conference.forms import number_in
from conference.meetings.blueprint import blueprint
from conference.meetings.booking_actions import own_id
from conference.meetings.labels import answer_badge, answer_name, state_badge, state_name
from conference.meetings.mine_actions import (
    cards_of,
    mine_state,
    my_meetings,
    sorted_for,
    zones_of,
)
from conference.meetings.models import Meeting
from conference.meetings.soon_actions import Soon, soon_for
from conference.people.identity import current_actor, current_conference, permitted
from conference.permissions import Permission
from conference.presentation import has_here

# The meetings of which somebody needs no reminder any more: static/meetings_soon.js.
HIDDEN = "meetings_hidden"

for said in (state_name, state_badge, answer_name, answer_badge):
    blueprint.add_app_template_global(said, f"meeting_{said.__name__}")


@blueprint.app_template_global()
def other_clocks(meeting: Meeting) -> list[tuple[ZoneInfo, str]]:
    """Return the clocks of a booked meeting's people that show another time than the page does, with the place.

    The reader's own too: who lives by one clock may look at the page on another.
    """
    if meeting.starts_at is None:
        return []
    home, moments = current_conference().zone, [meeting.starts_at]
    names = _zones_once(person.participant_id for person in meeting.people)
    zones = {zone_named(name) or home for name in names.values()}
    others = [zone for zone in zones if not same_clock(zone, chosen_zone(), moments)]
    return sorted(((zone, zone_city(zone.key)) for zone in others), key=lambda pair: pair[1])


@blueprint.app_template_global()
def meeting_soon() -> Soon | None:
    """Return the meeting that begins soon, for every page but its own room's; what was hidden is passed over."""
    hidden = {number_in(one) or 0 for one in request.cookies.get(HIDDEN, "").split(".")}
    begins = has_here("meeting_next")
    soon = soon_for(current_actor(), begins if isinstance(begins, datetime) else None, hidden)
    if soon is None:
        return None
    # Who is in a room needs no way to it.
    room = url_for("meetings.room", slug=current_conference().slug, meeting_id=soon.meeting_id)
    return None if request.path == room else soon


@blueprint.app_template_global()
def clock_of(moment: datetime) -> str:
    """Return which clock a page shows a moment on, for one that shows no more than that."""
    zone = chosen_zone()
    return f"{zone_city(zone.key)}, {offset_text(moment, zone)}"


@blueprint.app_template_global()
def conference_clock(*moments: datetime) -> str:
    """Return the conference's clock, which organisers' pages are on: its place, and how far from UTC it is then.

    Two distances where it changes between the moments, none where there is no moment.
    """
    zone = current_conference().zone
    offsets = dict.fromkeys(offset_text(moment, zone) for moment in sorted(moments))
    return ", ".join([zone_city(zone.key), *([" / ".join(offsets)] if offsets else [])])


def _zones_once(participant_ids: Iterable[int]) -> Mapping[int, str]:
    """Return the zones that people chose, as this request has read them: a page with many meetings asks once."""
    known: dict[int, str] = g.setdefault("zones_of_people", {})
    wanted = set(participant_ids)
    if new := wanted - known.keys():
        known.update(dict.fromkeys(new, "") | dict(zones_of(new)))
    return {one: known[one] for one in wanted}


@blueprint.get("/<slug>/meetings/")
@permitted(Permission.MEETINGS_MEET)
def index() -> str:
    """Show what waits for an answer, what is to come, and what is over."""
    keep_chosen_zone()
    actor = current_actor()
    # Read before anything else: what comes later only makes the page ask once more.
    stamp = mine_state(own_id(actor))["stamp"]
    meetings, now = my_meetings(actor), clock.now()
    mine = sorted_for(own_id(actor), meetings, now)
    _zones_once(person.participant_id for meeting in mine.coming for person in meeting.people)
    return render_template(
        "meetings/_mine.html" if is_fragment() else "meetings/index.html",
        mine=mine,
        stamp=stamp,
        days=_by_day(mine.coming),
        me=own_id(actor),
        cards=cards_of(meetings),
        zone=chosen_zone(),
        menu=zone_menu(next((one.starts_at for one in mine.coming if one.starts_at), now)),
        now=now,
    )


def _by_day(meetings: Sequence[Meeting]) -> list[tuple[date, list[Meeting]]]:
    zone = chosen_zone()
    placed = [(one.starts_at.astimezone(zone).date(), one) for one in meetings if one.starts_at]
    return [(day, [one for _day, one in pairs]) for day, pairs in groupby(placed, key=lambda pair: pair[0])]
