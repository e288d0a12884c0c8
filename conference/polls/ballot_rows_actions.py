"""The rows of ballots that are written together. Nothing here commits or judges.

Rows are written in the order of their keys: two writers at once never wait for each other, and the order of
anonymous ballots is that of random numbers.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Insert, Table, bindparam, delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from conference import clock
from conference.extensions import db
from conference.locking import inserting_once, on_sqlite
from conference.polls.answers import Asked, Choice
from conference.polls.casting import Standing
from conference.polls.contributions import Counts, add, contributions
from conference.polls.models import Ballot, BallotChoice, Participation, PollRound, PollTally
from conference.polls.rules import PollKind, TextState

# Who, in which round.
Key = tuple[int, int]
# Who, in which poll's round of which number: as a message says it.
Seat = tuple[int, int, int]
PARTICIPATION: Table = Participation.__table__  # type: ignore[assignment]
BALLOT: Table = Ballot.__table__  # type: ignore[assignment]
CHOICE: Table = BallotChoice.__table__  # type: ignore[assignment]
TALLY: Table = PollTally.__table__  # type: ignore[assignment]


def _adding(insert: Callable[[Table], Any]) -> Insert:
    wanted = insert(TALLY)
    added = {"count": TALLY.c.count + wanted.excluded.count}
    statement: Insert = wanted.on_conflict_do_update(index_elements=["round_id", "segment", "key"], set_=added)
    return statement


# Written once: to put a statement together takes as long as to run it.
CLAIM = inserting_once(PARTICIPATION, PARTICIPATION.c.round_id, PARTICIPATION.c.participant_id)
ADD = {True: _adding(sqlite.insert), False: _adding(postgresql.insert)}


def claim(first_keys: Mapping[Key, str]) -> frozenset[Key]:
    """Write down that people take part, and return those for whom that was new; the others were there before."""
    if not first_keys:
        return frozenset()
    rows = [{"round_id": key[0], "participant_id": key[1], "keys": first_keys[key]} for key in sorted(first_keys)]
    written = db.session.connection().execute(CLAIM[on_sqlite()], rows)
    return frozenset((round_id, participant_id) for round_id, participant_id in written)


def standings_of(first_keys: Mapping[Key, str], claimed: Collection[Key]) -> dict[Key, Standing]:
    """Return where people stand; those that were there before are locked until the end of the transaction."""
    standings = {key: Standing(stored_keys=(first,)) for key, first in first_keys.items() if key in claimed}
    before = sorted(key for key in first_keys if key not in claimed)
    if not before:
        return standings
    which = tuple_(Participation.round_id, Participation.participant_id).in_(before)
    query = select(Participation.round_id, Participation.participant_id, Participation.keys).where(which)
    query = query.order_by(Participation.round_id, Participation.participant_id).with_for_update()
    for round_id, participant_id, message_keys in db.session.execute(query):
        known = message_keys.split()
        standings[round_id, participant_id] = Standing(keys=known, stored_keys=tuple(known), has_taken_part=True)
    _read_named(before, standings)
    return standings


def keys_counted(wanted: Collection[Seat]) -> dict[Seat, Sequence[str]]:
    """Return the keys of the messages that were counted, by (poll, number of its round, participant)."""
    if not wanted:
        return {}
    which = tuple_(PollRound.poll_id, PollRound.number, Participation.participant_id)
    rows = db.session.execute(
        select(PollRound.poll_id, PollRound.number, Participation.participant_id, Participation.keys)
        .join(PollRound, PollRound.id == Participation.round_id)
        .where(which.in_(sorted(wanted)))
    )
    return {(poll_id, number, person): keys.split() for poll_id, number, person, keys in rows}


def _read_named(before: Sequence[Key], standings: Mapping[Key, Standing]) -> None:
    rows = db.session.execute(
        select(
            Ballot.round_id, Ballot.participant_id, Ballot.id, Ballot.segment,
            BallotChoice.option_id, BallotChoice.number, BallotChoice.text,
        )
        .join(BallotChoice, BallotChoice.ballot_id == Ballot.id)
        .where(tuple_(Ballot.round_id, Ballot.participant_id).in_(before))
        .order_by(Ballot.id, BallotChoice.position)
    )  # fmt: skip
    for round_id, participant_id, ballot_id, segment, option_id, number, words in rows:
        standing = standings[round_id, participant_id or 0]
        standing.ballot_id = ballot_id
        standing.stored_segment = segment
        standing.stored = (*(standing.stored or ()), Choice(option_id, number, words))


def write_standings(standings: Mapping[Key, Standing], asked: Mapping[int, Asked]) -> frozenset[int]:
    """Write what people's ballots have become and what that adds to the tallies; return the rounds that changed.

    `asked` has what each round asks.
    """
    changed = {key: standing for key, standing in sorted(standings.items()) if standing.is_changed}
    _write_keys(standings)
    _write_ballots(changed)
    _write_choices(changed, asked)
    _write_tallies(changed, asked)
    return frozenset(round_id for round_id, _participant_id in changed)


def _write_keys(standings: Mapping[Key, Standing]) -> None:
    rows = [
        {"of_round": key[0], "of_participant": key[1], "now": " ".join(standing.keys)}
        for key, standing in sorted(standings.items())
        if tuple(standing.keys) != standing.stored_keys
    ]
    if rows:
        table = PARTICIPATION
        mine = (table.c.round_id == bindparam("of_round")) & (table.c.participant_id == bindparam("of_participant"))
        db.session.connection().execute(update(table).where(mine).values(keys=bindparam("now")), rows)


def _write_ballots(changed: Mapping[Key, Standing]) -> None:
    now = clock.now()
    new: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for (round_id, participant_id), standing in changed.items():
        if standing.ballot_id is None:
            standing.ballot_id = uuid4()
            new.append(
                {
                    "id": standing.ballot_id,
                    "round_id": round_id,
                    "participant_id": participant_id if standing.changeable else None,
                    "segment": standing.segment,
                    "cast_at": now if standing.changeable else None,
                }
            )
        else:
            again.append({"of_ballot": standing.ballot_id, "of_segment": standing.segment, "at": now})
    if new:
        db.session.connection().execute(BALLOT.insert(), sorted(new, key=lambda row: row["id"].bytes))
    if again:
        statement = update(BALLOT).where(BALLOT.c.id == bindparam("of_ballot"))
        values: dict[str, Any] = {"segment": bindparam("of_segment"), "cast_at": bindparam("at")}
        db.session.connection().execute(statement.values(values), again)


def _write_choices(changed: Mapping[Key, Standing], asked: Mapping[int, Asked]) -> None:
    old: list[UUID] = []
    rows: list[dict[str, Any]] = []
    for (round_id, _participant_id), standing in changed.items():
        ballot_id, answer = standing.ballot_id, standing.answer or ()
        if standing.stored is not None and ballot_id is not None:
            old.append(ballot_id)
        state = _text_state(asked[round_id])
        rows += [
            {
                "ballot_id": ballot_id, "position": position, "option_id": choice.option_id,
                "number": choice.number, "text": choice.text, "state": state, "group_id": None,
            }
            for position, choice in enumerate(answer)
        ]  # fmt: skip
    if old:
        db.session.execute(delete(CHOICE).where(CHOICE.c.ballot_id.in_(old)))
    if rows:
        rows.sort(key=lambda row: (row["ballot_id"].bytes, row["position"]))
        db.session.connection().execute(CHOICE.insert(), rows)


def _text_state(asked: Asked) -> TextState | None:
    if asked.kind is not PollKind.TEXT:
        return None
    return TextState.WAITING if asked.settings.moderated else TextState.SHOWN


def _write_tallies(changed: Mapping[Key, Standing], asked: Mapping[int, Asked]) -> None:
    sums: dict[tuple[int, str], Counts] = {}
    for (round_id, _participant_id), standing in changed.items():
        kind = asked[round_id]
        if standing.stored is not None:
            add(sums.setdefault((round_id, standing.stored_segment), {}), contributions(kind, standing.stored), -1)
        add(sums.setdefault((round_id, standing.segment), {}), contributions(kind, standing.answer or ()))
    rows = [
        {"round_id": round_id, "segment": segment, "key": key, "count": count}
        for (round_id, segment), counts in sorted(sums.items())
        for key, count in sorted(counts.items())
        if count
    ]
    if rows:
        db.session.connection().execute(ADD[on_sqlite()], rows)
