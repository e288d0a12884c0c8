"""A booth as visitors would see it if the draft were published now, for its team and the organisers."""

from dataclasses import replace

from sqlalchemy import inspect

from conference.exhibition.booth_actions import BoothPage, booth_page
from conference.exhibition.content import BoothContent
from conference.exhibition.edit_actions import draft_content, edited_booth
from conference.exhibition.models import Booth
from conference.exhibition.rules import MaterialKind
from conference.people.tag_actions import tags_of
from conference.permissions import Actor


def preview_page(actor: Actor, booth_id: int) -> BoothPage:
    """Return the booth's page with what the draft says and all materials; raises as `edited_booth` does."""
    booth = edited_booth(actor, booth_id)
    content = draft_content(booth)
    names = {tag.id: tag.name for tag in tags_of(booth.conference_id)}
    page = booth_page(actor, booth_id)
    materials = list(booth.materials)
    return replace(
        page,
        booth=_as_if_published(booth, content),
        offers=sorted(names[tag_id] for tag_id in content.offers),
        seeks=sorted(names[tag_id] for tag_id in content.seeks),
        documents=[one for one in materials if one.kind is MaterialKind.DOCUMENT and one.upload],
        links=[one for one in materials if one.kind is MaterialKind.LINK],
        pictures=[one for one in materials if one.kind is MaterialKind.PICTURE and one.upload],
        is_in_hall=False,
    )


def _as_if_published(booth: Booth, content: BoothContent) -> Booth:
    """Return a booth that says what the draft says. It is in no session, so that nothing writes it."""
    columns = {column.key: getattr(booth, column.key) for column in inspect(Booth).column_attrs}
    said = {key: value for key, value in content.to_json().items() if key in columns}
    shown = Booth(**columns | said)
    shown.hall = booth.hall
    return shown
