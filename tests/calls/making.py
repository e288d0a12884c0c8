"""Calls for tests: a subject of their own, which a test lets people into and moves them away from, and its room."""

from dataclasses import dataclass

from conference.calls import actions
from conference.calls.actions import audience_changed, room_for
from conference.calls.models import CallRoom
from conference.calls.subjects import Subject, declare
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make

TABLE = "test_table"
# Who sits at which table: participants by the table's number, everyone where nobody has said. Organisers join any.
_tables: dict[int, set[int]] = {}
_away: dict[int, set[int]] = {}


def _sits_at(actor: Actor, table: int) -> bool:
    if actor.participant_id in _away.get(table, set()):
        return False
    return Role.ORGANISER in actor.roles or table not in _tables or actor.participant_id in _tables[table]


declare(
    Subject(
        name=TABLE,
        label=lambda _actor, table: f"Table {table}",
        may_join=_sits_at,
        may_moderate=lambda actor, _table: Role.ORGANISER in actor.roles,
    )
)


@dataclass(frozen=True)
class Table:
    """A room, and by name who may be in it (`accounts`, `ids`), with a stranger of the same conference."""

    house: int
    slug: str
    room: int
    number: int
    accounts: dict[str, int | None]
    ids: dict[str, int]


def seat(table: int, *people: int) -> None:
    """Let exactly these participants sit at a table; who was told of nothing finds out at the next question."""
    _tables[table] = set(people)
    _away.pop(table, None)


def room_at(house: Conference, table: int) -> CallRoom:
    """Return the room of a table."""
    return room_for(house.id, TABLE, table)


def table(*names: str, number: int = 7) -> Table:
    """Make a conference with a table at which these people sit, and one person, "stranger", who does not."""
    house = make.conference()
    people = {name: make.participant(house, name=name.title(), country="BE") for name in (*names, "stranger")}
    people["organiser"] = make.participant(house, Role.ORGANISER, name="Olga")
    seat(number, *(people[name].id for name in names))
    return Table(
        house.id,
        house.slug,
        room_at(house, number).id,
        number,
        {name: row.account_id for name, row in people.items()},
        {name: row.id for name, row in people.items()},
    )


def move_away(house_id: int, table: int, person_id: int) -> None:
    """Take somebody from a table, as whoever owns the subject does it: in one action, with a commit."""
    _away.setdefault(table, set()).add(person_id)
    audience_changed(house_id, TABLE, table)
    db.session.commit()


def send_away(table: int, *people: int) -> None:
    """Take people from a table, as whoever moves a whole café does it."""
    _away.setdefault(table, set()).update(people)
    actions.send_away(TABLE, {table: people, table + 1_000: people})
    db.session.commit()


def actor_named(at: Table, name: str) -> Actor:
    """Return one of the people as an actor."""
    return make.actor(db.session.get_one(Participant, at.ids[name]))
