"""Adds the polls of 2020: closed in the record, ready to open in the session of the live demo that runs now."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from conference.agenda.models import AgendaItem
from conference.conferences.models import Conference
from conference.config import resource_folder
from conference.demo.seed import Seed
from conference.extensions import db
from conference.permissions import Actor, Role
from conference.polls.content import PollContent
from conference.polls.edit_actions import Place, add_poll
from conference.polls.rules import Eligibility, PollKind, PollSettings, RoundState, Secrecy, Segment, Showing


def add_record_polls(house: Conference, seed: Seed) -> None:
    """Add the polls as they were asked, closed; what came of them stands in their explanation. Flushes."""
    sessions = _sessions(house, seed)
    for row in _rows():
        item = sessions[row["session"]]
        poll = add_poll(_organiser(house), _content(row, description=_outcome(row)), Place(item.id))
        present = poll.rounds[0]
        present.state, present.opened_at, present.closed_at = RoundState.CLOSED, item.starts_at, _end(item)
    db.session.flush()


def add_live_polls(house: Conference, seed: Seed) -> None:
    """Add the polls, ready to be opened, to the session that runs now. Flushes."""
    sessions = _sessions(house, seed)
    for row in _rows():
        for_all = "organisation_kinds" not in row
        content = _content(row, guests=for_all, showing=Showing.LIVE if row["kind"] == "single" else Showing.HIDDEN)
        add_poll(_organiser(house), content, Place(sessions[row["live"]].id))


def _outcome(row: Mapping[str, Any]) -> str:
    """Return what the paper says came of a poll; where that is an order, the options in it (Markdown)."""
    said: str = row["result"].strip()
    if row["kind"] == PollKind.SINGLE:
        return said
    lines = [
        f"{place}. {option}{' (not selected)' if option == row.get('not_selected') else ''}"
        for place, option in enumerate(row["options"], start=1)
    ]
    return "\n".join([said, "", *lines])


def _rows() -> list[Mapping[str, Any]]:
    path = resource_folder("seeds") / "ecc2020_polls.toml"
    rows: list[Mapping[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["polls"]
    return rows


def _content(
    row: Mapping[str, Any], *, description: str = "", guests: bool = False, showing: Showing = Showing.HIDDEN
) -> PollContent:
    options = tuple(row["options"])
    return PollContent(
        kind=PollKind(row["kind"]),
        question=row["question"].strip(),
        description=description,
        options=options,
        settings=PollSettings(least=1, most=len(options)),
        eligibility=Eligibility(organisation_kinds=frozenset(row.get("organisation_kinds", ())), guests=guests),
        secrecy=Secrecy.ANONYMOUS,
        segment_by=Segment(row.get("segment_by", Segment.NONE)),
        showing=showing,
        group=row["group"],
    )


def _sessions(house: Conference, seed: Seed) -> dict[str, AgendaItem]:
    """Return the conference's sessions by the seed's keys."""
    stored = db.session.scalars(select(AgendaItem).where(AgendaItem.conference_id == house.id))
    by_title = {item.title: item for item in stored}
    return {row["key"]: by_title[row["title"]] for row in seed.items if "key" in row}


def _end(item: AgendaItem) -> datetime | None:
    return item.starts_at + timedelta(minutes=item.minutes) if item.starts_at else None


def _organiser(house: Conference) -> Actor:
    return Actor(house.id, roles=frozenset({Role.ORGANISER}))
