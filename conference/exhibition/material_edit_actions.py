"""A booth's documents, links and pictures, as its team adds, names, orders and removes them.

What is added waits for the next publishing; what is published already changes at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from conference import realtime, uploads
from conference.agenda.materials import is_web_address, reordered
from conference.errors import NotFound, Refused
from conference.exhibition.actions import DESK, tell
from conference.exhibition.edit_actions import edited_booth, locked_booth
from conference.exhibition.models import Booth, BoothMaterial
from conference.exhibition.rules import MaterialKind
from conference.extensions import db
from conference.permissions import Actor

MOST_MATERIALS = 30
MOST_MEGABYTES = 60
PICTURE_SIDE = 1920


@dataclass(frozen=True, slots=True)
class NewMaterial:
    """What is to be added: a link has an address; a document and a picture come as files."""

    kind: MaterialKind
    title: str
    url: str = ""
    file: BinaryIO | None = None
    file_name: str = ""


def materials_to_edit(actor: Actor, booth_id: int) -> tuple[Booth, Sequence[BoothMaterial]]:
    """Return a booth with all its materials in order, for who may write it; raises as `edited_booth` does."""
    booth = edited_booth(actor, booth_id)
    return booth, booth.materials


def material_to_edit(actor: Actor, booth_material_id: int) -> tuple[Booth, BoothMaterial]:
    """Return one material with its booth. Raises `NotFound` for another conference's, and as `edited_booth` does."""
    row = db.session.scalar(
        select(BoothMaterial)
        .join(Booth, Booth.id == BoothMaterial.booth_id)
        .where(BoothMaterial.id == booth_material_id, Booth.conference_id == actor.conference_id)
    )
    if row is None:
        raise NotFound(_("There is no such material."))
    return edited_booth(actor, row.booth_id), row


def add_material(actor: Actor, booth_id: int, new: NewMaterial) -> None:
    """Add a material at the end. Raises `Refused` beside the field that is wrong, and where there are too many."""
    edited_booth(actor, booth_id)
    row = _kept(new)
    try:
        booth = locked_booth(actor, booth_id)
        _refuse_too_many(booth, row)
        row.added_by_id = actor.participant_id
        row.order = max((one.order for one in booth.materials), default=-1) + 1
        booth.materials.append(row)
        realtime.changed(DESK, booth.id)
        db.session.commit()
    except Exception:
        if row.upload:
            uploads.path_of(row.upload).unlink(missing_ok=True)
        raise


def rename_material(actor: Actor, booth_material_id: int, title: str, url: str) -> int:
    """Give a material another title, and a link another address; return its booth's id."""
    booth, row = _locked_material(actor, booth_material_id)
    if row.kind is MaterialKind.LINK:
        _refuse_unsound(url)
        row.url = url
    row.title = title
    _tell(booth, shown=row.published_at is not None)
    db.session.commit()
    return booth.id


def move_material(actor: Actor, booth_material_id: int, step: int) -> int:
    """Move a material up (negative) or down among its booth's, and return the booth's id."""
    booth, row = _locked_material(actor, booth_material_id)
    by_id = {one.id: one for one in booth.materials}
    for order, key in enumerate(reordered(list(by_id), row.id, step)):
        by_id[key].order = order
    _tell(booth, shown=row.published_at is not None)
    db.session.commit()
    return booth.id


def remove_material(actor: Actor, booth_material_id: int) -> int:
    """Remove a material with its file, and return its booth's id."""
    booth, row = _locked_material(actor, booth_material_id)
    was_shown = row.published_at is not None
    uploads.remove(row.upload)
    booth.materials.remove(row)
    _tell(booth, shown=was_shown)
    db.session.commit()
    return booth.id


def _locked_material(actor: Actor, booth_material_id: int) -> tuple[Booth, BoothMaterial]:
    booth = locked_booth(actor, material_to_edit(actor, booth_material_id)[0].id)
    for one in booth.materials:
        if one.id == booth_material_id:
            return booth, one
    raise NotFound(_("Somebody of the team has removed this material meanwhile."))


def _tell(booth: Booth, *, shown: bool) -> None:
    if not shown:
        realtime.changed(DESK, booth.id)
        return
    # Its version rises, so that pages of the booth that are open are drawn anew.
    flag_modified(booth, "name")
    tell(booth)


def _kept(new: NewMaterial) -> BoothMaterial:
    row = BoothMaterial(kind=new.kind, title=new.title)
    if new.kind is MaterialKind.LINK:
        if new.file is not None:
            raise Refused(_("A link needs an address, and no file."), field="file")
        _refuse_unsound(new.url)
        row.url = new.url
        return row
    if new.url:
        raise Refused(_("Leave this empty for a file, or choose “Link”."), field="url")
    if new.file is None:
        raise Refused(_("Choose a file first."), field="file")
    try:
        if new.kind is MaterialKind.PICTURE:
            row.upload = uploads.keep_image(new.file, longest_side=PICTURE_SIDE)
            row.media_type, row.size = "image/webp", uploads.path_of(row.upload).stat().st_size
        else:
            kept = uploads.keep_document(new.file, new.file_name)
            row.upload, row.file_name, row.media_type, row.size = kept.name, kept.file_name, kept.media_type, kept.size
    except Refused as error:
        raise Refused(error.message, field="file") from error
    return row


def _refuse_unsound(url: str) -> None:
    if not is_web_address(url):
        message = _("Please give a whole address that begins with https:// or http://.")
        raise Refused(message, field="url")


def _refuse_too_many(booth: Booth, new: BoothMaterial) -> None:
    if len(booth.materials) >= MOST_MATERIALS:
        raise Refused(_("A booth holds at most %(limit)s materials. Remove one first.", limit=MOST_MATERIALS))
    size = sum(row.size for row in booth.materials) + (new.size or 0)
    if size > MOST_MEGABYTES * uploads.MEGABYTE:
        message = _("All files together may have %(limit)s MB. Remove one first.", limit=MOST_MEGABYTES)
        raise Refused(message, field="file")
