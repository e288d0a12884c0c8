"""What is an answer, and who may give one: whole, within bounds, or refused with the field it belongs to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.errors import Refused
from conference.polls.answers import LONGEST_TEXT, Asked, answer_payload, clean, read_answer
from conference.polls.eligibility import Voter, WhyNot, segment_of, why_not
from conference.polls.rules import Eligibility, PollKind, PollSettings, Segment
from conference.polls.settings import (
    eligibility_from_json,
    eligibility_to_json,
    settings_from_json,
    settings_to_json,
)

OPTIONS = (11, 12, 13, 14)
EVERYONE = frozenset({"attendee"})
ASKED = {
    PollKind.SINGLE: Asked(PollKind.SINGLE, PollSettings(), OPTIONS),
    PollKind.MULTIPLE: Asked(PollKind.MULTIPLE, PollSettings(least=1, most=2), OPTIONS),
    PollKind.RANKING: Asked(PollKind.RANKING, PollSettings(), OPTIONS),
    PollKind.POINTS: Asked(PollKind.POINTS, PollSettings(points=10), OPTIONS),
    PollKind.SCALE: Asked(PollKind.SCALE, PollSettings(least=1, most=5)),
    PollKind.NUMBER: Asked(PollKind.NUMBER, PollSettings(least=-5, most=1000)),
    PollKind.TEXT: Asked(PollKind.TEXT, PollSettings()),
    PollKind.WORDS: Asked(PollKind.WORDS, PollSettings(words=2)),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FIELDS = ("option", "options", "order", "points", "number", "text", "words")


@given(kind=st.sampled_from(PollKind), payload=JSON | st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_is_sent_is_an_answer_or_refused_with_its_field(kind: PollKind, payload: Any) -> None:
    try:
        answer = read_answer(ASKED[kind], payload)
    except Refused as error:
        refusal = error
    else:
        assert answer
        assert read_answer(ASKED[kind], answer_payload(kind, answer)) == answer
        return
    assert refusal.field in {*FIELDS, "answer"}
    assert str(refusal.message)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (PollKind.SINGLE, {"option": 15}),
        (PollKind.SINGLE, {"option": True}),
        (PollKind.MULTIPLE, {"options": []}),
        (PollKind.MULTIPLE, {"options": [11, 12, 13]}),
        (PollKind.MULTIPLE, {"options": [11, 11]}),
        (PollKind.RANKING, {"order": [11, 12, 13]}),
        (PollKind.RANKING, {"order": [11, 12, 13, 13]}),
        (PollKind.POINTS, {"points": {"11": 9}}),
        (PollKind.POINTS, {"points": {"11": 11}}),
        (PollKind.POINTS, {"points": {"11": 12, "12": -2}}),
        (PollKind.POINTS, {"points": {"99": 10}}),
        (PollKind.SCALE, {"number": 6}),
        (PollKind.SCALE, {"number": 2.5}),
        (PollKind.NUMBER, {"number": 10**30}),
        (PollKind.TEXT, {"text": " \n\t"}),
        (PollKind.TEXT, {"text": "a" * (LONGEST_TEXT + 1)}),
        (PollKind.WORDS, {"words": ["one", "two", "three"]}),
        (PollKind.WORDS, {"words": ["a" * 41]}),
        (PollKind.WORDS, {"words": ["", " "]}),
        (PollKind.TEXT, None),
    ],
)
def test_what_is_no_answer_is_refused(kind: PollKind, payload: Any) -> None:
    with pytest.raises(Refused):
        read_answer(ASKED[kind], payload)


def test_digits_of_a_form_are_numbers() -> None:
    assert read_answer(ASKED[PollKind.SINGLE], {"option": "12"})[0].option_id == 12
    points = read_answer(ASKED[PollKind.POINTS], {"points": {"11": "4", "12": "6", "13": "0"}})
    assert [(choice.option_id, choice.number) for choice in points] == [(11, 4), (12, 6)]


def test_one_word_in_two_spellings_is_one_word() -> None:
    words = read_answer(ASKED[PollKind.WORDS], {"words": ["AI", " ai ", "Steel"]})
    assert [choice.text for choice in words] == ["AI", "Steel"]


@given(st.text())
def test_a_text_is_stored_as_every_database_can(text: str) -> None:
    shown = clean(text, lines=True)
    assert "\0" not in shown
    assert shown.encode().decode() == shown
    assert clean(shown, lines=True) == shown


def test_guests_answer_only_where_they_are_admitted() -> None:
    guest = Voter(frozenset({"guest"}))
    assert why_not(Eligibility(), guest) is WhyNot.GUEST
    assert why_not(Eligibility(guests=True), guest) is None
    assert why_not(Eligibility(guests=True, roles=frozenset({"speaker"})), guest) is None
    assert why_not(Eligibility(guests=True, countries=frozenset({"BE"})), guest) is None
    assert why_not(Eligibility(guests=True, organisation_kinds=frozenset({"company"})), guest) is None


def test_who_answers_fits_every_part_that_names_anything() -> None:
    asked = Eligibility(frozenset({"speaker"}), frozenset({"company"}), frozenset({"BE", "DE"}))
    speaker = frozenset({"speaker", "attendee"})
    assert why_not(asked, Voter(speaker, "company", "DE")) is None
    assert why_not(asked, Voter(EVERYONE, "company", "DE")) is WhyNot.ROLE
    assert why_not(asked, Voter(speaker, "research", "DE")) is WhyNot.ORGANISATION_KIND
    assert why_not(asked, Voter(speaker, "company", "FR")) is WhyNot.COUNTRY
    assert why_not(Eligibility(), Voter(frozenset())) is WhyNot.NOT_THERE


def test_who_has_several_roles_is_counted_under_the_first() -> None:
    voter = Voter(frozenset({"attendee", "speaker"}), "company", "BE")
    assert segment_of(Segment.ROLE, voter) == "speaker"
    assert segment_of(Segment.ORGANISATION_KIND, voter) == "company"
    assert segment_of(Segment.COUNTRY, voter) == "BE"
    assert segment_of(Segment.NONE, voter) == ""


def test_settings_come_back_as_they_were_stored() -> None:
    settings = PollSettings(least=2, most=4, least_label="No", unit="€", moderated=False)
    assert settings_from_json(settings_to_json(settings)) == settings
    eligibility = Eligibility(frozenset({"speaker"}), countries=frozenset({"BE"}), guests=True)
    assert eligibility_from_json(eligibility_to_json(eligibility)) == eligibility
    assert settings_from_json({"least": "two", "unknown": 1}) == PollSettings()
