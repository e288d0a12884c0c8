"""What is live at the exhibition: the snapshots of its topics."""

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from conference.exhibition.actions import team_ids
from conference.exhibition.models import Booth
from conference.exhibition.presence_actions import here, here_by_booth, marks_of, occupied
from conference.exhibition.rules import BoothState
from conference.extensions import db


def hall_state(conference_id: int) -> Mapping[str, object]:
    """Return the marks of who of the teams is where now, and how many visitors: booths with nobody are left out.

    `stamp` changes when a booth comes into the hall or leaves it.
    """
    published = select(Booth.id).where(Booth.conference_id == conference_id, Booth.state == BoothState.PUBLISHED)
    booth_ids = db.session.scalars(published.order_by(Booth.id)).all()
    busy = occupied(booth_ids)
    found = here_by_booth(team_ids(busy)) if busy else {}
    return {
        "stamp": hall_stamp(booth_ids),
        "here": {
            str(booth_id): {"team": marks_of(booth_id, there), "visitors": len(there.visitors)}
            for booth_id, there in found.items()
            if there.team or there.visitors
        },
    }


def hall_stamp(booth_ids: Iterable[int]) -> str:
    """Return a short text that is another whenever other booths are in the hall."""
    return hashlib.sha256(",".join(map(str, sorted(booth_ids))).encode()).hexdigest()[:12]


def booth_state(booth_id: int) -> Mapping[str, object]:
    """Return what everybody at a booth sees at once: the marks of who of the team is here, and how many visitors."""
    booth = db.session.get_one(Booth, booth_id)
    there = here(booth_id, team_ids([booth_id])[booth_id])
    return {"stamp": booth.version, "team": marks_of(booth_id, there), "visitors": len(there.visitors)}
