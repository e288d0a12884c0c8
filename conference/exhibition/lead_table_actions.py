"""The table of a booth's leads that a team takes with it: those who consented, with what they share."""

from collections.abc import Callable

from flask_babel import gettext as _

from conference.exhibition.lead_desk_actions import Lead, cards_for_export, zone_of
from conference.people.spreadsheet import Cell
from conference.permissions import Actor

Naming = Callable[[str], str]


def lead_table(actor: Actor, booth_id: int, country: Naming) -> list[list[Cell]]:
    """Return the consented leads of the actor's booth as rows below a head; `country` names one by its code.

    Raises `Forbidden` or `NotFound` for who is not of its team.
    """
    head: list[Cell] = [
        _("Name"), _("E-mail"), _("Position"), _("Organisation"), _("Country"), _("Message"), _("Card left"),
        _("Rating"), _("Note"), _("Next step"), _("Due on"), _("Done"),
    ]  # fmt: skip
    zone = zone_of(actor.conference_id)

    def row(lead: Lead) -> list[Cell]:
        card, kept = lead.shared.card, lead.row
        left = kept.consented_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if kept.consented_at else ""
        return [
            lead.name, lead.shared.email, card.position if card else "", card.organisation if card else "",
            country(card.country) if card and card.country else "", kept.message, left,
            kept.rating, kept.note, kept.follow_up, str(kept.follow_up_on or ""), _("yes") if kept.done_at else "",
        ]  # fmt: skip

    return [head, *(row(lead) for lead in cards_for_export(actor, booth_id))]
