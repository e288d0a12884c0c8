"""The draft of a timetable: written by a run, read by organisers, judged afresh whenever it is shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from conference import clock
from conference.extensions import db
from conference.locking import locked
from conference.meetings.matchmaking_actions import ranked_wishes, tell_matchmaking
from conference.meetings.matchmaking_facts_actions import Known, known_of
from conference.meetings.matchmaking_judging import Found, Pair, Sitting, Table
from conference.meetings.matchmaking_models import (
    Matchmaking,
    MatchmakingDraft,
    MatchmakingDraftSeat,
    MatchmakingRun,
)
from conference.meetings.matchmaking_rules import MatchmakingState, RunState
from conference.meetings.models import Meeting
from conference.meetings.rules import MeetingState

# What of a timetable its organisers are told later; its meetings are rows.
_FIGURES = (
    "met", "met_before", "wishes", "strength", "bound", "share", "served", "servable", "optimal", "solver",
    "gaps_before", "gaps", "rather_not", "stopped", "seconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One meeting of the draft, and what stands against it by now."""

    id: int
    sitting: Sitting
    by_hand: bool
    found: Found | None


def write_draft(run_id: int, timetable: Mapping[str, Any]) -> bool:
    """Make a computed timetable the draft, in one transaction; return False where nobody wants it any more.

    What has become impossible while it was computed is left out, and counted.
    """
    run = db.session.get_one(MatchmakingRun, run_id)
    row = locked(Matchmaking, run.matchmaking_id)
    if row is None or row.state is not MatchmakingState.ARRANGING:
        db.session.rollback()
        return False
    meetings = [
        Sitting((one["people"][0], one["people"][1]), one["slot"], one["place"]) for one in timetable["meetings"]
    ]
    table = Table(known_of(row).facts)
    kept = [table.put(one) for one in meetings if table.trouble(one) is None]
    figures = {name: timetable[name] for name in _FIGURES} | {
        "meetings": len(kept),
        "left_out": len(meetings) - len(kept),
        "without": [[one["person"], one["reason"]] for one in timetable["without"]],
        "unmet": [[one["by"], one["about"], one["reason"]] for one in timetable["unmet"]],
    }
    done = db.session.execute(
        update(MatchmakingRun)
        .where(
            MatchmakingRun.id == run_id,
            MatchmakingRun.state == RunState.RUNNING,
            MatchmakingRun.cancel_asked.is_(False),
        )
        .values(state=RunState.DONE, share=1.0, step="written", ended_at=clock.now(), figures=figures)
        .returning(MatchmakingRun.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if done is None:
        db.session.rollback()
        return False
    _replace(row, kept)
    tell_matchmaking(row.id)
    db.session.commit()
    return True


def _replace(row: Matchmaking, sittings: Sequence[Sitting]) -> None:
    db.session.execute(delete(MatchmakingDraft).where(MatchmakingDraft.matchmaking_id == row.id))
    db.session.expire_all()
    row.undo = None
    if not sittings:
        return
    ids = db.session.scalars(
        insert(MatchmakingDraft).returning(MatchmakingDraft.id, sort_by_parameter_order=True),
        [{"matchmaking_id": row.id, "slot_id": one.slot, "place_id": one.place} for one in sittings],
    ).all()
    db.session.execute(
        insert(MatchmakingDraftSeat),
        [
            {"draft_id": draft_id, "participant_id": person, "matchmaking_id": row.id, "slot_id": one.slot}
            for draft_id, one in zip(ids, sittings, strict=True)
            for person in one.people
        ],
    )


def drafts_of(matchmaking_id: int) -> list[tuple[MatchmakingDraft, Sitting]]:
    """Return the meetings of a draft with their people; one whose people are no two any more is left out."""
    seats: defaultdict[int, list[int]] = defaultdict(list)
    for draft_id, person in db.session.execute(
        select(MatchmakingDraftSeat.draft_id, MatchmakingDraftSeat.participant_id)
        .where(MatchmakingDraftSeat.matchmaking_id == matchmaking_id)
        .order_by(MatchmakingDraftSeat.draft_id, MatchmakingDraftSeat.participant_id)
    ):
        seats[draft_id].append(person)
    rows = db.session.scalars(
        select(MatchmakingDraft).where(MatchmakingDraft.matchmaking_id == matchmaking_id).order_by(MatchmakingDraft.id)
    ).all()
    return [
        (row, Sitting((seats[row.id][0], seats[row.id][1]), row.slot_id, row.place_id))
        for row in rows
        if len(seats[row.id]) == 2
    ]


def judged_drafts(row: Matchmaking, known: Known | None = None) -> tuple[list[DraftLine], Table]:
    """Return the draft, each meeting judged as if it were published now, and the table with those that can be."""
    table = Table((known or known_of(row)).facts)
    lines = []
    for draft, sitting in drafts_of(row.id):
        found = table.trouble(sitting)
        lines.append(DraftLine(draft.id, table.put(sitting) if found is None else sitting, draft.by_hand, found))
    return lines, table


def draft_count(matchmaking_id: int) -> int:
    """Return how many meetings the draft has."""
    return (
        db.session.scalar(
            select(func.count()).select_from(MatchmakingDraft).where(MatchmakingDraft.matchmaking_id == matchmaking_id)
        )
        or 0
    )


def published_count(matchmaking_id: int) -> int:
    """Return how many meetings were published and are booked."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Meeting)
            .where(Meeting.matchmaking_id == matchmaking_id, Meeting.state == MeetingState.BOOKED)
        )
        or 0
    )


def met_wishes(row: Matchmaking, people: Collection[int], pairs: Iterable[Pair]) -> tuple[int, int, frozenset[int]]:
    """Return how many wishes some meetings meet, of how many, and who wished and has none of these meetings."""
    ranked = ranked_wishes(row.id, frozenset(people))
    there = set(pairs)
    busy = {one for pair in there for one in pair}
    wished = [(min(by, about), max(by, about)) for by, wishes in ranked.items() for about in wishes]
    return sum(pair in there for pair in wished), len(wished), frozenset(set(ranked) - busy)
