"""Going through a run, on both databases: one press is one step, whoever else presses."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.errors import ConferenceError, Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.polls.actions import present_round
from conference.polls.models import PollRound
from conference.polls.rules import RoundState, Showing
from conference.questions.actions import question_list
from conference.races import is_lost_race
from conference.stage.actions import load_run, stage_of, stage_state, timer_of
from conference.stage.models import RunStep, StageEvent
from conference.stage.rules import Phase, StepKind
from conference.stage.run import next_move
from conference.stage.run_actions import go_back, go_to, press_next, take_back, undoable
from conference.stage.show_actions import extend_timer, let_go_of_timers, start_timer, stop_timer
from conference.stage.step_actions import add_step, fill_run, move_step, remove_step
from tests.stage import making


@pytest.mark.usefixtures("session")
def test_a_run_goes_through_a_poll_one_press_at_a_time() -> None:
    hall = making.hall()
    one = making.poll(hall)
    making.lay_out(hall)
    for wanted in (RoundState.DRAFT, RoundState.OPEN, RoundState.CLOSED):
        hall.press()
        assert present_round(one.id).state is wanted
    hall.press()
    assert present_round(one.id).showing is Showing.LIVE
    assert next_move(hall.run) is None


@pytest.mark.usefixtures("session")
def test_the_next_poll_closes_the_one_that_is_still_open() -> None:
    hall = making.hall()
    first, second = making.poll(hall, "First?"), making.poll(hall, "Second?")
    making.lay_out(hall)
    hall.press()
    hall.press()
    go_to(hall.moderator, hall.item_id, hall.run.steps[1].id, hall.version)
    hall.press()
    assert present_round(first.id).state is RoundState.CLOSED
    assert present_round(second.id).state is RoundState.OPEN


@pytest.mark.usefixtures("session")
def test_a_press_on_a_page_of_before_is_refused_and_does_nothing() -> None:
    hall = making.hall()
    one = making.poll(hall)
    making.lay_out(hall)
    hall.press()
    seen = hall.version
    hall.press()
    with pytest.raises(Stale):
        press_next(hall.moderator, hall.item_id, seen, next_move(hall.run).token)  # type: ignore[union-attr]
    db.session.rollback()
    assert present_round(one.id).state is RoundState.OPEN


@pytest.mark.usefixtures("session")
def test_a_press_whose_poll_went_on_elsewhere_is_refused() -> None:
    from conference.polls.round_actions import act_on_round  # noqa: PLC0415
    from conference.polls.rounds import What  # noqa: PLC0415

    hall = making.hall()
    one = making.poll(hall)
    making.lay_out(hall)
    hall.press()
    seen = next_move(hall.run)
    assert seen is not None
    act_on_round(hall.moderator, one.id, What.OPEN, None)
    with pytest.raises(Stale):
        press_next(hall.moderator, hall.item_id, hall.version, seen.token)


def test_two_moderators_who_press_at_once_take_one_step(app: Flask) -> None:
    with app.test_request_context():
        hall = making.hall()
        making.poll(hall)
        making.lay_out(hall)
        version, move = hall.version, next_move(hall.run)
        assert move is not None
        item_id, moderator_id = hall.item_id, hall.moderator_id
    start, outcomes = threading.Barrier(4), []

    def press() -> None:
        with app.test_request_context():
            actor = hall.actor(moderator_id)
            db.session.rollback()
            start.wait()
            try:
                press_next(actor, item_id, version, move.token)
                outcomes.append("done")
            except Stale:
                outcomes.append("stale")
            except Exception as error:  # noqa: BLE001 - told apart just below
                outcomes.append("stale" if is_lost_race(error) else repr(error))
            db.session.rollback()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "stale", "stale", "stale"]
    with app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(StageEvent)) == 1
        assert load_run(item_id).current is not None


@pytest.mark.usefixtures("session")
def test_what_was_done_last_can_be_taken_back() -> None:
    hall = making.hall()
    one = making.poll(hall)
    making.lay_out(hall)
    for _press in range(4):
        hall.press()
    seen = []
    while event := undoable(hall.item_id, hall.run):
        take_back(hall.moderator, hall.item_id, event.id, hall.version)
        asked = present_round(one.id)
        seen.append((asked.state, asked.showing))
    assert seen == [
        (RoundState.CLOSED, Showing.HIDDEN),
        (RoundState.OPEN, Showing.HIDDEN),
        (RoundState.DRAFT, Showing.HIDDEN),
        (RoundState.DRAFT, Showing.HIDDEN),
    ]
    assert hall.run.current_id is None


@pytest.mark.usefixtures("session")
def test_back_moves_the_step_and_leaves_the_vote_alone() -> None:
    hall = making.hall()
    one = making.poll(hall)
    add_step(hall.moderator, hall.item_id, hall.version, StepKind.TEXT, text="Welcome")
    making.lay_out(hall)
    for _press in range(3):
        hall.press()
    go_back(hall.moderator, hall.item_id, hall.version)
    assert hall.run.current == hall.run.steps[0]
    assert present_round(one.id).state is RoundState.OPEN
    with pytest.raises(Refused):
        go_back(hall.moderator, hall.item_id, hall.version)


@pytest.mark.usefixtures("session")
def test_only_what_belongs_to_the_session_gets_into_its_run() -> None:
    hall, other = making.hall(), making.hall()
    theirs = making.poll(other)
    with pytest.raises(NotFound):
        add_step(hall.moderator, hall.item_id, 0, StepKind.POLL, ref=theirs.id)
    with pytest.raises(NotFound):
        add_step(hall.moderator, other.item_id, 0, StepKind.JOIN)
    with pytest.raises(Forbidden):
        add_step(hall.attendee, hall.item_id, 0, StepKind.JOIN)


@pytest.mark.usefixtures("session")
def test_steps_change_places_and_leave() -> None:
    hall = making.hall()
    for text in "abc":
        add_step(hall.moderator, hall.item_id, hall.version, StepKind.TEXT, text=text)
    first = hall.run.steps[0].id
    hall.press()
    move_step(hall.moderator, hall.item_id, hall.version, first, 2)
    assert [step.title for step in hall.run.steps] == ["b", "c", "a"]
    assert hall.run.current_id == first
    remove_step(hall.moderator, hall.item_id, hall.version, first)
    assert hall.run.current is not None
    assert hall.run.current.title == "c"


@pytest.mark.usefixtures("session", "at_noon")
def test_a_timer_of_the_run_ends_with_its_step_and_one_by_hand_goes_on() -> None:
    hall = making.hall()
    add_step(hall.moderator, hall.item_id, hall.version, StepKind.TIMER, text="Talk", seconds=120)
    add_step(hall.moderator, hall.item_id, hall.version, StepKind.JOIN)
    hall.press()
    hall.press()
    assert hall.run.steps[0].phase is Phase.OPEN
    hall.press()
    stage = stage_of(hall.item_id)
    assert stage is not None
    assert stage.timer_ends_at is None
    start_timer(hall.moderator, hall.item_id, hall.version, 60)
    extend_timer(hall.moderator, hall.item_id, hall.version, 60)
    go_back(hall.moderator, hall.item_id, hall.version)
    assert stage.timer_seconds == 120
    stop_timer(hall.moderator, hall.item_id, hall.version)
    assert stage.timer_ends_at is None


@pytest.mark.usefixtures("session")
def test_a_timer_by_hand_that_has_run_out_goes_after_a_minute_and_disturbs_no_press(at_noon: datetime) -> None:
    hall = making.hall()
    start_timer(hall.moderator, hall.item_id, hall.version, 60, "Discussion")
    seen = hall.version
    for seconds, there in ((60, True), (119, True), (120, False)):
        with clock.stopped_at(at_noon + timedelta(seconds=seconds)):
            let_go_of_timers()
            db.session.expire_all()
            assert (timer_of(stage_of(hall.item_id)) is not None) is there
    start_timer(hall.moderator, hall.item_id, seen, 60)


@pytest.mark.usefixtures("session")
def test_a_timer_of_the_run_says_that_time_is_up_until_its_step_is_over(at_noon: datetime) -> None:
    hall = making.hall()
    add_step(hall.moderator, hall.item_id, 0, StepKind.TIMER, seconds=60)
    hall.press()
    hall.press()
    with clock.stopped_at(at_noon + timedelta(hours=1)):
        let_go_of_timers()
        db.session.expire_all()
        assert timer_of(stage_of(hall.item_id)) is not None


@pytest.mark.usefixtures("session")
def test_a_timer_by_hand_that_has_run_out_goes_with_the_next_step(at_noon: datetime) -> None:
    hall = making.hall()
    for _ in range(2):
        add_step(hall.moderator, hall.item_id, hall.version, StepKind.JOIN)
    hall.press()
    start_timer(hall.moderator, hall.item_id, hall.version, 60)
    with clock.stopped_at(at_noon + timedelta(seconds=60)):
        hall.press()
        assert timer_of(stage_of(hall.item_id)) is None


PRESSES = st.lists(st.sampled_from(["next", "back", "undo", "first", "last"]), max_size=14)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PRESSES)
def test_whatever_is_pressed_there_is_one_present_step_and_at_most_one_open_poll(
    session: scoped_session[Session], presses: list[str]
) -> None:
    hall = making.hall()
    polls = [making.poll(hall, f"Poll {number}?") for number in range(3)]
    making.lay_out(hall)
    hall.press()
    for press in presses:
        try:
            _press(hall, press)
        except ConferenceError:
            session.rollback()
        assert hall.run.current is not None or undoable(hall.item_id, hall.run) is None
        states = session.scalars(select(PollRound.state).where(PollRound.poll_id.in_([poll.id for poll in polls])))
        assert [state for state in states if state is RoundState.OPEN].count(RoundState.OPEN) <= 1
    assert session.scalar(select(func.count()).select_from(RunStep).where(RunStep.item_id == hall.item_id)) == 3


def _press(hall: making.Hall, press: str) -> None:
    if press == "next":
        if next_move(hall.run):
            hall.press()
    elif press == "back":
        go_back(hall.moderator, hall.item_id, hall.version)
    elif press == "undo":
        event = undoable(hall.item_id, hall.run)
        if event:
            take_back(hall.moderator, hall.item_id, event.id, hall.version)
    else:
        step = hall.run.steps[0 if press == "first" else -1]
        go_to(hall.moderator, hall.item_id, step.id, hall.version)


@pytest.mark.usefixtures("session")
def test_a_run_is_filled_with_what_belongs_to_the_session_once() -> None:
    hall = making.hall()
    making.poll(hall)
    assert fill_run(hall.moderator, hall.item_id, hall.version) == 2
    assert fill_run(hall.moderator, hall.item_id, hall.version) == 0
    assert [step.kind for step in hall.run.steps] == [StepKind.POLL, StepKind.QUESTIONS]


@pytest.mark.usefixtures("session")
def test_the_button_opens_the_questions() -> None:
    hall = making.hall()
    fill_run(hall.moderator, hall.item_id, hall.version)
    hall.press()
    assert not question_list(hall.item_id).is_open
    hall.press()
    assert question_list(hall.item_id).is_open
    assert [part["kind"] for part in stage_state(hall.item_id)["now"]] == ["questions"]


@pytest.mark.usefixtures("session")
def test_the_start_of_a_timer_can_be_taken_back() -> None:
    hall = making.hall()
    add_step(hall.moderator, hall.item_id, 0, StepKind.TIMER, seconds=60)
    hall.press()
    hall.press()
    assert timer_of(stage_of(hall.item_id)) is not None
    event = undoable(hall.item_id, hall.run)
    assert event is not None
    take_back(hall.moderator, hall.item_id, event.id, hall.version)
    assert timer_of(stage_of(hall.item_id)) is None
    assert hall.press().startswith("open:")
