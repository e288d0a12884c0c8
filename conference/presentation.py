"""What every template may use: who is here, what they may do, addresses of static files, times, countries, Markdown."""

import hashlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import nh3
from babel import Locale
from flask import Flask, current_app, g, has_request_context, url_for
from flask_babel import format_date, format_datetime, get_locale
from markdown_it import MarkdownIt
from markupsafe import Markup

from conference.conferences.models import Conference
from conference.conferences.rules import on_colour
from conference.people import labels
from conference.people.found_actions import found_for
from conference.people.identity import current_account, current_actor, current_participant
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.permissions import Permission
from conference.permissions import can as actor_can

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {
    "p", "br", "hr", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "h5", "h6",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def markdown(text: str) -> Markup:
    """Return Markdown as safe HTML: no raw HTML, no images, headings from the third level down."""
    html = _markdown.render(text)
    for level in (4, 3, 2, 1):
        for slash in ("", "/"):
            html = html.replace(f"<{slash}h{level}>", f"<{slash}h{min(level + 2, 6)}>")
    clean = nh3.clean(
        html, tags=_TAGS, attributes={"a": {"href", "title"}}, url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return Markup(clean)  # noqa: S704 - cleaned just above


def can(permission: str) -> bool:
    """Tell whether the person looking may do something here; False outside a conference."""
    return g.get("conference") is not None and actor_can(current_actor(), Permission(permission))


def has_here(name: str) -> object:
    """Return what a room has for the person looking, as `people/found_actions.py` names it; asked once a request."""
    if "found" not in g:
        g.found = found_for(current_actor())
    return g.found[name]


def static_url(name: str) -> str:
    """Return a static file's address with a part that changes with its content, so that it may be kept for ever."""
    return url_for("static", filename=name, v=_content_hash(str(current_app.static_folder), name))


def panel_of(capability: str, room_id: int, script: str) -> dict[str, str]:
    """Return where the chat or the call of a room has its fragment, below the conference, and what makes it live."""
    return {"path": f"{capability}/{room_id}/panel", "script": static_url(script)}


@lru_cache(maxsize=256)
def _content_hash(folder: str, name: str) -> str:
    return hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()[:12]


def country_name(code: str) -> str:
    """Return a country's name in the reader's language; the code itself where it has none."""
    locale = get_locale() or Locale("en")
    return str(locale.territories.get(code.upper(), code)) if code else ""


def language_name(code: str) -> str:
    """Return a language's name in the reader's language; the code itself where it has none."""
    locale = get_locale() or Locale("en")
    return str(locale.languages.get(code, code)) if code else ""


def local(moment: datetime | str, zone: ZoneInfo, pattern: str = "HH:mm") -> str:
    """Return a moment (or its ISO text, with a zone) on the clock of a zone, in a CLDR pattern."""
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return str(format_datetime(moment.astimezone(zone), pattern, rebase=False))


def long_date(day: date) -> str:
    """Return a date as a person would say it."""
    return str(format_date(day, "EEEE d MMMM y"))


def photo_address(person: Participant | PersonCard) -> str | None:
    """Return the address of a person's photo inside the current conference, or None when they have none."""
    return url_for("people.photo", participant_id=person.id, v=upload_mark(person.photo)) if person.photo else None


def logo_address(conference: Conference) -> str | None:
    """Return the address of a conference's logo, or None when it has none."""
    return url_for("desk.logo", slug=conference.slug, v=upload_mark(conference.logo)) if conference.logo else None


def cover_address(conference: Conference) -> str | None:
    """Return the address of a conference's cover picture, or None when it has none."""
    return url_for("desk.cover", slug=conference.slug, v=upload_mark(conference.cover)) if conference.cover else None


def upload_mark(upload: str) -> str:
    """Return a part of an address that is another for every upload, and tells nothing of where it lies."""
    return hashlib.sha256(upload.encode()).hexdigest()[:12]


def init_app(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.globals.update(
        can=can,
        has_here=has_here,
        static_url=static_url,
        on_colour=on_colour,
        country_name=country_name,
        language_name=language_name,
        photo_address=photo_address,
        logo_address=logo_address,
        cover_address=cover_address,
        status_label=labels.status_label,
        status_badge=labels.status_badge,
        role_label=labels.role_label,
        kind_label=labels.kind_label,
    )
    app.jinja_env.filters.update(markdown=markdown, local=local, long_date=long_date)

    @app.context_processor
    def people() -> dict[str, object]:
        if not has_request_context():
            # A mail written by a job is for its reader, and nobody is looking.
            return {"account": None, "conference": None, "participant": None}
        return {
            "account": current_account(),
            "conference": g.get("conference"),
            "participant": current_participant() if g.get("conference") else None,
        }
