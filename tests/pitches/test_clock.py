"""The clock of a pitch and the hall's timer: one moment for both, whoever presses what."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conference import clock
from conference.errors import Forbidden, NotFound, Stale
from conference.pitches.clock_actions import session_state
from conference.pitches.rules import ends_at
from conference.pitches.sheet_actions import save_sheet
from conference.stage.actions import stage_of, timer_of
from conference.stage.pitch_actions import start_pitch, stop_pitch
from conference.stage.rules import Timer
from conference.stage.show_actions import extend_timer, start_timer, stop_timer
from tests.pitches import making
from tests.pitches.making import Stage
from tests.pitches.test_sheets import SHEET


@pytest.fixture
def there(session: object) -> Stage:
    return making.stage()


def _start(of: Stage, pitch_id: int) -> None:
    start_pitch(of.actor(of.moderator_id), of.item_id, of.version, pitch_id)


def _timer(of: Stage) -> Timer | None:
    return timer_of(stage_of(of.item_id))


def _on(of: Stage) -> tuple[int, str] | None:
    on = session_state(of.item_id)["on"]
    return (on["pitch"], on["ends_at"]) if isinstance(on, dict) else None


def _same_moment(of: Stage, pitch_id: int) -> bool:
    pitch, timer = of.pitch(pitch_id), _timer(of)
    assert pitch.started_at is not None
    assert timer is not None
    end = ends_at(pitch.started_at, pitch.seconds)
    return timer.ends_at == end and _on(of) == (pitch_id, end.isoformat())


def test_starting_a_pitch_starts_the_halls_timer_with_its_title(there: Stage) -> None:
    _start(there, there.first)
    timer = _timer(there)
    assert timer is not None
    assert (timer.label, timer.seconds) == ("Green hydrogen", 180)
    assert _same_moment(there, there.first)


def test_the_next_pitch_ends_the_one_before(there: Stage) -> None:
    begun = clock.now()
    with clock.stopped_at(begun):
        _start(there, there.first)
    with clock.stopped_at(begun + timedelta(seconds=100)):
        _start(there, there.second)
        assert _same_moment(there, there.second)
        assert there.pitch(there.first).ended_at == begun + timedelta(seconds=100)
    with clock.stopped_at(begun + timedelta(seconds=400)):
        _start(there, there.first)
        # Its end was the clock's.
        assert there.pitch(there.second).ended_at == begun + timedelta(seconds=280)


def test_stopping_takes_both_away(there: Stage) -> None:
    _start(there, there.first)
    stop_pitch(there.actor(there.moderator_id), there.item_id, there.version)
    assert (_on(there), _timer(there)) == (None, None)
    stop_pitch(there.actor(there.moderator_id), there.item_id, there.version)
    _start(there, there.first)
    stop_timer(there.actor(there.moderator_id), there.item_id, there.version)
    assert (_on(there), _timer(there)) == (None, None)


def test_a_minute_more_is_a_minute_more_for_both_also_after_the_end(there: Stage) -> None:
    begun = clock.now()
    with clock.stopped_at(begun):
        _start(there, there.first)
        extend_timer(there.actor(there.moderator_id), there.item_id, there.version, 60)
        assert _same_moment(there, there.first)
        assert there.pitch(there.first).seconds == 240
    with clock.stopped_at(begun + timedelta(seconds=250, milliseconds=321)):
        extend_timer(there.actor(there.moderator_id), there.item_id, there.version, 60)
        assert _same_moment(there, there.first)
        stop_timer(there.actor(there.moderator_id), there.item_id, there.version)
        assert _on(there) is None


def test_another_timer_ends_the_pitch_and_is_none_of_its(there: Stage) -> None:
    _start(there, there.first)
    start_timer(there.actor(there.moderator_id), there.item_id, there.version, 600, "Discussion")
    assert _on(there) is None
    stop_pitch(there.actor(there.moderator_id), there.item_id, there.version)
    timer = _timer(there)
    assert timer is not None
    assert timer.label == "Discussion"


def test_that_time_is_up_is_said_for_a_minute(there: Stage) -> None:
    begun = clock.now()
    with clock.stopped_at(begun):
        _start(there, there.first)
    with clock.stopped_at(begun + timedelta(seconds=239)):
        assert _on(there) is not None
    with clock.stopped_at(begun + timedelta(seconds=240)):
        assert _on(there) is None


def test_the_clock_makes_nobodys_sheet_stale_and_keeps_its_own_time(there: Stage) -> None:
    begun = clock.now()
    drawn = session_state(there.item_id)["stamp"]
    with clock.stopped_at(begun):
        _start(there, there.first)
        running = session_state(there.item_id)["stamp"]
        extend_timer(there.actor(there.moderator_id), there.item_id, there.version, 60)
        assert len({drawn, running, session_state(there.item_id)["stamp"]}) == 3
        # The sheet was drawn before the start, with the time as it was then.
        save_sheet(there.actor(there.organiser_id), there.first, replace(SHEET, seconds=180), 1)
        assert _same_moment(there, there.first)
        assert there.pitch(there.first).seconds == 240
        with pytest.raises(Stale):
            save_sheet(there.actor(there.petra_id), there.first, replace(SHEET, one_line="Other"), 1)


def test_more_time_for_a_pitch_that_is_over_does_not_begin_it_again(there: Stage) -> None:
    begun = clock.now()
    with clock.stopped_at(begun):
        _start(there, there.first)
    with clock.stopped_at(begun + timedelta(seconds=400)):
        save_sheet(there.actor(there.organiser_id), there.first, replace(SHEET, seconds=600), 1)
        assert _on(there) is None
        assert there.pitch(there.first).seconds == 600
        assert there.pitch(there.first).ended_at == begun + timedelta(seconds=180)


def test_moderators_start_pitches_of_their_session_and_nobody_else_does(there: Stage) -> None:
    for who in (there.petra_id, there.anna_id):
        with pytest.raises(Forbidden):
            start_pitch(there.actor(who), there.item_id, there.version, there.first)
    other = making.stage()
    with pytest.raises(NotFound):
        _start(there, other.first)
    assert _on(there) is None
    assert _timer(there) is None


def test_a_press_that_came_too_late_starts_nothing(there: Stage) -> None:
    seen = there.version
    _start(there, there.first)
    _start(there, there.first)
    with pytest.raises(Stale):
        start_pitch(there.actor(there.moderator_id), there.item_id, seen + 1, there.second)
    assert there.pitch(there.second).started_at is None
