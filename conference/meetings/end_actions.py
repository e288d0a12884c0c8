"""Ending: cancelling, leaving, what ends because somebody goes or blocks, and what nobody answered in time."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import aliased

from conference import alarms, clock, realtime
from conference.extensions import db
from conference.locking import lock_rows, take_turns
from conference.meetings import mail_actions
from conference.meetings.actions import lock_people, person_in
from conference.meetings.booking_actions import clear_proposal, judged, note, own_id, set_proposal
from conference.meetings.hold_actions import release, release_person
from conference.meetings.models import Meeting, MeetingPerson, MeetingProposal
from conference.meetings.rules import TURNS, Act, Answer, MeetingState, is_enough
from conference.people.leaving import leaver
from conference.permissions import Actor

_HERE = (Answer.ACCEPTED, Answer.WAITING)
# So many of them are noted at once; the next second the next.
MOST_AT_ONCE = 200


def cancel(actor: Actor, meeting_id: int, seen: int, word: str = "") -> Meeting:
    """Cancel a booked meeting for all of its people, with a reason."""
    meeting = judged(actor, meeting_id, Act.CANCEL, seen)
    _cancel(meeting, own_id(actor), Act.CANCEL, word)
    db.session.commit()
    return meeting


def leave(actor: Actor, meeting_id: int, seen: int, word: str = "") -> Meeting:
    """Leave a booked meeting to the others; where fewer than two stay, it is cancelled."""
    meeting = judged(actor, meeting_id, Act.LEAVE, seen)
    part(meeting, own_id(actor), Act.LEAVE, word)
    db.session.commit()
    return meeting


def part(meeting: Meeting, who: int, act: Act, word: str = "") -> None:
    """Take one of the people out of a meeting, which ends where too few are left. Needs the locks; does not commit."""
    if meeting.state is MeetingState.BOOKED:
        _part_booked(meeting, who, act, word)
    else:
        _part_requested(meeting, who, act, word)


def _part_booked(meeting: Meeting, who: int, act: Act, word: str) -> None:
    accepted = meeting.standing.accepted
    if who in accepted and len(accepted) <= 2:
        _cancel(meeting, who, act, word)
        return
    person = person_in(meeting, who)
    person.answer = Answer.LEFT if who in accepted else Answer.DECLINED
    person.answered_at = clock.now()
    if who in accepted:
        release_person(meeting, who)
        meeting.sequence += 1
    if meeting.proposed_by_id == who:
        clear_proposal(meeting)
    note(meeting, act, who, word)
    realtime.dismiss("meeting", meeting.id, [who])
    (mail_actions.tell_left if who in accepted else mail_actions.tell_declined)(meeting, who)


def _part_requested(meeting: Meeting, who: int, act: Act, word: str) -> None:
    """Whoever asked takes the whole request along; of the others the last one does."""
    answers = {one.participant_id: one.answer for one in meeting.people} | {who: Answer.DECLINED}
    asked_by = meeting.asked_by_id
    goes_on = who != asked_by and asked_by is not None and answers[asked_by] in _HERE and is_enough(answers.values())
    was_theirs = meeting.proposed_by_id == who
    if not goes_on:
        if not was_theirs:
            person_in(meeting, who).answer = Answer.DECLINED
        end(meeting, MeetingState.WITHDRAWN if was_theirs else MeetingState.DECLINED, word)
        note(meeting, act, who, word)
        if was_theirs:
            mail_actions.tell_withdrawn(meeting)
        else:
            mail_actions.tell_declined(meeting, who)
        return
    person_in(meeting, who).answer = Answer.DECLINED
    person_in(meeting, who).answered_at = clock.now()
    if was_theirs and asked_by is not None:
        # What they proposed goes with them: the others hear again from who asked.
        set_proposal(meeting, asked_by, ())
        person_in(meeting, asked_by).answer = Answer.ACCEPTED
    note(meeting, act, who, word)
    realtime.dismiss("meeting", meeting.id, [who])
    mail_actions.tell_declined(meeting, who)


def _cancel(meeting: Meeting, who: int, act: Act, word: str) -> None:
    end(meeting, MeetingState.CANCELLED, word)
    meeting.sequence += 1
    note(meeting, act, who, word)
    mail_actions.tell_cancelled(meeting, who)


def end(meeting: Meeting, state: MeetingState, word: str = "") -> None:
    """End a meeting in a state: it holds nothing any more, and nothing is proposed. Does not commit."""
    release(meeting)
    clear_proposal(meeting)
    meeting.state, meeting.ended_at, meeting.expires_at, meeting.reason = state, clock.now(), None, word


def withdraw_between(one_id: int, other_id: int) -> None:
    """End what is asked or booked between two people, because the first does not want to be met by the other.

    No reason is given. With three or four the first of them goes, and the others meet. Does not commit.
    """
    mine, theirs = aliased(MeetingPerson), aliased(MeetingPerson)
    between = (
        select(mine.meeting_id)
        .join(theirs, theirs.meeting_id == mine.meeting_id)
        .where(mine.participant_id == one_id, theirs.participant_id == other_id)
        .where(mine.answer.in_(_HERE), theirs.answer.in_(_HERE))
    )
    take_turns(TURNS, [one_id, other_id])
    for meeting in _locked(between, [one_id, other_id]):
        if {one_id, other_id} <= {one.participant_id for one in meeting.people if one.answer in _HERE}:
            _part_as_is(meeting, one_id)


@leaver
def end_all_of(participant_id: int) -> None:
    """End what is asked of and by somebody, and take them out of what is booked: they do not take part any more."""
    mine = select(MeetingPerson.meeting_id).where(
        MeetingPerson.participant_id == participant_id, MeetingPerson.answer.in_(_HERE)
    )
    take_turns(TURNS, [participant_id])
    for meeting in _locked(mine, [participant_id]):
        if person_in(meeting, participant_id).answer in _HERE:
            _part_as_is(meeting, participant_id)


def _part_as_is(meeting: Meeting, who: int) -> None:
    """Take somebody out of a meeting by the act that would be theirs."""
    if meeting.state is MeetingState.REQUESTED:
        part(meeting, who, Act.WITHDRAW if meeting.proposed_by_id == who else Act.DECLINE)
    else:
        alone = len(meeting.standing.accepted) <= 2
        mine = who in meeting.standing.accepted
        part(meeting, who, Act.DECLINE if not mine else Act.CANCEL if alone else Act.LEAVE)


def _locked(meeting_ids: Select[Any], whose: Collection[int]) -> list[Meeting]:
    """Return those of some meetings that are still to happen, locked by rising id, and then all their people.

    Publishing a timetable takes no turns and waits for people: so `whose` meetings these are is locked in any case.
    """
    live = (
        select(Meeting.id)
        .where(Meeting.id.in_(meeting_ids))
        .where(
            or_(
                Meeting.state == MeetingState.REQUESTED,
                (Meeting.state == MeetingState.BOOKED) & (Meeting.ends_at > clock.now()),
            )
        )
        .order_by(Meeting.id)
    )
    found = set(db.session.scalars(live))
    _lock(found, whose)
    # What was published until now is seen only now; from here nobody makes another one of theirs.
    late = set(db.session.scalars(live)) - found
    if late:
        _lock(late, whose)
    rows = [db.session.get_one(Meeting, one) for one in sorted(found | late)]
    return [meeting for meeting in rows if meeting.standing.is_live]


def _lock(meeting_ids: Collection[int], whose: Collection[int]) -> None:
    if meeting_ids:
        lock_rows(select(Meeting.id).where(Meeting.id.in_(meeting_ids)).order_by(Meeting.id))
    people = select(MeetingPerson.participant_id).where(MeetingPerson.meeting_id.in_(meeting_ids))
    lock_people({*whose, *db.session.scalars(people)})


@alarms.every_second
def expire_requests() -> None:
    """Note the end of requests that nobody answered in time. Whoever accepts asks the clock and not this."""
    now = clock.now()
    is_due = (Meeting.state == MeetingState.REQUESTED, Meeting.expires_at <= now)
    due = db.session.scalars(select(Meeting.id).where(*is_due).order_by(Meeting.id).limit(MOST_AT_ONCE)).all()
    for meeting_id in due:
        expired = (
            update(Meeting)
            .where(Meeting.id == meeting_id, *is_due)
            .values(
                state=MeetingState.EXPIRED, ended_at=Meeting.expires_at, expires_at=None, proposed_by_id=None,
                any_time=False, proposal=Meeting.proposal + 1, version=Meeting.version + 1,
            )
            .returning(Meeting.id)
        )  # fmt: skip
        if db.session.execute(expired, execution_options={"synchronize_session": False}).scalar() is None:
            continue
        db.session.execute(delete(MeetingProposal).where(MeetingProposal.meeting_id == meeting_id))
        meeting = db.session.get_one(Meeting, meeting_id, populate_existing=True)
        note(meeting, None, None)
        mail_actions.tell_expired(meeting)
    if due:
        db.session.commit()
