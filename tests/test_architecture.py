"""The house holds: who imports whom, how long files are, and that every door says whom it is for."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conference.config import Settings
from conference.factory import create_app

PACKAGE = Path(__file__).resolve().parent.parent / "conference"
ROOT = PACKAGE.parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
GROUND = ("errors", "clock", "config", "extensions")
CAPABILITIES = (
    "conferences",
    "people",
    "agenda",
    "calls",
    "chat",
    "polls",
    "quiz",
    "questions",
    "awards",
    "cafe",
    "meetings",
    "exhibition",
    "pitches",
    "stage",
    "desk",
    "demo",
)
# On one storey: they meet by address, by foreign key, by a topic's name, or in a room above them.
SIBLINGS = frozenset({"polls", "quiz", "questions", "awards", "cafe", "meetings", "exhibition", "pitches"})
TOP = ("factory", "doors", "server", "cli", "__main__")
# The first floor that draws pages must know who is looking; nothing else there looks up.
MAY_LOOK_UP = {
    "presentation": {"conferences", "people"},
    "permissions": set[str](),
}
PURE_LIBRARIES = {
    "argon2",
    "icalendar",
    "cryptography",
    "jwt",
    "numpy",
    "highspy",
    "rapidfuzz",
    "babel",
    "pycountry",
    "flask_babel",
    "segno",
    "PIL",
    "tablib",
    "openpyxl",
    "email_validator",
    "slugify",
    "nh3",
    "markdown_it",
}
LONGEST = 300


def _name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def _imports(path: Path) -> Iterator[str]:
    """Yield the full names of what a module imports, wherever in it; from-imports of modules as their full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _ours(path: Path) -> set[str]:
    """Return the first two parts below `conference` of our own modules that a module imports."""
    return {name.removeprefix("conference.") for name in _imports(path) if name.startswith("conference.")}


def _storey(module: str) -> int:
    first = module.split(".", maxsplit=1)[0]
    if first in GROUND:
        return 0
    if first in CAPABILITIES:
        return 2 + CAPABILITIES.index(first)
    # What stands alone above the ground and below the capabilities is the first floor.
    return 99 if first in TOP or first == "__init__" else 1


def _kind(path: Path) -> str:
    stem = path.stem
    for kind in ("actions", "views", "forms", "sockets", "models", "blueprint", "identity", "held_data"):
        if stem == kind or stem.endswith(f"_{kind}"):
            return kind
    return "rules"


def _capability_files() -> list[Path]:
    return [path for path in MODULES if path.parent != PACKAGE and path.stem != "__init__"]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_imports_go_down(path: Path) -> None:
    here = _name(path)
    wrong = [
        there
        for there in _ours(path)
        if there.split(".")[0] != here.split(".")[0]
        and _storey(there) > _storey(here)
        and there.split(".")[0] not in MAY_LOOK_UP.get(here, set())
    ]
    assert not wrong, f"{here} looks up to {wrong}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent.name in SIBLINGS], ids=_name)
def test_siblings_never_import_each_other(path: Path) -> None:
    assert not {there.split(".")[0] for there in _ours(path)} & (SIBLINGS - {path.parent.name})


@pytest.mark.parametrize("path", [path for path in _capability_files() if _kind(path) == "rules"], ids=_name)
def test_rules_are_pure(path: Path) -> None:
    outside = {name.split(".")[0] for name in _imports(path) if not name.startswith("conference")}
    assert outside <= set(sys.stdlib_module_names) | PURE_LIBRARIES
    impure = [
        name
        for name in _ours(path)
        if not name.startswith("errors") and _kind(PACKAGE / (name.replace(".", "/") + ".py")) != "rules"
    ]
    assert not impure


@pytest.mark.parametrize("path", [path for path in _capability_files() if _kind(path) == "actions"], ids=_name)
def test_actions_know_no_web(path: Path) -> None:
    forbidden = {"flask", "wtforms", "flask_wtf", "flask_socketio", "socketio", "werkzeug"}
    assert not forbidden & {name.split(".")[0] for name in _imports(path)}


@pytest.mark.parametrize("path", [path for path in _capability_files() if _kind(path) == "models"], ids=_name)
def test_models_have_no_verbs(path: Path) -> None:
    forbidden = {"flask", "wtforms", "flask_wtf", "flask_socketio"}
    assert not forbidden & {name.split(".")[0] for name in _imports(path)}
    assert not [name for name in _ours(path) if name.endswith("actions")]


@pytest.mark.parametrize(
    "path", [path for path in _capability_files() if _kind(path) in {"views", "sockets"}], ids=_name
)
def test_doors_write_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ".commit()" not in text
    assert "session.add(" not in text
    assert "session.delete(" not in text


def test_importing_a_rule_loads_no_framework() -> None:
    check = "import sys, conference.conferences.rules, conference.agenda.content; print('flask' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_files_are_one_idea_long_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_templates_carry_no_inline_style_or_handler(path: Path) -> None:
    if path.parent.name == "mail" or path.name == "mail.html":
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\s(style|on[a-z]+)=[\"']", text)
    assert not re.search(r"<(script|style)>", text)
    assert not re.search(r"(src|href)=[\"'](https?:)?//", text)


def test_every_view_says_whom_it_is_for(tmp_path: Path) -> None:
    app = create_app(Settings(secret_key="walk", data_dir=tmp_path, database_url="sqlite://", demo=True))
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if not endpoint.endswith("static") and not hasattr(view, "access")
    ]
    assert not silent
