"""Who takes part in a matchmaking: named by organisers, and the mails that invite and remind them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, exists, insert, or_, select

from conference.errors import NotFound
from conference.extensions import db
from conference.meetings.actions import preferences_of
from conference.meetings.matchmaking_actions import lock_matchmaking, matchmaking_of, tell_matchmaking
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingPerson, MatchmakingWish
from conference.meetings.matchmaking_rules import Part, Whom
from conference.people.guest_actions import not_a_guest
from conference.people.models import Participant, ParticipantRole, ParticipantTag
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor

PAGE_SIZE = 50
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the list of who takes part."""

    person: Participant
    part: Part
    wishes: int
    letter: str


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A page of who takes part. `unwished`: how many take part and have no wish."""

    lines: Sequence[Line]
    total: int
    page: int
    pages: int
    counts: dict[Part, int]
    unwished: int


def list_people(actor: Actor, row: Matchmaking, text: str = "", page: int = 1) -> PeopleList:
    """Return a page of who takes part, by name; what is counted is counted of all, whatever was searched for."""
    matchmaking_of(actor, row.id)
    wishes = _wish_counts(row.id)
    all_of_it = select(MatchmakingPerson.participant_id, MatchmakingPerson.part).where(
        MatchmakingPerson.matchmaking_id == row.id
    )
    parts = {one: part for one, part in db.session.execute(all_of_it)}  # noqa: C416 - rows are no pairs to mypy
    rows = db.session.execute(
        select(Participant, MatchmakingPerson)
        .join(MatchmakingPerson, MatchmakingPerson.participant_id == Participant.id)
        .where(MatchmakingPerson.matchmaking_id == row.id, *_like(text))
        .order_by(Participant.name, Participant.id)
    ).all()
    lines = [Line(person, one.part, wishes.get(person.id, 0), one.letter) for person, one in rows]
    pages = max(1, -(-len(lines) // PAGE_SIZE))
    at = min(max(1, page), pages)
    return PeopleList(
        lines=lines[(at - 1) * PAGE_SIZE : at * PAGE_SIZE],
        total=len(lines),
        page=at,
        pages=pages,
        counts={part: sum(one is part for one in parts.values()) for part in Part},
        unwished=sum(part is Part.IN and one not in wishes for one, part in parts.items()),
    )


def _wish_counts(matchmaking_id: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for by_id in db.session.scalars(
        select(MatchmakingWish.by_id).where(MatchmakingWish.matchmaking_id == matchmaking_id)
    ):
        found[by_id] = found.get(by_id, 0) + 1
    return found


def _like(text: str) -> list[ColumnElement[bool]]:
    return [
        or_(
            Participant.name.icontains(word, autoescape=True), Participant.organisation.icontains(word, autoescape=True)
        )
        for word in text.split()[:8]
    ]


def find_people(actor: Actor, row: Matchmaking, text: str) -> Sequence[Participant]:
    """Return who could be added, by what their name or organisation says; nobody for no text."""
    matchmaking_of(actor, row.id)
    if not text.split():
        return ()
    query = select(Participant).where(*_could_take_part(row), ~_named(row), *_like(text))
    return db.session.scalars(query.order_by(Participant.name, Participant.id).limit(MOST_FOUND)).all()


def _could_take_part(row: Matchmaking) -> tuple[ColumnElement[bool], ...]:
    return (
        Participant.conference_id == row.conference_id,
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.account_id.is_not(None),
        Participant.erased_at.is_(None),
        not_a_guest(),
    )


def _named(row: Matchmaking) -> ColumnElement[bool]:
    return exists().where(
        MatchmakingPerson.matchmaking_id == row.id, MatchmakingPerson.participant_id == Participant.id
    )


def add_many(actor: Actor, matchmaking_id: int, whom: Whom, *, ask: bool) -> tuple[int, int]:
    """Add whoever fits and is not named yet; return how many take part now, and how many are to be asked first.

    `ask`: all of them are asked. Who is not in the directory, or hides from meetings, always is: taking part shows
    their name to the others.
    """
    row = lock_matchmaking(actor, matchmaking_id)
    query = select(Participant.id).where(*_could_take_part(row), ~_named(row))
    if whom.tagged:
        query = query.where(exists().where(ParticipantTag.participant_id == Participant.id))
    if whom.role is not None:
        query = query.where(
            exists().where(ParticipantRole.participant_id == Participant.id, ParticipantRole.role == whom.role)
        )
    if whom.tag_id is not None:
        query = query.where(
            exists().where(ParticipantTag.participant_id == Participant.id, ParticipantTag.tag_id == whom.tag_id)
        )
    return _add(row, db.session.scalars(query.order_by(Participant.id)).all(), ask=ask)


def add_one(actor: Actor, matchmaking_id: int, participant_id: int, *, ask: bool) -> tuple[int, int]:
    """Add one person, as `add_many` does. Raises `NotFound` for whom it cannot be."""
    row = lock_matchmaking(actor, matchmaking_id)
    query = select(Participant.id).where(*_could_take_part(row), ~_named(row), Participant.id == participant_id)
    found = db.session.scalars(query).all()
    if not found:
        raise NotFound(_("There is nobody like that who could be added."))
    return _add(row, found, ask=ask)


def _add(row: Matchmaking, ids: Sequence[int], *, ask: bool) -> tuple[int, int]:
    shown = frozenset(
        db.session.scalars(select(Participant.id).where(Participant.id.in_(ids), Participant.in_directory.is_(True)))
    )
    hidden = {one for one, chosen in preferences_of(ids).items() if chosen.hidden}
    at_once = frozenset[int]() if ask else shown - hidden
    if ids:
        db.session.execute(
            insert(MatchmakingPerson),
            [
                {"matchmaking_id": row.id, "participant_id": one, "part": Part.IN if one in at_once else Part.INVITED}
                for one in ids
            ],
        )
    tell_matchmaking(row.id)
    db.session.commit()
    return len(at_once), len(ids) - len(at_once)


def remove_person(actor: Actor, matchmaking_id: int, participant_id: int) -> Participant:
    """Take somebody out of a matchmaking, with the wishes of them and about them; return who it is."""
    row = lock_matchmaking(actor, matchmaking_id)
    part = db.session.get(MatchmakingPerson, (row.id, participant_id))
    if part is None:
        raise NotFound(_("There is nobody like that in this matchmaking."))
    forget_wishes(row.id, [participant_id])
    db.session.delete(part)
    tell_matchmaking(row.id)
    db.session.commit()
    return db.session.get_one(Participant, participant_id)


def forget_wishes(matchmaking_id: int, people: Collection[int]) -> None:
    """Delete the wishes of some people and about them; nothing here commits."""
    either = or_(MatchmakingWish.by_id.in_(people), MatchmakingWish.about_id.in_(people))
    db.session.execute(delete(MatchmakingWish).where(MatchmakingWish.matchmaking_id == matchmaking_id, either))
