"""What all forms share: protection, trimming, and putting an action's refusal beside its field."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import InputRequired, StopValidation

from conference.errors import ConferenceError, InvalidFields


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


class Form(FlaskForm):
    """A form whose texts arrive trimmed."""

    class Meta(FlaskForm.Meta):
        """Trim every field that reads text."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Field:
            """Add the trimming filter in front of the field's own."""
            filters = list(unbound_field.kwargs.get("filters", ()))
            if stripped not in filters:
                unbound_field.kwargs["filters"] = [stripped, *filters]
            field: Field = unbound_field.bind(form=form, **options)
            return field

    def add_refusal(self, error: ConferenceError) -> None:
        """Show an action's refusal beside the fields it is about, or above the form."""
        by_field = error.fields if isinstance(error, InvalidFields) else {error.field or "": error.message}
        for name, message in by_field.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, message]
            else:
                self.form_errors.append(message)
