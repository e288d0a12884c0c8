"""Countries, languages and time zones: what there is to choose, and how written names are understood."""

import unicodedata
from functools import lru_cache
from zoneinfo import available_timezones

import pycountry
from babel import Locale
from flask_babel import get_locale

# Kosovo has no ISO 3166 code of its own; XK is the user-assigned one that the European institutions write.
_FURTHER = ("XK",)
# What the European institutions write in place of the ISO code, and what people write.
_ALIASES = {"el": "GR", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "holland": "NL", "usa": "US"}
_READ_IN = tuple(
    "bg cs da de el es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv no is mk sq sr tr uk en".split()  # noqa: SIM905
)


def folded(text: str) -> str:
    """Return text without case, accents and doubled spaces, to compare and to sort by."""
    if text.isascii():
        # The same, and many times quicker: a directory folds all that a thousand people wrote.
        return " ".join(text.casefold().split())
    # Taken apart before and after: some signs (℠) have no small form until they are letters.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def country_codes() -> tuple[str, ...]:
    """Return the ISO 3166 alpha-2 codes."""
    return (*(country.alpha_2 for country in pycountry.countries), *_FURTHER)


def country_choices() -> list[tuple[str, str]]:
    """Return (code, name in the reader's language), by name."""
    return list(_country_choices(str(get_locale() or "en")))


@lru_cache(maxsize=32)
def _country_choices(locale: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(locale).territories
    pairs = ((code, str(names.get(code, code))) for code in country_codes())
    return tuple(sorted(pairs, key=lambda pair: folded(pair[1])))


def language_choices() -> list[tuple[str, str]]:
    """Return (ISO 639-1 code, name in the reader's language), by name."""
    return list(_language_choices(str(get_locale() or "en")))


@lru_cache(maxsize=32)
def _language_choices(locale: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(locale).languages
    pairs = ((code, str(names[code])) for code in _language_codes() if code in names)
    return tuple(sorted(pairs, key=lambda pair: folded(pair[1])))


@lru_cache(maxsize=1)
def _language_codes() -> tuple[str, ...]:
    return tuple(language.alpha_2 for language in pycountry.languages if hasattr(language, "alpha_2"))


@lru_cache(maxsize=1)
def timezone_names() -> tuple[str, ...]:
    """Return the time zones of places (`Area/City`) and UTC, sorted."""
    areas = (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
    return ("UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in areas and "/" in name))


def timezone_choices(kept: str = "") -> list[tuple[str, str]]:
    """Return (name, name as people read it); `kept` is among them even when it is an old name."""
    names = timezone_names()
    further = (kept,) if kept and kept not in names else ()
    return [(name, name.replace("_", " ")) for name in (*further, *names)]


def find_country(text: str) -> str | None:
    """Return the code of a country named by code (two or three letters) or in a European language, else None."""
    return _country_words().get(folded(text))


@lru_cache(maxsize=1)
def _country_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for language in _READ_IN:
        territories = Locale.parse(language).territories
        words.update({folded(str(territories[code])): code for code in country_codes() if code in territories})
    for country in pycountry.countries:
        for name in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            if hasattr(country, name):
                words[folded(getattr(country, name))] = country.alpha_2
    words.update({folded(code): code for code in _FURTHER})
    return {**words, **_ALIASES}


def find_language(text: str) -> str | None:
    """Return the ISO 639-1 code of a language named by code or in a European language, else None."""
    return _language_words().get(folded(text))


@lru_cache(maxsize=1)
def _language_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for locale in _READ_IN:
        names = Locale.parse(locale).languages
        words.update({folded(str(names[code])): code for code in _language_codes() if code in names})
    words.update({folded(code): code for code in _language_codes()})
    return words
