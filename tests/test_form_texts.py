"""What a form's field keeps of what was typed, or sent by a program."""

import pytest
from flask import Flask
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField

from conference.forms import REQUIRED, Form


class _Paper(Form):
    title = StringField(validators=[REQUIRED])
    words = TextAreaField()
    number = IntegerField()
    is_on = BooleanField()
    seen = HiddenField()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  a\0b\x1b ", "ab"),
        ("safe\u202etxt\u2066.exe\ud800", "safetxt.exe"),
        ("\u05e9\u05dc\u05d5\u05dd\u200f!", "\u05e9\u05dc\u05d5\u05dd\u200f!"),
        ("\U0001f469\u200d\U0001f680", "\U0001f469\u200d\U0001f680"),
        (" \u3164\u200b\u2800\u0301 ", ""),
    ],
)
def test_what_no_name_may_carry_is_taken_out_and_what_is_not_seen_is_nothing(
    sqlite_app: Flask, typed: str, kept: str
) -> None:
    with sqlite_app.test_request_context(method="POST", json={"title": typed, "words": typed}):
        form = _Paper()
        assert (form.title.data, form.words.data) == (kept, kept)
        assert form.validate() is bool(kept)


def test_a_field_of_one_line_has_one_and_a_large_one_has_its_own(sqlite_app: Flask) -> None:
    lines = "one \r\nBcc: two\u2028three"
    with sqlite_app.test_request_context(method="POST", data={"title": lines, "words": lines, "seen": "a\nb"}):
        form = _Paper()
        assert form.title.data == "one Bcc: two three"
        assert form.words.data == lines.replace("\r\n", "\n")
        assert form.seen.data == "a\nb"


def test_what_a_program_sends_is_read_as_if_it_were_typed(sqlite_app: Flask) -> None:
    said = {"title": 5, "words": {"a": 1}, "number": 7, "is_on": True, "seen": None}
    with sqlite_app.test_request_context(method="POST", json=said):
        form = _Paper()
        assert [form[name].data for name in said] == ["5", None, 7, True, None]
    for body in ("[1]", "5", "null", "{"):
        with sqlite_app.test_request_context(method="POST", data=body, content_type="application/json"):
            assert not _Paper().validate()
