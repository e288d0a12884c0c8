"""The organisers' pages of participants: the list, decisions in bulk, invitations, imports, exports."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.conferences.models import Conference
from conference.extensions import db
from conference.mail import Mail
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus as Status
from conference.permissions import Role
from tests import factories
from tests.conftest import SignIn


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    with app.app_context():
        conference = factories.conference(capacity=10)
        organiser = factories.participant(conference, Role.ORGANISER, name="Organiser One")
        return {"id": conference.id, "path": f"/{conference.slug}/people", "organiser": organiser.account_id}


def test_the_list_is_searched_filtered_and_counted_by_its_address(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        factories.participant(conference, name="Anna Wagner", country="AT", organisation="Cluster Wien")
        factories.participant(conference, name="Bruno Rossi", country="IT", status=Status.WAITING_FOR_APPROVAL)
    client = sign_in(house["organiser"])
    everybody = client.get(f"{house['path']}/manage").text
    assert "Anna Wagner" in everybody
    assert "Bruno Rossi" in everybody
    waiting = client.get(f"{house['path']}/manage?status=waiting_for_approval&page=99&sort=nonsense").text
    assert "Bruno Rossi" in waiting
    assert "Anna Wagner" not in waiting
    assert "Anna Wagner" in client.get(f"{house['path']}/manage?text=wien+anna&country=AT").text
    assert "Nobody fits" in client.get(f"{house['path']}/manage?text=%25").text


def test_the_list_takes_as_many_queries_for_three_people_as_for_one(
    app: Flask, house: dict[str, Any], sign_in: SignIn, count_queries: Any
) -> None:
    client = sign_in(house["organiser"])
    client.get(f"{house['path']}/manage")
    one = count_queries(lambda: client.get(f"{house['path']}/manage"))
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        for _ in range(2):
            factories.participant(conference)
    assert count_queries(lambda: client.get(f"{house['path']}/manage")) == one


def test_several_are_approved_at_once_and_told(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        waiting = [factories.participant(conference, status=Status.WAITING_FOR_APPROVAL).id for _ in range(3)]
    answer = sign_in(house["organiser"]).post(
        f"{house['path']}/manage/bulk?status=waiting_for_approval",
        data={"ids": waiting, "do": "approve"},
        follow_redirects=True,
    )
    assert "3 people approved" in answer.text
    assert answer.request.query_string == b"status=waiting_for_approval"
    with app.app_context():
        assert set(db.session.scalars(select(Participant.status))) == {Status.CONFIRMED}
        assert db.session.query(Mail).count() == 3


def test_people_of_another_conference_are_not_there(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        stranger = factories.participant(factories.conference()).id
    client = sign_in(house["organiser"])
    assert client.get(f"{house['path']}/manage/{stranger}").status_code == 404
    answer = client.post(
        f"{house['path']}/manage/bulk", data={"ids": [stranger], "do": "cancel"}, follow_redirects=True
    )
    assert "Nothing was changed" in answer.text
    with app.app_context():
        assert db.session.get_one(Participant, stranger).status is Status.CONFIRMED


def test_roles_are_set_and_the_last_organiser_stays(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        person = factories.participant(conference).id
        own = db.session.scalars(select(Participant.id).where(Participant.account_id == house["organiser"])).one()
    client = sign_in(house["organiser"])
    assert client.post(f"{house['path']}/manage/{person}", data={"roles": ["juror", "attendee"]}).status_code == 302
    refused = client.post(f"{house['path']}/manage/{own}", data={"roles": ["attendee"]})
    assert refused.status_code == 422
    assert "left without an organiser" in refused.text
    assert client.post(f"{house['path']}/manage/{person}", data={"csrf_token": ""}).status_code == 422
    with app.app_context():
        assert db.session.get_one(Participant, person).roles == {Role.JUROR, Role.ATTENDEE}
    assert "themselves" not in client.get(f"{house['path']}/manage/{person}").text


def test_an_invitation_is_mailed_accepted_and_signs_nobody_in(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    answer = sign_in(house["organiser"]).post(
        f"{house['path']}/invite",
        data={"addresses": "New.Person@example.org, second@example.org", "roles": ["speaker"]},
        follow_redirects=True,
    )
    assert "2 invitations sent" in answer.text
    address = _invitation_for(app, "new.person@example.org")
    visitor = app.test_client()
    assert visitor.post(address, data={"answer": "accept", "name": ""}).status_code == 422
    assert visitor.post(address, data={"answer": "accept", "name": "New Person"}).status_code == 302
    page = visitor.get(address)
    assert "you are registered" in page.text
    with visitor.session_transaction() as kept:
        assert "account" not in kept
    with app.app_context():
        person = db.session.scalars(select(Participant).where(Participant.name == "New Person")).one()
        assert (person.status, person.roles) == (Status.CONFIRMED, frozenset({Role.SPEAKER}))


def test_a_withdrawn_or_foreign_invitation_is_not_there(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    organiser = sign_in(house["organiser"])
    organiser.post(f"{house['path']}/invite", data={"addresses": "late@example.org", "roles": ["attendee"]})
    address = _invitation_for(app, "late@example.org")
    with app.app_context():
        elsewhere = factories.conference().slug
        invited = db.session.scalars(select(Participant.id).where(Participant.status == Status.INVITED)).one()
    visitor = app.test_client()
    own_slug = house["path"].split("/")[1]
    assert visitor.get(address).status_code == 200
    assert visitor.get(address.replace(own_slug, elsewhere)).status_code == 404
    assert visitor.get(address + "x").status_code == 404
    organiser.post(f"{house['path']}/manage/{invited}/decide", data={"do": "cancel"})
    assert visitor.get(address).status_code == 404
    assert visitor.post(address, data={"answer": "accept", "name": "Late"}).status_code == 404
    organiser.post(f"{house['path']}/manage/{invited}/decide", data={"do": "invite"})
    assert visitor.get(address).status_code == 404


def _invitation_for(app: Flask, email: str) -> str:
    with app.app_context():
        text = db.session.scalars(select(Mail.text).where(Mail.recipient == email).order_by(Mail.id.desc())).first()
    assert text is not None
    address = next(word for word in text.split() if "/people/invitation/" in word)
    return address.removeprefix("http://conference.test")


def test_a_list_is_looked_over_then_imported_as_shown(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["organiser"])
    lines = ("a@example.org;Person A;Österreich;speaker", "wrong;Person B;BE;", "a@example.org;Twice;;")
    text = "\n".join(("\ufeffE-Mail;Name;Country;Roles", *lines))
    looked = client.post(f"{house['path']}/import", data={"text": text}, follow_redirects=True)
    assert "1 person would be invited" in looked.text
    assert "2 lines are refused" in looked.text
    assert "is not an e-mail address" in looked.text
    with app.app_context():
        assert db.session.query(Participant).count() == 1
    digest = looked.text.split('name="digest" value="')[1].split('"')[0]
    stale = client.post(looked.request.path, data={"digest": "another"})
    assert stale.status_code == 409
    done = client.post(looked.request.path, data={"digest": digest}, follow_redirects=True)
    assert "1 person invited" in done.text
    assert client.get(looked.request.path).status_code == 404
    with app.app_context():
        person = db.session.scalars(select(Participant).where(Participant.name == "Person A")).one()
        assert (person.country, person.status, person.roles) == ("AT", Status.INVITED, frozenset({Role.SPEAKER}))
        assert db.session.scalars(select(Mail.recipient)).all() == ["a@example.org"]


def test_another_organiser_cannot_open_a_list_that_was_set_aside(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        other = factories.participant(conference, Role.ORGANISER).account_id
    looked = sign_in(house["organiser"]).post(
        f"{house['path']}/import", data={"text": "x@example.org"}, follow_redirects=True
    )
    assert looked.status_code == 200
    assert sign_in(other).get(looked.request.path).status_code == 404


def test_what_is_no_list_is_refused_beside_the_field(house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["organiser"])
    for text, sentence in (("", "Choose a file"), ("name;country\nA;BE", "No column is called"), ("email", "empty")):
        answer = client.post(f"{house['path']}/import", data={"text": text})
        assert answer.status_code == 422
        assert sentence in answer.text
    file = (io.BytesIO(b"PK\x03\x04 not a workbook"), "list.xlsx")
    assert client.post(f"{house['path']}/import", data={"file": file}).status_code == 422


def test_exports_carry_no_formulas(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        factories.participant(conference, name="=HYPERLINK(1)", organisation="@SUM(A1)")
    client = sign_in(house["organiser"])
    table = list(csv.reader(io.StringIO(client.get(f"{house['path']}/export.csv").data.decode("utf-8-sig"))))
    names = [row[table[0].index("name")] for row in table[1:]]
    assert sorted(names) == ["'=HYPERLINK(1)", "Organiser One"]
    workbook = client.get(f"{house['path']}/export.xlsx")
    assert workbook.data.startswith(b"PK")
    assert client.get(f"{house['path']}/export.pdf").status_code == 404


def test_somebody_without_an_address_is_added_and_given_one(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["organiser"])
    answer = client.post(f"{house['path']}/manage/add", data={"name": "Keynote", "roles": ["speaker"]})
    person = answer.headers["Location"]
    assert client.post(f"{person}/address", data={"address": "nonsense"}).status_code == 422
    assert client.post(f"{person}/address", data={"address": "key@example.org"}).status_code == 302
    assert "key@example.org" in client.get(person).text


def test_attendees_see_none_of_it(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        attendee = factories.participant(db.session.get_one(Conference, house["id"])).account_id
    for page in ("manage", "invite", "import", "tags", "export.csv"):
        assert sign_in(attendee).get(f"{house['path']}/{page}").status_code == 403
