"""Opening what a booth hands out: who may, and who did, noted once for each."""

from flask_babel import gettext as _

from conference import clock
from conference.errors import NotFound
from conference.exhibition.actions import is_of_team, may_see_booth
from conference.exhibition.models import Booth, BoothMaterial, BoothOpening
from conference.exhibition.rules import MaterialKind
from conference.exhibition.visit_actions import is_visitor
from conference.extensions import db
from conference.locking import insert_once
from conference.permissions import Actor, Permission, can


def seen_material(actor: Actor, material_id: int) -> BoothMaterial:
    """Return what a booth shows to the actor: the published, and to its team and organisers the rest too.

    Raises `NotFound` for anything else.
    """
    row = db.session.get(BoothMaterial, material_id)
    if row is None or not may_see_booth(actor, row.booth_id):
        raise NotFound(_("There is no such material."))
    drafts = is_of_team(actor, row.booth_id) or can(actor, Permission.EXHIBITION_MANAGE)
    if row.published_at is None and not drafts:
        raise NotFound(_("There is no such material."))
    return row


def open_material(actor: Actor, material_id: int, *, noted: bool = True) -> BoothMaterial:
    """Return a document or link that somebody opens, and note it (`noted`) once of each visitor. Raises `NotFound`."""
    row = seen_material(actor, material_id)
    if row.kind is MaterialKind.PICTURE:
        raise NotFound(_("There is no such material."))
    key = {"material_id": material_id, "participant_id": actor.participant_id}
    if not noted:
        return row
    if is_visitor(actor, db.session.get_one(Booth, row.booth_id)) and db.session.get(BoothOpening, key) is None:
        insert_once(BoothOpening, **key, first_at=clock.now())
        db.session.commit()
    return row
