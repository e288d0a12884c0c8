"""The full form of a session: with or without a script, what was typed stays, and nothing is overwritten."""

import pytest
from flask import Flask

from conference.agenda.draft_actions import load_draft
from conference.agenda.rules import RoleInItem, Visibility
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.agenda.building import Builder
from tests.conftest import SignIn


@pytest.fixture
def builder(app: Flask, sign_in: SignIn) -> Builder:
    return Builder(app, sign_in)


def test_a_wrong_form_answers_beside_the_field_and_keeps_what_was_typed(builder: Builder) -> None:
    address = f"{builder.base}/items/{builder.item}"
    answer = builder.browser.post(address, data=builder.form(title="", subtitle="Kept words", minutes="x"))
    assert answer.status_code == 422
    assert "Kept words" in answer.text
    assert "Please fill this in." in answer.text
    half = builder.browser.post(address, data=builder.form(time=""))
    assert "Please give the time" in half.text


def test_the_full_form_saves_everything(builder: Builder) -> None:
    with builder.app.app_context():
        house = builder.house()
        ada, guest = make.speaker(house, name="Speaker One").id, make.participant(house).id
        track = make.track(house).id
    data = builder.form(
        **{"title": "New title", "track_id": track, "visibility": "invited", "invitees-0": guest, "capacity": "20"},
        **{"people-0-participant_id": ada, "people-0-role": "moderator"},
        **{"contributions-0-title": "Part", "contributions-0-minutes": "15"},
        **{"contributions-0-people-0-participant_id": ada, "contributions-0-people-0-role": "speaker"},
    )
    assert builder.browser.post(f"{builder.base}/items/{builder.item}", data=data).status_code == 302
    with builder.app.app_context():
        state = load_draft(builder.id).states[builder.item]
    assert (state.content.title, state.content.track_id, state.content.capacity) == ("New title", track, 20)
    assert state.content.visibility is Visibility.INVITED
    assert state.invitees == {guest}
    assert [(one.participant_id, one.role) for one in state.content.people] == [(ada, RoleInItem.MODERATOR)]
    assert state.content.contributions[0].people[0].participant_id == ada


def test_a_late_save_shows_both_versions_and_may_be_repeated_over_the_other(builder: Builder) -> None:
    builder.post(builder.place())
    address = f"{builder.base}/items/{builder.item}"
    late = builder.browser.post(address, data=builder.form(title="Mine"))
    assert late.status_code == 409
    assert "Stored now" in late.text
    assert 'value="Mine"' in late.text
    assert builder.row().title == "Opening"
    assert builder.browser.post(address, data=builder.form(title="Mine", over="2")).status_code == 302
    assert builder.row().title == "Mine"


def test_a_name_is_found_added_and_taken_away_without_a_script(builder: Builder) -> None:
    with builder.app.app_context():
        for name in ("Speaker One", "Speaker Two"):
            make.speaker(builder.house(), name=name)
    address = f"{builder.base}/items/{builder.item}"
    many = builder.browser.post(address, data=builder.form(**{"add_person-query": "speaker", "add": "people"}))
    assert many.status_code == 200
    assert "Whom do you mean?" in many.text
    one = builder.browser.post(address, data=builder.form(**{"add_person-query": "speaker one", "add": "people"}))
    assert 'name="people-0-participant_id"' in one.text
    none = builder.browser.post(address, data=builder.form(**{"add_person-query": "Speaker Nine", "add": "people"}))
    assert "Nobody at this conference is called “Speaker Nine”." in none.text
    new = builder.browser.post(address, data=builder.form(**{"add_person-query": "Speaker Nine", "new": "people"}))
    assert 'name="people-0-participant_id"' in new.text
    with builder.app.app_context():
        added = db.session.query(Participant).filter_by(name="Speaker Nine").one()
        assert added.account_id is None
        assert added.roles == {Role.SPEAKER}
        number = added.id
    row = {"people-0-participant_id": number, "people-0-role": "speaker", "without": "people:0"}
    assert 'name="people-0-participant_id"' not in builder.browser.post(address, data=builder.form(**row)).text
    assert builder.row().version == 1


def test_nobody_of_another_conference_is_named_or_saved(builder: Builder) -> None:
    with builder.app.app_context():
        stranger = make.speaker(make.conference(), name="Elsewhere Person").id
    address = f"{builder.base}/items/{builder.item}"
    chosen = builder.browser.post(address, data=builder.form(choose=f"people:{stranger}"))
    assert "Elsewhere Person" not in chosen.text
    row = {"people-0-participant_id": stranger, "people-0-role": "speaker"}
    saved = builder.browser.post(address, data=builder.form(**row))
    assert saved.status_code == 422
    assert "Elsewhere Person" not in saved.text
