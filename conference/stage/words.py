"""The stage's words: names of steps, scenes and reactions, and what the large button says it will do."""

from flask_babel import gettext as _

from conference.awards.steps import step_label
from conference.stage.rules import Act, Phase, Reaction, Scene, StepKind
from conference.stage.run import Inner, Move, Run, Step

STEP_ICONS = {
    StepKind.POLL: "bar-chart",
    StepKind.QUIZ: "trophy",
    StepKind.QUESTIONS: "question-circle",
    StepKind.AWARD: "award",
    StepKind.TIMER: "stopwatch",
    StepKind.JOIN: "qr-code",
    StepKind.TEXT: "chat-square-text",
    StepKind.BLANK: "square",
}
REACTION_ICONS = {
    Reaction.CLAP: "stars",
    Reaction.HEART: "heart-fill",
    Reaction.THUMB: "hand-thumbs-up",
    Reaction.SMILE: "emoji-smile",
    Reaction.IDEA: "lightbulb",
}


def step_name(kind: StepKind) -> str:
    """Return what a kind of step is called."""
    return str(
        {
            StepKind.POLL: _("Poll"),
            StepKind.QUIZ: _("Quiz"),
            StepKind.QUESTIONS: _("Questions"),
            StepKind.AWARD: _("Award"),
            StepKind.TIMER: _("Timer"),
            StepKind.JOIN: _("Join code"),
            StepKind.TEXT: _("Text"),
            StepKind.BLANK: _("Blank screen"),
        }[kind]
    )


def step_title(step: Step) -> str:
    """Return what a step is called in a list: its own words, else its kind."""
    return step.title or step_name(step.kind)


def phase_name(step: Step) -> str:
    """Return where a step stands, empty for one that does not open or close."""
    if step.kind not in {StepKind.POLL, StepKind.QUIZ, StepKind.QUESTIONS, StepKind.AWARD}:
        return ""
    return str(
        {
            Phase.WAITING: _("Not open yet"),
            Phase.OPEN: _("Open"),
            Phase.CLOSED: _("Closed, result hidden"),
            Phase.SHOWN: _("Result shown") if step.kind in {StepKind.POLL, StepKind.AWARD} else _("Done"),
        }[step.phase]
    )


def scene_name(scene: Scene) -> str:
    """Return what a scene of the projector is called."""
    return str(
        {
            Scene.AUTO: _("What the run is at"),
            Scene.POLL: _("Poll"),
            Scene.QUIZ: _("Quiz"),
            Scene.LEADERBOARD: _("Leaderboard"),
            Scene.QUESTIONS: _("Questions from the audience"),
            Scene.AWARD: _("Award"),
            Scene.TIMER: _("Timer"),
            Scene.JOIN: _("Join code"),
            Scene.TEXT: _("A text"),
            Scene.BLANK: _("Nothing"),
        }[scene]
    )


def reaction_name(kind: Reaction) -> str:
    """Return what a reaction says."""
    return str(
        {
            Reaction.CLAP: _("Applause"),
            Reaction.HEART: _("Love it"),
            Reaction.THUMB: _("I agree"),
            Reaction.SMILE: _("Fun"),
            Reaction.IDEA: _("New to me"),
        }[kind]
    )


def move_label(run: Run, move: Move) -> str:
    """Return what the large button says."""
    step = run.step(move.step_id)
    assert step is not None  # noqa: S101 - a move is about a step of its own run
    if move.inner is not None:
        return step_label(move.inner.what, move.inner.number) if move.act is Act.AWARD else _quiz_label(move.inner)
    if move.act is Act.GO:
        return str(_("Go on to the next step") if run.current else _("Begin"))
    if move.act is Act.OPEN:
        return _open_label(run, move, step)
    return str({Act.CLOSE: _("Close the poll"), Act.REVEAL: _("Show the result")}[move.act])


def _open_label(run: Run, move: Move, step: Step) -> str:
    if step.kind is StepKind.TIMER:
        return str(_("Start the timer"))
    if step.kind is StepKind.QUESTIONS:
        return str(_("Open the questions"))
    others = [other.title for other in run.steps if other.id in move.closes]
    return str(_("Close “%(other)s” and open this poll", other=others[0]) if others else _("Open the poll"))


def _quiz_label(inner: Inner) -> str:
    words: dict[str, str] = {
        "open": _("Ask question %(number)s", number=inner.number),
        "close": _("Close question %(number)s", number=inner.number),
        "reveal": _("Show the right answer to question %(number)s", number=inner.number),
        "end": _("End this part and show the leaderboard"),
    }
    return words[inner.what]


def done_label(act: Act, step: Step | None) -> str:
    """Return what taking an act on a step back says."""
    if act is Act.OPEN and step is not None and step.kind is StepKind.TIMER:
        return str(_("Undo the timer"))
    words: dict[Act, str] = {
        Act.GO: _("Undo going on"),
        Act.OPEN: _("Undo the opening"),
        Act.CLOSE: _("Undo the closing"),
        Act.REVEAL: _("Hide the result again"),
    }
    return words[act]
