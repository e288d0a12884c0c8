"""What meetings hold about a person, and what is erased of it: others' meetings stay, without the name."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from conference.extensions import db
from conference.meetings.end_actions import end_all_of
from conference.meetings.matchmaking_models import MatchmakingPerson, MatchmakingRun, MatchmakingWish
from conference.meetings.models import (
    Meeting,
    MeetingChange,
    MeetingDismissal,
    MeetingPerson,
    MeetingPreference,
)
from conference.meetings.rules import Answer
from conference.people.held_data import contributor, eraser, row_as_data
from conference.people.models import Participant

_LINKS = ("asked_by_id", "proposed_by_id", "key", "slot_id", "place_id", "matchmaking_id")
_THEIRS = ("starts_at", "ends_at", "booked_at", "ended_at", "reason", "notes", "notes_version", "sequence", "proposal")


@contributor
def meetings_data(person: Participant) -> Mapping[str, object]:
    """Return the person's meetings with what they said in them, their choices, and whom they wished to meet."""
    me = person.id
    return {
        "meetings": _meetings(me),
        "meeting_answers": _whole(
            select(MeetingPerson).where(MeetingPerson.participant_id == me).order_by(MeetingPerson.meeting_id),
            "participant_id",
        ),
        "meeting_changes": _whole(
            select(MeetingChange).where(MeetingChange.by_id == me).order_by(MeetingChange.id), "by_id"
        ),
        "meeting_preferences": _whole(
            select(MeetingPreference).where(MeetingPreference.participant_id == me), "participant_id"
        ),
        "meetings_not_interested": len(
            db.session.scalars(select(MeetingDismissal.at).where(MeetingDismissal.participant_id == me)).all()
        ),
    }  # fmt: skip


@contributor
def matchmaking_data(person: Participant) -> Mapping[str, object]:
    """Return the matchmakings that the person takes part in, and their wishes."""
    me = person.id
    return {
        "matchmakings": _whole(
            select(MatchmakingPerson).where(MatchmakingPerson.participant_id == me), "participant_id"
        ),
        "matchmaking_wishes": _whole(
            select(MatchmakingWish).where(MatchmakingWish.by_id == me).order_by(MatchmakingWish.rank), "by_id"
        ),
        "matchmaking_runs": _whole(
            select(MatchmakingRun).where(MatchmakingRun.asked_by_id == me).order_by(MatchmakingRun.id), "asked_by_id"
        ),
    }


def _meetings(me: int) -> list[dict[str, object]]:
    """Return somebody's meetings; of what they left or declined, nothing that the others wrote and agreed since."""
    gone = set(
        db.session.scalars(
            select(MeetingPerson.meeting_id).where(
                MeetingPerson.participant_id == me, MeetingPerson.answer.in_((Answer.DECLINED, Answer.LEFT))
            )
        )
    )
    mine = select(MeetingPerson.meeting_id).where(MeetingPerson.participant_id == me)
    rows = db.session.scalars(select(Meeting).where(Meeting.id.in_(mine)).order_by(Meeting.id))
    return [row_as_data(row, *_LINKS, *(_THEIRS if row.id in gone else ())) for row in rows]


def _whole(query: Select[Any], *without: str) -> list[dict[str, object]]:
    rows: Sequence[Any] = db.session.scalars(query).all()
    return [row_as_data(row, *without) for row in rows]


@eraser
def erase_from_meetings(person: Participant) -> None:
    """End their meetings, and forget what they chose, wished and wrote; that there was a meeting stays, nameless."""
    end_all_of(person.id)
    me = person.id
    db.session.execute(delete(MatchmakingWish).where(or_(MatchmakingWish.by_id == me, MatchmakingWish.about_id == me)))
    db.session.execute(delete(MatchmakingPerson).where(MatchmakingPerson.participant_id == me))
    db.session.execute(delete(MeetingPreference).where(MeetingPreference.participant_id == me))
    either = or_(MeetingDismissal.participant_id == me, MeetingDismissal.dismissed_id == me)
    db.session.execute(delete(MeetingDismissal).where(either))
    db.session.execute(
        update(MeetingPerson)
        .where(MeetingPerson.participant_id == me)
        .values(shares_contact=False, rating=None, next_step="")
    )
    # A reason is kept with the meeting as well as in its story.
    said = select(MeetingChange.id).where(
        MeetingChange.meeting_id == Meeting.id, MeetingChange.by_id == me, MeetingChange.word == Meeting.reason
    )
    forget = update(Meeting).where(Meeting.reason != "", said.exists()).values(reason="")
    db.session.execute(forget.execution_options(synchronize_session="fetch"))
    db.session.execute(update(MeetingChange).where(MeetingChange.by_id == me).values(word=""))
    db.session.execute(update(Meeting).where(Meeting.asked_by_id == me).values(message=""))
