"""A café with tables and people at them, made by rows: what doors and actions are then tried on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from conference import clock
from conference.cafe.models import Cafe, CafeQuestion, CafeRound, CafeTable, Seat
from conference.cafe.rules import CafeState, RoundState
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make

QUESTIONS = ("What does the transition need?", "How can policy help?", "Who are the actors?")


@dataclass
class Hall:
    """What was made. `people` are attendees; `at` says whom of them each table has in the open round."""

    house: Conference
    cafe: Cafe
    organiser: Participant
    facilitator: Participant
    people: list[Participant]
    at: list[list[Participant]]

    def actor(self, person: Participant) -> Actor:
        """Return somebody as an actor."""
        return make.actor(person)


def cafe(of: Conference, tables: int = 3, rounds: int = 2, **overrides: Any) -> Cafe:
    """Make an open café with three questions, rounds of twenty minutes that wait, and tables."""
    values: dict[str, Any] = {"title": "Green", "theme": "Green", "state": CafeState.OPEN}
    return make.kept(
        Cafe(
            conference_id=of.id,
            questions=[CafeQuestion(order=order, text=text) for order, text in enumerate(QUESTIONS)],
            rounds=[CafeRound(number=number, minutes=20) for number in range(1, rounds + 1)],
            tables=[CafeTable(number=number) for number in range(1, tables + 1)],
            **{**values, **overrides},
        )
    )


def hall(people: int = 12, tables: int = 3, **overrides: Any) -> Hall:
    """Make a café before its first round, with people of several countries and organisations who may take part."""
    house = make.conference()
    countries, organisations = ("FR", "DE", "ES", "PL"), ("Cluster A", "Cluster B", "Region C", "University D", "")
    attendees = [
        make.participant(
            house,
            name=f"Attendee {number}",
            country=countries[number % len(countries)],
            organisation=organisations[number % len(organisations)],
        )
        for number in range(people)
    ]
    return Hall(
        house,
        cafe(house, tables, **overrides),
        make.participant(house, Role.ORGANISER, name="Organiser"),
        make.participant(house, Role.MODERATOR, name="Facilitator"),
        attendees,
        [],
    )


def seated_hall(people: int = 12, tables: int = 3, **overrides: Any) -> Hall:
    """Make the same in its first round: people sit in the order of their making, the first of each table hosts."""
    made = hall(people, tables, **overrides)
    first = made.cafe.rounds[0]
    first.state, first.opened_at = RoundState.OPEN, clock.now()
    first.ends_at = first.opened_at + timedelta(minutes=first.minutes)
    made.at = [made.people[number::tables] for number in range(tables)]
    for table, sitters in zip(made.cafe.tables, made.at, strict=True):
        seat_all(first, table, sitters)
    db.session.commit()
    return made


def seat_all(at: CafeRound, table: CafeTable, people: Sequence[Participant]) -> None:
    """Seat people at a table, without committing; the first hosts."""
    for number, person in enumerate(people):
        db.session.add(Seat(round_id=at.id, table_id=table.id, participant_id=person.id, is_host=number == 0))
