"""What every page of the agenda starts from: the release the reader may see, and the clock they read it on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import Response, after_this_request, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from conference import clock
from conference.agenda.actions import (
    draft_agenda,
    invited_item_ids,
    people_cards,
    released_agenda,
    visible_items,
)
from conference.agenda.appointments import AppointmentEntry
from conference.agenda.blueprint import blueprint
from conference.agenda.content import AgendaContent, TrackContent
from conference.agenda.display import Entry, Viewing, entries_of, next_change, offset_text, zone_city, zone_named
from conference.agenda.rules import ItemKind
from conference.agenda.star_actions import starred_item_ids
from conference.agenda.words import kind_icon, kind_name, material_icon, material_name, role_name
from conference.people.identity import current_actor, current_conference, current_participant
from conference.people.rules import PersonCard
from conference.permissions import Permission, can
from conference.presentation import static_url

for word in (kind_name, kind_icon, role_name, material_name, material_icon):
    blueprint.add_app_template_global(word)

ZONE_COOKIE = "agenda_zone"
OTHER_ZONES = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York",
    "America/Sao_Paulo", "Atlantic/Azores", "UTC", "Europe/Lisbon", "Europe/London", "Europe/Dublin", "Africa/Lagos",
    "Europe/Brussels", "Europe/Berlin", "Europe/Madrid", "Europe/Paris", "Europe/Rome", "Europe/Warsaw",
    "Europe/Stockholm", "Africa/Johannesburg", "Africa/Cairo", "Europe/Athens", "Europe/Helsinki", "Europe/Bucharest",
    "Europe/Kyiv", "Europe/Istanbul", "Africa/Nairobi", "Asia/Tbilisi", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Dhaka", "Asia/Bangkok", "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Asia/Seoul", "Australia/Sydney",
    "Pacific/Auckland",
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """The agenda that this reader may see, and how they look at it. `is_draft`: an organiser's preview."""

    agenda: AgendaContent
    cards: dict[int, PersonCard]
    viewing: Viewing
    is_draft: bool

    @cached_property
    def entries(self) -> list[Entry]:
        """Everything that has a time."""
        return entries_of(self.agenda, self.cards, self.viewing)

    @cached_property
    def tracks(self) -> list[TrackContent]:
        """The tracks of what is shown; another would hint at sessions that this reader may not know of."""
        used = {entry.track.id for entry in self.entries if entry.track}
        return [track for track in self.agenda.tracks if track.id in used]

    def entry(self, item_id: int) -> Entry | None:
        """Return one item's entry; None for one that is not there, or not for this reader."""
        return next((entry for entry in self.entries if entry.id == item_id), None)


def shown_agenda() -> Shown | None:
    """Return what the reader may see of the newest release, or an organiser of the draft; None before the first."""
    conference, actor = current_conference(), current_actor()
    is_draft = wants_draft()
    agenda = draft_agenda(conference.id) if is_draft else released_agenda(conference.id)
    if agenda is None:
        return None
    invited = invited_item_ids(actor)
    visible = visible_items(agenda, actor, invited)
    viewing = Viewing(
        now=clock.now(),
        zone=chosen_zone(),
        conference_zone=conference.zone,
        change_hour=conference.change_hour,
        participant_id=actor.participant_id if actor.is_confirmed else None,
        starred=starred_item_ids(actor),
        invited=invited,
    )
    return Shown(visible, people_cards(visible.participant_ids), viewing, is_draft)


def viewing_of(shown: Shown | None) -> Viewing:
    """Return how the reader looks at what has a time, also before the first release."""
    if shown is not None:
        return shown.viewing
    conference = current_conference()
    return Viewing(clock.now(), chosen_zone(), conference.zone, conference.change_hour)


def wants_draft() -> bool:
    """Tell whether an organiser asks for the draft instead of the release."""
    return request.args.get("draft") == "1" and can(current_actor(), Permission.AGENDA_EDIT)


def chosen_zone() -> ZoneInfo:
    """Return the zone to show times in: the address's, else the one chosen before, else the conference's."""
    conference = current_conference()
    wanted = request.args.get("zone") or request.cookies.get(ZONE_COOKIE, "")
    return zone_named(wanted) or conference.zone


# What stands beside the agenda (a chat, questions) is on the same clock.
blueprint.add_app_template_global(chosen_zone)


def keep_chosen_zone() -> None:
    """Remember the zone that the address asks for, for the pages to come."""
    wanted = request.args.get("zone", "")
    if not wanted:
        return
    name = wanted if zone_named(wanted) else ""

    @after_this_request
    def remember(response: Response) -> Response:
        if name:
            response.set_cookie(
                ZONE_COOKIE, name, max_age=timedelta(days=365), samesite="Lax", httponly=True, secure=request.is_secure
            )
        else:
            response.delete_cookie(ZONE_COOKIE)
        return response


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A line of the list of zones: `value` for the address, the place it is called after, how far from UTC."""

    value: str
    city: str
    offset: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ZoneMenu:
    """The zones to choose from, and the one that is chosen."""

    conference: ZoneChoice
    mine: ZoneChoice | None
    others: tuple[ZoneChoice, ...]
    name: str
    city: str
    offset: str
    is_conference: bool


def zone_menu(at: datetime) -> ZoneMenu:
    """Return what to choose a zone from; offsets are those of the moment, which the clock's change may move."""
    home = current_conference().zone
    chosen = chosen_zone()
    person = current_participant()
    mine = zone_named(person.timezone) if person and person.timezone else None
    listed = {home.key, mine.key if mine else home.key}
    names = [name for name in dict.fromkeys((*OTHER_ZONES, chosen.key)) if name not in listed]

    def line(zone: ZoneInfo, value: str = "") -> ZoneChoice:
        return ZoneChoice(value or zone.key, zone_city(zone.key), offset_text(at, zone), zone.key == chosen.key)

    return ZoneMenu(
        conference=line(home, "conference"),
        mine=line(mine) if mine and mine.key != home.key else None,
        others=tuple(line(zone) for zone in _zones(names)),
        name=chosen.key,
        city=zone_city(chosen.key),
        offset=offset_text(at, chosen),
        is_conference=chosen.key == home.key,
    )


def _zones(names: Iterable[str]) -> list[ZoneInfo]:
    return [zone for name in names if (zone := zone_named(name)) is not None]


@dataclass(frozen=True, slots=True)
class Look:
    """What all rows of a page share, worked out once: addresses are put together from `base`, an id and `query`."""

    base: str
    query: str
    # Where sessions that are on now are joined; empty for who cannot, and in a preview.
    stage: str
    moderates: bool
    stars: bool
    token: str
    icons: str
    languages: bool
    kinds: dict[ItemKind, str]
    words: dict[str, str]


def _look(shown: Shown | None) -> Look:
    languages = {entry.item.language for entry in shown.entries if entry.item.language} if shown else set()
    return Look(
        base=url_for("agenda.schedule"),
        query="?draft=1" if shown and shown.is_draft else "",
        stage=f"{url_for('agenda.home')}stage" if _may_join(shown) else "",
        moderates=can(current_actor(), Permission.STAGE_MODERATE),
        stars=can(current_actor(), Permission.AGENDA_STAR) and not (shown and shown.is_draft),
        token=generate_csrf(),
        icons=static_url("vendor/icons.svg"),
        languages=len(languages) > 1,
        kinds={kind: kind_name(kind) for kind in ItemKind},
        words={
            "star": _("Star"),
            "join": _("Join now"),
            "desk": _("Moderator's desk"),
            "now": _("Now"),
            "cancelled": _("Cancelled"),
            "updated": _("Updated"),
            "mine": _("You take part"),
            "invited": _("By invitation"),
            "participants": _("For participants"),
        },
    )


def _may_join(shown: Shown | None) -> bool:
    return can(current_actor(), Permission.STAGE_ATTEND) and not (shown and shown.is_draft)


def agenda_page(
    template: str, shown: Shown | None, at: datetime, others: Sequence[AppointmentEntry] = (), **context: object
) -> str:
    """Render a page of the agenda with what all of them need. Offsets from UTC are said for the moment `at`.

    `others`: what the page shows beside sessions, and is to be read anew for.
    """
    return render_template(
        f"agenda/{template}.html",
        shown=shown,
        look=_look(shown),
        menu=zone_menu(at),
        kept=draft_kept(),
        next_change=_next_change(shown, others),
        is_fragment=_wants_fragment(),
        now_text=f"{clock.now().astimezone(chosen_zone()):%H:%M}",
        **context,
    )


def _next_change(shown: Shown | None, others: Sequence[AppointmentEntry]) -> str:
    """Return the moment at which the page is to be read anew, for its script; empty when that is not today."""
    now = clock.now()
    moment = next_change([*(shown.entries if shown else ()), *others], now)
    return moment.isoformat() if moment and moment - now < timedelta(days=1) else ""


def _wants_fragment() -> bool:
    """Tell whether a script on the page asks for its new content alone; the answer must then not be kept as a page."""
    wanted = request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers

    @after_this_request
    def mark(response: Response) -> Response:
        response.vary.add("HX-Request")
        if wanted:
            response.headers["Cache-Control"] = "no-store"
        return response

    return wanted


def draft_kept() -> dict[str, int]:
    """Return what links to other pages of the agenda must carry, so that a preview stays one."""
    return {"draft": 1} if wants_draft() else {}
