"""Awards in the run of a session: the large button leads through vote and reveal, and the hall follows."""

from pathlib import Path
from typing import Any

import pytest

from conference.awards.models import Award
from conference.awards.rules import AwardState
from conference.errors import NotFound, Stale
from conference.extensions import db
from conference.stage.actions import open_now, projector_state, stage_state
from conference.stage.embeds import View, path_of
from conference.stage.parts_actions import asked_first, may_answer_here, parts_of
from conference.stage.rules import Phase, Scene, StepKind
from conference.stage.run import next_move
from conference.stage.run_actions import press_next, undoable
from conference.stage.show_actions import show_scene
from conference.stage.step_actions import add_step, fill_run, remove_step
from conference.stage.words import move_label, phase_name
from tests import factories as make
from tests.awards import making as awards
from tests.stage.making import Hall, hall

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def room() -> Hall:
    """A session with one award in its run, which is the present step."""
    made = hall()
    row = _award(made)
    add_step(made.moderator, made.item_id, made.version, StepKind.AWARD, ref=row.id)
    made.press()
    return made


def _award(of: Hall, **overrides: Any) -> Award:
    return awards.award(make.house_of(of.slug), item_id=of.item_id, **overrides)


def _row(of: Hall) -> Award:
    return db.session.get_one(Award, of.run.steps[0].ref)


def _label(of: Hall) -> str:
    move = next_move(of.run)
    assert move
    return move_label(of.run, move)


def test_the_large_button_opens_closes_and_reveals_place_by_place(room: Hall) -> None:
    labels = [_label(room)]
    room.press()
    awards.vote(room.attendee, _row(room), 0)
    while next_move(room.run):
        labels.append(_label(room))
        room.press()
    assert labels == ["Open the vote", "Close the vote", "Reveal the second place", "Reveal the winner"]
    assert _row(room).state is AwardState.REVEALED
    assert phase_name(room.run.steps[0]) == "Result shown"


def test_two_moderators_reveal_one_place_together_and_not_two(room: Hall) -> None:
    room.press()
    awards.vote(room.attendee, _row(room), 0)
    room.press()
    seen, move = room.version, next_move(room.run)
    assert move
    press_next(room.moderator, room.item_id, seen, move.token)
    with pytest.raises(Stale):
        press_next(room.moderator, room.item_id, seen, move.token)
    db.session.rollback()
    with pytest.raises(Stale):
        press_next(room.moderator, room.item_id, room.version, move.token)
    db.session.rollback()
    assert _row(room).places_shown == 1


def test_what_cannot_be_taken_back_is_asked_first_and_reveals_are_not(room: Hall) -> None:
    assert "Rules, finalists and the roll are frozen" in asked_first(room.run.steps[0])
    room.press()
    assert "cannot be opened again" in asked_first(room.run.steps[0])
    assert undoable(room.item_id, room.run) is None
    awards.vote(room.attendee, _row(room), 0)
    room.press()
    assert not asked_first(room.run.steps[0])


def test_the_hall_and_the_phones_follow_the_award_from_before_its_opening(room: Hall) -> None:
    ref = room.run.steps[0].ref
    assert [part.phase for part in open_now(room.run, room.item_id)] == [Phase.WAITING]
    for phase in ("open", "closed"):
        assert projector_state(room.item_id)["scene"]["path"] == f"awards/{ref}/wall"
        room.press()
        now = stage_state(room.item_id)["now"]
        assert [(part["kind"], part["path"], part["phase"]) for part in now] == [
            ("award", f"awards/{ref}/panel", phase)
        ]


def test_the_desk_counts_ballots_and_who_may_vote_here(room: Hall) -> None:
    assert may_answer_here(room.run.steps[0]) is None
    room.press()
    awards.vote(room.attendee, _row(room), 0)
    assert room.run.steps[0].total == 1
    assert may_answer_here(room.run.steps[0]) == 0


def test_a_draft_and_an_award_of_another_session_are_no_part_of_the_run() -> None:
    room, other = hall(), hall()
    draft, elsewhere = _award(room, state=AwardState.DRAFT), _award(other)
    assert StepKind.AWARD not in {kind for kind, _ref in parts_of(room.item_id)}
    for ref in (draft.id, elsewhere.id):
        with pytest.raises(NotFound):
            add_step(room.moderator, room.item_id, room.version, StepKind.AWARD, ref=ref)
        db.session.rollback()
        with pytest.raises(NotFound):
            show_scene(room.moderator, room.item_id, room.version, Scene.AWARD, ref=ref)
        db.session.rollback()


def test_a_run_is_filled_with_awards_and_lets_them_go_without_touching_them() -> None:
    room = hall()
    row = _award(room)
    fill_run(room.moderator, room.item_id, room.version)
    step = next(one for one in room.run.steps if one.kind is StepKind.AWARD)
    remove_step(room.moderator, room.item_id, room.version, step.id)
    assert db.session.get_one(Award, row.id).state is AwardState.PITCHES


def test_an_award_that_its_organisers_have_not_led_so_far_keeps_nobody_waiting() -> None:
    room = hall()
    row = _award(room, state=AwardState.NOMINATIONS)
    add_step(room.moderator, room.item_id, room.version, StepKind.AWARD, ref=row.id)
    room.press()
    assert next_move(room.run) is None


def test_the_desk_makes_the_controls_of_everything_live_that_has_some() -> None:
    desk = (Path(__file__).parents[2] / "static/desk.js").read_text()
    for kind in (StepKind.POLL, StepKind.QUIZ, StepKind.QUESTIONS, StepKind.AWARD):
        folder = path_of(kind, 1, View.CONTROLS).partition("/")[0]
        assert f'{folder}: "{kind}"' in desk
