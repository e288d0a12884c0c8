"""What a team writes: the draft is read, written and given files here, and nowhere else.

Nobody but the team and the organisers reads it. A file that neither the draft nor what is published shows is removed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from flask_babel import gettext as _
from sqlalchemy import update

from conference import realtime, uploads
from conference.agenda.materials import is_web_address
from conference.errors import InvalidFields, NotFound, Refused, Stale
from conference.exhibition.actions import DESK, seen_booth, settings_of, team_booth
from conference.exhibition.content import LENGTHS, BoothContent, changed_parts, content_from_json, video_at
from conference.exhibition.edit_words import differences
from conference.exhibition.models import Booth
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.locking import locked
from conference.people.countries import country_codes
from conference.people.rules import TagSide
from conference.people.tag_actions import tags_of
from conference.permissions import Actor, Permission, can

EDITABLE = frozenset({BoothState.DRAFT, BoothState.PUBLISHED, BoothState.WITHDRAWN})
LOGO_SIDE, BANNER_SIDE = 640, 1920


@dataclass(frozen=True, slots=True)
class Standing:
    """How what a team wrote stands to what visitors see: which fields differ, and how many materials are new."""

    changes: Sequence[str]
    new_materials: int

    @property
    def number(self) -> int:
        """How many changes visitors do not see yet."""
        return len(self.changes) + self.new_materials


def edited_booth(actor: Actor, booth_id: int, *, lead: bool = False) -> Booth:
    """Return a booth that the actor may write: of its team (as a lead where that is needed), or an organiser.

    Raises `NotFound`, `Forbidden`, or `Refused` while it is only applied for.
    """
    if can(actor, Permission.EXHIBITION_MANAGE):
        booth = seen_booth(actor, booth_id)
    else:
        booth = team_booth(actor, booth_id, lead=lead)
    if booth.state not in EDITABLE:
        raise Refused(_("This booth can be built once the organisers have accepted it."))
    return booth


def locked_booth(actor: Actor, booth_id: int, *, lead: bool = False) -> Booth:
    """Return the same, locked until the end of the transaction, and asked about again under the lock."""
    edited_booth(actor, booth_id, lead=lead)
    if locked(Booth, booth_id) is None:
        raise NotFound(_("There is no such booth."))
    return edited_booth(actor, booth_id, lead=lead)


def published_content(booth: Booth) -> BoothContent:
    """Return what visitors see, or would see if the booth were in the hall."""
    chosen = {side: frozenset(row.tag_id for row in booth.tag_rows if row.side is side) for side in TagSide}
    plain = {key: getattr(booth, key) for key in (*LENGTHS, "logo", "banner", "video_upload")}
    return BoothContent(**plain, offers=chosen[TagSide.OFFERS], seeks=chosen[TagSide.SEEKS])


def draft_content(booth: Booth) -> BoothContent:
    """Return what the team wrote last: the draft where there is one, else what is published."""
    if booth.draft is None:
        return published_content(booth)
    return content_from_json(booth.draft, {tag.id for tag in tags_of(booth.conference_id)})


def standing_of(booth: Booth) -> Standing:
    """Return what visitors do not see yet of a booth; all of it where it was never in the hall."""
    before = BoothContent() if booth.published_at is None else published_content(booth)
    new = sum(row.published_at is None for row in booth.materials)
    return Standing(changed_parts(before, draft_content(booth)), new)


def save_draft(actor: Actor, booth_id: int, content: BoothContent, seen: str) -> None:
    """Write what was typed; files stay as they are. `seen` is the fingerprint of what the writer began from.

    Raises `Stale` with both versions where somebody of the team was faster, and `InvalidFields`.
    """
    booth = locked_booth(actor, booth_id)
    stored = draft_content(booth)
    if stored.fingerprint not in {seen, content.fingerprint}:
        names = {tag.id: tag.name for tag in tags_of(booth.conference_id)}
        message = _("Somebody of the team saved this booth while you were writing. Nothing of yours was saved yet.")
        raise Stale(message, differences(content, stored, names))
    refuse_wrong(content, booth)
    _write(booth, stored.with_written(content))
    db.session.commit()


def set_picture(actor: Actor, booth_id: int, which: str, data: BinaryIO) -> None:
    """Give the draft a logo or a banner, made anew from what was sent. Raises `Refused` for what is no image."""
    edited_booth(actor, booth_id)
    side = LOGO_SIDE if which == "logo" else BANNER_SIDE
    # Before the lock: making a picture takes long, and nobody is to wait for it.
    try:
        name = uploads.keep_image(data, longest_side=side)
    except Refused as error:
        raise Refused(error.message, field=which) from error
    _set_file(actor, booth_id, which, name)


def set_video(actor: Actor, booth_id: int, data: BinaryIO, file_name: str) -> None:
    """Give the draft a video from an MP4 file, in place of one at an address. Raises `Refused` for anything else."""
    edited_booth(actor, booth_id)
    if not file_name.lower().endswith(".mp4"):
        raise Refused(_("Please choose an MP4 file."), field="video_upload")
    try:
        kept = uploads.keep_document(data, file_name)
    except Refused as error:
        raise Refused(error.message, field="video_upload") from error
    _set_file(actor, booth_id, "video_upload", kept.name)


def remove_file(actor: Actor, booth_id: int, which: str) -> None:
    """Take logo, banner or video out of the draft; what is published keeps it until the draft takes its place."""
    booth = locked_booth(actor, booth_id)
    _write(booth, draft_content(booth).with_file(which, None))
    db.session.commit()


@contextmanager
def letting_go_of_files(booth: Booth) -> Iterator[None]:
    """Remove, after the commit, the files that a booth showed before and shows in no way afterwards."""
    before = published_content(booth).files | draft_content(booth).files
    yield
    for name in before - published_content(booth).files - draft_content(booth).files:
        uploads.remove(name)


def refuse_wrong(content: BoothContent, booth: Booth) -> None:
    """Raise `InvalidFields` where something written cannot be kept."""
    wrong = {key: _("Please write less.") for key, most in LENGTHS.items() if len(getattr(content, key)) > most}
    if not content.name.strip():
        wrong["name"] = _("Please fill this in.")
    if content.country and content.country not in country_codes():
        wrong["country"] = _("Please choose a country.")
    if content.website and not is_web_address(content.website):
        wrong["website"] = _("Please give a whole address that begins with https:// or http://.")
    if content.video_url and video_at(content.video_url, settings_of(booth.conference_id).video_hosts) is None:
        wrong["video_url"] = _("Videos from this address cannot be shown here. See below which can.")
    elif content.video_url and draft_content(booth).video_upload:
        wrong["video_url"] = _("There is a video from a file. Remove it first, or leave this empty.")
    known = {tag.id for tag in tags_of(booth.conference_id)}
    for side in ("offers", "seeks"):
        if not getattr(content, side) <= known:
            wrong[side] = _("One of the tags was removed meanwhile. Please look at your choice again.")
    if wrong:
        raise InvalidFields(_("Something is not right yet. Nothing was saved."), wrong)


def _set_file(actor: Actor, booth_id: int, which: str, name: str) -> None:
    try:
        booth = locked_booth(actor, booth_id)
        content = draft_content(booth).with_file(which, name)
        if which == "video_upload":
            content = content.without_video_address()
        _write(booth, content)
        db.session.commit()
    except Exception:
        uploads.path_of(name).unlink(missing_ok=True)
        raise


def keep_draft(booth: Booth, content: BoothContent | None) -> None:
    """Write a draft, or (None) that there is none, under the booth's lock; the caller commits.

    The row's version stays as it is: visitors' pages follow it, and a draft is news to nobody but the team.
    """
    values: dict[str, Any] = {"draft": None if content is None else content.to_json()}
    if content is not None and booth.published_at is None:
        # What organisers read in their lists; visitors see nothing of it before it is published.
        values |= {"name": content.name, "tagline": content.tagline, "country": content.country}
    with letting_go_of_files(booth):
        write = update(Booth).where(Booth.id == booth.id).values(**values)
        db.session.execute(write.execution_options(synchronize_session=False))
        db.session.expire(booth, list(values))
    realtime.changed(DESK, booth.id)


def _write(booth: Booth, content: BoothContent) -> None:
    is_same = booth.published_at is not None and content == published_content(booth)
    keep_draft(booth, None if is_same else content)
