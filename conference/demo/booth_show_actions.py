"""Furnishes the booth of the demo's exhibitor, so that each part of a booth can be seen: text, pictures, a document."""

from typing import BinaryIO

from conference import clock, uploads
from conference.demo import drawings
from conference.exhibition.models import Booth, BoothMaterial
from conference.exhibition.rules import MaterialKind

ABOUT = """\
This booth is here to try things out. Write in the chat, ask a question, leave your card or book a meeting; press \
**Talk now** when somebody of the team is here.

To see it from the other side, sign in as *Demo exhibitor* in another browser: the desk shows who is at the booth, \
and rings when somebody wants to talk.

- The pictures and the document are drawn by the demo.
- No exhibitor of 2020 stands here."""
OFFERS = "Everything that a booth can do, in one place."
SEEKS = "Visitors who press every button."
DOCUMENT = (
    "A document of the demo",
    "It stands where an exhibitor has a leaflet or slides.",
    "Documents are saved by the browser and never run in it.",
    "The team reads how many people opened it, and nobody's name.",
)


def furnish_booth(booth: Booth) -> None:
    """Write a booth's text, and give it a logo, a banner, two pictures and a document. Does not flush."""
    booth.about, booth.offers_text, booth.seeks_text = ABOUT, OFFERS, SEEKS
    booth.logo = uploads.keep_image(drawings.logo(), longest_side=400)
    booth.banner = uploads.keep_image(drawings.banner(), longest_side=1600)
    kept = uploads.keep_document(drawings.document(DOCUMENT), "demo-booth.pdf")
    booth.materials = [
        BoothMaterial(
            kind=MaterialKind.DOCUMENT, title=DOCUMENT[0], upload=kept.name, file_name=kept.file_name,
            media_type=kept.media_type, size=kept.size,
        ),
        _picture("Three rings that overlap, drawn by the demo", drawings.chain()),
        _picture("Rings around one point, drawn by the demo", drawings.ripples()),
    ]  # fmt: skip
    for order, material in enumerate(booth.materials):
        material.order, material.published_at = order, clock.now()


def _picture(title: str, drawn: BinaryIO) -> BoothMaterial:
    upload = uploads.keep_image(drawn, longest_side=1200)
    size = uploads.path_of(upload).stat().st_size
    return BoothMaterial(kind=MaterialKind.PICTURE, title=title, upload=upload, media_type="image/webp", size=size)
