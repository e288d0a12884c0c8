"""What the harvest of cafés holds about a person: cards, dots, notes; and what is erased with them."""

from collections.abc import Mapping

from sqlalchemy import select, update

from conference.cafe import held_data as _held_data  # noqa: F401 - what it erases comes first
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading, RecommendationNote
from conference.extensions import db
from conference.people.held_data import as_data, contributor, eraser, row_as_data
from conference.people.models import Participant


@contributor
def harvest_data(person: Participant) -> Mapping[str, object]:
    """Return the cards that the person wrote or edited, the headings with a dot of theirs, and the notes they wrote."""
    written = db.session.scalars(select(CafeCard).where(CafeCard.author_id == person.id).order_by(CafeCard.id))
    edited = db.session.scalars(
        select(CafeCard.text)
        .where(CafeCard.edited_by_id == person.id, CafeCard.author_id.is_distinct_from(person.id))
        .order_by(CafeCard.id)
    )
    dots = db.session.execute(
        select(CafeHeading.text, CafeDot.at)
        .join(CafeDot, CafeDot.heading_id == CafeHeading.id)
        .where(CafeDot.participant_id == person.id)
        .order_by(CafeDot.at, CafeDot.heading_id)
    )
    notes = db.session.scalars(
        select(RecommendationNote).where(RecommendationNote.by_id == person.id).order_by(RecommendationNote.id)
    )
    return {
        "cafe_cards": [row_as_data(row, "author_id", "edited_by_id", "key") for row in written],
        "cafe_cards_edited": list(edited),
        "cafe_dots": [{"heading": text, "at": as_data(at)} for text, at in dots],
        "recommendation_notes": [row_as_data(row, "by_id") for row in notes],
    }


@eraser
def erase_from_harvest(person: Participant) -> None:
    """Loosen cards and notes from the person: they stay, without a name. Dots stay counted, with the nameless row.

    The tables are written before (`held_data`), as in all that is done with cards: two who each wait for what the other
    holds would wait for ever.
    """
    for column in (CafeCard.author_id, CafeCard.edited_by_id, RecommendationNote.by_id):
        db.session.execute(update(column.class_).where(column == person.id).values({column.key: None}))
