"""The moderators' list of polls: by session in the agenda's order, with states and counts; always as many queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from conference.agenda.models import AgendaItem
from conference.extensions import db
from conference.permissions import Actor, Permission, require
from conference.polls.models import Participation, Poll, PollRound
from conference.polls.rules import RoundState


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What the address of the list asks for; empty means everything that is not put away."""

    text: str = ""
    item_id: int | None = None
    state: RoundState | None = None
    archived: bool = False

    @property
    def narrows(self) -> bool:
        """Whether the list shows less than there is."""
        return bool(self.text or self.state or self.item_id)


@dataclass(frozen=True, slots=True)
class ListedPoll:
    """A poll, its present round, and how many answered: in that round, and in all."""

    poll: Poll
    round: PollRound
    answers: int
    answers_in_all: int


@dataclass(frozen=True, slots=True)
class Section:
    """The polls of one session in the order of its run; `item_id` None: those that stand alone."""

    item_id: int | None
    title: str
    starts_at: datetime | None
    polls: list[ListedPoll] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PollList:
    """What the list shows. `counts` are of all polls that are not put away, by state."""

    sections: Sequence[Section]
    counts: Mapping[RoundState, int]
    archived: int

    @property
    def total(self) -> int:
        """How many polls there are that are not put away."""
        return sum(self.counts.values())

    @property
    def found(self) -> int:
        """How many polls are shown."""
        return sum(len(section.polls) for section in self.sections)


def list_polls(actor: Actor, wanted: ListFilter) -> PollList:
    """Return the conference's polls as the filter asks."""
    require(actor, Permission.POLLS_MANAGE)
    polls = db.session.scalars(
        select(Poll)
        .where(Poll.conference_id == actor.conference_id, Poll.is_template.is_(False))
        .order_by(Poll.order, Poll.id)
        .options(selectinload(Poll.rounds), selectinload(Poll.options))
    ).all()
    there = [poll for poll in polls if poll.archived_at is None]
    counts = {state: sum(poll.rounds[-1].state is state for poll in there) for state in RoundState}
    shown = [poll for poll in polls if (poll.archived_at is not None) == wanted.archived and _fits(poll, wanted)]
    return PollList(_sections(shown, _answers(actor.conference_id)), counts, len(polls) - len(there))


def _fits(poll: Poll, wanted: ListFilter) -> bool:
    if wanted.item_id is not None and poll.item_id != wanted.item_id:
        return False
    if wanted.state is not None and poll.rounds[-1].state is not wanted.state:
        return False
    said = " ".join([poll.question, poll.group, *(option.text for option in poll.options)]).casefold()
    return all(word in said for word in wanted.text.casefold().split())


def _answers(conference_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Participation.round_id, func.count())
        .join(PollRound, PollRound.id == Participation.round_id)
        .join(Poll, Poll.id == PollRound.poll_id)
        .where(Poll.conference_id == conference_id)
        .group_by(Participation.round_id)
    )
    return {round_id: count for round_id, count in rows}  # noqa: C416 - a Row is no pair to dict()'s eyes


def _sections(polls: Sequence[Poll], answers: Mapping[int, int]) -> list[Section]:
    wanted = {poll.item_id for poll in polls if poll.item_id is not None}
    items = db.session.execute(
        select(AgendaItem.id, AgendaItem.title, AgendaItem.starts_at).where(AgendaItem.id.in_(wanted))
    )
    # In the agenda's order; sessions without a time after those, and what stands alone last.
    in_order = sorted(items, key=lambda row: (row.starts_at is None, row.starts_at or 0, row.id))
    sections = {row.id: Section(row.id, row.title, row.starts_at) for row in in_order}
    alone = Section(None, "", None)
    for poll in polls:
        listed = ListedPoll(
            poll,
            poll.rounds[-1],
            answers.get(poll.rounds[-1].id, 0),
            sum(answers.get(row.id, 0) for row in poll.rounds),
        )
        sections.get(poll.item_id or 0, alone).polls.append(listed)
    return [section for section in (*sections.values(), alone) if section.polls]


def known_groups(conference_id: int) -> list[str]:
    """Return the names of groups that are in use, to choose from."""
    return list(
        db.session.scalars(
            select(Poll.group)
            .where(Poll.conference_id == conference_id, Poll.group != "", Poll.is_template.is_(False))
            .distinct()
            .order_by(Poll.group)
        )
    )


def session_title(actor: Actor, item_id: int | None) -> str:
    """Return the title of a session of the actor's conference; empty for none."""
    item = db.session.get(AgendaItem, item_id) if item_id is not None else None
    return item.title if item is not None and item.conference_id == actor.conference_id else ""


def sessions_to_choose(conference_id: int) -> list[tuple[int, str, datetime | None]]:
    """Return (id, title, start) of every session of the draft agenda, in its order; those without a time last."""
    rows = db.session.execute(
        select(AgendaItem.id, AgendaItem.title, AgendaItem.starts_at).where(AgendaItem.conference_id == conference_id)
    )
    return [
        (row.id, row.title, row.starts_at)
        for row in sorted(rows, key=lambda row: (row.starts_at is None, row.starts_at or 0, row.id))
    ]
