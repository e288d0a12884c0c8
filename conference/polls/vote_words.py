"""The words of a voter's panel and of the wall, for the templates and for the scripts alike; {n} is a number."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from conference.polls.rules import PollKind


def texts() -> dict[str, Any]:
    """Return what scripts say; pairs are the forms for one and for several."""
    return {
        "states": {"draft": _("Not open yet"), "open": _("Open"), "closed": _("Closed")},
        "answers": [_("{n} answer"), _("{n} answers")],
        "points": [_("{n} point"), _("{n} points")],
        "average": _("{n} on average"),
        "first": _("first choice of {n}"),
        "winner": _("preferred to each of the others"),
        "mean": _("Mean {n}"),
        "median": _("median {n}"),
        "spread": _("standard deviation {n}"),
        "more": _("and {n} more"),
        "unstated": _("Not stated"),
        "none": _("No answers yet."),
        "unread": _("No answer is shown yet."),
        "leads": _("{answers}. {label}: {percent}."),
        "chosen": _("{n} chosen."),
        "left": [_("{n} point left."), _("{n} points left.")],
        "all_given": _("All points are given."),
        "over": [_("{n} point too many."), _("{n} points too many.")],
        "sending": _("Sending…"),
        "waiting": _("No connection. Your answer is kept and goes out by itself as soon as there is one."),
        "counted": _("Counted"),
        "opened": _("The poll is open now."),
        "anew": _("The poll is asked anew. Your earlier answer stays with the earlier result."),
        "ranking": {
            "order": _("Your order"),
            "rest": _("Not placed yet: tap to place"),
            "rest_done": _("Not placed"),
            "empty": _("Tap the best one first."),
            "up": _("Move up: {label}"),
            "down": _("Move down: {label}"),
            "out": _("Take out: {label}"),
            "place": _("Place next: {label}"),
            "moved": _("{label}: place {place} of {count}"),
            "taken_out": _("{label} is not placed"),
            "grip": _("Move {label}: press Enter, then the arrow keys; or drag"),
            "in_hand": _("{label} is in your hand: the arrow keys move it, Enter puts it down."),
        },
    }


def hint(kind: PollKind, *, least: int, most: int, points: int, words: int, options: int) -> str:
    """Return how a poll is answered, in one sentence."""
    few = least if least == most else None
    hints: Mapping[PollKind, str] = {
        PollKind.SINGLE: _("Choose one."),
        PollKind.MULTIPLE: ngettext("Choose %(num)s.", "Choose %(num)s.", few)
        if few
        else _("Choose %(least)s to %(most)s.", least=least, most=most),
        PollKind.RANKING: _("Put them in order, the best first.")
        if least >= options
        else _("Put the best in order: %(least)s to %(most)s of them.", least=least, most=most)
        if least != most
        else _("Put your best %(most)s in order.", most=most),
        PollKind.SCALE: _("Choose a step from %(least)s to %(most)s.", least=least, most=most),
        PollKind.POINTS: _("Distribute %(points)s points, all of them.", points=points),
        PollKind.NUMBER: _("A whole number from %(least)s to %(most)s.", least=least, most=most),
        PollKind.TEXT: _("Write in your own words."),
        PollKind.WORDS: ngettext("One word.", "Up to %(num)s words.", words),
    }
    return hints[kind]


def mistake(kind: PollKind, *, least: int, most: int, points: int) -> str:
    """Return what is said beside an answer that is none, as the rules say it."""
    several = (
        ngettext("Please choose exactly %(num)s.", "Please choose exactly %(num)s.", most)
        if least == most
        else _("Please choose from %(least)s to %(most)s.", least=least, most=most)
    )
    ordered = (
        _("Please put exactly %(most)s in order.", most=most)
        if least == most
        else _("Please put %(least)s to %(most)s in order.", least=least, most=most)
    )
    sentences: Mapping[PollKind, str] = {
        PollKind.SINGLE: _("Please choose one of the answers."),
        PollKind.MULTIPLE: several,
        PollKind.RANKING: ordered,
        PollKind.SCALE: _("Please choose a step from %(least)s to %(most)s.", least=least, most=most),
        PollKind.POINTS: ngettext(
            "Please distribute exactly %(num)s point.", "Please distribute exactly %(num)s points.", points
        ),
        PollKind.NUMBER: _("Please give a whole number from %(least)s to %(most)s.", least=least, most=most),
        PollKind.TEXT: _("Please write an answer."),
        PollKind.WORDS: _("Please give at least one word."),
    }
    return sentences[kind]


def said(kind: PollKind, answer: Mapping[str, Any] | None, options: Mapping[int, str], unit: str) -> str:
    """Return an answer, as the payload that gives it, in words; "" for none."""
    if not answer:
        return ""
    names = {str(key): text for key, text in options.items()}
    if "number" in answer:
        return " ".join(part for part in (str(answer["number"]), unit) if part)
    if "text" in answer:
        return str(answer["text"] or "")
    parts: Iterable[str] = answer.get("words") or ()
    if kind is PollKind.POINTS:
        given = answer.get("points") or {}
        parts = (f"{names.get(str(key), '')}: {points}" for key, points in given.items() if str(points) != "0")
    elif kind is PollKind.RANKING:
        parts = (f"{place}. {names.get(str(key), '')}" for place, key in enumerate(answer.get("order") or (), 1))
    elif kind is not PollKind.WORDS:
        chosen = answer.get("options") or [answer.get("option")]
        parts = (names.get(str(key), "") for key in chosen)
    return ", ".join(parts)
