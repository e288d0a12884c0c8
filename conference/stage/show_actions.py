"""What the hall sees and hears of time: the projector's scene, the timer by hand, whether reactions are open."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from conference import alarms, clock
from conference.agenda.sight_actions import tell_stage
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Actor
from conference.pitches.clock_actions import end_clock, pitch_until, run_until
from conference.pitches.models import Pitch
from conference.stage.actions import timer_of
from conference.stage.models import StageState
from conference.stage.parts_actions import parts_of
from conference.stage.rules import OF_ONE, Scene, StepKind, Timer, extended, timer_for
from conference.stage.write_actions import begin_press, end_press

# How long a timer by hand says that the time is up before it goes by itself.
SAID_FOR = timedelta(minutes=1)
_SHOWS = {
    Scene.POLL: StepKind.POLL,
    Scene.QUIZ: StepKind.QUIZ,
    Scene.LEADERBOARD: StepKind.QUIZ,
    Scene.AWARD: StepKind.AWARD,
}


def show_scene(
    actor: Actor, item_id: int, seen_version: int, scene: Scene, *, ref: int | None = None, text: str = ""
) -> None:
    """Let the projector show something until another is chosen; `Scene.AUTO` follows the run again.

    Raises `NotFound` for a poll, quiz part or award of another session, `Refused` for a text that says nothing.
    """
    stage = begin_press(actor, item_id, seen_version)
    if scene in OF_ONE and (_SHOWS[scene], ref) not in parts_of(item_id):
        raise NotFound(_("This does not belong to the session."))
    if scene is Scene.TEXT and not text:
        raise Refused(_("Say what the hall is to read."), field="text")
    stage.scene = scene
    stage.scene_ref = ref if scene in OF_ONE else None
    stage.scene_text = text if scene is Scene.TEXT else ""
    end_press(stage)


def start_timer(actor: Actor, item_id: int, seen_version: int, seconds: int, label: str = "") -> None:
    """Start a timer by hand, in place of one that runs."""
    stage = begin_press(actor, item_id, seen_version)
    pitch = pitch_on_timer(stage)
    if pitch is not None:
        end_clock(pitch)
    put_timer(stage, timer_for(seconds, clock.now(), label))
    end_press(stage)


def extend_timer(actor: Actor, item_id: int, seen_version: int, seconds: int) -> None:
    """Give the timer more time. Raises `Refused` where none is set."""
    stage = begin_press(actor, item_id, seen_version)
    timer = timer_of(stage)
    if timer is None:
        raise Refused(_("No timer is running."))
    pitch = pitch_on_timer(stage)
    longer = extended(timer, seconds, clock.now())
    if pitch is not None:
        run_until(pitch, longer.ends_at)
    _set(stage, longer)
    end_press(stage)


def stop_timer(actor: Actor, item_id: int, seen_version: int) -> None:
    """Take the timer away; where there is none that is fine."""
    stage = begin_press(actor, item_id, seen_version)
    pitch = pitch_on_timer(stage)
    if pitch is not None:
        end_clock(pitch)
    put_timer(stage, None)
    end_press(stage)


def put_timer(stage: StageState, timer: Timer | None) -> None:
    """Let the hall see a timer by hand, or none."""
    if timer is None:
        stage.timer_ends_at, stage.timer_seconds, stage.timer_label = None, 0, ""
    else:
        _set(stage, timer)
    stage.timer_step_id = None


def pitch_on_timer(stage: StageState) -> Pitch | None:
    """Return the pitch whose clock the session's timer is: they end at the same moment, which is changed for both."""
    timer = timer_of(stage)
    return pitch_until(stage.item_id, timer.ends_at) if timer else None


@alarms.every_second
def let_go_of_timers() -> None:
    """Take away timers by hand whose end everybody has read. It is no press: what moderators saw stays valid."""
    over = (
        update(StageState)
        .where(StageState.timer_step_id.is_(None), StageState.timer_ends_at <= clock.now() - SAID_FOR)
        .values(timer_ends_at=None, timer_seconds=0, timer_label="")
        .returning(StageState.item_id)
    )
    items = db.session.scalars(over, execution_options={"synchronize_session": False}).all()
    for item_id in items:
        tell_stage(item_id)
    if items:
        db.session.commit()


def allow_reactions(actor: Actor, item_id: int, seen_version: int, *, is_open: bool) -> None:
    """Let people send reactions, or not."""
    stage = begin_press(actor, item_id, seen_version)
    stage.reactions_open = is_open
    end_press(stage)


def _set(stage: StageState, timer: Timer) -> None:
    stage.timer_ends_at, stage.timer_seconds, stage.timer_label = timer.ends_at, timer.seconds, timer.label
