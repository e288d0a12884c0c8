"""Socket door of a table: cards, the call for help, and the topics that those at the table watch."""

from typing import Any

from conference import realtime
from conference.cafe.actions import conference_of_table, may_be_at
from conference.cafe.card_actions import delete_card, edit_card, merge_cards, star_card, write_card
from conference.cafe.table_actions import call_help, people_here, table_state
from conference.people.message_identity import Payload, id_in, key_in, message
from conference.permissions import Actor, Permission


@message("cafe.write", Permission.CAFE_JOIN)
def write(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Write a card {"table", "question", "text"}."""
    card = write_card(actor, id_in(payload, "table"), id_in(payload, "question"), payload.get("text"), key_in(payload))
    return {"card": card.id}


@message("cafe.edit", Permission.CAFE_JOIN)
def edit(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Change the words of {"card"} to {"text"}, where they stand as in {"version"}; otherwise 409."""
    card = edit_card(actor, id_in(payload, "card"), payload.get("text"), id_in(payload, "version"))
    return {"card": card.id, "version": card.version}


@message("cafe.delete", Permission.CAFE_JOIN)
def delete(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Delete {"card"}, or ({"deleted": false}) bring it back."""
    return {"card": delete_card(actor, id_in(payload, "card"), deleted=payload.get("deleted") is not False).id}


@message("cafe.merge_cards", Permission.CAFE_JOIN)
def merge(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Merge {"card"} into {"into"}, or ({"into": null}) take it out again."""
    into_id = None if payload.get("into") is None else id_in(payload, "into")
    return {"card": merge_cards(actor, id_in(payload, "card"), into_id).id}


@message("cafe.star", Permission.CAFE_JOIN)
def star(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Give {"card"} a star, or ({"starred": false}) take it back."""
    return {"card": star_card(actor, id_in(payload, "card"), starred=payload.get("starred") is not False).id}


@message("cafe.help", Permission.CAFE_JOIN)
def ask_for_help(actor: Actor, payload: Payload) -> dict[str, Any]:
    """Call a facilitator to {"table"}, or ({"wanted": false}) say that it is settled."""
    call_help(actor, id_in(payload, "table"), wanted=payload.get("wanted") is not False)
    return {}


realtime.declare(realtime.Topic("cafe_table", Permission.CAFE_JOIN, table_state, conference_of_table, may_be_at))
realtime.declare(
    realtime.Topic("cafe_here", Permission.CAFE_JOIN, people_here, conference_of_table, may_be_at, pulse=True)
)
