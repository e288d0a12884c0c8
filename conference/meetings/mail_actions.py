"""What the people of a meeting are mailed, by what happened to it. Nothing here commits: each is a part of an act.

Called after the meeting is changed and its story written (`MeetingChange`), under the meeting's lock.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from conference.extensions import db
from conference.meetings.calendar_actions import PRESENT, told
from conference.meetings.invitation import Method
from conference.meetings.mail_wording import News
from conference.meetings.models import Meeting, MeetingChange
from conference.meetings.news_actions import Letter, write
from conference.meetings.rules import Answer, MeetingState


def tell_asked(meeting: Meeting) -> None:
    """Tell who was asked, with the links by which they answer."""
    _tell(meeting, _who(meeting, Answer.WAITING), News.ASKED, meeting.proposed_by_id)


def tell_edited(meeting: Meeting) -> None:
    """Tell who was asked that the request is another one; the links of the one before are stale."""
    _tell(meeting, _who(meeting, Answer.WAITING), News.EDITED, meeting.proposed_by_id)


def tell_proposed(meeting: Meeting, by_id: int) -> None:
    """Tell the others that somebody proposes other times, for a request or to move what is booked."""
    if meeting.state is MeetingState.BOOKED:
        _tell(meeting, _who(meeting, Answer.ACCEPTED, but=by_id), News.MOVE_PROPOSED, by_id)
    else:
        _tell(meeting, _who(meeting, Answer.WAITING, but=by_id), News.PROPOSED, by_id)


def tell_booked(meeting: Meeting, by_id: int | None = None, *, closes: bool = False) -> None:
    """Send the entry to all who come, and ask those who have not answered whether they come too.

    One who joins later gets it then, and the others get it anew, with one more name in it. `closes`: what they had
    asked each other has ended with it, which the same mail says.
    """
    is_new = meeting.sequence == 0
    here = _who(meeting, Answer.ACCEPTED)
    firsts = [one for one in here if is_new or one == by_id]
    _tell(meeting, firsts, News.BOOKED, by_id, Method.REQUEST, closes=closes)
    _tell(meeting, [one for one in here if one not in firsts], News.JOINED, by_id, Method.REQUEST)
    if is_new:
        _tell(meeting, _who(meeting, Answer.WAITING), News.JOIN, by_id)


def tell_moved(meeting: Meeting, by_id: int | None = None) -> None:
    """Send the entry for the new time; who had agreed to the old one only is asked anew, and their entry goes."""
    _tell(meeting, _who(meeting, Answer.ACCEPTED), News.MOVED, by_id, Method.REQUEST, before=_time_before(meeting))
    for one in meeting.people:
        if one.answer is Answer.WAITING:
            method = Method.CANCEL if one.answered_at is not None else None
            _tell(meeting, [one.participant_id], News.JOIN, by_id, method, goes_on=True)


def tell_changed(meeting: Meeting, by_id: int | None = None) -> None:
    """Send the entry anew: another place, or a later end. `sequence` has risen."""
    _tell(meeting, _who(meeting, Answer.ACCEPTED), News.CHANGED, by_id, Method.REQUEST)


def tell_declined(meeting: Meeting, by_id: int) -> None:
    """Tell the others that somebody said no: to the request, to a move, or to coming along."""
    if meeting.state is MeetingState.BOOKED:
        if by_id in meeting.standing.accepted:
            tell_stays(meeting, by_id)
        else:
            # Nothing of the meeting changed but who is named in it: the same sequence, written later.
            _tell(meeting, _who(meeting, Answer.ACCEPTED, but=by_id), News.SAID_NO, by_id, Method.REQUEST)
    else:
        news = News.SAID_NO if meeting.state is MeetingState.REQUESTED else News.DECLINED
        _tell(meeting, _who(meeting, *PRESENT, but=by_id), news, by_id)


def tell_times_gone(meeting: Meeting) -> None:
    """Tell who proposed times, and who was asked, that organisers removed all of them."""
    by_id = meeting.proposed_by_id
    _tell(meeting, _who(meeting, Answer.ACCEPTED), News.TIMES_GONE, by_id)
    _tell(meeting, _who(meeting, Answer.WAITING), News.THEIR_TIMES_GONE, by_id)


def tell_stays(meeting: Meeting, by_id: int | None) -> None:
    """Tell the others that a booked meeting is not moved: somebody said no to it, or took the wish back.

    `by_id` None: what was proposed is not there any more, which all of them are told.
    """
    _tell(meeting, _who(meeting, Answer.ACCEPTED, but=by_id), News.STAYS, by_id)


def tell_withdrawn(meeting: Meeting) -> None:
    """Tell who was asked that nothing is asked any more."""
    by_id = _last_by(meeting)
    _tell(meeting, _who(meeting, *PRESENT, but=by_id), News.WITHDRAWN, by_id)


def tell_cancelled(meeting: Meeting, by_id: int | None = None) -> None:
    """Tell all of them that it is cancelled, and take the entry out of the calendars of all who had it."""
    _tell(meeting, _who(meeting, Answer.ACCEPTED), News.CANCELLED, by_id, Method.CANCEL)
    _tell(meeting, _who(meeting, Answer.WAITING), News.CANCELLED, by_id)


def tell_left(meeting: Meeting, by_id: int) -> None:
    """Take the entry out of the calendar of who left, and send the others theirs without that name."""
    _tell(meeting, [by_id], News.YOU_LEFT, by_id, Method.CANCEL, goes_on=True)
    _tell(meeting, _who(meeting, Answer.ACCEPTED), News.LEFT, by_id, Method.REQUEST)


def tell_missed(meeting: Meeting) -> None:
    """Tell who had agreed that the time was given to others, and take the entry out. `sequence` has risen."""
    _tell(meeting, _who(meeting, Answer.ACCEPTED), News.MISSED, None, Method.CANCEL)


def tell_expired(meeting: Meeting) -> None:
    """Tell who proposed that no answer came, and who was asked that none is needed."""
    _tell(meeting, _who(meeting, Answer.ACCEPTED), News.EXPIRED)
    _tell(meeting, _who(meeting, Answer.WAITING), News.UNANSWERED, meeting.asked_by_id)


def _tell(
    meeting: Meeting,
    readers: Iterable[int],
    news: News,
    by_id: int | None = None,
    method: Method | None = None,
    *,
    goes_on: bool = False,
    closes: bool = False,
    before: datetime | None = None,
) -> None:
    wanted = list(readers)
    if not wanted:
        return
    (known,) = told([meeting])
    once = f"{news.value}:{meeting.sequence}.{meeting.proposal}:{by_id or 0}"
    letter = Letter(news, once, by_id, _word(meeting, by_id), method, goes_on, closes, before)
    for one in wanted:
        write(known, one, letter)


def _who(meeting: Meeting, *answers: Answer, but: int | None = None) -> list[int]:
    """Return who of a meeting said one of these, without one of them."""
    return [one.participant_id for one in meeting.people if one.answer in answers and one.participant_id != but]


def _word(meeting: Meeting, by_id: int | None) -> str:
    """Return what whoever acted last said to it."""
    last = _last(meeting)
    return last.word if last is not None and by_id is not None and last.by_id == by_id else ""


def _time_before(meeting: Meeting) -> datetime | None:
    """Return when a meeting would have begun that has another time now."""
    began = MeetingChange.starts_at
    return db.session.scalars(
        select(began)
        .where(MeetingChange.meeting_id == meeting.id, began != meeting.starts_at)
        .order_by(MeetingChange.id.desc())
        .limit(1)
    ).first()


def _last_by(meeting: Meeting) -> int | None:
    last = _last(meeting)
    return last.by_id if last is not None else None


def _last(meeting: Meeting) -> MeetingChange | None:
    return db.session.scalars(
        select(MeetingChange).where(MeetingChange.meeting_id == meeting.id).order_by(MeetingChange.id.desc()).limit(1)
    ).first()
