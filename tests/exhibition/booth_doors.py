"""A door for a server that a test starts: a booth of a demo role with pictures, a document and a video."""

from io import BytesIO

from PIL import Image
from sqlalchemy import select

from conference import uploads
from conference.demo.people import persona_email
from conference.exhibition.blueprint import blueprint
from conference.exhibition.models import ExhibitionSettings
from conference.exhibition.rules import MaterialKind
from conference.extensions import db
from conference.people.identity import current_conference, open_to_all
from conference.people.models import Account, Participant
from conference.permissions import Role
from tests.exhibition import making


@blueprint.get("/<slug>/test-booth")
@open_to_all
def test_booth() -> dict[str, int]:
    """Open the exhibition, with stamps; make a booth whose lead is the exhibitor, and answer with its id."""
    house = current_conference()
    lead = db.session.scalars(
        select(Participant)
        .join(Account, Account.id == Participant.account_id)
        .where(Participant.conference_id == house.id, Account.email == persona_email(Role.EXHIBITOR))
    ).one()
    settings = db.session.get(ExhibitionSettings, house.id) or making.settings(house)
    settings.is_open = settings.has_stamps = True
    booth = making.booth(house, lead, name="A booth to look at", about="What it is about.")
    # A host that nobody here answers for: whatever is asked of it is seen by the test.
    booth.video_url = "https://player.vimeo.com/video/1"
    for colour in ("teal", "purple", "navy"):
        upload = uploads.keep_image(_picture(colour), longest_side=800)
        making.link(booth, kind=MaterialKind.PICTURE, url="", upload=upload, title=f"Picture in {colour}")
    making.link(booth)
    db.session.commit()
    return {"booth": booth.id}


def _picture(colour: str) -> BytesIO:
    data = BytesIO()
    Image.new("RGB", (400, 300), colour).save(data, "PNG")
    data.seek(0)
    return data
