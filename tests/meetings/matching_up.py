"""A matchmaking made by rows: people who take part, their wishes, a draft."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from conference.extensions import db
from conference.meetings.matchmaking_models import (
    Matchmaking,
    MatchmakingDraft,
    MatchmakingDraftSeat,
    MatchmakingPerson,
    MatchmakingWindow,
    MatchmakingWish,
)
from conference.meetings.matchmaking_rules import MatchmakingState, Part
from conference.meetings.models import Meeting, MeetingSlot
from conference.meetings.rules import MeetingState
from conference.people.models import Participant
from tests import factories as make
from tests.meetings.making import Day


def matchmaking(of: Day, state: MatchmakingState = MatchmakingState.COLLECTING, **overrides: Any) -> Matchmaking:
    """Make a matchmaking over the window of a day in which all its people take part."""
    row = Matchmaking(conference_id=of.house.id, title="Matchmaking day", state=state, **overrides)
    row.windows = [MatchmakingWindow(window_id=of.slots[0].window_id)]
    make.kept(row)
    db.session.add_all(
        MatchmakingPerson(matchmaking_id=row.id, participant_id=person.id, part=Part.IN) for person in of.people
    )
    db.session.commit()
    return row


def wishes(row: Matchmaking, by: Participant, *about: Participant) -> None:
    """Make somebody's wishes, the most wished first."""
    db.session.add_all(
        MatchmakingWish(matchmaking_id=row.id, by_id=by.id, about_id=other.id, rank=rank)
        for rank, other in enumerate(about, start=1)
    )
    db.session.commit()


def drafted(row: Matchmaking, slot: MeetingSlot, *people: Participant) -> MatchmakingDraft:
    """Make a meeting of the draft."""
    return make.kept(
        MatchmakingDraft(
            matchmaking_id=row.id, slot_id=slot.id,
            seats=[
                MatchmakingDraftSeat(participant_id=one.id, matchmaking_id=row.id, slot_id=slot.id) for one in people
            ],
        )
    )  # fmt: skip


def published_meetings(matchmaking_id: int) -> Sequence[Meeting]:
    """Return the meetings that were published and are booked, first to last."""
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.matchmaking_id == matchmaking_id, Meeting.state == MeetingState.BOOKED)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
