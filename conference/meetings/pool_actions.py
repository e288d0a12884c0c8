"""Who is there to be suggested, and who is kept from whom: what the matching of a conference is reckoned from."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from conference.extensions import db
from conference.meetings.matching import Matches, Pairs, match
from conference.meetings.matching_types import Person
from conference.meetings.models import Meeting, MeetingDismissal, MeetingPerson, MeetingPreference
from conference.meetings.rules import MeetingState
from conference.people.guest_actions import not_a_guest
from conference.people.models import Participant, ParticipantBlock, ParticipantTag, Tag
from conference.people.rules import ParticipantStatus, TagSide

# With whom one has such a meeting, one is not told to meet: it is asked, agreed or was said no to.
TOGETHER = (MeetingState.BOOKED, MeetingState.REQUESTED, MeetingState.DECLINED)
_COLUMNS = (
    Participant.id,
    Participant.organisation,
    Participant.offers_text,
    Participant.seeks_text,
    Participant.about,
    Participant.in_directory,
    MeetingPreference.hidden,
)


@dataclass(frozen=True, slots=True)
class Pool:
    """Everybody who may meet at a conference, as one of them sees it.

    `askable`: who shows themselves. `blocked`: whom the reader blocked, or who blocked them. `states`: the reader's
    meetings that are asked, agreed or declined, by the other person.
    """

    matches: Matches
    askable: frozenset[int]
    blocked: frozenset[int]
    dismissed: frozenset[int]
    states: Mapping[int, MeetingState]


def pool_of(conference_id: int, reader_id: int) -> Pool:
    """Return the pool for one reader, in five queries; the matching itself is kept while nothing of it changes."""
    people = _people(conference_id)
    blocked = _blocked(conference_id)
    dismissed = _dismissed(conference_id)
    together = _together(conference_id)
    return Pool(
        matches=match(people, blocked | dismissed | frozenset(together)),
        askable=frozenset(person.id for person in people if not person.hidden),
        blocked=frozenset(other for one, other in blocked if one == reader_id),
        dismissed=frozenset(other for one, other in dismissed if one == reader_id),
        states={other: state for (one, other), state in together.items() if one == reader_id},
    )


def _people(conference_id: int) -> frozenset[Person]:
    """Return who takes part by name; hidden are those who hide from meetings and those who are not in the directory."""
    taking_part = (
        Participant.conference_id == conference_id,
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.account_id.is_not(None),
        Participant.erased_at.is_(None),
        not_a_guest(),
    )
    tags: defaultdict[tuple[int, TagSide], set[str]] = defaultdict(set)
    for participant_id, side, name in db.session.execute(
        select(ParticipantTag.participant_id, ParticipantTag.side, Tag.name)
        .join(Tag, Tag.id == ParticipantTag.tag_id)
        .join(Participant, Participant.id == ParticipantTag.participant_id)
        .where(*taking_part)
    ):
        tags[participant_id, side].add(name)
    rows = db.session.execute(
        select(*_COLUMNS)
        .outerjoin(MeetingPreference, MeetingPreference.participant_id == Participant.id)
        .where(*taking_part)
    )
    return frozenset(
        Person(
            id=row.id,
            organisation=row.organisation,
            offers=frozenset(tags[row.id, TagSide.OFFERS]),
            seeks=frozenset(tags[row.id, TagSide.SEEKS]),
            offers_text=row.offers_text,
            seeks_text=row.seeks_text,
            about=row.about,
            hidden=bool(row.hidden) or not row.in_directory,
        )
        for row in rows
    )


def _blocked(conference_id: int) -> Pairs:
    """Return who is kept from whom by a block, in both directions."""
    rows = db.session.execute(
        select(ParticipantBlock.participant_id, ParticipantBlock.blocked_id)
        .join(Participant, Participant.id == ParticipantBlock.participant_id)
        .where(Participant.conference_id == conference_id)
    )
    return frozenset(pair for one, other in rows for pair in ((one, other), (other, one)))


def _dismissed(conference_id: int) -> Pairs:
    rows = db.session.execute(
        select(MeetingDismissal.participant_id, MeetingDismissal.dismissed_id)
        .join(Participant, Participant.id == MeetingDismissal.participant_id)
        .where(Participant.conference_id == conference_id)
    )
    return frozenset((one, other) for one, other in rows)


def _together(conference_id: int) -> dict[tuple[int, int], MeetingState]:
    """Return who has such a meeting with whom, both ways; of several, an agreed one counts, then one that waits."""
    mine, theirs = aliased(MeetingPerson), aliased(MeetingPerson)
    rows = db.session.execute(
        select(mine.participant_id, theirs.participant_id, Meeting.state)
        .join(Meeting, Meeting.id == mine.meeting_id)
        .join(theirs, (theirs.meeting_id == mine.meeting_id) & (theirs.participant_id != mine.participant_id))
        .where(Meeting.conference_id == conference_id, Meeting.state.in_(TOGETHER))
    )
    found: dict[tuple[int, int], MeetingState] = {}
    for one, other, state in rows:
        found[one, other] = min(state, found.get((one, other), state), key=TOGETHER.index)
    return found
