"""Idempotency keys, whatever a client or a form makes of them."""

from typing import Any

import pytest

from conference.errors import NotFound
from conference.people.message_identity import form_key, key_in

NO_KEYS: list[Any] = [
    None,
    7,
    "",
    "short",
    "k" * 65,
    "two words",
    "        ",
    "nul-\x00-nul",
    "lone-\ud800",
    "schlüssel",
]


@pytest.mark.parametrize("value", NO_KEYS)
def test_what_is_no_key_is_refused_of_a_message_and_replaced_in_a_form(value: Any) -> None:
    with pytest.raises(NotFound):
        key_in({"key": value})
    if value is None or isinstance(value, str):
        assert key_in({"key": form_key(value)}) != value


def test_a_forms_key_is_kept() -> None:
    assert form_key("0123abcd") == key_in({"key": "0123abcd"}) == "0123abcd"
