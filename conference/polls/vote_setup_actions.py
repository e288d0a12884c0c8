"""What a voter's panel and the wall are drawn from, gathered once for the template and for the script."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from flask_babel import get_locale

from conference.people.labels import KINDS, ROLES
from conference.polls.actions import is_unasked
from conference.polls.answers import LONGEST_TEXT, LONGEST_WORD, option_range
from conference.polls.labels import audience_text
from conference.polls.models import Poll, PollRound
from conference.polls.own_actions import OwnPart
from conference.polls.result_view import ResultView, Words, view_of
from conference.polls.rules import PollKind, PollSettings, Segment
from conference.polls.settings import eligibility_from_json, settings_from_json
from conference.polls.tally_actions import asked_of
from conference.polls.vote_words import hint, mistake, said, texts


def panel_setup(poll: Poll, asking: PollRound, state: Mapping[str, Any], mine: OwnPart) -> dict[str, Any]:
    """Return what a panel is drawn from; of a poll that was never asked, nothing that tells its question."""
    known = {
        "poll": poll.id,
        "conference": poll.conference_id,
        "round": asking.number,
        "edited": poll.version,
        "state": dict(state),
        "texts": texts(),
        "may_answer": mine.why_not is None,
        "has_answered": mine.has_answered,
        "answered_before": mine.answered_before,
        "answer": mine.answer,
        "question": "",
        "options": [],
        "description": "",
        "kind": "",
        "secrecy": "",
    }
    return known if is_unasked(asking) else known | question_setup(poll)


def question_setup(poll: Poll) -> dict[str, Any]:
    """Return what of a poll a panel is drawn from, whatever its state."""
    settings = settings_from_json(poll.settings)
    who = eligibility_from_json(poll.eligibility)
    least, most = option_range(asked_of(poll)) if poll.options else (settings.least, settings.most)
    return {
        "question": poll.question,
        "description": poll.description,
        "kind": poll.kind.value,
        "secrecy": poll.secrecy.value,
        "options": [{"id": option.id, "text": option.text} for option in poll.options],
        "least": least,
        "most": most,
        "least_label": settings.least_label,
        "most_label": settings.most_label,
        "unit": settings.unit,
        "points": settings.points,
        "words": settings.words,
        "moderated": settings.moderated,
        "longest_text": LONGEST_TEXT,
        "longest_word": LONGEST_WORD,
        "hint": hint(
            poll.kind, least=least, most=most, points=settings.points, words=settings.words, options=len(poll.options)
        ),
        "mistake": mistake(poll.kind, least=least, most=most, points=settings.points),
        "audience": audience_text(who, {code: country_name(code) for code in who.countries}),
        "names": segment_names(poll.segment_by),
    }


def result_view(poll: Poll, state: Mapping[str, Any]) -> ResultView:
    """Return the result of a poll's state, drawn."""
    settings = settings_from_json(poll.settings)
    names = segment_names(poll.segment_by)
    words = Words(
        kind=poll.kind,
        options={option.id: option.text for option in poll.options},
        texts=texts(),
        segment_name=lambda name: names.get(name) or country_name(name),
        unit=settings.unit,
        ends=_ends(poll.kind, settings),
    )
    return view_of(state.get("result"), words)


def _ends(kind: PollKind, settings: PollSettings) -> dict[int, str]:
    if kind is not PollKind.SCALE:
        return {}
    return {settings.least: settings.least_label, settings.most: settings.most_label}


def said_by(poll: Poll, answer: Mapping[str, Any] | None) -> str:
    """Return an answer to a poll in words."""
    options = {option.id: option.text for option in poll.options}
    return said(poll.kind, answer, options, settings_from_json(poll.settings).unit)


def segment_names(by: Segment) -> dict[str, str]:
    """Return what segments are called; countries have their names from the locale."""
    if by is Segment.ROLE:
        return {role.value: str(label) for role, label in ROLES.items()}
    if by is Segment.ORGANISATION_KIND:
        return {kind.value: str(label) for kind, label in KINDS.items()}
    return {}


def country_name(code: str) -> str:
    """Return a country's name in the reader's language; the code itself where it has none."""
    locale = get_locale() or Locale("en")
    return str(locale.territories.get(code.upper(), code))
