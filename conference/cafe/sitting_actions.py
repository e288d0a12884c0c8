"""What a seating is computed from: people, tables and wishes as its rules know them, and who sat where before."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select

from conference.cafe.models import Cafe, CafeRound, CafeTable, Seat
from conference.cafe.rules import RoundState
from conference.cafe.seating import Sitter, TableSpec, Wishes
from conference.extensions import db
from conference.people.models import Participant

MANY = 500


def spec_of(cafe: Cafe, table: CafeTable, host: int | None = None, fixed: tuple[int, ...] = ()) -> TableSpec:
    """Return a table as the rules of seating know it."""
    return TableSpec(table.id, table.language, host, fixed, cafe.fewest, cafe.most)


def wishes_of(cafe: Cafe) -> Wishes:
    """Return which mixing the café wants."""
    return Wishes(cafe.mix_organisation, cafe.mix_country, cafe.mix_kind, cafe.mix_language)


def sitters_of(participant_ids: Collection[int]) -> list[Sitter]:
    """Return people as the rules of seating know them."""
    ids = sorted(participant_ids)
    rows = [
        row
        for start in range(0, len(ids), MANY)
        for row in db.session.execute(
            select(
                Participant.id,
                Participant.organisation,
                Participant.country,
                Participant.organisation_kind,
                Participant.languages,
            ).where(Participant.id.in_(ids[start : start + MANY]))
        )
    ]
    return [
        Sitter(
            row.id,
            # The same house, however it is written.
            " ".join(row.organisation.split()).casefold(),
            row.country,
            row.organisation_kind.value if row.organisation_kind else "",
            frozenset(row.languages or ()),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Past:
    """What was in the rounds before one: who met whom how often, who sat where last, who hosted what, and how often."""

    met: Mapping[tuple[int, int], int]
    last_table: Mapping[int, int]
    last_host: Mapping[int, int]
    hosted: Mapping[int, int]


def past_before(cafe_id: int, round_id: int | None) -> Past:
    """Return what was in all rounds of a café that were opened, but for one."""
    seats = db.session.execute(
        select(Seat.round_id, Seat.table_id, Seat.participant_id, Seat.is_host, CafeRound.opened_at)
        .join(CafeRound, CafeRound.id == Seat.round_id)
        .where(CafeRound.cafe_id == cafe_id, Seat.round_id != (round_id or 0), CafeRound.state != RoundState.WAITING)
        .order_by(CafeRound.opened_at, CafeRound.number, Seat.participant_id)
    )
    groups: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    last_table: dict[int, int] = {}
    last_host: dict[int, int] = {}
    hosted: Counter[int] = Counter()
    for at, table_id, person, is_host, _opened in seats:
        groups[at, table_id].append(person)
        last_table[person] = table_id
        if is_host:
            last_host[table_id] = person
            hosted[person] += 1
    met = Counter(pair for group in groups.values() for pair in combinations(group, 2))
    return Past(met, last_table, last_host, hosted)
