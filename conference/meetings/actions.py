"""What all doors of meetings share: settings, a meeting that somebody is in, its people, locks, and who is told."""

from collections.abc import Collection, Iterable, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.errors import NotFound
from conference.extensions import db
from conference.locking import lock_rows, locked
from conference.meetings.models import (
    Meeting,
    MeetingPerson,
    MeetingPreference,
    MeetingSettings,
    MeetingSlot,
    MeetingWindow,
)
from conference.meetings.room_away_actions import close_doors
from conference.meetings.rules import Answer
from conference.people.block_actions import blocked_pairs
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, can, require


def settings_of(conference_id: int) -> MeetingSettings:
    """Return what the organisers set, or what holds by default (a row that is in no session)."""
    found = db.session.get(MeetingSettings, conference_id)
    return found or MeetingSettings(
        conference_id=conference_id,
        is_open=True,
        expires_hours=48,
        most_open=20,
        no_show_minutes=5,
        by_video=True,
        version=0,
    )


def preference_of(participant_id: int) -> MeetingPreference:
    """Return what somebody chose, or what holds by default (a row that is in no session)."""
    return preferences_of([participant_id])[participant_id]


def preferences_of(participant_ids: Collection[int]) -> dict[int, MeetingPreference]:
    """Return what some people chose, in one query; who chose nothing has the defaults."""
    found = {
        row.participant_id: row
        for row in db.session.scalars(
            select(MeetingPreference).where(MeetingPreference.participant_id.in_(participant_ids))
        )
    }
    columns = [column for column in MeetingPreference.__table__.columns if column.default is not None]
    defaults = {column.key: getattr(column.default, "arg", None) for column in columns}
    return {one: found.get(one) or MeetingPreference(participant_id=one, **defaults) for one in participant_ids}


def slots_of_conference(conference_id: int) -> Sequence[MeetingSlot]:
    """Return all slots of a conference, first to last."""
    return db.session.scalars(
        select(MeetingSlot).where(MeetingSlot.conference_id == conference_id).order_by(MeetingSlot.starts_at)
    ).all()


def seen_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Return a meeting that the actor is one of the people of. Raises `NotFound` for any other.

    Who declined or left it still finds it, and may not be in it any more (`may_be_in`).
    """
    require(actor, Permission.MEETINGS_MEET)
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or not is_in(actor, meeting):
        raise NotFound(_("There is no such meeting."))
    return meeting


def is_in(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether the actor is one of a meeting's people."""
    if meeting.conference_id != actor.conference_id or not can(actor, Permission.MEETINGS_MEET):
        return False
    return any(person.participant_id == actor.participant_id for person in meeting.people)


def may_be_in(actor: Actor, meeting_id: int) -> bool:
    """Tell whether the actor may read, hear and write in a meeting: one of its people who has not gone."""
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or not is_in(actor, meeting):
        return False
    mine = person_in(meeting, actor.participant_id)
    return mine.answer in {Answer.ACCEPTED, Answer.WAITING} and not _is_blocked_there(actor, meeting)


def _is_blocked_there(actor: Actor, meeting: Meeting) -> bool:
    """Tell whether a block keeps the actor from a meeting; from what goes on, that of somebody who left it does not."""
    here = {Answer.ACCEPTED, Answer.WAITING}
    others = {one.participant_id for one in meeting.people if one.answer in here or not meeting.standing.is_live}
    others -= {actor.participant_id}
    return any(actor.participant_id in pair for pair in blocked_pairs({*others, actor.participant_id or 0}))


def person_in(meeting: Meeting, participant_id: int | None) -> MeetingPerson:
    """Return one of a meeting's people. Raises `NotFound` for anybody else."""
    for person in meeting.people:
        if person.participant_id == participant_id:
            return person
    raise NotFound(_("There is no such meeting."))


def lock_meeting(actor: Actor, meeting_id: int, more: Collection[int] = ()) -> Meeting:
    """Return a meeting that the actor is in, locked together with all its people: whatever books goes one by one.

    First the meeting, then its people by rising id; whoever locks several meetings takes these by rising id first.
    Raises `NotFound` as `seen_meeting` does.
    """
    seen_meeting(actor, meeting_id)
    return lock_known_meeting(meeting_id, more)


def lock_known_meeting(meeting_id: int, more: Collection[int] = ()) -> Meeting:
    """Return a meeting, locked together with its people and some more, for who need not be in it."""
    meeting = locked(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(_("There is no such meeting."))
    lock_people([*more, *(person.participant_id for person in meeting.people)])
    return db.session.get_one(Meeting, meeting_id)


def lock_people(participant_ids: Iterable[int]) -> None:
    """Lock people by rising id: nobody else books, asks or blocks any of them until the end of the transaction."""
    ids = sorted(set(participant_ids))
    if ids:
        lock_rows(select(Participant.id).where(Participant.id.in_(ids)).order_by(Participant.id))


def lock_times(slot_ids: Collection[int], *, to_change: bool = False) -> None:
    """Have the windows of slots stay as they are until the end of the transaction, for who proposes slots of them.

    First of all, before meetings and people. `to_change`: for organisers, who wait for all who propose, and whom those
    wait for. A slot that is deleted takes along what is proposed for it: that must be seen then, to be told.
    """
    if slot_ids:
        windows = select(MeetingSlot.window_id).where(MeetingSlot.id.in_(slot_ids))
        lock_rows(
            select(MeetingWindow.id).where(MeetingWindow.id.in_(windows)).order_by(MeetingWindow.id),
            shared=not to_change,
        )


def may_meet(conference_id: int, participant_ids: Collection[int]) -> frozenset[int]:
    """Return which of some people take part by name: confirmed, with an account, and not erased."""
    rows = db.session.scalars(
        select(Participant.id).where(
            Participant.id.in_(participant_ids),
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.account_id.is_not(None),
            Participant.erased_at.is_(None),
        )
    )
    return frozenset(rows)


def conference_of_meeting(meeting_id: int) -> int | None:
    """Return the conference that a meeting belongs to."""
    return db.session.scalar(select(Meeting.conference_id).where(Meeting.id == meeting_id))


def tell(meeting: Meeting) -> None:
    """Say, before the commit, that a meeting changed: its people's pages, its room, and the organisers' board.

    Who is in it no more is sent out of its chat, its call and its room.
    """
    realtime.changed("meeting", meeting.id)
    realtime.changed("meeting_room", meeting.id)
    realtime.changed("meetings_desk", meeting.conference_id)
    for person in meeting.people:
        realtime.changed("meetings_mine", person.participant_id)
    close_doors(meeting)
