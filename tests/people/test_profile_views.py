"""Profiles, photos, the directory and who may see whom."""

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant, ParticipantTag, Tag
from conference.people.rules import ParticipantStatus as Status
from conference.people.rules import TagSide
from conference.permissions import Role
from tests import factories
from tests.conftest import SignIn


@pytest.fixture
def house(app: Flask) -> dict[str, Any]:
    with app.app_context():
        conference = factories.conference()
        tag = factories.kept(Tag(conference_id=conference.id, name="Photonics"))
        person = factories.participant(conference, name="Person One")
        hidden = factories.participant(conference, name="Hidden Person")
        listed = factories.participant(conference, name="Listed Person", in_directory=True, country="DE")
        factories.kept(ParticipantTag(participant_id=listed.id, tag_id=tag.id, side=TagSide.OFFERS))
        return {
            "id": conference.id,
            "path": f"/{conference.slug}/people",
            "account": person.account_id,
            "person": person.id,
            "hidden": hidden.id,
            "listed": listed.id,
            "tag": tag.id,
        }


def _seen(page: str) -> str:
    return page.split('name="seen"')[1].split('value="')[1].split('"', maxsplit=1)[0]


def _form(**changes: Any) -> dict[str, Any]:
    return {"name": "Person One", "country": "BE", **changes}


def test_a_profile_is_saved_whole(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["account"])
    page = client.get(f"{house['path']}/profile").text
    answer = client.post(
        f"{house['path']}/profile",
        data=_form(
            seen=_seen(page), country="AT", organisation_kind="research", languages=["de", "fr"],
            timezone="Europe/Vienna", about="Line one\r\nLine two", offers=[house["tag"]], seeks_text="A partner",
            in_directory="y",
        ),
    )  # fmt: skip
    assert answer.status_code == 302
    with app.app_context():
        person = db.session.get_one(Participant, house["person"])
        assert (person.country, person.languages, person.about) == ("AT", ["de", "fr"], "Line one\nLine two")
        assert [(row.tag.name, row.side) for row in person.tag_rows] == [("Photonics", TagSide.OFFERS)]
        assert person.in_directory


def test_a_stale_save_is_refused_with_both_versions_and_can_be_repeated(
    app: Flask, house: dict[str, Any], sign_in: SignIn
) -> None:
    client = sign_in(house["account"])
    old = _seen(client.get(f"{house['path']}/profile").text)
    client.post(f"{house['path']}/profile", data=_form(seen=old, organisation="First"))
    refused = client.post(f"{house['path']}/profile", data=_form(seen=old, organisation="Second"))
    assert refused.status_code == 409
    assert "First" in refused.text
    assert "Second" in refused.text
    repeated = client.post(f"{house['path']}/profile", data=_form(seen=_seen(refused.text), organisation="Second"))
    assert repeated.status_code == 302
    with app.app_context():
        assert db.session.get_one(Participant, house["person"]).organisation == "Second"


def test_what_was_typed_is_kept_beside_the_reason(house: dict[str, Any], sign_in: SignIn) -> None:
    answer = sign_in(house["account"]).post(
        f"{house['path']}/profile", data={"name": "", "organisation": "Kept text", "country": "ZZ", "offers": ["999"]}
    )
    assert answer.status_code == 422
    assert "Kept text" in answer.text


def test_script_in_a_profile_is_text(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["account"])
    seen = _seen(client.get(f"{house['path']}/profile").text)
    evil = "<script>alert(1)</script>[x](javascript:alert(1))"
    client.post(f"{house['path']}/profile", data=_form(seen=seen, name=evil, about=evil, in_directory="y"))
    for page in (f"{house['path']}/{house['person']}", house["path"], f"{house['path']}/profile"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert 'href="javascript' not in text


def test_who_takes_no_part_is_sent_to_the_registration(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        stranger = factories.account().id
    answer = sign_in(stranger).get(f"{house['path']}/profile")
    assert answer.headers["Location"].endswith("/people/register")


def _picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "#0b4f9e").save(file, "PNG")
    return io.BytesIO(file.getvalue())


def test_a_photo_is_shown_to_those_who_may_see_the_person(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["account"])
    change = f"{house['path']}/{house['person']}/photo"
    assert client.post(f"{change}/change", data={"photo": (_picture(), "me.png")}).status_code == 302
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        other = factories.participant(conference).account_id
        organiser = factories.participant(conference, Role.ORGANISER).account_id
    assert client.get(change, buffered=True).mimetype == "image/webp"
    assert sign_in(organiser).get(change, buffered=True).status_code == 200
    assert sign_in(other).get(change, buffered=True).status_code == 404
    assert app.test_client().get(change, buffered=True).status_code == 404
    with app.app_context():
        db.session.get_one(Participant, house["person"]).in_directory = True
        db.session.commit()
    assert sign_in(other).get(change, buffered=True).status_code == 200
    assert app.test_client().get(change, buffered=True).status_code == 404
    assert sign_in(other).post(f"{change}/remove").status_code == 403
    client.post(f"{change}/remove")
    assert client.get(change, buffered=True).status_code == 404


def test_speakers_are_seen_by_everyone(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        organiser = factories.participant(conference, Role.ORGANISER).account_id
        speaker = factories.speaker(conference).id
    change = f"{house['path']}/{speaker}/photo"
    sign_in(organiser).post(f"{change}/change", data={"photo": (_picture(), "speaker.png")})
    assert app.test_client().get(change, buffered=True).status_code == 200


def test_what_is_no_picture_is_refused(house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["account"])
    address = f"{house['path']}/{house['person']}/photo/change"
    assert client.post(address, data={"photo": (io.BytesIO(b"<svg onload=alert(1)>"), "x.png")}).status_code == 422
    assert client.post(address, data={"csrf_token": ""}).status_code == 422


def test_the_directory_shows_only_who_agreed_and_takes_part(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        factories.participant(conference, name="Gone Person", in_directory=True, status=Status.CANCELLED)
        waiting = factories.participant(conference, status=Status.WAITING_FOR_APPROVAL).account_id
    client = sign_in(house["account"])
    page = client.get(house["path"]).text
    assert "Listed Person" in page
    assert "Hidden Person" not in page
    assert "Gone Person" not in page
    assert client.get(f"{house['path']}/{house['listed']}").status_code == 200
    assert client.get(f"{house['path']}/{house['hidden']}").status_code == 404
    assert client.get(f"{house['path']}/999999").status_code == 404
    assert client.get(f"{house['path']}/{house['person']}").status_code == 200
    assert sign_in(waiting).get(house["path"]).status_code == 403
    assert app.test_client().get(house["path"]).status_code == 302


def test_the_directory_is_filtered_by_its_address(house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["account"])
    assert "Listed Person" in client.get(f"{house['path']}?offers=Photonics&country=DE&text=LISTED").text
    nobody = client.get(f"{house['path']}?country=FR&page=x")
    assert "Nobody fits" in nobody.text
    assert "France (0)" in nobody.text


def test_the_directory_takes_as_many_queries_for_three_people_as_for_one(
    app: Flask, house: dict[str, Any], sign_in: SignIn, count_queries: Any
) -> None:
    client = sign_in(house["account"])
    client.get(house["path"])
    one = count_queries(lambda: client.get(house["path"]))
    with app.app_context():
        conference = db.session.get_one(Conference, house["id"])
        for _ in range(2):
            person = factories.participant(conference, in_directory=True)
            factories.kept(ParticipantTag(participant_id=person.id, tag_id=house["tag"], side=TagSide.SEEKS))
    assert count_queries(lambda: client.get(house["path"])) == one


def test_an_attendee_edits_nobody_else(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    client = sign_in(house["account"])
    assert client.get(f"{house['path']}/manage/{house['listed']}/profile").status_code == 403
    answer = client.post(f"{house['path']}/{house['listed']}/photo/change", data={"photo": (_picture(), "x.png")})
    assert answer.status_code == 403


def test_tags_are_added_renamed_merged_and_deleted(app: Flask, house: dict[str, Any], sign_in: SignIn) -> None:
    with app.app_context():
        organiser = factories.participant(db.session.get_one(Conference, house["id"]), Role.ORGANISER).account_id
    client = sign_in(organiser)
    path = f"{house['path']}/tags"
    client.post(path, data={"names": "Optics\n  photonics \n\nSkills\nOptics"})
    with app.app_context():
        tags = {tag.name: tag.id for tag in db.session.scalars(select(Tag))}
        assert sorted(tags) == ["Optics", "Photonics", "Skills"]
        for tag in ("Optics", "Photonics"):
            factories.kept(ParticipantTag(participant_id=house["person"], tag_id=tags[tag], side=TagSide.SEEKS))
    taken = client.post(f"{path}/{tags['Optics']}", data={"do": "rename", "name": "SKILLS"}, follow_redirects=True)
    assert "Merge the two instead" in taken.text
    client.post(f"{path}/{tags['Optics']}", data={"do": "merge", "into": tags["Photonics"]})
    client.post(f"{path}/{tags['Skills']}", data={"do": "rename", "name": "Skills for all"})
    with app.app_context():
        assert sorted(db.session.scalars(select(Tag.name))) == ["Photonics", "Skills for all"]
        assert db.session.query(ParticipantTag).count() == 2
    client.post(f"{path}/{tags['Photonics']}", data={"do": "delete"})
    with app.app_context():
        assert db.session.query(ParticipantTag).count() == 0
