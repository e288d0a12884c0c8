"""What organisers decide about a matchmaking, and where it is."""

from collections.abc import Collection, Mapping, Sequence
from secrets import randbelow

from flask_babel import gettext as _
from sqlalchemy import delete, exists, select

from conference.errors import Refused, Stale
from conference.extensions import db
from conference.meetings.matchmaking_actions import (
    is_computing,
    lock_matchmaking,
    slots_of_matchmaking,
    tell_matchmaking,
)
from conference.meetings.matchmaking_models import (
    Matchmaking,
    MatchmakingDraft,
    MatchmakingPerson,
    MatchmakingWindow,
    MatchmakingWish,
)
from conference.meetings.matchmaking_rules import FIELDS, MatchmakingState, next_states
from conference.meetings.models import Meeting, MeetingPlace, MeetingWindow
from conference.permissions import Actor, Permission, require


def save_matchmaking(
    actor: Actor, matchmaking_id: int | None, values: Mapping[str, object], window_ids: Collection[int], version: int
) -> Matchmaking:
    """Change a matchmaking, or make one (`matchmaking_id` None).

    Raises `Stale` when somebody saved after the page was drawn, and `Refused` beside a field.
    """
    require(actor, Permission.MEETINGS_MANAGE)
    row = Matchmaking(conference_id=actor.conference_id, title="", seed=1 + randbelow(1_000_000))
    if matchmaking_id is not None:
        row = lock_matchmaking(actor, matchmaking_id)
        if row.version != version:
            raise Stale(_("Somebody else saved this matchmaking meanwhile. Please look at it and save again."))
        _refuse_while_computing(row)
    windows = _windows(actor, window_ids)
    if values["at_places"] and not has_places(actor.conference_id):
        raise Refused(_("There are no places yet. Add tables or rooms first, or meet by video."), field="at_places")
    for name in FIELDS:
        setattr(row, name, values[name])
    row.windows = [MatchmakingWindow(window_id=window_id) for window_id in windows]
    row.undo = None
    db.session.add(row)
    db.session.flush()
    tell_matchmaking(row.id)
    db.session.commit()
    return row


def _windows(actor: Actor, window_ids: Collection[int]) -> Sequence[int]:
    known = db.session.scalars(
        select(MeetingWindow.id)
        .where(MeetingWindow.conference_id == actor.conference_id, MeetingWindow.id.in_(window_ids))
        .order_by(MeetingWindow.id)
    ).all()
    if not known:
        raise Refused(_("Choose at least one of the meeting times."), field="windows")
    return known


def has_places(conference_id: int) -> bool:
    """Tell whether the conference has a table or a room for meetings."""
    return bool(db.session.scalar(select(exists().where(MeetingPlace.conference_id == conference_id))))


def _refuse_while_computing(row: Matchmaking) -> None:
    if is_computing(row.id):
        raise Refused(_("A timetable is being computed. Wait for it, or cancel that first."))


def has_wishes(matchmaking_id: int) -> bool:
    """Tell whether anybody wished."""
    return bool(db.session.scalar(select(exists().where(MatchmakingWish.matchmaking_id == matchmaking_id))))


def go_to(actor: Actor, matchmaking_id: int, state: MatchmakingState, version: int) -> Matchmaking:
    """Take a matchmaking to another state; `version` is the one that the button was drawn with."""
    row = lock_matchmaking(actor, matchmaking_id)
    if row.version != version:
        raise Stale(_("Somebody else changed this matchmaking meanwhile. Please look at it and press again."))
    if state not in next_states(row.state, has_wishes=has_wishes(row.id)):
        raise Refused(_("That is not possible where this matchmaking is now."))
    _refuse_while_computing(row)
    if state is MatchmakingState.COLLECTING and not slots_of_matchmaking(row):
        raise Refused(_("Its meeting times are over, or were deleted. Choose others first."))
    row.state = state
    tell_matchmaking(row.id)
    db.session.commit()
    return row


def delete_matchmaking(actor: Actor, matchmaking_id: int) -> str:
    """Delete a matchmaking, its wishes and its draft, and return its title. Published meetings keep one."""
    row = lock_matchmaking(actor, matchmaking_id)
    _refuse_while_computing(row)
    if db.session.scalar(select(exists().where(Meeting.matchmaking_id == row.id))):
        raise Refused(_("Meetings of this matchmaking were published. It stays, so that they keep their origin."))
    title = row.title
    for model in (MatchmakingDraft, MatchmakingWish, MatchmakingPerson):
        db.session.execute(delete(model).where(model.matchmaking_id == row.id))
    db.session.delete(row)
    tell_matchmaking(row.id)
    db.session.commit()
    return title
