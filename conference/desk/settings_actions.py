"""Changing a conference's settings and pictures."""

from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from conference import realtime, uploads
from conference.agenda.models import AgendaItem
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus, days_of
from conference.desk.settings import SettingsValues, problems
from conference.errors import InvalidFields, Refused, Stale
from conference.extensions import db
from conference.people.place_actions import lock_conference, move_up
from conference.permissions import Actor, Permission, require

FIELDS = (
    "title", "tagline", "description", "slug", "acronym", "starts_on", "ends_on", "timezone", "languages", "colour",
    "registration", "capacity", "contact_email", "status",
)  # fmt: skip
LOGO_SIDE, COVER_SIDE = 600, 2000


class SessionsOutside(Refused):
    """The new days would leave sessions outside; to be confirmed."""


def settings_of(conference: Conference) -> SettingsValues:
    """Return a conference's settings as values."""
    values = {name: getattr(conference, name) for name in FIELDS}
    return SettingsValues(**{**values, "languages": tuple(conference.languages)})


def save_settings(actor: Actor, values: SettingsValues, version: int, *, accept_outside: bool = False) -> None:
    """Replace the settings; a raised capacity lets the waiting list move up.

    `version` is what the editor began from. Raises `Stale` with both versions, `InvalidFields`, or
    `SessionsOutside` when days are cut off on which sessions lie, unless that is accepted.
    """
    require(actor, Permission.CONFERENCE_EDIT)
    conference = lock_conference(actor.conference_id)
    stored = settings_of(conference)
    if conference.version != version and stored != values:
        message = _("Somebody changed the settings while you were editing them. Nothing was saved yet.")
        raise Stale(message, differences(values, stored))
    refuse_unsound(values, conference.id)
    if not accept_outside and (stored.starts_on, stored.ends_on) != (values.starts_on, values.ends_on):
        _refuse_outside(conference, values)
    for name in FIELDS:
        value = getattr(values, name)
        setattr(conference, name, list(value) if name == "languages" else value)
    move_up(conference)
    if values.status is ConferenceStatus.DRAFT:
        # From now on it is there for its organisers only.
        realtime.recheck_conference(conference.id)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(_("Another conference has this address or acronym."), field="slug") from error


def set_picture(actor: Actor, which: str, data: BinaryIO | None) -> None:
    """Keep a new `logo` or `cover`, or remove it (None). Raises `Refused` for what is no image."""
    require(actor, Permission.CONFERENCE_EDIT)
    conference = lock_conference(actor.conference_id)
    before: str | None = getattr(conference, which)
    side = LOGO_SIDE if which == "logo" else COVER_SIDE
    try:
        setattr(conference, which, None if data is None else uploads.keep_image(data, longest_side=side))
    except Refused as error:
        raise Refused(error.message, field=which) from error
    uploads.remove(before)
    db.session.commit()


def refuse_unsound(values: SettingsValues, conference_id: int | None) -> None:
    """Raise `InvalidFields` for settings that are not sound, or that another conference has already."""
    sentences: dict[str, str] = {
        "empty": _("Please fill this in."),
        "bad_slug": _("Small letters, digits and hyphens, not one of the site's own words, such as my-conference."),
        "bad_acronym": _("At least four small letters, digits or underscores."),
        "bad_timezone": _("Please choose a time zone."),
        "no_language": _("Please choose at least one language."),
        "bad_colour": _("A colour is written as #0b4f9e."),
        "bad_capacity": _("At least one, or nothing at all for no limit."),
        "ends_before": _("The last day is before the first."),
        "too_long": _("A conference lasts at most 31 days."),
        "bad_year": _("Please give a year between 1900 and 2199."),
        "taken": _("Another conference has this already."),
    }
    found = {field: sentences[word] for field, word in problems(values).items()}
    for field in ("slug", "acronym"):
        column = getattr(Conference, field)
        query = select(Conference.id).where(column == getattr(values, field), Conference.id != (conference_id or 0))
        if field not in found and db.session.scalar(query) is not None:
            found[field] = sentences["taken"]
    if found:
        raise InvalidFields(_("Some of the settings need another look."), found)


def differences(mine: SettingsValues, stored: SettingsValues) -> dict[str, tuple[str, str]]:
    """Return the fields in which two versions differ, with both texts."""
    labels: dict[str, str] = {
        "title": _("Title"), "tagline": _("Tagline"), "description": _("Description"), "slug": _("Address"),
        "acronym": _("Acronym"), "starts_on": _("First day"), "ends_on": _("Last day"), "timezone": _("Time zone"),
        "languages": _("Languages"), "colour": _("Colour"), "registration": _("Registration"),
        "capacity": _("Capacity"), "contact_email": _("Contact"), "status": _("Status"),
    }  # fmt: skip
    return {
        labels[name]: (_text(getattr(mine, name)), _text(getattr(stored, name)))
        for name in FIELDS
        if getattr(mine, name) != getattr(stored, name)
    }


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _refuse_outside(conference: Conference, values: SettingsValues) -> None:
    days = days_of(values.starts_on, values.ends_on, conference.zone, conference.change_hour)
    outside = db.session.scalar(
        select(func.count(AgendaItem.id)).where(
            AgendaItem.conference_id == conference.id,
            or_(AgendaItem.starts_at < days[0].starts_at, AgendaItem.starts_at >= days[-1].ends_at),
        )
    )
    if outside:
        message = _(
            "%(count)s sessions would lie outside these days. Tick the box below to save all the same.", count=outside
        )
        raise SessionsOutside(message, field="ends_on")
