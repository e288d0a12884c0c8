"""Conflicts are the same that a look at every pair would find."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from conference.agenda.conflicts import (
    Absence,
    Circumstances,
    Conflict,
    ConflictKind,
    Severity,
    find_conflicts,
)
from conference.agenda.content import Contribution, ItemContent, PersonInItem, RoomContent
from conference.agenda.rules import ItemKind, ItemStatus, RoleInItem, Visibility
from conference.conferences.rules import days_of

TEN = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
DAYS = days_of(date(2026, 3, 10), date(2026, 3, 11), ZoneInfo("Europe/Brussels"))
ROOMS = (
    RoomContent(1, "a", "Plenary", capacity=50),
    RoomContent(2, "b", "Foyer", parallel=True),
    RoomContent(3, "c", "Green room"),
)


def make_item(number: int, **overrides: object) -> ItemContent:
    values: dict[str, object] = {"room_id": 1, "starts_at": TEN, "minutes": 60, "kind": ItemKind.PANEL}
    return ItemContent(**{"id": number, "guid": str(number), "title": f"Item {number}", **values, **overrides})  # type: ignore[arg-type]


def speaker(number: int, role: RoleInItem = RoleInItem.SPEAKER) -> PersonInItem:
    return PersonInItem(number, role)


def kinds(items: list[ItemContent], **known: object) -> list[ConflictKind]:
    circumstances = Circumstances(**{"rooms": ROOMS, "days": DAYS, **known})  # type: ignore[arg-type]
    return [one.kind for one in find_conflicts(items, circumstances)]


starts = some.integers(0, 40).map(lambda step: TEN + timedelta(minutes=15 * step))
people = some.lists(some.builds(PersonInItem, some.integers(1, 4), some.sampled_from(RoleInItem)), max_size=3).map(
    tuple
)


@some.composite
def agendas(draw: some.DrawFn) -> list[ItemContent]:
    number = draw(some.integers(0, 12))
    return [
        make_item(
            index,
            starts_at=draw(some.none() | starts),
            minutes=draw(some.sampled_from([1, 15, 30, 60, 200])),
            room_id=draw(some.sampled_from([None, 1, 2, 3])),
            status=draw(some.sampled_from([ItemStatus.ACTIVE, ItemStatus.ACTIVE, ItemStatus.CANCELLED])),
            people=draw(people),
            contributions=tuple(Contribution("Part", people=part) for part in draw(some.lists(people, max_size=2))),
        )
        for index in range(1, number + 1)
    ]


absences = some.lists(
    some.builds(
        lambda person, start, minutes: Absence(person, start, start + timedelta(minutes=minutes)),
        some.integers(1, 4), starts, some.sampled_from([10, 90]),
    ),
    max_size=4,
)  # fmt: skip


def every_pair(items: list[ItemContent], away: list[Absence]) -> set[Conflict]:
    placed = [one for one in items if one.status is ItemStatus.ACTIVE and one.starts_at and one.room_id]
    found: set[Conflict] = set()
    for first, second in combinations(placed, 2):
        assert first.starts_at
        assert first.ends_at
        assert second.starts_at
        assert second.ends_at
        if not (first.starts_at < second.ends_at and second.starts_at < first.ends_at):
            continue
        pair = (first.id, second.id)
        found |= {
            Conflict(ConflictKind.PERSON_TWICE, pair, participant_id=person)
            for person in first.participant_ids & second.participant_ids
        }
        if first.room_id == second.room_id != 2:
            found.add(Conflict(ConflictKind.ROOM_TWICE, pair, room_id=first.room_id))
    for one in placed:
        for absence in away:
            assert one.starts_at
            assert one.ends_at
            here = absence.participant_id in one.participant_ids
            if here and one.starts_at < absence.ends_at and absence.starts_at < one.ends_at:
                found.add(Conflict(ConflictKind.UNAVAILABLE, (one.id,), participant_id=absence.participant_id))
    return found


@given(agendas(), absences)
def test_the_sweep_finds_what_every_pair_would(items: list[ItemContent], away: list[Absence]) -> None:
    found = find_conflicts(items, Circumstances(rooms=ROOMS, days=DAYS, absences=away))
    judged = {ConflictKind.PERSON_TWICE, ConflictKind.ROOM_TWICE, ConflictKind.UNAVAILABLE}
    compared = [one for one in found if one.kind in judged]
    assert len(compared) == len(set(compared))
    assert set(compared) == every_pair(items, away)


@given(agendas(), some.randoms())
def test_the_order_of_the_items_does_not_matter(items: list[ItemContent], chance: object) -> None:
    mixed = list(items)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    known = Circumstances(rooms=ROOMS, days=DAYS)
    assert find_conflicts(items, known) == find_conflicts(mixed, known)


def test_the_worst_come_first() -> None:
    items = [make_item(1, capacity=80), make_item(2, visibility=Visibility.INVITED)]
    found = find_conflicts(items, Circumstances(rooms=ROOMS, days=DAYS, stars={2: 90}))
    assert [one.severity for one in found] == [Severity.ERROR, Severity.WARNING, Severity.WARNING, Severity.NOTICE]


def test_touching_ends_do_not_clash() -> None:
    later = make_item(2, starts_at=TEN + timedelta(minutes=60), people=(speaker(7),))
    assert kinds([make_item(1, people=(speaker(7),)), later]) == []


def test_a_person_clashes_with_themselves_also_from_inside_a_contribution() -> None:
    part = Contribution("Part", people=(speaker(7, RoleInItem.PANELLIST),))
    items = [make_item(1, people=(speaker(7),)), make_item(2, room_id=3, contributions=(part,))]
    assert kinds(items) == [ConflictKind.PERSON_TWICE]


def test_two_roles_in_one_item_are_no_clash() -> None:
    assert kinds([make_item(1, people=(speaker(7), speaker(7, RoleInItem.MODERATOR)))]) == []


def test_what_ends_after_the_night_of_its_day_lies_outside() -> None:
    late = datetime(2026, 3, 12, 2, 30, tzinfo=UTC)
    assert kinds([make_item(1, starts_at=late, minutes=30)]) == []
    assert kinds([make_item(1, starts_at=late, minutes=31)]) == [ConflictKind.OUTSIDE_DAYS]


def test_more_stars_than_the_smaller_of_session_and_room() -> None:
    assert kinds([make_item(1, capacity=20)], stars={1: 21}) == [ConflictKind.MORE_STARS_THAN_PLACES]
    assert kinds([make_item(1)], stars={1: 50}) == []
    assert kinds([make_item(1)], stars={1: 51}) == [ConflictKind.MORE_STARS_THAN_PLACES]


def test_an_item_for_invited_people_needs_one() -> None:
    item = make_item(1, visibility=Visibility.INVITED)
    assert kinds([item]) == [ConflictKind.NOBODY_INVITED]
    assert kinds([item], invited=frozenset({1})) == []
