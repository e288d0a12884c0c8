"""Makes pitches of the contributions that the paper counts as such, and lets demo attendees be interested in some."""

import tomllib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from conference import clock
from conference.agenda.actions import item_content
from conference.agenda.models import AgendaItem, ItemContribution, ItemPerson
from conference.agenda.rules import RoleInItem
from conference.conferences.models import Conference
from conference.config import resource_folder
from conference.extensions import db
from conference.people.models import Participant
from conference.pitches.models import Pitch, PitchInterest

WORDS = ("I would like to hear more.", "We work on something alike and could join.", "", "")
# So many of the demo attendees each press in turn, further along for each pitch.
PRESSED = 5


def add_pitches(house: Conference) -> list[Pitch]:
    """Make pitches of a conference's contributions by their titles. Raises `KeyError` for one that is none."""
    seed = tomllib.loads((resource_folder("seeds") / "ecc2020_pitches.toml").read_text(encoding="utf-8"))
    found = _contributions(house)
    pitches = []
    for facts in seed["pitches"]:
        item_id, guid = found[facts["title"]]
        values: dict[str, Any] = {name: facts.get(name, "") for name in ("organisation", "country")}
        pitches.append(Pitch(conference_id=house.id, item_id=item_id, contribution_guid=UUID(guid), **values))
    db.session.add_all(pitches)
    db.session.flush()
    return pitches


def _contributions(house: Conference) -> dict[str, tuple[int, str]]:
    """Return the contributions of the sessions for pitches by title."""
    items = db.session.scalars(
        select(AgendaItem).where(AgendaItem.conference_id == house.id, AgendaItem.kind == "pitches")
    )
    return {part.title: (item.id, part.guid) for item in items for part in item_content(item).contributions}


def add_live_pitches(house: Conference, attendees: Sequence[Participant], speaker: Participant) -> None:
    """Make the pitches, let demo attendees be interested in each, and the demo's speaker pitch the first. Flushes."""
    there = [person for person in attendees if person.roles_in_force]
    pitches = add_pitches(house)
    _let_pitch(pitches[0], speaker)
    for number, pitch in enumerate(pitches):
        for turn in range(PRESSED):
            person = there[(number * 11 + turn * 7) % len(there)]
            db.session.add(
                PitchInterest(
                    pitch_id=pitch.id, participant_id=person.id, word=WORDS[(number + turn) % len(WORDS)],
                    shares_email=turn % 2 == 0, at=clock.now() - timedelta(minutes=turn * 3 + 1),
                )
            )  # fmt: skip
    db.session.flush()


def _let_pitch(pitch: Pitch, speaker: Participant) -> None:
    """Let the demo's speaker appear in a pitch, after who gave it, so that a pitcher's page can be tried."""
    part = db.session.scalars(select(ItemContribution).where(ItemContribution.guid == pitch.contribution_guid)).one()
    db.session.add(
        ItemPerson(
            item_id=pitch.item_id, contribution_id=part.id, participant_id=speaker.id, role=RoleInItem.SPEAKER, order=99
        )
    )  # fmt: skip
