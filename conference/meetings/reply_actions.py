"""What an address in a mail shows to whoever it was sent to, and who acts by it; nobody is signed in by it."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from conference import clock
from conference.errors import NotFound
from conference.extensions import db
from conference.meetings.actions import is_in
from conference.meetings.answer_actions import accept, decline
from conference.meetings.calendar_actions import PRESENT, Told, told
from conference.meetings.choice_actions import slot_choices
from conference.meetings.choices import SlotChoice
from conference.meetings.hold_actions import held_slots
from conference.meetings.mail_wording import times_text
from conference.meetings.models import Meeting
from conference.meetings.news_actions import TimeLine, booked_line, own_zone
from conference.meetings.reply_links import Reply, read_reply
from conference.meetings.rules import Act, MeetingState, Verdict, judge
from conference.people.models import Participant
from conference.permissions import Actor

# Of a request for any time the page offers so many; signed in, people see all.
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ReplySight:
    """A meeting as the address shows it: with the times to answer for, or with what is so now instead."""

    known: Told
    reader: Participant
    reply: Reply
    verdict: Verdict

    @property
    def may_answer(self) -> bool:
        """Whether what the mail proposed still stands, and the reader may answer."""
        return self.verdict is Verdict.YES

    @property
    def others(self) -> list[Participant]:
        """Who else is in it."""
        return self.known.others(self.reader.id)

    @property
    def asks_to_move(self) -> Participant | None:
        """Who would like another time for the booked meeting that the reader has agreed to; None for nobody else."""
        meeting = self.known.meeting
        is_agreed = meeting.state is MeetingState.BOOKED and self.reader.id in meeting.standing.accepted
        by_id = meeting.proposed_by_id
        return self.known.people[by_id] if is_agreed and by_id is not None and by_id != self.reader.id else None

    @property
    def is_for_its_time(self) -> bool:
        """Whether others have agreed on a time, which the reader answers for."""
        meeting = self.known.meeting
        return meeting.state is MeetingState.BOOKED and self.reader.id not in meeting.standing.accepted


def reply_sight(conference_id: int, token: str) -> ReplySight:
    """Return what an address shows. Raises `NotFound` for one that is not ours, or whose person is not in it now."""
    reply, actor = _acting(conference_id, token)
    meeting = db.session.get(Meeting, reply.meeting_id)
    if meeting is None or not is_in(actor, meeting):
        raise NotFound(_unknown())
    (known,) = told([meeting])
    verdict = judge(Act.ACCEPT, reply.participant_id, meeting.standing, reply.proposal, clock.now())
    return ReplySight(known, known.people[reply.participant_id], reply, verdict)


def actor_of_reply(reply: Reply) -> Actor | None:
    """Return who acts by an address, as the database knows them now; None for who does not take part any more."""
    person = db.session.get(Participant, reply.participant_id)
    if person is None or person.account_id is None or person.erased_at is not None:
        return None
    return Actor(person.conference_id, person.account_id, person.id, person.roles_in_force)


@dataclass(frozen=True, slots=True)
class ReplyTime:
    """A time to answer for: what of the reader's own it cuts into, and whether it can still be had."""

    slot_id: int
    line: TimeLine
    cuts: str
    is_open: bool


def times_to_answer(sight: ReplySight) -> list[ReplyTime]:
    """Return the times to choose from that have not begun; none where the others have agreed, or nothing is open."""
    meeting = sight.known.meeting
    if sight.is_for_its_time or not sight.may_answer:
        return []
    if meeting.any_time:
        # Nobody gives anything up who was asked for any time.
        return [_time(sight, choice) for choice in _choices(sight) if choice.is_quite_free][:MOST_SHOWN]
    return [_time(sight, choice) for choice in _choices(sight, [row.slot_id for row in meeting.proposals])]


def times_agreed(sight: ReplySight) -> list[ReplyTime]:
    """Return the times at which the others meet, where the reader is to say whether they come."""
    if not (sight.is_for_its_time and sight.may_answer):
        return []
    return [_time(sight, choice) for choice in _choices(sight, [slot.id for slot in held_slots(sight.known.meeting)])]


def _choices(sight: ReplySight, among: Collection[int] | None = None) -> list[SlotChoice]:
    meeting = sight.known.meeting
    others = [one for one, answer in meeting.standing.answers.items() if answer in PRESENT and one != sight.reader.id]
    return slot_choices(meeting.conference_id, sight.reader.id, others, among)


def _time(sight: ReplySight, choice: SlotChoice) -> ReplyTime:
    zones = own_zone(sight.reader), sight.known.conference.zone
    because = choice.mine.because if choice.mine.is_free else None
    return ReplyTime(
        choice.slot_id,
        TimeLine(*times_text(choice.starts_at, choice.ends_at, *zones)),
        because.label if because is not None else "",
        choice.is_open,
    )


def accept_by_mail(conference_id: int, token: str, slot_id: int | None, sure: Collection[int] = ()) -> None:
    """Accept what a mail proposed, as whom it was sent to. Raises as `accept` does, for what stands no more."""
    reply, actor = _acting(conference_id, token)
    accept(actor, reply.meeting_id, reply.proposal, slot_id, sure)


def decline_by_mail(conference_id: int, token: str, word: str) -> None:
    """Say no to what a mail proposed, as whom it was sent to."""
    reply, actor = _acting(conference_id, token)
    decline(actor, reply.meeting_id, reply.proposal, word)


def _acting(conference_id: int, token: str) -> tuple[Reply, Actor]:
    reply = read_reply(token)
    actor = None if reply is None else actor_of_reply(reply)
    if reply is None or actor is None or actor.conference_id != conference_id:
        raise NotFound(_unknown())
    return reply, actor


def booked_time(sight: ReplySight) -> TimeLine | None:
    """Return when the meeting is, if it has a time."""
    return booked_line(sight.known, sight.reader)


def _unknown() -> str:
    return str(_("This address is not valid any more. Sign in to see your meetings."))
