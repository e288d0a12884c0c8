"""Filters survive their way through an address, and find what a reader would."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.content import AgendaContent, Contribution, ItemContent, PersonInItem, RoomContent, TrackContent
from conference.agenda.filters import Filters, folded, narrowed
from conference.agenda.rules import ItemKind, RoleInItem
from conference.people.rules import PersonCard

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
CARDS = {7: PersonCard(7, "Łucja Müller", "Head", "Škoda Cluster"), 8: PersonCard(8, "Søren Ørsted")}
AGENDA = AgendaContent(
    rooms=(RoomContent(1, "r1", "Salle Écho"),),
    tracks=(TrackContent(3, "Grüner Wandel", "green", "#00aa00"),),
    items=(
        ItemContent(
            1,
            "a",
            ItemKind.KEYNOTE,
            "Straße nach Europa",
            track_id=3,
            room_id=1,
            starts_at=START,
            language="de",
            people=(PersonInItem(7, RoleInItem.SPEAKER),),
        ),
        ItemContent(
            2,
            "b",
            ItemKind.PANEL,
            "Resilience",
            "The day after",
            starts_at=START,
            language="en",
            contributions=(Contribution("Hydrogen", people=(PersonInItem(8, RoleInItem.PANELLIST),)),),
        ),
    ),
)


def found(**values: object) -> set[int]:
    return {item.id for item in narrowed(AGENDA, Filters(**values), CARDS).items}  # type: ignore[arg-type]


words = st.text(st.characters(categories=("L", "N"), max_codepoint=0x2FF), max_size=12)
filters = st.builds(
    Filters,
    track=words,
    kind=st.none() | st.sampled_from(ItemKind),
    speaker=st.none() | st.integers(0, 10**8),
    language=words,
    text=st.lists(words.filter(bool), max_size=4).map(" ".join),
)


@given(filters)
def test_filters_read_back_from_their_address(chosen: Filters) -> None:
    assert Filters.from_query(chosen.to_query()) == chosen


@given(st.dictionaries(st.sampled_from(["track", "kind", "speaker", "language", "text"]), st.text(max_size=200)))
def test_any_address_makes_filters(query: dict[str, str]) -> None:
    chosen = Filters.from_query(query)
    assert Filters.from_query(chosen.to_query()) == chosen


@given(filters)
def test_taking_off_every_filter_leaves_none(chosen: Filters) -> None:
    for name in chosen.to_query():
        chosen = chosen.without(name)
    assert not chosen


@given(filters)
def test_a_filter_only_ever_takes_away(chosen: Filters) -> None:
    assert set(narrowed(AGENDA, chosen, CARDS).items) <= set(AGENDA.items)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(st.characters(categories=["L"], max_codepoint=0x24F)))
def test_case_makes_no_difference(text: str) -> None:
    assert folded(text.upper()) == folded(text.upper().lower())


def test_the_search_ignores_case_and_accents_and_looks_everywhere() -> None:
    assert found(text="STRASSE europa") == {1}
    assert found(text="lucja muller") == {1}
    assert found(text="skoda") == {1}
    assert found(text="gruner") == {1}
    assert found(text="salle echo") == {1}
    assert found(text="day AFTER") == {2}
    assert found(text="hydrogen") == {2}
    assert found(text="orsted") == {2}
    assert found(text="hydrogen muller") == set()


def test_each_filter_narrows_by_its_own_field() -> None:
    assert found(track="green") == {1}
    assert found(track="blue") == set()
    assert found(kind=ItemKind.PANEL) == {2}
    assert found(language="de") == {1}
    assert found(speaker=8) == {2}
    assert found(speaker=7, language="en") == set()
