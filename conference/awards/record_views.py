"""HTTP door of an award's record: what anybody can check, as a file."""

from werkzeug.wrappers import Response

from conference.awards.blueprint import blueprint
from conference.awards.record_actions import record_of
from conference.people.identity import current_actor, open_to_all


@blueprint.get("/<slug>/awards/<int:award_id>/record.json")
@open_to_all
def record(award_id: int) -> Response:
    """Give the record of a revealed award, byte for byte as it was hashed."""
    text = record_of(current_actor(), award_id)
    return Response(
        text,
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="award-{award_id}-record.json"'},
    )
