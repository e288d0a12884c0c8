"""The forms of the hall: a code to type, and an answer as plain fields, read into the payload that a script sends."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import Length

from conference.forms import REQUIRED, Form
from conference.polls.rules import PollKind

Fields = MultiDict[str, str]


class CodeForm(Form):
    """The digits on the screen."""

    code = StringField(_l("Code"), validators=[REQUIRED, Length(max=24)])


def payload_of(kind: PollKind, fields: Fields) -> dict[str, Any]:
    """Return the answer that the fields of a form give; what is wrong with it, the rules say.

    Fields: option (single, multiple), place-<option> (ranking), points-<option>, number, text, word (several).
    """
    return _READERS[kind](fields)


def _single(fields: Fields) -> dict[str, Any]:
    return {"option": fields.get("option")}


def _multiple(fields: Fields) -> dict[str, Any]:
    return {"options": fields.getlist("option")}


def _ranking(fields: Fields) -> dict[str, Any]:
    """Return the options by their places, and the places as they were typed.

    Two on one place are no order, which the rules then say.
    """
    places = {name.removeprefix("place-"): place for name, place in fields.items() if name.startswith("place-")}
    given = ((place, option) for option, place in places.items() if place.isascii() and place.isdigit())
    chosen = sorted((int(place[:4]), option) for place, option in given)
    if len({place for place, _option in chosen}) < len(chosen):
        return {"order": None, "places": places}
    return {"order": [option for _place, option in chosen], "places": places}


def _points(fields: Fields) -> dict[str, Any]:
    given = {name.removeprefix("points-"): text for name, text in fields.items() if name.startswith("points-")}
    return {"points": {option: text.strip() or "0" for option, text in given.items()}}


def _number(fields: Fields) -> dict[str, Any]:
    return {"number": fields.get("number", "").strip()}


def _text(fields: Fields) -> dict[str, Any]:
    return {"text": fields.get("text", "").replace("\r\n", "\n")}


def _words(fields: Fields) -> dict[str, Any]:
    return {"words": [word for word in fields.getlist("word") if word.strip()]}


_READERS: Mapping[PollKind, Callable[[Fields], dict[str, Any]]] = {
    PollKind.SINGLE: _single,
    PollKind.MULTIPLE: _multiple,
    PollKind.RANKING: _ranking,
    PollKind.SCALE: _number,
    PollKind.POINTS: _points,
    PollKind.NUMBER: _number,
    PollKind.TEXT: _text,
    PollKind.WORDS: _words,
}
