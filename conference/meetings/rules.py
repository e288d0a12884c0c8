"""Meetings: states, limits, who may do what in which state, expiry, and when a room opens."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# One who asks and at most three others.
MOST_PEOPLE = 4
MOST_PROPOSED = 3
MOST_LETTERS = 1000
# The name under which whoever makes a meeting, or ends all of somebody's, waits first: before any meeting or person.
TURNS = "meetings"
ROOM_OPENS = timedelta(minutes=5)
# So long after its end a room can still be entered, to say goodbye and to note what was said.
ROOM_STAYS = timedelta(minutes=15)


class MeetingState(StrEnum):
    """Where a meeting is, from the request on."""

    REQUESTED = "requested"
    BOOKED = "booked"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    # Somebody did not come, and the slot was freed for others.
    MISSED = "missed"


class Origin(StrEnum):
    """Where a meeting came from."""

    REQUEST = "request"
    # Booked at once, with somebody who lets others do so.
    INSTANT = "instant"
    MATCHMAKING = "matchmaking"
    ORGANISER = "organiser"


class Answer(StrEnum):
    """What one of the people said."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"


class Weight(StrEnum):
    """What a session in somebody's day means for meetings."""

    HARD = "hard"
    SOFT = "soft"
    NONE = "none"


class Act(StrEnum):
    """What one of a meeting's people does."""

    EDIT = "edit"
    ACCEPT = "accept"
    PROPOSE = "propose"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    LEAVE = "leave"


class Verdict(StrEnum):
    """Whether an act may be done, and if not, why."""

    YES = "yes"
    OVER = "over"
    NOT_YOURS = "not_yours"
    STALE = "stale"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Standing:
    """A meeting as the rules see it. `answers` by participant; `proposed_by` None: nothing is proposed."""

    state: MeetingState
    answers: Mapping[int, Answer]
    proposed_by: int | None
    proposal: int
    expires_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None = None

    @property
    def accepted(self) -> frozenset[int]:
        """Who has accepted."""
        return frozenset(person for person, answer in self.answers.items() if answer is Answer.ACCEPTED)

    @property
    def is_live(self) -> bool:
        """Whether it is still to happen, as far as anybody decided."""
        return self.state in {MeetingState.REQUESTED, MeetingState.BOOKED}


def judge(act: Act, who: int, meeting: Standing, seen: int, moment: datetime) -> Verdict:
    """Tell whether one of the people may do something; `seen` is the number of the proposal they were shown."""
    answer = meeting.answers.get(who)
    if answer is None:
        return Verdict.NOT_YOURS
    if not meeting.is_live:
        return Verdict.OVER
    if answer in {Answer.DECLINED, Answer.LEFT}:
        return Verdict.NOT_YOURS
    if seen != meeting.proposal:
        return Verdict.STALE
    if meeting.state is MeetingState.REQUESTED:
        return _judge_requested(act, who, meeting, moment)
    return _judge_booked(act, who, meeting, moment)


def _judge_requested(act: Act, who: int, meeting: Standing, moment: datetime) -> Verdict:
    if meeting.expires_at is not None and moment >= meeting.expires_at:
        return Verdict.EXPIRED
    is_theirs = meeting.proposed_by == who
    allowed = {Act.EDIT, Act.WITHDRAW} if is_theirs else {Act.ACCEPT, Act.PROPOSE, Act.DECLINE}
    return Verdict.YES if act in allowed else Verdict.NOT_YOURS


def _judge_booked(act: Act, who: int, meeting: Standing, moment: datetime) -> Verdict:
    # Once it has begun it can only be cancelled, and once it has ended not even that: it was held, or not.
    until = meeting.ends_at if act is Act.CANCEL else meeting.starts_at
    if until is not None and moment >= until:
        return Verdict.OVER
    if who not in meeting.accepted:
        # The third and fourth: they answer for the slot that was taken.
        return Verdict.YES if act in {Act.ACCEPT, Act.DECLINE} else Verdict.NOT_YOURS
    if act in {Act.PROPOSE, Act.CANCEL, Act.LEAVE}:
        return Verdict.YES
    if meeting.proposed_by is None:
        return Verdict.NOT_YOURS
    is_theirs = meeting.proposed_by == who
    allowed = {Act.EDIT, Act.WITHDRAW} if is_theirs else {Act.ACCEPT, Act.DECLINE}
    return Verdict.YES if act in allowed else Verdict.NOT_YOURS


def waits_for(who: int, meeting: Standing, moment: datetime) -> bool:
    """Tell whether a meeting waits for somebody's answer: a request, a move, or the time at which others meet."""
    return judge(Act.ACCEPT, who, meeting, meeting.proposal, moment) is Verdict.YES


def allowed_acts(who: int, meeting: Standing, moment: datetime) -> frozenset[Act]:
    """Return what one of the people may do with a meeting now; to leave two is to cancel, and not offered."""
    acts = {act for act in Act if judge(act, who, meeting, meeting.proposal, moment) is Verdict.YES}
    return frozenset(acts - ({Act.LEAVE} if len(meeting.accepted) <= 2 else set()))


def is_enough(answers: Iterable[Answer]) -> bool:
    """Tell whether a meeting can still come about: two accepted, or might yet."""
    return sum(answer in {Answer.ACCEPTED, Answer.WAITING} for answer in answers) >= 2


def expiry(asked_at: datetime, hours: int, starts: Collection[datetime]) -> datetime:
    """Return when a request expires: after so many hours, or when the last proposed slot begins (none: any time)."""
    by_clock = asked_at + timedelta(hours=hours)
    return min(by_clock, max(starts)) if starts else by_clock


def warns_at(asked_at: datetime, expires_at: datetime) -> datetime:
    """Return when it is said that a request is about to expire: a day before, or half-way where that is later."""
    return max(expires_at - timedelta(days=1), asked_at + (expires_at - asked_at) / 2)


def is_room_open(starts_at: datetime, ends_at: datetime, moment: datetime) -> bool:
    """Tell whether people may be in the room: from five minutes before until a quarter of an hour after."""
    return starts_at - ROOM_OPENS <= moment < ends_at + ROOM_STAYS


def is_held(arrived: int, said: bool | None) -> bool | None:
    """Tell whether a meeting counts as held: what one of its people said last, or else that two were there.

    None: nobody knows. That nobody was seen coming says little of those who meet at a table.
    """
    return said if said is not None else True if arrived >= 2 else None
