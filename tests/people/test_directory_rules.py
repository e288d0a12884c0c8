"""Searching the directory: the numbers beside the choices are true."""

from hypothesis import given
from hypothesis import strategies as st

from conference.people.countries import folded
from conference.people.details import Part, Profile, missing_parts
from conference.people.directory import DirectoryFilter, Entry, choices, matching
from conference.people.rules import PersonCard

values = st.sampled_from(["", "a", "b"])
sets = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=2)
entries = st.lists(
    st.builds(
        Entry,
        card=st.builds(PersonCard, id=st.integers(1, 9), name=st.just("Name"), country=values),
        kind=values,
        roles=sets,
        languages=sets,
        offers=sets,
        seeks=sets,
        words=st.text("ab ", max_size=5),
    ),
    max_size=8,
)
filters = st.builds(
    DirectoryFilter, text=values, country=values, kind=values, role=values, language=values, offers=values, seeks=values
)
names = st.sampled_from(["country", "kind", "role", "language", "offers", "seeks"])


@given(entries, filters, names)
def test_a_choice_leaves_as_many_as_it_says(people: list[Entry], wanted: DirectoryFilter, name: str) -> None:
    asked = dict(wanted.asked)
    for value, count in choices(people, wanted, name).items():
        assert len(matching(people, DirectoryFilter(**{**asked, name: value}))) == count


@given(entries, filters)
def test_a_filter_only_takes_away_and_keeps_the_order(people: list[Entry], wanted: DirectoryFilter) -> None:
    found = matching(people, wanted)
    left = iter(people)
    assert all(any(entry is other for other in left) for entry in found)
    assert matching(people, DirectoryFilter()) == people


def test_a_whole_profile_lacks_nothing() -> None:
    whole = Profile("Name", "Org", country="BE", about="x", offers_text="x", seeks=frozenset({1}))
    assert missing_parts(whole, has_photo=True) == []
    assert len(missing_parts(Profile("Name"), has_photo=False)) == len(Part)


def test_a_fingerprint_is_of_every_part() -> None:
    profiles = [
        Profile("a"), Profile("b"), Profile("a", "x"), Profile("a", country="BE"), Profile("a", about="x"),
        Profile("a", offers=frozenset({1})), Profile("a", seeks=frozenset({1})), Profile("a", in_directory=True),
        Profile("a", languages=("en",)), Profile("a", timezone="UTC"), Profile("a", seeks_text="x"),
        Profile("a", offers_text="x"), Profile("a", position="x"),
    ]  # fmt: skip
    assert len({profile.fingerprint for profile in profiles}) == len(profiles)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_are_folded_as_all_others_are(text: str) -> None:
    # With an accent before it the whole is taken apart and put together.
    assert folded(f"é {text}") == f"e {folded(text)}".strip()
