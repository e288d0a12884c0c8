"""HTTP door of people's photos: shown to those who may see the person."""

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import select

from conference import uploads
from conference.errors import NotFound
from conference.extensions import db
from conference.people.blueprint import blueprint
from conference.people.identity import current_actor, open_to_all
from conference.people.models import Participant
from conference.people.sight_actions import may_see_photo


@blueprint.route("/<slug>/people/<int:participant_id>/photo")
@open_to_all
def photo(participant_id: int) -> Response:
    """Send a photo; for those who may not see the person it is not there."""
    actor = current_actor()
    person = db.session.scalar(
        select(Participant).where(Participant.conference_id == actor.conference_id, Participant.id == participant_id)
    )
    if person is None or not person.photo or not may_see_photo(actor, person):
        raise NotFound(_("There is no such photo."))
    response = uploads.send(person.photo)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
