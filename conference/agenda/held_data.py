"""What the agenda holds about a person: stars, sessions, invitations, absences; and what of it is erased with them."""

from collections.abc import Mapping

from sqlalchemy import delete, select

from conference.agenda.models import AgendaItem, ItemInvitee, ItemPerson, Material, Star, Unavailability
from conference.extensions import db
from conference.people.held_data import as_data, contributor, eraser, row_as_data
from conference.people.models import Participant


@contributor
def agenda_data(person: Participant) -> Mapping[str, object]:
    """Return everything of the agenda that names the person."""
    stars = db.session.execute(
        select(AgendaItem.title, Star.starred_at)
        .join(Star)
        .where(Star.participant_id == person.id)
        .order_by(AgendaItem.id)
    )
    parts = db.session.execute(
        select(AgendaItem.title, ItemPerson.role)
        .join(ItemPerson)
        .where(ItemPerson.participant_id == person.id)
        .order_by(ItemPerson.id)
    )
    invitations = db.session.execute(
        select(AgendaItem.title, ItemInvitee.invited_at)
        .join(ItemInvitee)
        .where(ItemInvitee.participant_id == person.id)
        .order_by(AgendaItem.id)
    )
    absences = db.session.scalars(select(Unavailability).where(Unavailability.participant_id == person.id))
    materials = db.session.scalars(select(Material).where(Material.added_by_id == person.id).order_by(Material.id))
    return {
        "calendar_feed_made": person.feed_token is not None,
        "stars": [{"session": title, "at": as_data(at)} for title, at in stars],
        "sessions": [{"session": title, "role": role.value} for title, role in parts],
        "invitations": [{"session": title, "at": as_data(at)} for title, at in invitations],
        "unavailabilities": [row_as_data(row, "participant_id") for row in absences],
        "materials": [row_as_data(row, "added_by_id", "upload") for row in materials],
    }


@eraser
def erase_from_agenda(person: Participant) -> None:
    """Forget invitations and absences; stars and parts in sessions stay with the nameless row, for they count."""
    db.session.execute(delete(ItemInvitee).where(ItemInvitee.participant_id == person.id))
    db.session.execute(delete(Unavailability).where(Unavailability.participant_id == person.id))
