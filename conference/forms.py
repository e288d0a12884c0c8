"""What all forms share: protection, trimming, and putting an action's refusal beside its field."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, FormField, HiddenField, StringField, TextAreaField
from wtforms.fields import choices as wtforms_choices
from wtforms.validators import InputRequired, NumberRange, StopValidation

from conference.errors import ConferenceError, InvalidFields
from conference.form_words import FormWords

LARGEST_ID = 2**31 - 1


def number_in(text: object) -> int | None:
    """Return the whole number that a text says, from 0 to the largest id; None for any other text, or for none."""
    digits = text if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 10 else ""
    return int(digits) if digits and int(digits) <= LARGEST_ID else None


class Required(InputRequired):
    """Something must be there, and for text more than spaces."""

    def __call__(self, form: Any, field: Field) -> None:
        """Refuse nothing at all, and what trimming leaves nothing of."""
        super().__call__(form, field)
        if field.data == "":
            raise StopValidation(str(self.message))


REQUIRED = Required(_l("Please fill this in."))


def between(least: int, most: int) -> NumberRange:
    """Return the rule that a number is in a range, and says so in words."""
    return NumberRange(least, most, message=_l("Please give a number from %(min)s to %(max)s."))


# Marks that turn the direction of what stands behind a text, too; those for one letter are kept.
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
# Letters that are drawn as nothing.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def stripped(value: Any) -> Any:
    """Trim text, and take out what no name or title may carry: control characters, halves of letters, turning marks.

    A text in which nothing is to be seen is none.
    """
    if not isinstance(value, str):
        return value
    kept = "".join(letter for letter in value if _is_kept(letter)).strip()
    return kept if any(map(_is_seen, kept)) else ""


def on_one_line(value: Any) -> Any:
    """Join the lines of what is typed into a field of one line: a subject, or the head of a mail, is made of it."""
    return re.sub(r"\s*[\n\r\t\u2028\u2029]\s*", " ", value) if isinstance(value, str) else value


def _is_kept(letter: str) -> bool:
    category = unicodedata.category(letter)
    return letter in "\n\t" or (category not in {"Cc", "Cs"} and letter not in _TURNING)


def _is_seen(letter: str) -> bool:
    return letter not in _BLANK and unicodedata.category(letter)[0] not in "CZM"


def bound(form: Any, unbound_field: Any, options: Any) -> Field:
    """Bind a field with the trimming filter in front of its own, and its (value, label) pairs as WTForms' options."""
    given = unbound_field.kwargs
    filters = list(given.get("filters", ()))
    # These two hold other fields, and take no filters of their own.
    if stripped not in filters and not issubclass(unbound_field.field_class, FieldList | FormField):
        given["filters"] = [stripped, *([on_one_line] if _has_one_line(unbound_field) else []), *filters]
    if isinstance(given.get("choices"), list):
        # Read by its name, because WTForms' published types are a version behind.
        option: Any = vars(wtforms_choices)["SelectChoice"]
        given["choices"] = [option(pair[0], pair[1]) if isinstance(pair, tuple) else pair for pair in given["choices"]]
    field: Field = unbound_field.bind(form=form, **options)
    return field


def _has_one_line(unbound_field: Any) -> bool:
    kind = unbound_field.field_class
    return issubclass(kind, StringField) and not issubclass(kind, TextAreaField | HiddenField)


def _as_typed(said: object) -> Iterator[tuple[str, str]]:
    """Return what a JSON object says as a form would: what is neither text nor number nor true is not said."""
    for name, value in said.items() if isinstance(said, dict) else ():
        for one in value if isinstance(value, list) else [value]:
            if one is True or isinstance(one, str) or (isinstance(one, int | float) and one is not False):
                yield name, "1" if one is True else str(one)


class Form(FlaskForm):
    """A form whose texts arrive trimmed."""

    class Meta(FlaskForm.Meta):
        """Trim every field that reads text."""

        def get_translations(self, form: Any) -> FormWords:  # noqa: ARG002 - WTForms' own signature
            """Say what is wrong in our words."""
            return FormWords()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Read what was sent as JSON as if it were typed."""
            if formdata is _Auto:
                said = request.is_json and not request.form and not request.files and form.is_submitted()
                formdata = MultiDict(_as_typed(request.get_json(silent=True))) if said else formdata
            return super().wrap_formdata(form, formdata)

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            """Trim what the field reads."""
            return bound(form, unbound_field, options)

    def add_refusal(self, error: ConferenceError) -> None:
        """Show an action's refusal beside the fields it is about, or above the form."""
        by_field = error.fields if isinstance(error, InvalidFields) else {error.field or "": error.message}
        for name, message in by_field.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, message]
            else:
                self.form_errors.append(message)
