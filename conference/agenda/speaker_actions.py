"""Shared read of a speaker's own words."""

from sqlalchemy import select

from conference.extensions import db
from conference.people.models import Participant


def speaker_about(conference_id: int, participant_id: int) -> str:
    """Return what a participant says about themselves, in Markdown; empty for nobody."""
    about: str | None = db.session.scalar(
        select(Participant.about).where(
            Participant.id == participant_id,
            Participant.conference_id == conference_id,
            Participant.erased_at.is_(None),
        )
    )
    return about or ""
