"""The stage puts siblings onto one page: what one of them styles is nothing of another's."""

import re
from pathlib import Path

from conference.stage.embeds import STYLES

ROOT = Path(__file__).resolve().parents[2]
SIBLINGS = ("awards", "chat", "polls", "questions", "quiz")


def _styled(sibling: str) -> set[str]:
    """Return the classes that a sibling's sheets of the stage style wherever they stand."""
    rules = [
        re.sub(r"/\*.*?\*/", "", (ROOT / "static" / name).read_text(), flags=re.DOTALL)
        for name in STYLES
        if name.startswith(sibling)
    ]
    selectors = (one.strip() for text in rules for found in re.findall(r"([^{}]+)\{", text) for one in found.split(","))
    return {found[1] for one in selectors if (found := re.fullmatch(r"\.([\w-]+)(?:[:\[].*)?", one))}


def _used(sibling: str) -> set[str]:
    pages = (page.read_text() for page in (ROOT / "templates" / sibling).glob("*.html"))
    return {name for page in pages for found in re.findall(r'class="([^"]*)"', page) for name in found.split()}


def test_no_sibling_styles_what_stands_in_another() -> None:
    clashes = {
        (one, other): sorted(_styled(one) & _used(other)) for one in SIBLINGS for other in SIBLINGS if one != other
    }
    assert all(_styled(one) and _used(one) for one in SIBLINGS)
    assert {pair: names for pair, names in clashes.items() if names} == {}
