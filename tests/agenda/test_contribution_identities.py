"""A contribution stays who it is: edited, moved, undone, brought back from before there were identities."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from conference.agenda.actions import item_content, write_item
from conference.agenda.content import Contribution, with_identities
from conference.agenda.models import AgendaItem, ItemContribution
from conference.extensions import db
from tests import factories as make

PARTS = st.lists(
    st.builds(Contribution, title=st.sampled_from("abc"), guid=st.sampled_from(["", "1", "2", "3", "4"])), max_size=6
)
THERE = st.lists(st.builds(Contribution, title=st.sampled_from("abc"), guid=st.just("")), max_size=4).map(
    lambda parts: [replace(part, guid=str(at + 1)) for at, part in enumerate(parts)]
)


@given(PARTS, THERE, st.sets(st.sampled_from(["3", "4", "5"])))
def test_no_two_are_the_same_and_none_is_another_sessions(
    parts: list[Contribution], there: list[Contribution], elsewhere: set[str]
) -> None:
    there = [part for part in there if part.guid not in elsewhere]
    found = with_identities(parts, there, elsewhere)
    assert found == parts
    named = [part.guid for part in found if part.guid]
    assert len(named) == len(set(named))
    assert not set(named) & elsewhere
    for before, after in zip(parts, found, strict=True):
        first = [part.guid for part in parts].index(before.guid) if before.guid else None
        if before.guid and before.guid not in elsewhere and parts[first or 0] is before:
            assert after.guid == before.guid


def _guids(item_id: int) -> list[str]:
    rows = select(ItemContribution.guid).where(ItemContribution.item_id == item_id).order_by(ItemContribution.order)
    return [str(guid) for guid in db.session.scalars(rows)]


def _with(item: AgendaItem, *parts: Contribution) -> None:
    write_item(item, replace(item_content(item), contributions=parts))
    db.session.commit()


def test_a_contribution_keeps_its_identity_when_it_is_edited_moved_and_brought_back(session: Any) -> None:
    item = make.item(make.conference())
    _with(item, Contribution("One"), Contribution("Two"))
    one, two = _guids(item.id)
    _with(item, Contribution("Two", guid=two), Contribution("One, longer", guid=one))
    assert _guids(item.id) == [two, one]
    # An old release knows titles only.
    _with(item, Contribution("One, longer"), Contribution("Two"))
    assert _guids(item.id) == [one, two]
    _with(item, Contribution("Two", guid=two))
    # Undone: it was gone, and is who it was.
    _with(item, Contribution("One", guid=one), Contribution("Two", guid=two))
    assert _guids(item.id) == [one, two]


def test_no_contribution_takes_the_identity_of_another_sessions(session: Any) -> None:
    house = make.conference()
    item, other = make.item(house), make.item(house)
    _with(item, Contribution("One"))
    theirs = _guids(item.id)[0]
    _with(other, Contribution("Mine", guid=theirs), Contribution("Twice", guid=theirs))
    assert theirs not in _guids(other.id)
    assert len(set(_guids(other.id))) == 2
    fresh = str(uuid4())
    _with(other, Contribution("Mine", guid=fresh), Contribution("Same", guid=fresh))
    assert _guids(other.id).count(fresh) == 1
