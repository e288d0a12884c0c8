"""Whom a release concerns: those who appear in what changed, those who starred it, and nobody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.content import AgendaContent, ItemContent, PersonInItem, RoomContent, in_order
from conference.agenda.release import changes_between
from conference.agenda.release_notices import Audience, Notice, NoticeKind, notices_for
from conference.agenda.rules import ItemKind, ItemStatus, RoleInItem, Visibility

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ROOMS = (RoomContent(1, "r1", "Hall"), RoomContent(2, "r2", "Studio"))
SPEAKER, READER, STRANGER = 11, 12, 13


def item(*people: int, **overrides: object) -> ItemContent:
    cast = tuple(PersonInItem(person, RoleInItem.SPEAKER) for person in people)
    values: dict[str, object] = {"room_id": 1, "starts_at": START, "people": cast, **overrides}
    return ItemContent(id=1, guid="guid-1", kind=ItemKind.PANEL, title="Session", **values)  # type: ignore[arg-type]


def told(
    before: ItemContent | None,
    after: ItemContent,
    *,
    starred_by: set[int] | None = None,
    invited: set[int] | None = None,
) -> dict[int, NoticeKind]:
    notices = notices_between(before, after, starred_by or set(), invited or set())
    return {notice.participant_id: notice.lines[0].kind for notice in notices}


def notices_between(
    before: ItemContent | None, after: ItemContent, starred_by: set[int], invited: set[int]
) -> list[Notice]:
    audience = Audience(frozenset({SPEAKER, READER, STRANGER}), {1: starred_by}, {1: invited})
    earlier = AgendaContent(ROOMS, (), in_order([before] if before else [], ROOMS))
    return notices_for(changes_between(earlier, AgendaContent(ROOMS, (), (after,))), audience)


def test_a_speaker_of_a_new_session_is_told_and_nobody_else() -> None:
    assert told(None, item(SPEAKER)) == {SPEAKER: NoticeKind.NEW}


def test_a_move_is_told_to_those_who_appear_and_those_who_starred() -> None:
    after = item(SPEAKER, room_id=2)
    assert told(item(SPEAKER), after, starred_by={READER}) == {SPEAKER: NoticeKind.MOVED, READER: NoticeKind.MOVED}


def test_a_cancellation_is_told_to_those_who_appeared_and_those_who_starred() -> None:
    after = item(status=ItemStatus.CANCELLED)
    assert told(item(SPEAKER), after, starred_by={READER}) == {
        SPEAKER: NoticeKind.CANCELLED,
        READER: NoticeKind.CANCELLED,
    }


def test_a_session_that_comes_back_is_told_to_those_who_appear_in_it_now() -> None:
    before = item(STRANGER, status=ItemStatus.CANCELLED)
    assert told(before, item(SPEAKER), starred_by={READER}) == {SPEAKER: NoticeKind.BACK, READER: NoticeKind.BACK}


def test_a_change_of_words_is_told_to_nobody() -> None:
    assert told(item(SPEAKER), item(SPEAKER, abstract="More"), starred_by={READER}) == {}


def test_somebody_added_or_taken_off_is_told_so() -> None:
    assert told(item(SPEAKER), item(STRANGER)) == {SPEAKER: NoticeKind.DROPPED, STRANGER: NoticeKind.NEW}


def test_a_cancelled_session_that_moves_is_told_to_nobody() -> None:
    before = item(SPEAKER, status=ItemStatus.CANCELLED)
    assert told(before, replace(before, room_id=2), starred_by={READER}) == {}


def test_a_starred_session_that_is_now_for_invited_people_is_told_only_to_them() -> None:
    after = item(room_id=2, visibility=Visibility.INVITED)
    assert told(item(), after, starred_by={READER, STRANGER}, invited={READER}) == {READER: NoticeKind.MOVED}


def test_a_move_of_a_session_for_invited_people_is_told_to_them() -> None:
    before, after = (item(room_id=room, visibility=Visibility.INVITED) for room in (1, 2))
    assert told(before, after, invited={READER}) == {READER: NoticeKind.MOVED}


def test_an_invitation_to_a_session_that_is_open_now_tells_nobody() -> None:
    assert told(item(), item(room_id=2), invited={READER}) == {}


def test_one_who_appears_and_starred_gets_one_line() -> None:
    (notice,) = notices_between(item(SPEAKER), item(SPEAKER, room_id=2), {SPEAKER}, set())
    (line,) = notice.lines
    assert (line.appears, line.starred) == (True, True)


def test_whoever_cannot_be_reached_is_not_told() -> None:
    changes = changes_between(None, AgendaContent(ROOMS, (), (item(99),)))
    assert notices_for(changes, Audience(frozenset({SPEAKER}), {}, {})) == []


people = st.frozensets(st.sampled_from([SPEAKER, READER, STRANGER]))
contents = st.builds(
    lambda cast, room, hours, status, visibility: item(
        *sorted(cast), room_id=room, starts_at=START + timedelta(hours=hours), status=status, visibility=visibility
    ),
    people, st.sampled_from([1, 2]), st.integers(0, 1), st.sampled_from(ItemStatus), st.sampled_from(Visibility),
)  # fmt: skip


@given(contents, contents, people, people)
def test_whatever_changes_one_person_has_one_notice_and_a_reason_in_every_line(
    before: ItemContent, after: ItemContent, starred_by: frozenset[int], invited: frozenset[int]
) -> None:
    notices = notices_between(before, after, set(starred_by), set(invited))
    assert len({notice.participant_id for notice in notices}) == len(notices)
    for notice in notices:
        who = notice.participant_id
        for line in notice.lines:
            assert line.appears or line.starred or line.invited
            assert not line.invited or who in invited
            assert not line.starred or who in starred_by
            assert not line.appears or who in before.participant_ids | after.participant_ids
            hidden = after.visibility is Visibility.INVITED
            assert not hidden or who in invited | before.participant_ids | after.participant_ids
