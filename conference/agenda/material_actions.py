"""Materials of sessions: who may add them, what is seen of them, and every change to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, uploads
from conference.agenda.actions import released_agenda, visible_items
from conference.agenda.content import ItemContent
from conference.agenda.materials import (
    Lack,
    Publication,
    Source,
    is_published,
    lack_of,
    publication_of,
    reordered,
    stored_publication,
)
from conference.agenda.models import AgendaItem, Material
from conference.agenda.rules import MaterialKind
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor, Permission, can

MOST_MATERIALS = 50


@dataclass(frozen=True, slots=True)
class MaterialContent:
    """What somebody says a material is. A new file takes the place of the old one, or of the address."""

    kind: MaterialKind
    title: str
    publication: Publication
    url: str = ""
    file: BinaryIO | None = None
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class MaterialShown:
    """A material as a page shows it."""

    row: Material
    publication: Publication
    is_published: bool


def may_edit_materials(actor: Actor, item: ItemContent | None) -> bool:
    """Tell whether an actor may add to a session: organisers, and who appears in it."""
    if can(actor, Permission.AGENDA_EDIT):
        return True
    return item is not None and actor.is_confirmed and actor.participant_id in item.participant_ids


def materials_of(actor: Actor, item: ItemContent) -> list[MaterialShown]:
    """Return the materials of an item that the actor may see, in order; its editors see the unpublished too.

    The caller has the item from `visible_items`.
    """
    rows = db.session.scalars(select(Material).where(Material.item_id == item.id).order_by(Material.order, Material.id))
    all_of_them = may_edit_materials(actor, item)
    shown = [_shown(row, item.ends_at) for row in rows]
    return [material for material in shown if all_of_them or material.is_published]


def readable_material(actor: Actor, material_id: int) -> Material:
    """Return a material that the actor may open now. Raises `NotFound` for any other."""
    row = _material(actor, material_id)
    item = _visible_item(actor, row.item_id)
    if may_edit_materials(actor, item):
        return row
    if item is None or not _shown(row, item.ends_at).is_published:
        raise NotFound(_("There is no such material."))
    return row


def editable_item(actor: Actor, item_id: int) -> AgendaItem:
    """Return the session whose materials the actor may change.

    Raises `NotFound` for one they may not know of, `Forbidden` where they do not appear in it.
    """
    row = db.session.scalar(
        select(AgendaItem).where(AgendaItem.id == item_id, AgendaItem.conference_id == actor.conference_id)
    )
    item = _visible_item(actor, item_id)
    if row is None or (item is None and not can(actor, Permission.AGENDA_EDIT)):
        raise NotFound(_("There is no such session."))
    if not may_edit_materials(actor, item):
        raise Forbidden(_("Materials are added by the people of the session and by the organisers."))
    return row


def editable_material(actor: Actor, material_id: int) -> tuple[AgendaItem, MaterialShown]:
    """Return a material that the actor may change, with its session; raises as `editable_item` does."""
    row = _material(actor, material_id)
    item = editable_item(actor, row.item_id)
    return item, _shown(row, None)


def all_materials(actor: Actor, item_id: int) -> tuple[AgendaItem, list[MaterialShown]]:
    """Return a session and all its materials, for who may change them; raises as `editable_item` does."""
    item = editable_item(actor, item_id)
    released = _visible_item(actor, item_id)
    ends_at = released.ends_at if released else None
    return item, [_shown(row, ends_at) for row in item.materials]


def add_material(actor: Actor, item_id: int, content: MaterialContent) -> int:
    """Add a material at the end and return its id. Raises `Refused` beside the field that is wrong."""
    item = editable_item(actor, item_id)
    if len(item.materials) >= MOST_MATERIALS:
        raise Refused(_("A session holds at most %(limit)s materials. Remove one first.", limit=MOST_MATERIALS))
    row = Material(item_id=item.id, added_by_id=actor.participant_id, order=len(item.materials))
    if item.materials:
        row.order = max(material.order for material in item.materials) + 1
    _write(row, content)
    db.session.add(row)
    db.session.commit()
    return row.id


def edit_material(actor: Actor, material_id: int, content: MaterialContent) -> None:
    """Change a material; a file that is replaced is removed."""
    _item, shown = editable_material(actor, material_id)
    _write(shown.row, content)
    db.session.commit()


def remove_material(actor: Actor, material_id: int) -> int:
    """Remove a material with its file, and return the session's id."""
    item, shown = editable_material(actor, material_id)
    uploads.remove(shown.row.upload)
    db.session.delete(shown.row)
    db.session.commit()
    return item.id


def move_material(actor: Actor, material_id: int, step: int) -> int:
    """Move a material up (negative) or down among its session's, and return the session's id."""
    item, _shown_row = editable_material(actor, material_id)
    by_id = {row.id: row for row in item.materials}
    for order, key in enumerate(reordered(list(by_id), material_id, step)):
        by_id[key].order = order
    db.session.commit()
    return item.id


def _write(row: Material, content: MaterialContent) -> None:
    keeps_file = content.file is None and bool(row.upload) and not content.url
    _refuse_lack(lack_of(content.kind, Source(content.url, content.file is not None or keeps_file)))
    if content.file is not None:
        try:
            kept = uploads.keep_document(content.file, content.file_name)
        except Refused as refusal:
            raise Refused(refusal.message, field="file") from refusal
        uploads.remove(row.upload)
        row.upload, row.file_name = kept.name, kept.file_name
        row.media_type, row.size = kept.media_type, kept.size
    elif not keeps_file:
        uploads.remove(row.upload)
        row.upload, row.file_name, row.media_type, row.size = None, "", "", 0
    row.kind, row.title, row.url = content.kind, content.title, content.url
    row.published_at, row.after_session = stored_publication(content.publication, row.published_at, clock.now())


def _refuse_lack(lack: Lack | None) -> None:
    if lack is None:
        return
    field, message = {
        Lack.ADDRESS: ("url", _("A link needs an address, and no file.")),
        Lack.FILE: ("file", _("Please choose the file; leave the address empty.")),
        Lack.EITHER: ("url", _("Please give an address or choose a file.")),
        Lack.ONE_ONLY: ("url", _("Please give an address or a file, not both.")),
        Lack.SOUND_ADDRESS: ("url", _("Please give a whole address that begins with https:// or http://.")),
    }[lack]
    raise Refused(message, field=field)


def _shown(row: Material, ends_at: datetime | None) -> MaterialShown:
    published = is_published(row.published_at, row.after_session, ends_at, clock.now())
    return MaterialShown(row, publication_of(row.published_at, row.after_session), published)


def _material(actor: Actor, material_id: int) -> Material:
    row = db.session.scalar(
        select(Material)
        .join(AgendaItem, AgendaItem.id == Material.item_id)
        .where(Material.id == material_id, AgendaItem.conference_id == actor.conference_id)
    )
    if row is None:
        raise NotFound(_("There is no such material."))
    return row


def _visible_item(actor: Actor, item_id: int) -> ItemContent | None:
    agenda = released_agenda(actor.conference_id)
    return visible_items(agenda, actor).item_by_id.get(item_id) if agenda else None
