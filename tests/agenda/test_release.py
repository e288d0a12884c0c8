"""What a release is made of and what changed between two, for any agendas."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.content import AgendaContent, ItemContent, RoomContent, TrackContent, in_order
from conference.agenda.release import ChangeKind, changes_between, is_same_agenda, next_release
from conference.agenda.rules import ItemKind, ItemStatus, Visibility

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 1, 2, tzinfo=UTC)
ROOMS = (RoomContent(1, "r1", "Hall"), RoomContent(2, "r2", "Studio"))
TRACKS = (TrackContent(1, "Resilience", "resilience", "#0b4f9e"),)


def item(number: int = 1, **overrides: object) -> ItemContent:
    values: dict[str, object] = {"room_id": 1, "starts_at": START, **overrides}
    return ItemContent(id=number, guid=f"guid-{number}", kind=ItemKind.PANEL, title=f"Session {number}", **values)  # type: ignore[arg-type]


def agenda(*items: ItemContent, rooms: tuple[RoomContent, ...] = ROOMS) -> AgendaContent:
    return AgendaContent(rooms, TRACKS, in_order(items, rooms))


def kinds(before: AgendaContent | None, after: AgendaContent) -> list[ChangeKind]:
    return [change.kind for change in changes_between(before, after)]


items = st.builds(
    item,
    st.integers(1, 5),
    room_id=st.sampled_from([None, 1, 2]),
    starts_at=st.one_of(st.none(), st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours))),
    minutes=st.sampled_from([30, 60]),
    status=st.sampled_from(ItemStatus),
    visibility=st.sampled_from(Visibility),
    track_id=st.sampled_from([None, 1]),
    abstract=st.sampled_from(["", "More"]),
)
agendas = st.lists(items, max_size=5, unique_by=lambda each: each.id).map(lambda some: agenda(*some))


@given(st.lists(agendas, min_size=1, max_size=5))
def test_any_series_of_drafts_keeps_the_promises_of_releases(drafts: list[AgendaContent]) -> None:
    previous: AgendaContent | None = None
    for day, draft in enumerate(drafts):
        now = FIRST + timedelta(days=day)
        after = next_release(draft, previous, now)
        assert after.number == day + 1
        assert all(each.is_placed and each.room_id in after.room_by_id for each in after.items)
        assert {each for each in draft.items if each.is_placed and each.status is ItemStatus.ACTIVE} <= set(after.items)
        for each in previous.items if previous else ():
            assert previous is not None
            now_there = after.item_by_id[each.id]
            placement = ("starts_at", "minutes", "room_id", "status")
            moved = any(getattr(each, name) != getattr(now_there, name) for name in placement)
            assert after.sequence(each.id) == previous.sequence(each.id) + moved
            assert after.changes[each.id] == (now if now_there != each else previous.changes[each.id])
        assert AgendaContent.from_json(after.to_json()).items == after.items
        previous = after


@given(agendas, agendas)
def test_releasing_the_same_draft_again_changes_nothing(draft: AgendaContent, earlier: AgendaContent) -> None:
    first = next_release(draft, next_release(earlier, None, FIRST), LATER)
    again = next_release(draft, first, LATER + timedelta(days=1))
    assert is_same_agenda(first, again)
    assert changes_between(first, again) == ()
    assert again.sequences == first.sequences
    assert again.changes == first.changes


def test_an_item_without_time_or_room_is_not_released() -> None:
    assert next_release(agenda(item(1, room_id=None), item(2, starts_at=None)), None, FIRST).items == ()


def test_a_cancelled_item_that_nobody_was_shown_is_not_released() -> None:
    assert next_release(agenda(item(status=ItemStatus.CANCELLED)), None, FIRST).items == ()


def test_a_deleted_item_stays_cancelled_at_its_last_place() -> None:
    first = next_release(agenda(item(room_id=2)), None, FIRST)
    second = next_release(agenda(rooms=ROOMS[:1]), first, LATER)
    assert second.items == (item(room_id=2, status=ItemStatus.CANCELLED),)
    assert second.room_by_id[2].name == "Studio"
    assert second.sequence(1) == 1
    assert kinds(first, second) == [ChangeKind.CANCELLED]


def test_an_unplaced_item_stays_cancelled_with_the_draft_s_words_and_visibility() -> None:
    first = next_release(agenda(item(minutes=90)), None, FIRST)
    draft = agenda(item(starts_at=None, minutes=10, visibility=Visibility.INVITED, abstract="Now secret"))
    (kept,) = next_release(draft, first, LATER).items
    assert (kept.starts_at, kept.minutes, kept.status) == (START, 90, ItemStatus.CANCELLED)
    assert (kept.visibility, kept.abstract) == (Visibility.INVITED, "Now secret")


def test_a_cancelled_item_can_come_back() -> None:
    first = next_release(agenda(item()), None, FIRST)
    second = next_release(agenda(), first, LATER)
    third = next_release(agenda(item(starts_at=START + timedelta(hours=1))), second, LATER)
    assert kinds(second, third) == [ChangeKind.BACK]
    assert third.sequence(1) == 2


def test_a_longer_item_has_moved_and_a_renamed_one_has_changed() -> None:
    first = next_release(agenda(item(1), item(2)), None, FIRST)
    second = next_release(agenda(item(1, minutes=90), replace(item(2), title="Renamed")), first, LATER)
    assert kinds(first, second) == [ChangeKind.MOVED, ChangeKind.CHANGED]


def test_a_renamed_room_dates_its_items_anew_without_a_new_sequence() -> None:
    first = next_release(agenda(item(1), item(2, room_id=2)), None, FIRST)
    rooms = (replace(ROOMS[0], name="Great hall"), ROOMS[1])
    second = next_release(agenda(item(1), item(2, room_id=2), rooms=rooms), first, LATER)
    assert not is_same_agenda(first, second)
    assert (second.changes[1], second.changes[2]) == (LATER, FIRST)
    assert second.sequence(1) == 0


def test_an_item_that_the_later_agenda_lacks_is_gone() -> None:
    assert kinds(agenda(item()), agenda()) == [ChangeKind.GONE]
