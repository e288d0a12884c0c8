"""What tests of a booth's editor write and send."""

import io
from dataclasses import replace

from PIL import Image
from sqlalchemy import select

from conference import uploads
from conference.exhibition.content import BoothContent
from conference.exhibition.edit_actions import draft_content, save_draft
from conference.exhibition.edit_state_actions import publish
from conference.exhibition.models import Booth, BoothMaterial
from conference.extensions import db
from conference.people.models import Participant
from tests import factories as make

MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 64
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(colour: str = "red", kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> io.BytesIO:
    """Return a picture as a file."""
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind)
    content.seek(0)
    return content


def booth_now(booth_id: int) -> Booth:
    """Return a booth as the database has it."""
    db.session.expire_all()
    return db.session.get_one(Booth, booth_id)


def write(person: Participant, booth: Booth, **values: object) -> BoothContent:
    """Write some fields of a booth's draft, and return the whole of it."""
    before = draft_content(booth_now(booth.id))
    save_draft(make.actor(person), booth.id, replace(before, **values), before.fingerprint)  # type: ignore[arg-type]
    return draft_content(booth_now(booth.id))


def publish_now(person: Participant, booth: Booth) -> Booth:
    """Publish a booth's draft as it is."""
    seen = draft_content(booth_now(booth.id)).whole_fingerprint
    publish(make.actor(person), booth.id, seen)
    return booth_now(booth.id)


def materials_of(booth: Booth) -> list[BoothMaterial]:
    """Return a booth's materials in their order."""
    rows = select(BoothMaterial).where(BoothMaterial.booth_id == booth.id).order_by(BoothMaterial.order)
    return list(db.session.scalars(rows))


def is_kept(name: str | None) -> bool:
    """Tell whether an upload's file is there."""
    return name is not None and uploads.path_of(name).is_file()
