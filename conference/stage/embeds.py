"""Where the fragments that a stage is put together from have their address, and which script makes them live."""

from collections.abc import Mapping
from enum import StrEnum

from conference.stage.rules import Scene, StepKind


class View(StrEnum):
    """For whom a fragment is: attendees, the hall, or the desk."""

    PANEL = "panel"
    WALL = "wall"
    CONTROLS = "controls"


# The path below the conference's own, and the beginning of the scripts' names.
_PLACES: Mapping[str, tuple[str, str]] = {
    StepKind.POLL: ("polls/{ref}", "polls"),
    StepKind.QUIZ: ("quiz/parts/{ref}", "quiz"),
    Scene.LEADERBOARD: ("quiz/parts/{ref}", "quiz"),
    StepKind.QUESTIONS: ("questions/{ref}", "questions"),
    StepKind.AWARD: ("awards/{ref}", "awards"),
}
_SCRIPTS = {View.PANEL: "", View.WALL: "_wall", View.CONTROLS: "_desk"}
STYLES = (
    "polls.css",
    "polls_desk.css",
    "quiz.css",
    "questions.css",
    "awards_vote.css",
    "awards_wall.css",
    "awards_desk.css",
    "chat.css",
    "pitches.css",
)


def path_of(kind: StepKind | Scene, ref: int | None, view: View) -> str:
    """Return where a fragment is, below the conference's address; empty for what has none."""
    if kind not in _PLACES or ref is None:
        return ""
    return f"{_PLACES[kind][0].format(ref=ref)}/{view}"


def script_names(view: View) -> dict[str, str]:
    """Return the names of the scripts of a view by kind."""
    return {str(kind): f"{name}{_SCRIPTS[view]}.js" for kind, (_path, name) in _PLACES.items()}
