"""Whom to meet: the suggestions for somebody, searching beyond them, and “not interested”."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete

from conference import clock
from conference.errors import NotFound
from conference.extensions import db
from conference.locking import insert_once
from conference.meetings.actions import slots_of_conference
from conference.meetings.matching import Reason, Suggestion
from conference.meetings.models import MeetingDismissal, MeetingSlot
from conference.meetings.pool_actions import Pool, pool_of
from conference.meetings.rules import MeetingState
from conference.meetings.times_actions import slot_times
from conference.people.directory import DirectoryFilter, Entry, matching
from conference.people.directory_actions import directory_entries, person_seen
from conference.people.models import Participant
from conference.people.rules import PersonCard
from conference.permissions import Actor, Permission, require

PAGE_SIZE = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; empty means anybody who suits. `free`: only who is free when the reader is."""

    directory: DirectoryFilter = field(default_factory=DirectoryFilter)
    tag: str = ""
    free: bool = False
    page: int = 1

    @property
    def searches(self) -> bool:
        """Whether somebody in particular is looked for, whether or not they are suggested."""
        return bool(self.directory.asked or self.tag)


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody to meet. `free` are the next slots in which both are free; `state` says what is between the two."""

    entry: Entry
    reasons: tuple[Reason, ...] = ()
    mutual: bool = False
    free: tuple[MeetingSlot, ...] = ()
    state: MeetingState | None = None
    dismissed: bool = False


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people to meet; `choices`: who can be chosen."""

    found: Sequence[Found]
    total: int
    page: int
    pages: int
    choices: Sequence[Entry]
    dismissed: Sequence[PersonCard]
    has_slots: bool


def people_to_meet(actor: Actor, wanted: Wanted) -> PeoplePage:
    """Return a page of whom the actor should meet, the best first; a fixed number of queries, whatever the size."""
    require(actor, Permission.MEETINGS_MEET)
    me = actor.participant_id or 0
    pool = pool_of(actor.conference_id, me)
    there = _there(actor, pool)
    suggestions = {one.id: one for one in pool.matches.suggestions(me) if one.id in there}
    ids = _in_order(suggestions, there, wanted)
    slots = _coming_slots(actor.conference_id)
    if wanted.free and slots:
        free = common_slots(actor, ids, slots)
        ids = [one for one in ids if free[one]]
    pages = max(1, -(-len(ids) // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    shown = ids[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    free = common_slots(actor, shown, slots)
    return PeoplePage(
        found=[_found(pool, me, there[one], suggestions.get(one), free[one]) for one in shown],
        total=len(ids),
        page=page,
        pages=pages,
        choices=list(there.values()),
        dismissed=[there[one].card for one in there if one in pool.dismissed],
        has_slots=bool(slots),
    )


def one_to_meet(actor: Actor, participant_id: int) -> Found:
    """Return one person as the page of people to meet shows them. Raises `NotFound` for whom it never shows."""
    require(actor, Permission.MEETINGS_MEET)
    me = actor.participant_id or 0
    pool = pool_of(actor.conference_id, me)
    there = _there(actor, pool)
    if participant_id not in there:
        raise NotFound(_("There is no such person in the directory."))
    suggestions = {one.id: one for one in pool.matches.suggestions(me)}
    free = common_slots(actor, [participant_id], _coming_slots(actor.conference_id))
    return _found(pool, me, there[participant_id], suggestions.get(participant_id), free[participant_id])


def common_slots(
    actor: Actor, participant_ids: Collection[int], slots: Sequence[MeetingSlot]
) -> dict[int, tuple[MeetingSlot, ...]]:
    """Return, for each of some people, the slots in which nothing is against a meeting for them and for the actor."""
    me = actor.participant_id or 0
    if not participant_ids or not slots:
        return dict.fromkeys(participant_ids, ())
    times = slot_times(actor.conference_id, {me, *participant_ids}, slots)
    mine = [slot for slot in slots if times[me][slot.id].is_quite_free]
    return {one: tuple(slot for slot in mine if times[one][slot.id].is_quite_free) for one in participant_ids}


def dismiss(actor: Actor, participant_id: int) -> Participant:
    """Note that the actor is not interested in somebody, and return them; once is as good as twice.

    The other is not told, and may still ask.
    """
    require(actor, Permission.MEETINGS_MEET)
    person = person_seen(actor, participant_id)
    if person.id == actor.participant_id:
        raise NotFound(_("There is no such person in the directory."))
    insert_once(MeetingDismissal, participant_id=actor.participant_id, dismissed_id=person.id)
    db.session.commit()
    return person


def restore(actor: Actor, participant_id: int) -> None:
    """Have somebody suggested again. Raises `NotFound` of elsewhere."""
    require(actor, Permission.MEETINGS_MEET)
    person = db.session.get(Participant, participant_id)
    if person is None or person.conference_id != actor.conference_id:
        raise NotFound(_("There is no such person in the directory."))
    db.session.execute(delete(MeetingDismissal).where(_mine(actor), MeetingDismissal.dismissed_id == person.id))
    db.session.commit()


def restore_all(actor: Actor) -> None:
    """Have everybody suggested again."""
    require(actor, Permission.MEETINGS_MEET)
    db.session.execute(delete(MeetingDismissal).where(_mine(actor)))
    db.session.commit()


def _mine(actor: Actor) -> ColumnElement[bool]:
    return MeetingDismissal.participant_id == actor.participant_id


def _there(actor: Actor, pool: Pool) -> dict[int, Entry]:
    """Return whom the actor may ask, by name: who shows themselves and is not kept from them by a block."""
    open_to = pool.askable - pool.blocked - {actor.participant_id}
    return {entry.card.id: entry for entry in directory_entries(actor) if entry.card.id in open_to}


def _in_order(suggestions: Mapping[int, Suggestion], there: Mapping[int, Entry], wanted: Wanted) -> list[int]:
    """Return who fits what is looked for: suggestions, best first; in a search everybody else too, by name."""
    order = list(suggestions) + ([one for one in there if one not in suggestions] if wanted.searches else [])
    fitting = matching((there[one] for one in order), wanted.directory)
    return [
        entry.card.id for entry in fitting if not wanted.tag or wanted.tag in entry.offers or wanted.tag in entry.seeks
    ]


def _coming_slots(conference_id: int) -> list[MeetingSlot]:
    now = clock.now()
    return [slot for slot in slots_of_conference(conference_id) if slot.starts_at > now]


def _found(pool: Pool, me: int, entry: Entry, suggestion: Suggestion | None, free: tuple[MeetingSlot, ...]) -> Found:
    other = entry.card.id
    return Found(
        entry=entry,
        reasons=pool.matches.reasons(me, other),
        mutual=suggestion is not None and suggestion.mutual,
        free=free,
        state=pool.states.get(other),
        dismissed=other in pool.dismissed,
    )
