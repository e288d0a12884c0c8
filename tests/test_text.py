"""All text goes through gettext: no template says anything in words of its own."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
# Names of things that are not words of a language.
NAMES = {"iCalendar", "CSV", "XLSX", "JSON", "XML", "Markdown", "PDF", "UTC", "e-mail", "https"}
SPOKEN = ("alt", "aria-label", "placeholder", "title")


class _Words(HTMLParser):
    """Collects the words that stand in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes that are read out, and skip what is code."""
        self.silent += tag in {"script", "style", "svg"}
        self.found += [value for name, value in attrs if name in SPOKEN and value and _is_words(value)]

    def handle_endtag(self, tag: str) -> None:
        """Come out of code."""
        self.silent -= tag in {"script", "style", "svg"}

    def handle_data(self, data: str) -> None:
        """Keep text that is words."""
        if not self.silent and _is_words(data):
            self.found.append(data.strip())


def _is_words(text: str) -> bool:
    left = re.sub("|".join(map(re.escape, NAMES)), "", text)
    return bool(re.search(r"[A-Za-z]{3,}", left))


def _without_jinja(text: str) -> str:
    # A block's body may be code for an attribute, not words.
    text = re.sub(r"\{% block body_class %\}.*?\{% endblock %\}", "", text, flags=re.DOTALL)
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_word_is_translatable(path: Path) -> None:
    words = _Words()
    words.feed(_without_jinja(path.read_text(encoding="utf-8")))
    assert not words.found


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.txt")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_word_of_a_mail_is_translatable(path: Path) -> None:
    assert not _is_words(_without_jinja(path.read_text(encoding="utf-8")))
