"""A poll as one value, whatever it comes from: a form, a file, a template, a seed; and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from conference.polls.rules import (
    WITH_OPTIONS,
    Eligibility,
    PollKind,
    PollSettings,
    Secrecy,
    Segment,
    Showing,
)

MOST_OPTIONS = 50
LONGEST_OPTION = 300
LONGEST_QUESTION = 500
MOST_SCALE_STEPS = 11
LARGEST_STEP = 1000
MOST_WORDS = 10
MOST_POINTS = 10_000
LARGEST_NUMBER = 1_000_000_000
LONGEST_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class PollContent:
    """All that an organiser decides about a poll, but for where it belongs and when it opens."""

    kind: PollKind
    question: str
    description: str = ""
    options: tuple[str, ...] = ()
    settings: PollSettings = field(default_factory=PollSettings)
    eligibility: Eligibility = field(default_factory=Eligibility)
    secrecy: Secrecy = Secrecy.NAMED
    segment_by: Segment = Segment.NONE
    showing: Showing = Showing.HIDDEN
    seconds: int | None = None
    group: str = ""

    @property
    def normal(self) -> "PollContent":
        """The same with nothing in it that its kind does not use."""
        given, plain = self.settings, PollSettings()
        count = len(self.options)
        kept = {
            PollKind.MULTIPLE: replace(plain, least=given.least, most=min(given.most, count)),
            PollKind.RANKING: replace(plain, least=min(given.least, count), most=min(given.most, count)),
            PollKind.SCALE: replace(
                plain, least=given.least, most=given.most, least_label=given.least_label, most_label=given.most_label
            ),
            PollKind.POINTS: replace(plain, points=given.points),
            PollKind.NUMBER: replace(plain, least=given.least, most=given.most, unit=given.unit),
            PollKind.TEXT: replace(plain, moderated=given.moderated),
            PollKind.WORDS: replace(plain, words=given.words),
        }
        options = self.options if self.kind in WITH_OPTIONS else ()
        return replace(self, options=options, settings=kept.get(self.kind, plain))


def problems(content: PollContent) -> dict[str, str]:
    """Return what is wrong, a sentence for each field: `question`, `options`, `least` and other settings."""
    found: dict[str, str] = {}
    for name, sentence in _problems(content):
        found.setdefault(name, sentence)
    return found


def _problems(content: PollContent) -> Iterator[tuple[str, str]]:
    if not content.question:
        yield "question", _("Please ask something.")
    if len(content.question) > LONGEST_QUESTION:
        yield "question", _("The question is longer than %(most)s characters.", most=LONGEST_QUESTION)
    if content.kind in WITH_OPTIONS:
        yield from _option_problems(content.options)
    yield from _setting_problems(content)
    if content.seconds is not None and not 5 <= content.seconds <= LONGEST_SECONDS:
        yield "seconds", _("A time limit is between 5 seconds and a day.")
    if len(content.group) > 120:
        yield "group", _("The name of a group has at most 120 characters.")


def _option_problems(options: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if len(options) < 2:
        yield "options", _("Please give at least two options.")
    if len(options) > MOST_OPTIONS:
        yield "options", _("A poll has at most %(most)s options.", most=MOST_OPTIONS)
    if any(len(text) > LONGEST_OPTION for text in options):
        yield "options", _("An option has at most %(most)s characters.", most=LONGEST_OPTION)
    seen: set[str] = set()
    for text in options:
        if text.casefold() in seen:
            yield "options", _("“%(option)s” is there twice.", option=text)
        seen.add(text.casefold())


def _setting_problems(content: PollContent) -> Iterator[tuple[str, str]]:
    settings = content.settings
    if content.kind in {PollKind.MULTIPLE, PollKind.RANKING}:
        yield from _range_problems(content)
    elif content.kind is PollKind.SCALE:
        if not 1 <= settings.most - settings.least < MOST_SCALE_STEPS:
            yield "most", _("A scale has between 2 and %(most)s steps.", most=MOST_SCALE_STEPS)
        if max(abs(settings.least), abs(settings.most)) > LARGEST_STEP:
            yield "most", _("The ends of a scale are between -1000 and 1000.")
    elif content.kind is PollKind.NUMBER:
        if settings.most <= settings.least:
            yield "most", _("The highest number has to be above the lowest.")
        if max(abs(settings.least), abs(settings.most)) > LARGEST_NUMBER:
            yield "most", _("Numbers are at most a thousand million.")
    elif content.kind is PollKind.POINTS and not 1 <= settings.points <= MOST_POINTS:
        yield "points", _("Please give between 1 and %(most)s points.", most=MOST_POINTS)
    elif content.kind is PollKind.WORDS and not 1 <= settings.words <= MOST_WORDS:
        yield "words", _("Each person can give 1 to %(most)s words.", most=MOST_WORDS)


def _range_problems(content: PollContent) -> Iterator[tuple[str, str]]:
    settings, count = content.settings, len(content.options)
    fewest = 2 if content.kind is PollKind.RANKING else 1
    if count >= fewest and not fewest <= settings.least <= count:
        yield "least", _("This is between %(least)s and the number of options.", least=fewest)
    if settings.most < settings.least:
        yield "most", _("At most cannot be less than at least.")


def summary(content: PollContent) -> str:
    """Return in a few words what a poll's kind needs: how many options, which scale, how many points."""
    settings, count = content.settings, len(content.options)
    options = ngettext("%(num)s option", "%(num)s options", count)
    said: dict[PollKind, str] = {
        PollKind.SINGLE: options,
        PollKind.MULTIPLE: _(
            "%(options)s, choose %(least)s to %(most)s", options=options, least=settings.least, most=settings.most
        ),
        PollKind.RANKING: options,
        PollKind.SCALE: _("%(least)s to %(most)s", least=settings.least, most=settings.most),
        PollKind.POINTS: _("%(points)s points on %(options)s", points=settings.points, options=options),
        PollKind.NUMBER: _("%(least)s to %(most)s", least=settings.least, most=settings.most) + f" {settings.unit}",
        PollKind.TEXT: _("read by a moderator first") if settings.moderated else _("shown at once"),
        PollKind.WORDS: ngettext("%(num)s word each", "%(num)s words each", settings.words),
    }
    return said[content.kind].strip()
