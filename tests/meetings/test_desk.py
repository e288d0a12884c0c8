"""The organisers' board: what it says of each meeting, whom it counts, who may watch it, and how large it gets."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from huey import RedisHuey
from hypothesis import given
from hypothesis import strategies as st

from conference import clock, presence
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.mail import Mail
from conference.meetings.desk import Seen, Standing, in_order, is_late, may_be_freed, present, standing
from conference.meetings.desk_actions import board, meeting_of_board, slot_of_board
from conference.meetings.desk_people_actions import (
    count_without_meeting,
    invite_people_to_look,
    invite_to_look,
    people_without_meeting,
)
from conference.meetings.desk_rows_actions import meetings_in_slot
from conference.meetings.desk_state_actions import board_state, figures
from conference.meetings.figures import Outcome
from conference.meetings.figures_actions import figures_of
from conference.meetings.models import MeetingPlaceHold, MeetingPreference
from conference.meetings.rules import MeetingState
from conference.meetings.slots import Span
from conference.permissions import Role
from tests import factories as make
from tests.conftest import NOON, SignIn
from tests.meetings.making import booked, day, place, request
from tests.meetings.meeting_days import crowd, meetings_of, past_and_coming
from tests.serving import free_port

people = st.frozensets(st.integers(1, 4), max_size=4)


@given(people, people, people, st.tuples(st.integers(-30, 30), st.integers(1, 20)), st.booleans())
def test_a_time_is_freed_only_where_it_is_late_and_fewer_than_two_came(
    who: frozenset[int], arrived: frozenset[int], here: frozenset[int], times: tuple[int, int], has_place: bool
) -> None:
    after, minutes = times
    seen = Seen(NOON, who, arrived, here, has_place=has_place)
    now = NOON + timedelta(minutes=after)
    assert seen.came | seen.missing == who
    assert not seen.came & seen.missing
    assert may_be_freed(seen, minutes, now) == (after >= minutes and len(seen.came) < 2)
    if is_late(seen, minutes, now):
        assert may_be_freed(seen, minutes, now)
    # Nothing is known of a table at which nobody opened the room.
    assert not (has_place and not seen.came and is_late(seen, minutes, now))


@given(st.sampled_from(Outcome), people, people, st.integers(-30, 30))
def test_what_is_over_or_to_come_stands_as_it_came_out(
    outcome: Outcome, who: frozenset[int], arrived: frozenset[int], after: int
) -> None:
    found = standing(outcome, Seen(NOON, who, arrived), 5, NOON + timedelta(minutes=after))
    assert (found.value == outcome.value) or outcome is Outcome.ON
    assert (outcome is Outcome.ON) == (found in {Standing.ON, Standing.WAITING, Standing.LATE})


@pytest.mark.parametrize(
    ("after", "arrived", "has_place", "stands"),
    [
        (4, (), True, Standing.WAITING),
        (5, (), True, Standing.UNSEEN),
        (5, (1,), True, Standing.LATE),
        (5, (), False, Standing.LATE),
        (5, (1, 2), True, Standing.ON),
    ],
)
def test_a_table_where_nobody_said_anything_is_to_be_looked_at_and_is_not_late(
    after: int, arrived: tuple[int, ...], *, has_place: bool, stands: Standing
) -> None:
    seen = Seen(NOON, frozenset({1, 2}), frozenset(arrived), has_place=has_place)
    assert standing(Outcome.ON, seen, 5, NOON + timedelta(minutes=after)) is stands


@given(st.lists(st.integers(0, 50), unique=True), st.integers(-10, 60 * 60))
def test_the_present_slot_is_the_one_that_is_on_or_the_next_or_the_last(starts: list[int], minutes: int) -> None:
    slots = [_slot(NOON + timedelta(minutes=25 * start)) for start in starts]
    now = NOON + timedelta(minutes=minutes)
    found = present(slots, now)
    left = [slot for slot in slots if slot.ends_at > now]
    wanted = min(left, key=lambda slot: slot.starts_at) if left else max(slots, key=lambda s: s.starts_at, default=None)
    assert found == wanted


def _slot(begin: datetime) -> Span:
    return Span(begin, begin + timedelta(minutes=20))


def test_who_lets_others_book_comes_before_who_suits_better() -> None:
    assert in_order([1, 2, 3, 4], {4, 2}, {3: 0, 2: 2, 4: 1}) == [4, 2, 3, 1]


@pytest.mark.usefixtures("session")
def test_the_board_says_who_is_there_who_came_and_who_is_missing() -> None:
    made = day()
    slot = made.slots[0]
    both, one_alone, nobody = (
        booked(made, slot, *made.people[:2]),
        booked(made, slot, *made.people[2:4]),
        booked(made, made.slots[1], *made.people[:2]),
    )
    both.people[0].arrived_at = slot.starts_at
    db.session.commit()
    presence.visit(("meeting_here", both.id), made.people[1].id)
    presence.visit(("meeting_here", one_alone.id), made.people[2].id)
    with clock.stopped_at(slot.starts_at + timedelta(minutes=4)):
        assert [one.standing for one in meetings_in_slot(made.house.id, slot.id)] == [Standing.WAITING, Standing.ON]
    with clock.stopped_at(slot.starts_at + timedelta(minutes=5)):
        late, on = meetings_in_slot(made.house.id, slot.id)
        state = board_state(made.house.id)
    assert (late.id, late.standing, late.freeable) == (one_alone.id, Standing.LATE, True)
    assert [guest.id for guest in late.missing] == [made.people[3].id]
    assert (on.id, on.standing, on.freeable) == (both.id, Standing.ON, False)
    assert state["here"] == {str(both.id): [made.people[1].id], str(one_alone.id): [made.people[2].id]}
    assert state["figures"]["late"] == 1
    assert state["counts"] == {str(slot.id): 2, str(made.slots[1].id): 1}
    assert nobody.id not in {late.id, on.id}


@pytest.mark.usefixtures("session")
def test_somebody_who_comes_has_the_meetings_drawn_anew_and_coming_and_going_does_not() -> None:
    made = day()
    meeting = booked(made, made.slots[0], *made.people[:2])
    with clock.stopped_at(made.slots[0].starts_at):
        before = board_state(made.house.id)["stamp"]
        meeting.people[0].arrived_at = clock.now()
        db.session.commit()
        came = board_state(made.house.id)["stamp"]
        presence.visit(("meeting_here", meeting.id), made.people[0].id)
        here = board_state(made.house.id)
    assert before != came == here["stamp"]
    assert here["here"] == {str(meeting.id): [made.people[0].id]}


@pytest.mark.usefixtures("session")
def test_the_figures_of_the_board_and_of_the_statistics_agree() -> None:
    house = make.conference()
    meetings_of(house, crowd(house, 60), past_and_coming(house), 12)
    counted, all_of_it = figures(house.id), figures_of(house.id)
    for outcome in (Outcome.COMING, Outcome.ON, Outcome.HELD, Outcome.MISSED, Outcome.UNKNOWN, Outcome.CANCELLED):
        assert counted[outcome.value] == all_of_it.outcomes[outcome]
    assert counted["booked"] == all_of_it.meetings
    assert counted["on"] == 12
    assert counted["missed"] > 0


@pytest.mark.usefixtures("session")
def test_places_in_use_are_counted_in_each_slot() -> None:
    made = day()
    meeting = booked(made, made.slots[0], *made.people[:2])
    table = place(made.house)
    meeting.place_id = table.id
    make.kept(MeetingPlaceHold(slot_id=made.slots[0].id, place_id=table.id, meeting_id=meeting.id))
    shown = board(make.actor(made.organiser))
    assert (shown.used, shown.places) == ({made.slots[0].id: 1}, 1)
    assert shown.meetings[0].place == "Table 1"


@pytest.mark.usefixtures("session")
def test_without_a_meeting_are_those_who_take_part_do_not_hide_and_have_none() -> None:
    made = day(6)
    organiser = make.actor(made.organiser)
    booked(made, made.slots[0], *made.people[:2])
    cancelled = booked(made, made.slots[1], *made.people[2:4])
    cancelled.state = MeetingState.CANCELLED
    make.kept(MeetingPreference(participant_id=made.people[5].id, hidden=True))
    make.participant(made.house, Role.GUEST, account=None)
    make.participant(make.conference(), name="Elsewhere")
    request(made, made.people[4], made.people[5])
    found = people_without_meeting(organiser)
    assert {card.name for card in found.people} == {"Attendee 2", "Attendee 3", "Attendee 4", "Organiser"}
    assert found.total == count_without_meeting(made.house.id) == 4
    assert found.requests == {made.people[4].id}
    assert [card.name for card in people_without_meeting(organiser, "attendee 3").people] == ["Attendee 3"]
    assert not people_without_meeting(organiser, "%").people


@pytest.mark.usefixtures("session")
def test_everybody_without_a_meeting_is_written_to_once_for_each_press() -> None:
    made = day()
    organiser = make.actor(made.organiser)
    booked(made, made.slots[0], *made.people[:2])
    for press, mails in (("first", 3), ("first", 3), ("second", 6)):
        assert invite_to_look(organiser, press) == 3
        assert db.session.query(Mail).count() == mails
    assert {mail.recipient for mail in db.session.query(Mail)} == {
        one.account.email for one in (*made.people[2:], made.organiser) if one.account
    }
    assert f"/{made.house.slug}/meetings/people" in db.session.query(Mail).first().text  # type: ignore[union-attr]


@pytest.mark.usefixtures("session")
def test_where_no_job_can_be_handed_over_nobody_is_told_that_mails_are_on_their_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = day()
    away = RedisHuey("away", url=f"redis://127.0.0.1:{free_port()}").task()(invite_people_to_look)
    monkeypatch.setitem(app.extensions["job_tasks"], invite_people_to_look.__name__, away)
    with pytest.raises(Refused, match="cannot be sent at the moment"):
        invite_to_look(make.actor(made.organiser), "press")
    assert not db.session.query(Mail).count()


@pytest.mark.usefixtures("session")
def test_only_organisers_of_this_conference_see_its_board() -> None:
    made, other = day(), day()
    meeting = booked(made, made.slots[0], *made.people[:2])
    reads: tuple[Callable[[Any], object], ...] = (
        board,
        people_without_meeting,
        lambda actor: slot_of_board(actor, made.slots[0].id),
        lambda actor: meeting_of_board(actor, meeting.id),
        lambda actor: invite_to_look(actor, "press"),
    )
    for read in reads:
        with pytest.raises(Forbidden):
            read(make.actor(made.people[0]))
    for read in reads[2:4]:
        with pytest.raises(NotFound):
            read(make.actor(other.organiser))
    waiting = request(made, made.people[2], made.people[3])
    with pytest.raises(NotFound):
        meeting_of_board(make.actor(made.organiser), waiting.id)


@pytest.mark.usefixtures("session")
def test_a_thousand_people_cost_as_many_queries_as_ten_and_one_slot_is_sent(
    count_queries: Callable[[Callable[[], Any]], int],
) -> None:
    counts, sizes = [], []
    for size, in_each in ((10, 3), (1000, 100)):
        house = make.conference()
        organiser = make.actor(make.participant(house, Role.ORGANISER))
        meetings_of(house, crowd(house, size), past_and_coming(house), in_each)
        db.session.expire_all()
        reads: list[Callable[[], Any]] = [
            partial(board_state, house.id),
            partial(board, organiser),
            partial(people_without_meeting, organiser),
        ]
        counts.append([count_queries(read) for read in reads])
        sizes.append(len(json.dumps(board_state(house.id))))
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 12
    # Nobody is there yet, so what is sent has counts alone, whatever the size.
    assert sizes[1] < sizes[0] + 200


def test_the_pages_of_the_board_are_for_organisers(app: Any, sign_in: SignIn) -> None:
    with app.app_context():
        made = day()
        meeting = booked(made, made.slots[0], *made.people[:2])
        meeting.message = "SECRET MESSAGE"
        db.session.commit()
        slug, meeting_id, slot_id = made.house.slug, meeting.id, made.slots[0].id
        organiser, attendee = made.organiser.account_id, made.people[0].account_id
    pages = ("board", "board?fragment=1", f"board/slot/{slot_id}", f"board/slot/{slot_id}?fragment=1",
             f"board/{meeting_id}")  # fmt: skip
    for page in pages:
        answer = sign_in(organiser).get(f"/{slug}/meetings/{page}")
        assert answer.status_code == 200
        assert "Attendee 0" in answer.text
        assert "SECRET" not in answer.text
        assert sign_in(attendee).get(f"/{slug}/meetings/{page}").status_code == 403
    found = sign_in(organiser).get(f"/{slug}/meetings/board/people").text
    assert "Attendee 2" in found
    assert "Attendee 1<" not in found
    answer = sign_in(organiser).post(f"/{slug}/meetings/board/people/invite", data={"press": "x"})
    assert answer.status_code == 302
    for kind in ("desk", "desk/settings", "meetings/settings"):
        assert f"/{slug}/meetings/board" in sign_in(organiser).get(f"/{slug}/{kind}", follow_redirects=True).text


def test_the_topic_of_the_board_is_for_organisers_of_this_conference(app: Any, sign_in: SignIn) -> None:
    with app.app_context():
        made, other = day(), day()
        slug, key = made.house.slug, made.house.id
        accounts = [made.organiser.account_id, made.people[0].account_id, other.organiser.account_id, None]
        address = f"/{slug}/live/meetings_desk/{key}"
        booked(made, made.slots[0], *made.people[:2])
    answers = [sign_in(one).get(address, headers={"Accept": "application/json"}) for one in accounts]
    assert answers[0].status_code == 200
    assert answers[0].json["state"]["figures"]["booked"] == 1  # type: ignore[index]
    assert "Attendee" not in answers[0].text
    assert all(answer.status_code in {401, 403, 404} for answer in answers[1:])
