"""Adds the awards of 2020: revealed in the record; in the live demo one before its vote, one to nominate for."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from conference import clock
from conference.agenda.models import AgendaItem
from conference.awards.models import Award, AwardMember, AwardStep, Criterion, Nominee
from conference.awards.results import WITH_VOTE, Line, Outcome, Result, result_to_json
from conference.awards.rules import AwardState, DecidedBy, Duty
from conference.conferences.models import Conference
from conference.config import resource_folder
from conference.demo.seed import Seed
from conference.extensions import db
from conference.people.models import Participant

# Where the awards of the live demo stand; one that is decided by its founders is made ready to be revealed.
LIVE_STATES = {
    "manager": AwardState.PITCHES,
    "partnership": AwardState.NOMINATIONS,
    "special": AwardState.DRAFT,
}
# What the paper says that both awards looked at; without it a jury could score nothing.
CRITERION = "Communication"


def add_record_awards(house: Conference, seed: Seed) -> None:
    """Add the awards as they were given. Nobody's vote is made up: the winner is known, and nothing else. Flushes."""
    for order, row in enumerate(_rows()):
        award = _award(house, seed, row, order)
        award.state, award.shortlist_reason = AwardState.REVEALED, row.get("reason", "")
        award.rules = row.get("not_known", "")
        db.session.flush()
        won = tuple(one.guid.hex for one in award.nominees if one.is_chosen)
        lines = tuple(Line(one.guid.hex, 0, 1 if one.is_chosen else None) for one in award.nominees)
        result = Result(Outcome.WON, tuple(sorted(lines, key=lambda line: not line.place)), won)
        award.sealed = {"result": result_to_json(result)}
        award.places_shown = 1
        award.steps = _steps_of_2020(house, seed, row)
    db.session.flush()


def add_live_awards(house: Conference, seed: Seed, *, chair: Participant) -> None:
    """Add the awards as they may stand on the first day; the vote on the second is ready to be opened. Flushes."""
    for order, row in enumerate(_rows()):
        award = _award(house, seed, row, order)
        award.state = LIVE_STATES[row["key"]]
        if award.state is AwardState.NOMINATIONS:
            # Who won in 2020 is no nominee of today.
            award.nominees = []
        if award.decided_by is not DecidedBy.CONFERRED:
            # One demo person does both, so that a visitor can walk the jury's whole way.
            award.members = [AwardMember(participant_id=chair.id, duty=duty) for duty in (Duty.CHAIR, Duty.JUROR)]
            award.criteria = [Criterion(name=CRITERION, description=row["description"].strip())]
        for nominee in award.nominees:
            nominee.is_chosen = nominee.is_chosen and award.decided_by is DecidedBy.CONFERRED
        # A jury had shortlisted the finalists before the conference began.
        led = (AwardState.JURY, AwardState.FINALISTS) if award.state is AwardState.PITCHES else ()
        award.steps = [AwardStep(state=state, at=clock.now()) for state in (*led, award.state)]
        award.shortlist_reason = row.get("reason", "")
    db.session.flush()


def award_to_vote_on(house: Conference) -> int | None:
    """Return the first award that is decided by a vote and prepared for it, until it is put back before its pitches."""
    ready = (AwardState.PITCHES, AwardState.VOTING, AwardState.CLOSED, AwardState.REVEALED)
    found = (
        select(Award.id)
        .where(Award.conference_id == house.id, Award.decided_by.in_(WITH_VOTE), Award.state.in_(ready))
        .order_by(Award.order, Award.id)
    )
    return db.session.scalars(found).first()


def _steps_of_2020(house: Conference, seed: Seed, row: Mapping[str, Any]) -> list[AwardStep]:
    """Return what an award went through, as far as the programme says when."""
    given = _session(house, seed, row["session"])
    if given.starts_at is None:
        return []
    steps = [AwardStep(state=AwardState.REVEALED, at=given.starts_at + timedelta(minutes=given.minutes))]
    voted = _session(house, seed, row["vote"]).starts_at if "vote" in row else None
    if voted is not None:
        steps = [AwardStep(state=state, at=voted) for state in (AwardState.PITCHES, AwardState.VOTING)] + steps
    return steps


def _award(house: Conference, seed: Seed, row: Mapping[str, Any], order: int) -> Award:
    award = Award(
        conference_id=house.id,
        order=order,
        title=row["title"],
        description=row["description"].strip(),
        decided_by=DecidedBy(row["decided_by"]),
        item_id=_session(house, seed, row.get("vote", row["session"])).id,
        citation=row.get("citation", "").strip(),
        roll={"roles": [], "organisation_kinds": []},
    )
    award.nominees = [_finalist(house, one, place) for place, one in enumerate(row["finalists"])]
    for nominee in award.nominees:
        nominee.pitch_item_id = award.item_id if "vote" in row else None
    db.session.add(award)
    return award


def _finalist(house: Conference, row: Mapping[str, Any], order: int) -> Nominee:
    # Names are enough: those who spoke in 2020 are participants without an account.
    person = select(Participant.id).where(Participant.conference_id == house.id, Participant.name == row["name"])
    return Nominee(
        order=order,
        name=row["name"],
        organisation=row["organisation"],
        country=row.get("country", ""),
        participant_id=db.session.scalars(person).first() if "person" in row else None,
        is_finalist=True,
        is_chosen=row.get("won", False),
    )


def _session(house: Conference, seed: Seed, key: str) -> AgendaItem:
    title = next(row["title"] for row in seed.items if row.get("key") == key)
    found = select(AgendaItem).where(AgendaItem.conference_id == house.id, AgendaItem.title == title)
    return db.session.scalars(found).one()


def _rows() -> list[Mapping[str, Any]]:
    path = resource_folder("seeds") / "ecc2020_awards.toml"
    rows: list[Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["awards"]
    return rows
