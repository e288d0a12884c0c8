"""Socket door of choosing a table."""

from typing import Any

from conference.cafe.choose_actions import choose_table
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission


@message("cafe.choose", Permission.CAFE_JOIN)
def choose(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Choose {"table"} of {"cafe"} for the next round; 0: wherever there is room. The last choice counts."""
    key_in(payload)
    table = None if payload.get("table") == 0 else id_in(payload, "table")
    choose_table(actor, id_in(payload, "cafe"), table)
    return {}
