"""A session that holds pitches is not deleted, as undo could not bring back what is said in them and who pressed."""

import pytest

from conference.agenda.change import Delete, ItemState
from conference.agenda.change_actions import apply_changes, create_item
from conference.agenda.content import Contribution, ItemContent
from conference.agenda.models import AgendaItem, Release
from conference.agenda.rules import ItemKind, ItemStatus
from conference.agenda.undo_actions import redo_change, undo_change
from conference.errors import Refused
from conference.extensions import db
from conference.permissions import Actor
from conference.pitches.interest_actions import be_interested
from conference.pitches.models import Pitch
from conference.pitches.sheet_actions import choose_pitches, contributions_of
from tests.pitches import making
from tests.pitches.making import Stage


@pytest.fixture
def there(session: object) -> Stage:
    return making.stage()


def _delete(organiser: Actor, item_id: int) -> None:
    row = db.session.get_one(AgendaItem, item_id, populate_existing=True)
    apply_changes(organiser, {item_id: Delete()}, {item_id: row.version})


def _never_released(there: Stage) -> Actor:
    """Have nobody released the session; return its organiser."""
    db.session.query(Release).delete()
    db.session.commit()
    return there.actor(there.organiser_id)


def test_a_session_with_pitches_is_not_deleted_and_says_what_to_do(there: Stage) -> None:
    be_interested(there.actor(there.anna_id), there.first, "Call me", shares_email=True)
    organiser = _never_released(there)
    with pytest.raises(Refused) as refusal:
        _delete(organiser, there.item_id)
    assert "pitches" in refusal.value.message
    db.session.rollback()
    row = db.session.get_one(AgendaItem, there.item_id, populate_existing=True)
    assert row.status is ItemStatus.ACTIVE
    kept = there.interest(there.first, there.anna_id)
    assert kept is not None
    assert kept.word == "Call me"


def test_without_its_pitches_it_is_deleted_and_comes_back(there: Stage) -> None:
    organiser = _never_released(there)
    choose_pitches(organiser, there.item_id, ())
    _delete(organiser, there.item_id)
    assert db.session.get(AgendaItem, there.item_id) is None
    undo_change(organiser)
    assert db.session.get(AgendaItem, there.item_id) is not None
    assert [guid for guid, _title, _pitch in contributions_of(organiser, there.item_id)[1]] == list(there.guids)
    choose_pitches(organiser, there.item_id, [there.guids[0]])
    with pytest.raises(Refused):
        redo_change(organiser)
    assert db.session.query(Pitch).count() == 1


def test_undoing_that_it_was_made_does_not_delete_it_either(there: Stage) -> None:
    organiser = there.actor(there.organiser_id)
    content = ItemContent(0, "", ItemKind.PITCHES, "More pitches", contributions=(Contribution("Algae"),))
    (made,) = create_item(organiser, ItemState(content)).item_ids
    guids = [guid for guid, _title, _pitch in contributions_of(organiser, made)[1]]
    choose_pitches(organiser, made, guids)
    with pytest.raises(Refused) as refusal:
        undo_change(organiser)
    assert "More pitches" in refusal.value.message
    assert db.session.get(AgendaItem, made) is not None
