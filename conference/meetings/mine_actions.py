"""Somebody's own meetings: what waits for an answer, what is to come, what is over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import selectinload

from conference import clock
from conference.agenda.actions import people_cards
from conference.extensions import db
from conference.meetings.actions import person_in
from conference.meetings.models import Meeting, MeetingChange, MeetingPerson, MeetingPlace, MeetingSettings, MeetingSlot
from conference.meetings.rules import Answer, MeetingState, waits_for
from conference.people.found_actions import found_as
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.permissions import Actor, Permission, can, require


def my_meetings(actor: Actor) -> Sequence[Meeting]:
    """Return all meetings that the actor was ever one of the people of, by time, then the newest request first."""
    require(actor, Permission.MEETINGS_MEET)
    return db.session.scalars(
        select(Meeting)
        .join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
        .where(MeetingPerson.participant_id == actor.participant_id, Meeting.conference_id == actor.conference_id)
        .order_by(Meeting.starts_at, Meeting.asked_at.desc(), Meeting.id)
        .options(selectinload(Meeting.proposals))
    ).all()


def cards_of(meetings: Sequence[Meeting]) -> dict[int, PersonCard]:
    """Return the cards of everybody in some meetings, in one query; who was erased has none."""
    return people_cards(person.participant_id for meeting in meetings for person in meeting.people)


def cards_of_people(participant_ids: Iterable[int]) -> dict[int, PersonCard]:
    """Return the cards of some people, in one query."""
    return people_cards(participant_ids)


def place_of(meeting: Meeting) -> MeetingPlace | None:
    """Return where a meeting is held; None: by video alone."""
    return None if meeting.place_id is None else db.session.get(MeetingPlace, meeting.place_id)


@dataclass(frozen=True, slots=True)
class Mine:
    """Somebody's meetings, as their page shows them: each in one of the four.

    What is booked and is to be moved waits for an answer, and comes all the same: it stays where it is until then.
    """

    waiting: Sequence[Meeting]
    coming: Sequence[Meeting]
    asked: Sequence[Meeting]
    past: Sequence[Meeting]


def sorted_for(participant_id: int, meetings: Sequence[Meeting], moment: datetime) -> Mine:
    """Put somebody's meetings where they belong: what waits for them comes first."""
    waiting = [one for one in meetings if waits_for(participant_id, one.standing, moment)]
    here = [one for one in meetings if one not in waiting and _is_present(one, participant_id)]
    booked = [one for one in meetings if one in here or participant_id in one.standing.accepted]
    coming = [one for one in booked if one.state is MeetingState.BOOKED and one.ends_at and one.ends_at > moment]
    asked = [one for one in here if one.state is MeetingState.REQUESTED and one.expires_at and one.expires_at > moment]
    shown = {one.id for part in (waiting, coming, asked) for one in part}
    past = [one for one in meetings if one.id not in shown]
    waiting.sort(key=lambda one: (one.expires_at or one.starts_at or moment, one.id))
    past.sort(key=lambda one: one.ended_at or one.ends_at or one.asked_at, reverse=True)
    return Mine(waiting, coming, asked, past)


def _is_present(meeting: Meeting, participant_id: int) -> bool:
    return person_in(meeting, participant_id).answer in {Answer.ACCEPTED, Answer.WAITING}


@dataclass(frozen=True, slots=True)
class NextMeeting:
    """One of the next meetings: with whom it is, and whether the person has said yes."""

    meeting_id: int
    starts_at: datetime
    ends_at: datetime
    names: str
    is_agreed: bool


def mine_state(participant_id: int) -> Mapping[str, object]:
    """Return what a page shows at once of somebody's meetings: how many wait for them, and the next ones."""
    live = _live(participant_id)
    mine = sorted_for(participant_id, live, clock.now())
    return {
        "waiting": len(mine.waiting),
        "next": [
            {
                "id": one.meeting_id,
                "starts_at": one.starts_at.isoformat(),
                "ends_at": one.ends_at.isoformat(),
                "agreed": one.is_agreed,
                "with": one.names,
            }
            for one in _next_ones(participant_id, mine.coming[:3])
        ],
        # Changes whenever any of them does: the page then asks for its list anew.
        "stamp": f"{_newest_change(participant_id)}.{sum(row.version for row in live)}.{len(live)}",
    }


def next_meetings(participant_id: int) -> list[NextMeeting]:
    """Return the next of somebody's meetings, at most three, those first that are on."""
    mine = sorted_for(participant_id, _live(participant_id), clock.now())
    return _next_ones(participant_id, mine.coming[:3])


def _live(participant_id: int) -> Sequence[Meeting]:
    """Return what goes on between somebody and others: requests and what is booked, over or not."""
    return db.session.scalars(
        select(Meeting)
        .join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
        .where(
            MeetingPerson.participant_id == participant_id,
            Meeting.state.in_((MeetingState.REQUESTED, MeetingState.BOOKED)),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def _next_ones(participant_id: int, coming: Sequence[Meeting]) -> list[NextMeeting]:
    cards = cards_of(coming) if coming else {}
    here = {row.id: [one.participant_id for one in row.people if one.answer is Answer.ACCEPTED] for row in coming}
    return [
        NextMeeting(
            row.id,
            row.starts_at,
            row.ends_at,
            ", ".join(cards[one].name for one in here[row.id] if one in cards and one != participant_id),
            participant_id in here[row.id],
        )
        for row in coming
        if row.starts_at and row.ends_at
    ]


@found_as("meeting_times")
def are_there_times(actor: Actor) -> ColumnElement[bool] | bool:
    """Tell whether the actor may ask for a meeting, and a time of the conference is left for it."""
    if actor.participant_id is None or not can(actor, Permission.MEETINGS_MEET):
        return False
    # Open where the organisers set nothing.
    shut = exists().where(MeetingSettings.conference_id == actor.conference_id, MeetingSettings.is_open.is_(False))
    left = exists().where(MeetingSlot.conference_id == actor.conference_id, MeetingSlot.starts_at > clock.now())
    return left & ~shut


@found_as("meeting_next")
def when_next_begins(actor: Actor) -> ScalarSelect[datetime | None] | bool:
    """Return what finds when the actor's next meeting begins, or began that is on: pages say it some minutes before."""
    if actor.participant_id is None or not can(actor, Permission.MEETINGS_MEET):
        return False
    mine = (MeetingPerson.participant_id == actor.participant_id) & (MeetingPerson.answer == Answer.ACCEPTED)
    coming = (Meeting.state == MeetingState.BOOKED) & (Meeting.ends_at > clock.now())
    found = select(func.min(Meeting.starts_at)).join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
    return found.where(mine, coming).scalar_subquery()


@found_as("meetings_waiting")
def how_many_wait(actor: Actor) -> ScalarSelect[int] | int:
    """Return what counts the meetings that wait for the actor's answer."""
    me, now = actor.participant_id, clock.now()
    if me is None or not can(actor, Permission.MEETINGS_MEET):
        return 0
    by_another = Meeting.proposed_by_id.is_not(None) & (Meeting.proposed_by_id != me)
    here = MeetingPerson.answer.in_((Answer.ACCEPTED, Answer.WAITING))
    asked = (Meeting.state == MeetingState.REQUESTED) & (Meeting.expires_at > now) & by_another & here
    moves = (MeetingPerson.answer == Answer.ACCEPTED) & by_another
    booked = (Meeting.state == MeetingState.BOOKED) & (Meeting.starts_at > now)
    booked &= moves | (MeetingPerson.answer == Answer.WAITING)
    waits = select(func.count()).select_from(Meeting).join(MeetingPerson, MeetingPerson.meeting_id == Meeting.id)
    return waits.where(MeetingPerson.participant_id == me, asked | booked).scalar_subquery()


def _newest_change(participant_id: int) -> int:
    mine = select(MeetingPerson.meeting_id).where(MeetingPerson.participant_id == participant_id)
    return db.session.scalar(select(func.max(MeetingChange.id)).where(MeetingChange.meeting_id.in_(mine))) or 0


def meeting_state(meeting_id: int) -> Mapping[str, object]:
    """Return what a meeting's page shows at once: where it stands, and a stamp of all that was done with it."""
    newest = db.session.scalar(select(func.max(MeetingChange.id)).where(MeetingChange.meeting_id == meeting_id)) or 0
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        return {"state": "", "stamp": ""}
    return {
        "state": meeting.state.value,
        "starts_at": meeting.starts_at.isoformat() if meeting.starts_at else None,
        "ends_at": meeting.ends_at.isoformat() if meeting.ends_at else None,
        "stamp": f"{newest}.{meeting.proposal}",
    }


def story_of(meeting: Meeting) -> Sequence[MeetingChange]:
    """Return what was done with a meeting, oldest first."""
    return db.session.scalars(
        select(MeetingChange).where(MeetingChange.meeting_id == meeting.id).order_by(MeetingChange.id)
    ).all()


def zones_of(participant_ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of the time zones that people chose for themselves; empty for who chose none."""
    rows = db.session.execute(select(Participant.id, Participant.timezone).where(Participant.id.in_(participant_ids)))
    return {row.id: row.timezone for row in rows}
