"""Adds the World Cafés of 2020: their outcomes in the record; in the live demo ready to open, with people in one."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from conference import alarms, presence
from conference.agenda.models import AgendaItem
from conference.cafe.actions import seated_round
from conference.cafe.harvest_models import CafeOutcome, Recommendation
from conference.cafe.models import Cafe, CafeQuestion, CafeRound, CafeTable, Seat
from conference.cafe.rules import CafeState, RoundState
from conference.conferences.models import Conference
from conference.config import resource_folder
from conference.demo.cafe_answers import lines_under, numbered_lines
from conference.demo.people import LIVE, DemoAttendee
from conference.demo.seed import Seed
from conference.extensions import db
from conference.people.models import Account, Participant
from conference.people.rules import ParticipantStatus

# The café of the live demo that is ready to be opened, and how many demo attendees come to it.
READY, COMING = "green_round_1", 44
# With more people there are more, as many as are needed.
TABLES = 10
BRIEFING = """\
- Welcome everyone, and let each say their name and where they come from.
- Read the question aloud. Everybody writes cards; short ones.
- In a new round, introduce the cards that are there to those who have just come.
- Before the end, star up to three cards for each question: they are carried on.
"""


def add_record_cafes(house: Conference, seed: Seed) -> None:
    """Add the cafés as they were: over, with the agreed outcomes. No table, seat or card is made up. Flushes."""
    for row in _rows():
        session, results = (
            _session(house, seed, row["session"]),
            _session(house, seed, row.get("results", row["session"])),
        )
        cafe = _cafe(house, session, row)
        cafe.state = CafeState.CLOSED
        ends = [item.starts_at + timedelta(minutes=item.minutes) for item in (session, results) if item.starts_at]
        for held, end in zip(cafe.rounds, ends, strict=False):
            held.state, held.opened_at, held.closed_at = RoundState.CLOSED, end - timedelta(minutes=held.minutes), end
        for question in cafe.questions:
            question.agreed_at = ends[-1] if ends else None
        db.session.flush()
        for question, asked in zip(cafe.questions, row["questions"], strict=True):
            _add_outcomes(question, asked, results.description)
    told = _plain()["recommendations"]
    texts = numbered_lines(_session(house, seed, told["session"]).description)
    db.session.add_all(
        Recommendation(conference_id=house.id, text=text, addressee=told["addressee"], order=order)
        for order, text in enumerate(texts)
    )
    db.session.flush()


def add_live_cafes(house: Conference, seed: Seed) -> None:
    """Add the cafés before their first round. Flushes."""
    for row in _rows():
        cafe = _cafe(house, _session(house, seed, row["session"]), row)
        cafe.state, cafe.briefing = CafeState.OPEN, BRIEFING
        cafe.tables = [CafeTable(number=number) for number in range(1, TABLES + 1)]
    db.session.flush()


def cafe_to_open(house: Conference) -> int | None:
    """Return the live demo's café that people come to, until its harvest is over."""
    title = next(row["title"] for row in _rows() if row["session"] == READY)
    found = select(Cafe.id).where(
        Cafe.conference_id == house.id, Cafe.title == title, Cafe.state.in_((CafeState.OPEN, CafeState.HARVEST))
    )
    return db.session.scalar(found)


@alarms.every_second
def let_demo_attendees_come() -> None:
    """Have demo attendees count as present in the ready café and at their tables, while somebody looks at it."""
    house = db.session.scalar(select(Conference).where(Conference.slug == LIVE))
    cafe_id = cafe_to_open(house) if house else None
    if house is None or cafe_id is None or not _is_looked_at(cafe_id):
        return
    emails = [DemoAttendee(number).email for number in range(1, COMING + 1)]
    people = (
        select(Participant.id)
        .join(Account, Account.id == Participant.account_id)
        .where(
            Participant.conference_id == house.id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Account.email.in_(emails),
        )
    )
    now = seated_round(cafe_id)
    seats = select(Seat.participant_id, Seat.table_id).where(Seat.round_id == (now.id if now else 0))
    table_of = {person: table for person, table in db.session.execute(seats)}  # noqa: C416 - typed as pairs
    for participant_id in db.session.scalars(people):
        presence.visit(("cafe", cafe_id), participant_id)
        if participant_id in table_of:
            presence.visit(("cafe_table", table_of[participant_id]), participant_id)


def _is_looked_at(cafe_id: int) -> bool:
    """Tell whether anybody has a page of the café open at this server."""
    tables = db.session.scalars(select(CafeTable.id).where(CafeTable.cafe_id == cafe_id))
    pages = [("cafe", cafe_id), ("cafe_desk", cafe_id), *(("cafe_table", table_id) for table_id in tables)]
    return any(presence.is_watched(page) for page in pages)


def _cafe(house: Conference, session: AgendaItem, row: Mapping[str, Any]) -> Cafe:
    cafe = Cafe(
        conference_id=house.id,
        item_id=session.id,
        title=row.get("title", session.title),
        theme=row["theme"],
        questions=[CafeQuestion(order=order, text=one["text"]) for order, one in enumerate(row["questions"])],
        rounds=[
            CafeRound(number=number, minutes=minutes)
            for number, minutes in enumerate(row.get("minutes", [session.minutes]), start=1)
        ],
    )
    db.session.add(cafe)
    return cafe


def _add_outcomes(question: CafeQuestion, asked: Mapping[str, Any], description: str) -> None:
    lines = lines_under(description, asked.get("heading", "")) or lines_under(description, asked.get("otherwise", ""))
    db.session.add_all(CafeOutcome(question_id=question.id, text=line, order=order) for order, line in enumerate(lines))


def _session(house: Conference, seed: Seed, key: str) -> AgendaItem:
    title = next(row["title"] for row in seed.items if row.get("key") == key)
    found = select(AgendaItem).where(AgendaItem.conference_id == house.id, AgendaItem.title == title)
    return db.session.scalars(found).one()


def _rows() -> Iterator[Mapping[str, Any]]:
    plain = _plain()
    yield from plain["cafes"]
    shared = plain["ecosystems"]
    for session in shared["sessions"]:
        yield {"session": session, "theme": shared["theme"], "questions": shared["questions"]}


def _plain() -> Mapping[str, Any]:
    path = resource_folder("seeds") / "ecc2020_cafes.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
