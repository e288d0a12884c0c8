"""The moderators' pages: the list, the form with its options, with and without a script."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.extensions import db
from conference.permissions import Role
from conference.polls.models import Poll
from conference.polls.rules import PollKind, Secrecy
from tests import factories as make
from tests.conftest import SignIn

FIELDS = {"kind": "single", "audience": "everyone", "secrecy": "anonymous", "segment_by": "none", "showing": "hidden"}
SAVED = {**FIELDS, "item_id": "0", "question": "Which way?", "options-0": "Left", "options-1": "Right"}


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    with app.app_context():
        conference = make.conference()
        moderator = make.participant(conference, Role.MODERATOR)
        return {"path": f"/{conference.slug}/polls", "moderator": moderator.account_id}


def _poll() -> Poll:
    return db.session.scalars(select(Poll)).one()


def test_a_poll_is_made_by_the_form_and_stands_in_the_list(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    assert "No polls yet" in client.get(house["path"]).text
    answer = client.post(f"{house['path']}/new", data=SAVED, follow_redirects=True)
    assert "Which way?" in answer.text
    with app.app_context():
        poll = _poll()
        assert (poll.kind, poll.secrecy) == (PollKind.SINGLE, Secrecy.ANONYMOUS)
        assert [option.text for option in poll.options] == ["Left", "Right"]


@pytest.mark.parametrize(
    ("sent", "settings"),
    [
        ({"kind": "multiple", "choose_least": "1", "choose_most": ""}, {"least": 1, "most": 2}),
        ({"kind": "ranking"}, {"least": 2, "most": 2}),
        ({"kind": "scale", "scale_least": "0", "scale_most": "10", "most_label": "Very"}, {"least": 0, "most": 10}),
        ({"kind": "points", "points": "50"}, {"points": 50}),
        ({"kind": "number", "number_least": "-5", "number_most": "5", "unit": "°C"}, {"least": -5, "unit": "°C"}),
        ({"kind": "text", "moderated": "y"}, {"moderated": True}),
        ({"kind": "text"}, {"moderated": False}),
        ({"kind": "words", "words": "2"}, {"words": 2}),
    ],
)
def test_each_kind_keeps_its_own_fields(
    app: Flask, house: dict[str, Any], sign_in: SignIn, sent: dict[str, str], settings: dict[str, Any]
) -> None:
    answer = sign_in(house["moderator"]).post(f"{house['path']}/new", data={**SAVED, **sent})
    assert answer.status_code == 302
    with app.app_context():
        assert {name: _poll().settings[name] for name in settings} == settings
    # What was saved comes back into the same fields.
    with app.app_context():
        poll_id = _poll().id
    page = sign_in(house["moderator"]).get(f"{house['path']}/{poll_id}/edit").text
    assert all(f'value="{value}"' in page for value in sent.values() if value)


def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(house: dict[str, Any], sign_in: SignIn) -> None:
    sent = {**SAVED, "kind": "scale", "scale_least": "5", "scale_most": "5", "question": "Warm?"}
    answer = sign_in(house["moderator"]).post(f"{house['path']}/new", data=sent)
    assert answer.status_code == 422
    assert "A scale has between" in answer.text
    assert 'value="Warm?"' in answer.text


@pytest.mark.parametrize(
    ("button", "options"),
    [
        ({"add_option": "1"}, ["Left", "Right", ""]),
        ({"without": "0"}, ["Right"]),
        ({"later": "0"}, ["Right", "Left"]),
        ({"earlier": "1"}, ["Right", "Left"]),
        ({"earlier": "99"}, ["Left", "Right"]),
    ],
)
def test_options_come_go_and_move_without_a_script(
    app: Flask, house: dict[str, Any], sign_in: SignIn, button: dict[str, str], options: list[str]
) -> None:
    answer = sign_in(house["moderator"]).post(f"{house['path']}/new", data={**SAVED, **button})
    assert answer.status_code == 200
    for number, text in enumerate(options):
        assert f'name="options-{number}" id="options-{number}" value="{text}"' in answer.text
    assert f'name="options-{len(options)}"' not in answer.text
    with app.app_context():
        assert db.session.scalar(select(Poll)) is None


def test_two_editors_see_both_versions(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    client.post(f"{house['path']}/new", data=SAVED)
    with app.app_context():
        path = f"{house['path']}/{_poll().id}/edit"
    client.post(path, data={**SAVED, "version": "1", "question": "First"})
    answer = client.post(path, data={**SAVED, "version": "1", "question": "Second"})
    assert answer.status_code == 409
    assert "First" in answer.text
    assert 'value="Second"' in answer.text
    assert client.post(path, data={**SAVED, "question": "Second", "over": "2"}).status_code == 302


def test_the_list_takes_as_many_queries_for_three_polls_as_for_one(
    app: Flask, house: dict[str, Any], sign_in: SignIn, count_queries: Any
) -> None:
    client = sign_in(house["moderator"])
    client.post(f"{house['path']}/new", data=SAVED)
    client.get(house["path"])
    one = count_queries(lambda: client.get(house["path"]))
    for _ in range(2):
        client.post(f"{house['path']}/new", data=SAVED)
    client.get(house["path"])
    assert count_queries(lambda: client.get(house["path"])) == one


def test_deleting_asks_first_and_putting_away_can_be_undone(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["moderator"])
    client.post(f"{house['path']}/new", data=SAVED)
    with app.app_context():
        path = f"{house['path']}/{_poll().id}"
    client.post(f"{path}/archive")
    assert "Which way?" not in client.get(house["path"]).text
    assert "Which way?" in client.get(f"{house['path']}?archived=1").text
    client.post(f"{path}/archive", data={"do": "restore"})
    assert "Nobody has answered it" in client.get(f"{path}/delete").text
    assert client.post(f"{path}/delete").status_code == 302
    with app.app_context():
        assert db.session.scalar(select(Poll)) is None
