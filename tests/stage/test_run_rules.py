"""The run of a session: one present step, what the large button does next, and what can be taken back."""

from hypothesis import given
from hypothesis import strategies as st

from conference.stage.rules import Act, Phase, StepKind
from conference.stage.run import Done, Move, Run, Step, after_removal, can_take_back, moved, next_move

PHASES = st.sampled_from(Phase)
POLLS = st.builds(
    lambda ref, phase, total: (StepKind.POLL, ref, phase, total), st.integers(1, 3), PHASES, st.integers(0, 3)
)
OTHERS = st.builds(
    lambda kind: (kind, None, Phase.SHOWN, 0), st.sampled_from([StepKind.TEXT, StepKind.JOIN, StepKind.BLANK])
)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """A run whose polls, where one stands in it twice, stand in the same phase."""
    raw = draw(st.lists(st.one_of(POLLS, OTHERS), max_size=6))
    phases: dict[int | None, tuple[Phase, int]] = {}
    steps = []
    for number, (kind, ref, phase, total) in enumerate(raw, start=1):
        phase, total = phases.setdefault(ref, (phase, total)) if ref else (phase, total)  # noqa: PLW2901
        steps.append(Step(number, kind, phase, f"Step {number}", ref, total=total))
    current = draw(st.sampled_from([None, *[step.id for step in steps]]))
    return Run(tuple(steps), current)


def _after(run: Run, move: Move) -> Run:
    """Do what a move says, as the actions do."""
    if move.act is Act.GO:
        return Run(run.steps, move.step_id)
    phase = {Act.OPEN: Phase.OPEN, Act.CLOSE: Phase.CLOSED, Act.REVEAL: Phase.SHOWN}[move.act]
    target = run.step(move.step_id)
    assert target is not None
    closed = {run_step.ref for run_step in run.steps if run_step.id in move.closes}

    def changed(step: Step) -> Step:
        if step.kind is not StepKind.POLL:
            return step
        now = phase if step.ref == target.ref else Phase.CLOSED if step.ref in closed else step.phase
        return Step(step.id, step.kind, now, step.title, step.ref, total=step.total)

    return Run(tuple(changed(step) for step in run.steps), run.current_id)


@given(runs())
def test_pressing_on_comes_to_the_end_and_keeps_one_present_step(run: Run) -> None:
    for _press in range(4 * len(run.steps) + 2):
        move = next_move(run)
        if move is None:
            break
        run = _after(run, move)
        assert run.current is not None
    assert next_move(run) is None
    assert not run.steps or run.current_id == run.steps[-1].id


@given(runs())
def test_the_button_never_leaves_two_polls_open(run: Run) -> None:
    for _press in range(4 * len(run.steps) + 2):
        move = next_move(run)
        if move is None:
            return
        run = _after(run, move)
        if move.act is Act.OPEN:
            assert len({step.ref for step in run.steps if step.phase is Phase.OPEN}) == 1


@given(runs(), st.sampled_from([Act.OPEN, Act.CLOSE, Act.REVEAL, Act.GO]))
def test_an_answered_opening_cannot_be_taken_back(run: Run, act: Act) -> None:
    for step in run.steps:
        if can_take_back(run, Done(1, act, step.id, None)) and act is Act.OPEN:
            assert step.total == 0
            assert step.phase is Phase.OPEN


@given(runs(), st.integers(1, 6))
def test_taking_a_step_out_keeps_a_present_step_that_exists(run: Run, step_id: int) -> None:
    if run.step(step_id) is None:
        return
    left = Run(tuple(step for step in run.steps if step.id != step_id), after_removal(run, step_id))
    assert left.current_id is None or left.current is not None
    assert run.current_id in {None, step_id, left.current_id}


@given(st.lists(st.integers(), unique=True, min_size=1), st.data())
def test_moving_loses_nothing(order: list[int], data: st.DataObject) -> None:
    which = data.draw(st.sampled_from(order))
    place = data.draw(st.integers(-2, len(order) + 2))
    result = moved(order, which, place)
    assert sorted(result) == sorted(order)
    assert result.index(which) == min(max(place, 0), len(order) - 1)
    assert [one for one in result if one != which] == [one for one in order if one != which]


def test_each_press_of_a_poll_says_what_it_does() -> None:
    step = Step(1, StepKind.POLL, Phase.WAITING, "Which?", 17)
    tokens = []
    run = Run((step,), None)
    while move := next_move(run):
        tokens.append(move.token)
        run = _after(run, move)
    assert tokens == ["go:1", "open:1", "close:1", "reveal:1"]
