"""Socket door of a visit: the page of a booth says that it is still open."""

from typing import Any

from conference.exhibition.visit_actions import stay
from conference.people.message_identity import Payload, id_in, message, text_in
from conference.permissions import Actor, Permission


@message("exhibition.stay", Permission.EXHIBITION_VISIT)
def still_there(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Say that one is at {"booth"} still; a page that was drawn ahead says by {"drawn"} for whom."""
    stay(actor, id_in(payload, "booth"), text_in(payload, "drawn") if "drawn" in payload else "")
    return {}
