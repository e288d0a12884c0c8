"""Releasing the agenda: what the organisers have becomes what everybody sees, once per number."""

import hashlib
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update

from conference import clock, realtime
from conference.agenda.actions import draft_agenda, release_content
from conference.agenda.content import AgendaContent
from conference.agenda.models import Release
from conference.agenda.release import changes_between, is_same_agenda, next_release
from conference.agenda.release_notice_actions import mail_notices
from conference.agenda.sight_actions import recheck_session
from conference.agenda.write_actions import TOPIC
from conference.conferences.models import Conference
from conference.errors import Refused, Stale
from conference.extensions import db, dump_json
from conference.permissions import Actor, Permission, require


class NothingToRelease(Refused):
    """The draft and the newest release show the public the same."""


def agenda_digest(agenda: AgendaContent) -> str:
    """Return a text that is the same for the same agenda and different for any other."""
    return hashlib.sha256(dump_json(agenda.to_json()).encode()).hexdigest()[:32]


def release_agenda(
    actor: Actor,
    *,
    label: str = "",
    note: str = "",
    notify: bool = True,
    released_at: datetime | None = None,
    draft_seen: str | None = None,
) -> Release:
    """Make the draft the newest release, and write one mail to each person whom a change concerns.

    `draft_seen` is the digest of the draft that the organiser looked at: another draft raises `Stale`. Nothing
    changed since the last release raises `NothingToRelease`. `released_at` dates a record of the past.
    """
    require(actor, Permission.AGENDA_RELEASE)
    _lock(actor.conference_id)
    draft = draft_agenda(actor.conference_id)
    if draft_seen is not None and draft_seen != agenda_digest(draft):
        raise Stale(_("The agenda was changed while you looked at this page. See what is new, then release again."))
    newest = newest_release(actor.conference_id)
    previous = release_content(newest.guid) if newest else None
    after = next_release(draft, previous, released_at or clock.now())
    if newest and is_same_agenda(previous, after):
        raise NothingToRelease(_("Nothing has changed since %(label)s.", label=newest.label))
    if not after.items:
        raise NothingToRelease(_("No session has both a time and a room yet, so there is nothing to release."))
    release = Release(
        conference_id=actor.conference_id,
        number=after.number,
        label=label or after.label,
        note=note,
        agenda=after.to_json(),
        released_at=after.released_at,
        released_by_id=actor.participant_id,
    )
    db.session.add(release)
    if notify:
        db.session.flush()
        conference = db.session.get_one(Conference, actor.conference_id)
        mail_notices(conference, release, (previous, after), changes_between(previous, after))
    realtime.changed(TOPIC, actor.conference_id)
    for item in previous.items if previous else ():
        if item.id not in after.item_by_id or after.item_by_id[item.id].visibility is not item.visibility:
            recheck_session(item.id)
    db.session.commit()
    return release


def newest_release(conference_id: int) -> Release | None:
    """Return the row of the newest release, or None before the first."""
    return db.session.scalar(
        select(Release).where(Release.conference_id == conference_id).order_by(Release.number.desc()).limit(1)
    )


def _lock(conference_id: int) -> None:
    """Let one release of a conference be made at a time, on both databases: a write that changes nothing."""
    db.session.execute(
        update(Conference).where(Conference.id == conference_id).values(change_hour=Conference.change_hour)
    )
