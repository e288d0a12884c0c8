"""What fields say that were filled in wrongly: WTForms finds it out, and we say it in our words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.i18n import translations

_CHOOSE = _l("Please choose one of the options.")
_NUMBER = _l("Please give a whole number.")
_FILL_IN = _l("Please fill this in.")
_AT_MOST = _l("Please write at most %(max)d characters.")
_AT_LEAST = _l("Please write at least %(min)d characters.")
_EXACTLY = _l("Please write exactly %(max)d characters.")

WORDS: Mapping[str, Any] = {
    "This field is required.": _FILL_IN,
    "Invalid input.": _l("Please write this in another way."),
    "Invalid email address.": _l("Please give an email address, such as name@example.org."),
    "Invalid URL.": _l("Please give a web address, such as https://example.org."),
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "Not a valid integer value.": _NUMBER,
    "Not a valid decimal value.": _l("Please give a number."),
    "Not a valid float value.": _l("Please give a number."),
    "Not a valid date value.": _l("Please give a date."),
    "Not a valid datetime value.": _l("Please give a date and a time."),
    "Not a valid time value.": _l("Please give a time, such as 14:30."),
    "Number must be at least %(min)s.": _l("Please give a number of at least %(min)s."),
    "Number must be at most %(max)s.": _l("Please give a number of at most %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("Please give a number from %(min)s to %(max)s."),
    "Field cannot be longer than %(max)d character.": _AT_MOST,
    "Field cannot be longer than %(max)d characters.": _AT_MOST,
    "Field must be at least %(min)d character long.": _AT_LEAST,
    "Field must be at least %(min)d characters long.": _AT_LEAST,
    "Field must be exactly %(max)d character long.": _EXACTLY,
    "Field must be exactly %(max)d characters long.": _EXACTLY,
    "Field must be between %(min)d and %(max)d characters long.": _l("Please write %(min)d to %(max)d characters."),
}


class FormWords:
    """WTForms' translations, with our sentences in the place of its own; {places} are filled in by WTForms."""

    def gettext(self, sentence: str) -> str:
        """Return what is said instead of a sentence."""
        return str(WORDS.get(sentence) or translations.gettext(sentence))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return what is said of so many instead of a sentence."""
        ours = WORDS.get(singular if count == 1 else plural)
        return str(ours or translations.ngettext(singular, plural, count))
