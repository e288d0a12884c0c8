"""Matchmakings: setting one up, who takes part, wishes, and the doors by role."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from conference import clock
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.mail import Mail
from conference.meetings.matchmaking_actions import part_of, ranked_wishes
from conference.meetings.matchmaking_letter_actions import invite, remind
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingPerson
from conference.meetings.matchmaking_people_actions import add_many, add_one, find_people, list_people, remove_person
from conference.meetings.matchmaking_rules import MatchmakingState, Part, Step, Whom, next_states, reordered
from conference.meetings.matchmaking_setup_actions import delete_matchmaking, go_to, save_matchmaking
from conference.meetings.matchmaking_wish_actions import stay_out, take_part, wish, wish_page
from conference.people.models import ParticipantBlock
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings.making import Day, day, place
from tests.meetings.matching_up import matchmaking, wishes

VALUES: dict[str, Any] = {
    "title": "Matchmaking day", "description": "", "wishes_until": None, "most_wishes": 3, "most_meetings": None,
    "most_at_once": None, "at_places": False, "is_open": True,
}  # fmt: skip


@given(st.lists(st.integers(1, 6), unique=True), st.integers(1, 6), st.sampled_from(Step))
def test_a_step_moves_one_wish_by_one_place_at_most_and_loses_no_other(order: list[int], one: int, step: Step) -> None:
    after = reordered(order, one, step)
    assert len(set(after)) == len(after)
    assert [other for other in after if other != one] == [other for other in order if other != one]
    if one in order and one in after:
        assert abs(order.index(one) - after.index(one)) <= 1


def test_what_somebody_wished_in_is_no_draft_any_more() -> None:
    assert MatchmakingState.DRAFT in next_states(MatchmakingState.COLLECTING, has_wishes=False)
    assert MatchmakingState.DRAFT not in next_states(MatchmakingState.COLLECTING, has_wishes=True)


@pytest.fixture
def today(session: Any) -> Day:
    return day(people=5)


def test_organisers_make_and_change_a_matchmaking_and_the_second_of_two_is_told(today: Day) -> None:
    actor, window = today.actor(today.organiser), today.slots[0].window_id
    row = save_matchmaking(actor, None, VALUES, [window], 0)
    save_matchmaking(actor, row.id, {**VALUES, "title": "Another"}, [window], row.version)
    with pytest.raises(Stale):
        save_matchmaking(actor, row.id, VALUES, [window], 1)
    with pytest.raises(Refused) as refused:
        save_matchmaking(actor, None, VALUES, [10**6], 0)
    assert refused.value.field == "windows"
    with pytest.raises(Refused) as refused:
        save_matchmaking(actor, None, {**VALUES, "at_places": True}, [window], 0)
    assert refused.value.field == "at_places"
    place(today.house)
    assert save_matchmaking(actor, None, {**VALUES, "at_places": True}, [window], 0).at_places


def test_states_go_on_and_back_and_two_who_press_at_once_go_one_step(today: Day) -> None:
    actor = today.actor(today.organiser)
    row = matchmaking(today, MatchmakingState.DRAFT)
    seen = row.version
    go_to(actor, row.id, MatchmakingState.COLLECTING, seen)
    with pytest.raises(Stale):
        go_to(actor, row.id, MatchmakingState.COLLECTING, seen)
    with pytest.raises(Refused):
        go_to(actor, row.id, MatchmakingState.PUBLISHED, row.version)
    go_to(actor, row.id, MatchmakingState.ARRANGING, row.version)
    go_to(actor, row.id, MatchmakingState.COLLECTING, row.version)
    go_to(actor, row.id, MatchmakingState.DRAFT, row.version)
    delete_matchmaking(actor, row.id)
    assert db.session.get(Matchmaking, row.id) is None


def test_many_are_added_at_once_and_who_is_not_in_the_directory_is_asked_first(today: Day) -> None:
    actor = today.actor(today.organiser)
    make.participant(today.house, name="Unlisted")
    speaker = make.participant(today.house, Role.SPEAKER, name="Speaker", in_directory=True)
    row = save_matchmaking(actor, None, VALUES, [today.slots[0].window_id], 0)
    assert add_many(actor, row.id, Whom(role=Role.SPEAKER), ask=True) == (0, 1)
    assert add_many(actor, row.id, Whom(), ask=False) == (5, 2)
    assert add_many(actor, row.id, Whom(), ask=False) == (0, 0)
    assert part_of(row.id, speaker.id).part is Part.INVITED  # type: ignore[union-attr]
    assert list_people(actor, row).counts == {Part.IN: 5, Part.INVITED: 3, Part.OUT: 0}
    with pytest.raises(NotFound):
        add_one(actor, row.id, speaker.id, ask=False)
    remove_person(actor, row.id, speaker.id)
    assert [person.id for person in find_people(actor, row, "speak")] == [speaker.id]
    assert add_one(actor, row.id, speaker.id, ask=False) == (1, 0)


def test_what_is_counted_of_those_who_take_part_is_not_what_was_searched_for(today: Day) -> None:
    row = matchmaking(today)
    organiser = today.actor(today.organiser)
    everybody, one = list_people(organiser, row), list_people(organiser, row, "Attendee 1")
    assert [line.person.name for line in one.lines] == ["Attendee 1"]
    assert (one.counts, one.unwished) == (everybody.counts, everybody.unwished)
    assert one.counts[Part.IN] == len(today.people)


def test_wishes_are_ranked_limited_and_end_with_the_deadline(today: Day) -> None:
    row = matchmaking(today, most_wishes=2, wishes_until=clock.now() + timedelta(hours=1))
    me, one, two, three, _four = today.people
    actor = today.actor(me)
    for other in (one, two):
        wish(actor, row.id, other.id, Step.ADD)
    wish(actor, row.id, two.id, Step.UP)
    assert ranked_wishes(row.id) == {me.id: [two.id, one.id]}
    with pytest.raises(Refused):
        wish(actor, row.id, three.id, Step.ADD)
    with pytest.raises(NotFound):
        wish(actor, row.id, me.id, Step.ADD)
    with clock.stopped_at(clock.now() + timedelta(hours=1)), pytest.raises(Refused):
        wish(actor, row.id, one.id, Step.REMOVE)
    wish(actor, row.id, two.id, Step.REMOVE)
    assert ranked_wishes(row.id) == {me.id: [one.id]}


def test_two_who_blocked_each_other_are_not_there_for_each_other(today: Day) -> None:
    row = matchmaking(today)
    me, other, *_rest = today.people
    wishes(row, other, me)
    make.kept(ParticipantBlock(participant_id=me.id, blocked_id=other.id))
    for one, hidden in ((me, other), (other, me)):
        shown = wish_page(today.actor(one), row.id)
        assert hidden.id not in {card.card.id for card in shown.candidates} | {card.id for card in shown.wishes}
        with pytest.raises(NotFound):
            wish(today.actor(one), row.id, hidden.id, Step.ADD)


def test_who_leaves_takes_their_wishes_along_and_those_about_them(today: Day) -> None:
    row = matchmaking(today, is_open=True)
    me, one, two, *_rest = today.people
    wishes(row, me, one)
    wishes(row, one, me, two)
    stay_out(today.actor(me), row.id)
    assert ranked_wishes(row.id) == {one.id: [two.id]}
    with pytest.raises(Refused):
        wish(today.actor(me), row.id, one.id, Step.ADD)
    take_part(today.actor(me), row.id)
    assert part_of(row.id, me.id).part is Part.IN  # type: ignore[union-attr]


def test_a_closed_one_is_not_there_for_those_whom_nobody_named(today: Day) -> None:
    row = matchmaking(today)
    stranger = make.participant(today.house, in_directory=True)
    for act in (take_part, stay_out, wish_page):
        with pytest.raises(NotFound):
            act(make.actor(stranger), row.id)


def test_invitations_go_once_to_each_and_reminders_once_for_each_press(today: Day) -> None:
    row = matchmaking(today)
    actor = today.actor(today.organiser)
    wishes(row, today.people[0], today.people[1])
    assert invite(actor, row.id) == 5
    assert invite(actor, row.id) == 0
    assert remind(actor, row.id, "press-1") == 4
    assert remind(actor, row.id, "press-1") == 0
    assert remind(actor, row.id, "press-2") == 4
    keys = db.session.scalars(select(Mail.once_key).where(Mail.once_key.startswith("matchmaking:"))).all()
    assert len(keys) == len(set(keys)) == 13
    assert not db.session.scalars(select(MatchmakingPerson).where(MatchmakingPerson.letter != "")).all()
    text = db.session.scalars(select(Mail.text).where(Mail.once_key.contains("invite"))).first()
    assert text is not None
    assert f"/meetings/matchmaking/{row.id}/wishes" in text


def test_pages_and_forms_by_role(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        today = day(people=3)
        row = matchmaking(today, is_open=True)
        base, window = f"/{today.house.slug}/meetings/matchmaking", today.slots[0].window_id
        organiser, me, other = today.organiser.account_id, today.people[0].account_id, today.people[1].id
        row_id, place_ids = row.id, [person.id for person in today.people]
    client = sign_in(organiser)
    assert client.get(base).status_code == 200
    answer = client.post(
        f"{base}/new", data={"title": "Second day", "windows": [window], "most_wishes": "5", "version": "0"}
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    assert client.post(f"{base}/new", data={"title": "", "windows": [], "most_wishes": "0"}).status_code == 422
    for path in ("", "/people", "/people?text=Attendee", "/edit", "/timetable", "/timetable?by=person", "/wishes"):
        assert client.get(f"{base}/{row_id}{path}").status_code == 200, path
    assert client.post(f"{base}/{row_id}/people/{place_ids[2]}/remove").status_code == 302
    assert client.post(f"{base}/{row_id}/people/add", data={"whom": "all"}).status_code == 302
    attendee = sign_in(me)
    assert attendee.get(f"{base}/{row_id}").status_code == 403
    assert attendee.post(f"{base}/{row_id}/run").status_code == 403
    assert b"Attendee 1" in attendee.get(f"{base}/{row_id}/wishes").data
    wished = attendee.post(f"{base}/{row_id}/wishes/{other}", data={"step": "add"}, follow_redirects=True)
    assert b"1 of 10" in wished.data
    # Nobody is left out as long as nothing was computed.
    early = client.get(f"{base}/{row_id}/timetable").text
    assert "Wishes are still collected" in early
    assert "meet nobody" not in early
    assert sign_in(None).get(f"{base}/{row_id}/wishes").status_code in {302, 401}


def test_after_publishing_nobody_is_told_to_join_and_who_did_not_is_not_led_to_meetings_of_theirs(
    app: Flask, sign_in: SignIn
) -> None:
    with app.test_request_context():
        today = day(people=3)
        row = matchmaking(today, is_open=True)
        base, part = f"/{today.house.slug}/meetings/matchmaking/{row.id}", today.people[0].account_id
        stranger, organiser = make.participant(today.house, name="Late"), today.organiser.account_id
        late = stranger.account_id
        row.state = MatchmakingState.PUBLISHED
        db.session.commit()
    page = sign_in(late).get(f"{base}/wishes").text
    assert "You did not take part." in page
    assert "Take part</button>" not in page
    assert "Everybody may take part" not in page
    assert "Those for you are among your meetings." in sign_in(part).get(f"{base}/wishes").text
    shown = sign_in(organiser).get(f"{base}/people").text
    assert 'Remove<span class="visually-hidden"> Attendee 1</span>' in shown
