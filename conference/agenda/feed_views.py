"""HTTP door of the feeds: calendars, schedule.xml and schedule.json, each answered with 304 where it is known."""

from collections.abc import Callable
from importlib import metadata
from urllib.parse import urlsplit

from flask import Response, current_app, request
from flask_babel import get_locale
from flask_babel import gettext as _

from conference.agenda.actions import people_cards
from conference.agenda.blueprint import blueprint
from conference.agenda.content import AgendaContent
from conference.agenda.feed_actions import FeedContent, person_of_feed, personal_feed, public_feed
from conference.agenda.filters import Filters, narrowed
from conference.agenda.ical import CalendarFrame, calendar_file
from conference.agenda.schedule_format import GENERATOR, Schedule, ScheduleFrame, schedule_of
from conference.agenda.schedule_json import schedule_json
from conference.agenda.schedule_xml import schedule_xml
from conference.agenda.words import KIND_NAMES, ROLE_NAMES
from conference.conditional import Document, conditional_answer
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound
from conference.links import external_url
from conference.people.identity import current_conference, open_to_all

# Raise it when the same agenda is written in other bytes, so that everybody fetches it again.
FORMAT = 2


@blueprint.get("/<slug>/agenda/calendar.ics")
@open_to_all
def calendar_feed() -> Response:
    """Give the whole conference's calendar, or what passes the filters in the address."""
    conference = current_conference()
    filters = Filters.from_query(request.args)
    query = filters.to_query()
    feed = public_feed(conference.id)
    address = external_url("agenda.calendar_feed", slug=conference.slug, **query)
    frame = _calendar_frame(conference, _filtered_name(conference, filters, feed.agenda), address)

    def build() -> bytes:
        cards = people_cards(feed.agenda.participant_ids)
        return calendar_file(narrowed(feed.agenda, filters, cards), cards, frame)

    return _answer(conference, feed, f"{conference.slug}.ics", build, query)


@blueprint.get("/<slug>/agenda/<int:item_id>.ics")
@open_to_all
def item_feed(item_id: int) -> Response:
    """Give one public session as a calendar."""
    conference = current_conference()
    feed = public_feed(conference.id)
    item = feed.agenda.item_by_id.get(item_id)
    if item is None:
        raise NotFound(_("There is no such session."))
    alone = feed.agenda.only([item])
    address = external_url("agenda.item_feed", slug=conference.slug, item_id=item_id)
    frame = _calendar_frame(conference, item.title, address)

    def build() -> bytes:
        return calendar_file(alone, people_cards(alone.participant_ids), frame)

    return _answer(conference, feed, f"{conference.slug}-{item_id}.ics", build)


@blueprint.get("/<slug>/agenda/personal/<token>.ics", endpoint="personal_feed")
@open_to_all
def personal_feed_file(token: str) -> Response:
    """Give a person's own calendar to whoever knows its secret address; no session is asked for."""
    conference = current_conference()
    feed = personal_feed(person_of_feed(conference.id, token))
    name = _("%(conference)s: my agenda", conference=conference.title)
    frame = _calendar_frame(conference, name, external_url("agenda.personal_feed", slug=conference.slug, token=token))

    def build() -> bytes:
        more = [event for make in feed.more for event in make()]
        return calendar_file(feed.agenda, people_cards(feed.agenda.participant_ids), frame, more)

    return _answer(conference, feed, f"{conference.slug}-personal.ics", build, shared=False)


@blueprint.get("/<slug>/agenda/schedule.xml", endpoint="schedule_xml")
@open_to_all
def schedule_xml_file() -> Response:
    """Give the released version in the format of c3voc, as XML."""
    return _schedule("agenda.schedule_xml", "application/xml", schedule_xml)


@blueprint.get("/<slug>/agenda/schedule.json", endpoint="schedule_json")
@open_to_all
def schedule_json_file() -> Response:
    """Give the released version in the format of c3voc, as JSON."""
    return _schedule("agenda.schedule_json", "application/json", schedule_json)


def _schedule(endpoint: str, media_type: str, write: Callable[[Schedule], bytes]) -> Response:
    conference = current_conference()
    feed = public_feed(conference.id)
    frame = _schedule_frame(conference, external_url(endpoint, slug=conference.slug))

    def build() -> bytes:
        return write(schedule_of(feed.agenda, people_cards(feed.agenda.participant_ids), frame))

    suffix = endpoint.rpartition("_")[2]
    return _answer(conference, feed, f"{conference.slug}.{suffix}", build, media_type=media_type)


def _answer(
    conference: Conference,
    feed: FeedContent,
    file_name: str,
    build: Callable[[], bytes],
    query: dict[str, str] | None = None,
    *,
    media_type: str = "text/calendar",
    shared: bool = True,
) -> Response:
    made_of: list[object] = [
        FORMAT, _version(), current_app.config["BASE_URL"], str(get_locale()),
        conference.id, conference.version, feed.stamp, query or {},
    ]  # fmt: skip
    # Nobody but its organisers may come by a draft conference, whatever stands between them and the server.
    shared = shared and conference.status is not ConferenceStatus.DRAFT
    return conditional_answer(Document(media_type, file_name, made_of, build, shared))


def _calendar_frame(conference: Conference, name: str, address: str) -> CalendarFrame:
    slug = conference.slug
    return CalendarFrame(
        name=name,
        description=conference.tagline,
        zone=conference.zone,
        starts_on=conference.starts_on,
        ends_on=conference.ends_on,
        address=address,
        page=lambda item_id: external_url("agenda.session_page", slug=slug, item_id=item_id),
        cancelled=_("Cancelled"),
        roles={role: str(name) for role, name in ROLE_NAMES.items()},
        kinds={kind: str(name) for kind, name in KIND_NAMES.items()},
        organiser=conference.title,
        contact_email=conference.contact_email,
    )


def _filtered_name(conference: Conference, filters: Filters, agenda: AgendaContent) -> str:
    """Return the calendar's name, with what it is narrowed to where that has a short name."""
    shown = {item.track_id for item in agenda.items}
    # A track that only hidden sessions are in is hidden with them.
    track = next((track.name for track in agenda.tracks if track.slug == filters.track and track.id in shown), "")
    kind = str(KIND_NAMES[filters.kind]) if filters.kind else ""
    words = ", ".join(part for part in (track, kind, filters.text) if part)
    return f"{conference.title}: {words}" if words else conference.title


def _schedule_frame(conference: Conference, address: str) -> ScheduleFrame:
    slug = conference.slug
    base = current_app.config["BASE_URL"].rstrip("/") + "/"
    return ScheduleFrame(
        acronym=conference.acronym,
        title=conference.title,
        description=conference.tagline,
        zone=conference.zone,
        starts_on=conference.starts_on,
        ends_on=conference.ends_on,
        change_hour=conference.change_hour,
        colour=conference.colour,
        address=address,
        home=external_url("agenda.home", slug=slug),
        base=base,
        host=urlsplit(base).netloc,
        generator_version=_version(),
        page=lambda item_id: external_url("agenda.session_page", slug=slug, item_id=item_id),
        speaker_page=lambda person_id: external_url("agenda.speaker_page", slug=slug, participant_id=person_id),
    )


def _version() -> str:
    try:
        return metadata.version(GENERATOR)
    except metadata.PackageNotFoundError:
        return "0"
