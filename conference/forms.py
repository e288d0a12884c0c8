"""What all forms share: protection, trimming, and putting an action's refusal beside its field."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField
from wtforms.fields import choices as wtforms_choices
from wtforms.validators import InputRequired, StopValidation

from conference.errors import ConferenceError, InvalidFields

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


def stripped(value: Any) -> Any:
    """Trim text, and take out the control characters that no name or title may carry."""
    if not isinstance(value, str):
        return value
    return "".join(letter for letter in value if letter in "\n\t" or (ord(letter) >= 32 and ord(letter) != 127)).strip()


def bound(form: Any, unbound_field: Any, options: Any) -> Field:
    """Bind a field with the trimming filter in front of its own, and its (value, label) pairs as WTForms' options."""
    given = unbound_field.kwargs
    filters = list(given.get("filters", ()))
    # These two hold other fields, and take no filters of their own.
    if stripped not in filters and not issubclass(unbound_field.field_class, FieldList | FormField):
        given["filters"] = [stripped, *filters]
    if isinstance(given.get("choices"), list):
        # Read by its name, because WTForms' published types are a version behind.
        option: Any = vars(wtforms_choices)["SelectChoice"]
        given["choices"] = [option(pair[0], pair[1]) if isinstance(pair, tuple) else pair for pair in given["choices"]]
    field: Field = unbound_field.bind(form=form, **options)
    return field


class Form(FlaskForm):
    """A form whose texts arrive trimmed."""

    class Meta(FlaskForm.Meta):
        """Trim every field that reads text."""

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
