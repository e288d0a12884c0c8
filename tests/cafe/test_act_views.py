"""The console's buttons where no socket gets through: the same acts by a form, once for each key."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference.cafe.models import CafeEvent, CafeMessage
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
from tests.cafe.watching import House, opened
from tests.conftest import SignIn


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> Iterator[House]:
    """Six people at two tables in their first round."""
    with opened(app, sign_in, people=6, tables=2, seated=True) as made:
        yield made


def browser(house: House, participant_id: int) -> tuple[FlaskClient, str]:
    """Return somebody's browser, and the address of the console."""
    with house.app.app_context():
        account = db.session.get_one(Participant, participant_id).account_id
        slug = db.session.get_one(Conference, house.house).slug
    return house.sign_in(account), f"/{slug}/cafe/{house.cafe}/console"


def test_every_button_does_what_its_message_does(house: House) -> None:
    client, console = browser(house, house.facilitator)
    table, into = house.tables
    presses = {
        "pause": {"round": 1}, "resume": {}, "extend": {"seconds": 60}, "message": {"text": "Hello", "tables": table},
        "host": {"table": table, "participant": house.at[0][1]}, "move": {"participant": house.at[0][2], "table": into},
        "merge": {"table": table, "into": into}, "end": {}, "state": {"to": "harvest"},
    }  # fmt: skip
    for what, said in presses.items():
        answer = client.post(f"{console}/{what}", data=said)
        assert (answer.status_code, answer.headers["Location"]) == (302, console)
    desk = house.desk()
    assert (desk["state"], desk["tables"][0]["merged_into"]) == ("harvest", into)
    with house.app.app_context():
        assert [one.act.value for one in db.session.query(CafeEvent).order_by(CafeEvent.id)] == list(presses)
        assert db.session.query(CafeMessage).one().table_ids == [table]
        event = db.session.query(CafeEvent).order_by(CafeEvent.id.desc()).first()
        assert event is not None
        event_id = event.id
    client.post(f"{console}/undo", data={"event": event_id})
    assert house.desk()["state"] == "open"


def test_a_form_that_is_sent_twice_counts_once(house: House) -> None:
    client, console = browser(house, house.facilitator)
    for _twice in range(2):
        client.post(f"{console}/message", data={"text": "Hello", "key": "the-same-key"})
    with house.app.app_context():
        assert db.session.query(CafeMessage).count() == 1


def test_a_refusal_is_said_on_the_console_and_to_a_script(house: House) -> None:
    client, console = browser(house, house.facilitator)
    assert client.post(f"{console}/resume").status_code == 302
    with client.session_transaction() as kept:
        assert kept["_flashes"] == [("warning", "The round goes on already.")]
    answer = client.post(f"{console}/resume", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]) == (409, "The round goes on already.")  # type: ignore[index]


@pytest.mark.parametrize("what", ["nothing", "move", "merge", "host", "answer_help", "open", "state", "undo"])
def test_a_press_that_names_nothing_that_is_there_is_not_found(house: House, what: str) -> None:
    client, console = browser(house, house.facilitator)
    assert client.post(f"{console}/{what}").status_code == 404


def test_attendees_press_nothing(house: House) -> None:
    client, console = browser(house, house.people[0])
    assert client.post(f"{console}/pause").status_code == 403
    assert house.desk()["round"]["state"] == "open"
