"""What WTForms finds wrong is said in our words, with what we ask for instead."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    DateTimeLocalField,
    DecimalField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange

from conference.form_words import WORDS
from conference.forms import Form

# Said by what no form of ours has, of a form's name, or to nobody but a programmer.
NOT_SAID = frozenset(
    {"Invalid IP address.", "Invalid Mac address.", "Invalid UUID.", "Invalid field name '%s'.", "CSRF failed."}
    | {"CSRF token expired.", "CSRF token missing.", "Invalid CSRF Token.", "Choices cannot be None."}
    | {"Invalid value, can't be any of: %(values)s.", "Invalid value, must be one of: %(values)s."}
    | {"Date must be at least %(min)s.", "Date must be at most %(max)s.", "Date must be between %(min)s and %(max)s."}
    | {"Field must be equal to %(other_name)s.", "This field cannot be edited.", "Not a valid week value."}
    | {"This field is disabled and cannot have a value."}
)


def _sentences() -> Iterator[str]:
    for path in Path(wtforms.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in {"gettext", "ngettext"}:
                texts = [one for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                yield from (str(one.value) for one in texts)


def test_each_sentence_of_wtforms_is_ours_or_never_said() -> None:
    found = set(_sentences())
    assert len(found) > 30
    assert found - NOT_SAID <= set(WORDS)
    assert set(WORDS) <= found


class _Wrong(Form):
    number = IntegerField(validators=[NumberRange(1, 9)])
    share = DecimalField()
    day = DateField()
    moment = DateTimeLocalField()
    clock = TimeField()
    one = SelectField(choices=[("a", "A")])
    another = RadioField(choices=[("a", "A")])
    some = SelectMultipleField(choices=[("a", "A")])
    by_number = SelectField(choices=[(1, "A")], coerce=int)
    name = StringField(validators=[InputRequired()])
    short = StringField(validators=[Length(max=3)])
    long = StringField(validators=[Length(min=2)])
    mail = EmailField(validators=[Email()])


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("number", "many", "Please give a whole number."),
        ("number", "12", "Please give a number from 1 to 9."),
        ("share", "half", "Please give a number."),
        ("day", "soon", "Please give a date."),
        ("moment", "soon", "Please give a date and a time."),
        ("clock", "noon", "Please give a time, such as 14:30."),
        ("one", "b", "Please choose one of the options."),
        ("another", "b", "Please choose one of the options."),
        ("some", "b", "Please choose one of the options."),
        ("by_number", "b", "Please choose one of the options."),
        ("name", "", "Please fill this in."),
        ("short", "long", "Please write at most 3 characters."),
        ("long", "a", "Please write at least 2 characters."),
        ("mail", "me", "Please give an email address, such as name@example.org."),
    ],
)
def test_what_is_typed_wrongly_is_told_what_is_asked_for(sqlite_app: Flask, field: str, typed: str, said: str) -> None:
    with sqlite_app.test_request_context():
        form = _Wrong(MultiDict({field: typed}), meta={"csrf": False})
        assert not form.validate()
        assert form.errors[field][0] == said
