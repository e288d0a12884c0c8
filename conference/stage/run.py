"""The run of a session: its steps in order, one of them the present one, and what the large button does next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from conference.stage.rules import Act, Phase, StepKind

Thing = TypeVar("Thing")
# What has steps of its own inside.
INNER_ACTS = {StepKind.QUIZ: Act.QUIZ, StepKind.AWARD: Act.AWARD}


@dataclass(frozen=True, slots=True)
class Inner:
    """The next thing to do inside a quiz part or an award.

    `question_id` says with which question, None: with the part or award itself; `number` is that of the question, or
    of the place that an award reveals.
    """

    what: str
    question_id: int | None
    number: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is about (`ref`: the id of the poll, quiz part or award) and where that stands.

    `version` is that of the thing itself, `total` how many have answered it (of a quiz: the question asked last; of the
    questions: how many were asked and are shown); `inner` what a quiz part or award does next.
    """

    id: int
    kind: StepKind
    phase: Phase
    title: str
    ref: int | None = None
    version: int = 0
    total: int = 0
    seconds: int = 0
    inner: Inner | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """What one press does: an act on a step, and the polls that are closed with it, so that only one is open."""

    act: Act
    step_id: int
    closes: tuple[int, ...] = ()
    inner: Inner | None = None

    @property
    def token(self) -> str:
        """What a page carries back, so that a press does what its button said or nothing."""
        inside = f":{self.inner.what}:{self.inner.question_id or self.inner.number}" if self.inner else ""
        return f"{self.act}:{self.step_id}{inside}"


@dataclass(frozen=True, slots=True)
class Run:
    """The steps in order and the id of the present one, None before the beginning."""

    steps: tuple[Step, ...]
    current_id: int | None = None

    @property
    def current(self) -> Step | None:
        """The present step."""
        return self.step(self.current_id)

    def step(self, step_id: int | None) -> Step | None:
        """Return a step, or None."""
        return next((step for step in self.steps if step.id == step_id), None)

    def beside(self, by: int) -> Step | None:
        """Return the step so many places after the present one, None beyond the ends; before it: the first."""
        if self.current is None:
            return self.steps[0] if self.steps and by > 0 else None
        at = self.steps.index(self.current) + by
        return self.steps[at] if 0 <= at < len(self.steps) else None


def next_move(run: Run) -> Move | None:
    """Return what the large button does next: open → close → reveal → go on; None at the end of the run."""
    here = run.current
    move = _inside(run, here) if here else None
    if move is not None:
        return move
    following = run.beside(1)
    return Move(Act.GO, following.id) if following else None


def _inside(run: Run, here: Step) -> Move | None:
    """Return what is still to be done with the present step, None when it is done with."""
    if here.kind in INNER_ACTS:
        return Move(INNER_ACTS[here.kind], here.id, inner=here.inner) if here.inner else None
    if here.phase is Phase.WAITING:
        return Move(Act.OPEN, here.id, closes=open_polls(run, here) if here.kind is StepKind.POLL else ())
    if here.kind is StepKind.POLL and here.phase is Phase.OPEN:
        return Move(Act.CLOSE, here.id)
    if here.kind is StepKind.POLL and here.phase is Phase.CLOSED:
        return Move(Act.REVEAL, here.id)
    return None


def open_polls(run: Run, apart_from: Step) -> tuple[int, ...]:
    """Return the ids of the steps whose polls are open, but for one."""
    return tuple(
        step.id
        for step in run.steps
        if step.kind is StepKind.POLL and step.phase is Phase.OPEN and step.ref != apart_from.ref
    )


@dataclass(frozen=True, slots=True)
class Done:
    """The last thing that was done at the desk: the act, its step, and the step that was the present one before."""

    id: int
    act: Act
    step_id: int | None
    before_id: int | None


# What takes an act on a poll back, and the phase in which the poll must still be for that.
REVERSALS = {
    Act.OPEN: ("reset", Phase.OPEN),
    Act.CLOSE: ("reopen", Phase.CLOSED),
    Act.REVEAL: ("hide", Phase.SHOWN),
}


def can_take_back(run: Run, done: Done) -> bool:
    """Tell whether the last act can honestly be taken back.

    Not an opening that somebody has answered, not what has gone on by itself since, and not what a quiz or an award has
    shown.
    """
    if done.act is Act.GO:
        return done.before_id is None or run.step(done.before_id) is not None
    step = run.step(done.step_id)
    if step is not None and step.kind is StepKind.TIMER:
        return step.phase is Phase.OPEN
    if step is None or step.kind is not StepKind.POLL or done.act not in REVERSALS:
        return False
    if done.act is Act.OPEN:
        return step.phase is Phase.OPEN and step.total == 0
    if done.act is Act.CLOSE:
        # A result that is shown while it is voted on stays shown after the closing.
        return step.phase in {Phase.CLOSED, Phase.SHOWN} and not any(
            other.kind is StepKind.POLL and other.phase is Phase.OPEN for other in run.steps
        )
    return step.phase is REVERSALS[done.act][1]


def moved(order: Sequence[Thing], which: Thing, place: int) -> list[Thing]:
    """Return the sequence with one of its members at another place, counted from 0; beyond the ends: at the end."""
    left = [one for one in order if one != which]
    left.insert(min(max(place, 0), len(left)), which)
    return left


def after_removal(run: Run, step_id: int) -> int | None:
    """Return which step is the present one when a step is taken out: the same, else the one before it."""
    if run.current_id != step_id:
        return run.current_id
    before = run.beside(-1)
    return before.id if before else None
