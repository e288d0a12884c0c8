"""Every change of the draft is recorded, refused when stale, undone and done again, on both databases."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from conference.agenda.actions import item_content
from conference.agenda.change import Delete, ItemState, Place, Rewrite, SetStatus, Unplace
from conference.agenda.change_actions import apply_changes, create_item
from conference.agenda.content import ItemContent, PersonInItem
from conference.agenda.draft_actions import item_state, load_draft
from conference.agenda.models import AgendaItem, Release
from conference.agenda.rules import ItemKind, ItemStatus, RoleInItem
from conference.agenda.undo_actions import redo_change, redoable, undo_change, undoable
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.people.identity import actor_for
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make

TEN = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)


class Scene:
    """A conference with an organiser, two rooms and a session in the first."""

    def __init__(self) -> None:
        self.house = make.conference()
        self.organiser = make.participant(self.house, Role.ORGANISER)
        self.actor = make.actor(self.organiser)
        self.first, self.second = make.room(self.house), make.room(self.house)
        self.item = make.item(self.house, room_id=self.first.id)

    def row(self) -> AgendaItem:
        """The session's row as the database has it."""
        db.session.expire_all()
        return db.session.get_one(AgendaItem, self.item.id)

    def place(self, hours: int = 1, actor: Actor | None = None, version: int | None = None) -> None:
        """Move the session to the second room, some hours later."""
        row = self.row()
        apply_changes(
            actor or self.actor,
            {row.id: Place(TEN + timedelta(hours=hours), self.second.id)},
            {row.id: row.version if version is None else version},
        )


@pytest.fixture
def scene(session: object) -> Scene:
    return Scene()


def test_a_move_is_written_and_raises_the_version(scene: Scene) -> None:
    before = scene.row().version
    scene.place()
    assert (scene.row().room_id, scene.row().starts_at) == (scene.second.id, TEN + timedelta(hours=1))
    assert scene.row().version == before + 1


def test_a_stale_move_changes_nothing_and_shows_both_versions(scene: Scene) -> None:
    old = scene.row().version
    scene.place(1)
    with pytest.raises(Stale) as refusal:
        scene.place(3, version=old)
    assert refusal.value.differences == {"Start": ("Tue 10 Mar, 14:00", "Tue 10 Mar, 12:00")}
    assert scene.row().starts_at == TEN + timedelta(hours=1)


def test_a_change_of_people_alone_raises_the_version(scene: Scene) -> None:
    person = make.speaker(scene.house)
    row = scene.row()
    version = row.version
    people = (PersonInItem(person.id, RoleInItem.SPEAKER),)
    apply_changes(scene.actor, {row.id: Rewrite({"people": people})}, {row.id: version})
    assert item_content(scene.row()).people == people
    assert scene.row().version == version + 1


def test_undo_and_redo_walk_through_every_step(scene: Scene) -> None:
    states = [item_state(scene.row())]
    for step in (
        lambda: scene.place(1),
        lambda: scene.place(2),
        lambda: apply_changes(scene.actor, {scene.item.id: Unplace()}, {scene.item.id: scene.row().version}),
    ):
        step()
        states.append(item_state(scene.row()))
    for state in reversed(states[:-1]):
        undo_change(scene.actor)
        assert item_state(scene.row()) == state
    with pytest.raises(Refused):
        undo_change(scene.actor)
    for state in states[1:]:
        redo_change(scene.actor)
        assert item_state(scene.row()) == state
    with pytest.raises(Refused):
        redo_change(scene.actor)


def test_a_new_change_ends_what_could_be_done_again(scene: Scene) -> None:
    scene.place(1)
    undo_change(scene.actor)
    scene.place(2)
    assert redoable(scene.actor) is None


def test_undo_is_each_organisers_own(scene: Scene) -> None:
    other = make.actor(make.participant(scene.house, Role.ORGANISER))
    scene.place(1)
    assert undoable(other) is None


def test_undo_keeps_what_others_changed_elsewhere_in_the_item(scene: Scene) -> None:
    other = make.actor(make.participant(scene.house, Role.ORGANISER))
    scene.place(1)
    apply_changes(other, {scene.item.id: Rewrite({"title": "Renamed"})}, {scene.item.id: scene.row().version})
    undo_change(scene.actor)
    assert (scene.row().title, scene.row().starts_at) == ("Renamed", TEN)


def test_undo_of_what_others_changed_since_is_refused_with_both_versions(scene: Scene) -> None:
    other = make.actor(make.participant(scene.house, Role.ORGANISER))
    scene.place(1)
    scene.place(5, actor=other)
    with pytest.raises(Stale) as refusal:
        undo_change(scene.actor)
    assert refusal.value.differences["Start"] == ("Tue 10 Mar, 11:00", "Tue 10 Mar, 16:00")
    assert scene.row().starts_at == TEN + timedelta(hours=5)


def test_a_created_item_goes_with_undo_and_comes_back_the_same(scene: Scene) -> None:
    guest = make.participant(scene.house)
    state = ItemState(ItemContent(0, "", ItemKind.PANEL, "New"), frozenset({guest.id}))
    (number,) = create_item(scene.actor, state).item_ids
    guid = db.session.get_one(AgendaItem, number).guid
    undo_change(scene.actor)
    assert db.session.get(AgendaItem, number) is None
    redo_change(scene.actor)
    again = db.session.get_one(AgendaItem, number)
    assert again.guid == guid
    assert item_state(again).invitees == {guest.id}


def test_a_deleted_item_comes_back_with_its_guid_and_people(scene: Scene) -> None:
    person = make.speaker(scene.house)
    people = (PersonInItem(person.id, RoleInItem.HOST),)
    apply_changes(scene.actor, {scene.item.id: Rewrite({"people": people})}, {scene.item.id: scene.row().version})
    before = item_state(scene.row())
    number = scene.item.id
    apply_changes(scene.actor, {number: Delete()}, {number: scene.row().version})
    assert db.session.get(AgendaItem, number) is None
    undo_change(scene.actor)
    assert item_state(db.session.get_one(AgendaItem, number)) == before


def test_a_released_item_is_cancelled_instead_of_deleted(scene: Scene) -> None:
    agenda = load_draft(scene.house.id).agenda.to_json()
    make.kept(Release(conference_id=scene.house.id, number=1, label="1.0", agenda=agenda))
    applied = apply_changes(scene.actor, {scene.item.id: Delete()}, {scene.item.id: scene.row().version})
    assert scene.row().status is ItemStatus.CANCELLED
    assert "cancelled and not deleted" in applied.notes[0]


def test_several_items_move_together_or_not_at_all(scene: Scene) -> None:
    second = make.item(scene.house, room_id=scene.first.id)
    steps = {scene.item.id: Unplace(), second.id: Unplace()}
    with pytest.raises(Stale):
        apply_changes(scene.actor, steps, {scene.item.id: scene.row().version, second.id: 99})
    assert scene.row().room_id == scene.first.id
    apply_changes(scene.actor, steps, {scene.item.id: scene.row().version, second.id: second.version})
    assert scene.row().room_id is None
    undo_change(scene.actor)
    assert scene.row().room_id == scene.first.id


@pytest.mark.parametrize("stranger", ["room", "track", "person"])
def test_nothing_of_another_conference_can_be_named(scene: Scene, stranger: str) -> None:
    elsewhere = make.conference()
    foreign: dict[str, dict[str, Any]] = {
        "room": {"room_id": make.room(elsewhere).id},
        "track": {"track_id": make.track(elsewhere).id},
        "person": {"people": (PersonInItem(make.speaker(elsewhere).id, RoleInItem.HOST),)},
    }
    with pytest.raises(Refused):
        apply_changes(scene.actor, {scene.item.id: Rewrite(foreign[stranger])}, {scene.item.id: scene.row().version})


def test_another_conferences_item_is_not_there(scene: Scene) -> None:
    foreign = make.item(make.conference())
    with pytest.raises(NotFound):
        apply_changes(scene.actor, {foreign.id: Unplace()}, {foreign.id: foreign.version})


def test_only_organisers_change_the_agenda(scene: Scene) -> None:
    attendee = make.actor(make.participant(scene.house))
    with pytest.raises(Forbidden):
        apply_changes(attendee, {scene.item.id: SetStatus(ItemStatus.CANCELLED)}, {scene.item.id: 1})
    with pytest.raises(Forbidden):
        create_item(attendee, ItemState(replace(item_content(scene.row()), title="Mine")))


def test_of_two_who_move_at_once_exactly_one_wins(app: Flask) -> None:
    with app.test_request_context():
        scene = Scene()
        number, version = scene.item.id, scene.row().version
        rooms = (scene.first.id, scene.second.id)
        movers = [scene.organiser.id, make.participant(scene.house, Role.ORGANISER).id]
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def move(mover: int, room: int, hours: int) -> None:
        with app.test_request_context():
            row = db.session.get_one(Participant, mover)
            actor = actor_for(row.conference, row.account, row)
            gate.wait()
            try:
                apply_changes(actor, {number: Place(TEN + timedelta(hours=hours), room)}, {number: version})
                outcomes.append("moved")
            except Stale as refusal:
                outcomes.append("stale" if refusal.differences else "stale without both versions")

    threads = [
        threading.Thread(target=move, args=(mover, room, hours))
        for mover, room, hours in zip(movers, rooms, (2, 3), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved", "stale"]
    with app.app_context():
        assert db.session.get_one(AgendaItem, number).version == version + 1
