"""Materials: who adds them, who sees them and when, and the file that is asked about each time."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from conference import clock, uploads
from conference.agenda.models import AgendaItem, Material
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.extensions import db
from conference.people.models import Participant
from tests import factories as make
from tests.agenda.released import TEN, Stage, released
from tests.conftest import SignIn

TEXT = b"What was said, and what was meant.\n"
DURING, AFTER = TEN + timedelta(minutes=30), TEN + timedelta(minutes=60)


@pytest.fixture
def stage(app: Flask) -> Stage:
    """Two released sessions, the first from ten to eleven."""
    with app.app_context(), clock.stopped_at(TEN - timedelta(days=1)):
        return released(2)


def add(client: FlaskClient, stage: Stage, item: int = 0, **values: Any) -> TestResponse:
    """Send the form of a new material: a text file to be seen after the session, unless said otherwise."""
    data = {
        "title": "Notes",
        "kind": "file",
        "publication": "after_session",
        "file": (TEXT, "notes.txt"),
        **values,
    }
    sent = {name: value for name, value in data.items() if value is not None}
    if "file" in sent:
        content, name = sent["file"]
        sent["file"] = (io.BytesIO(content), name)
    return client.post(f"/{stage.slug}/agenda/{stage.items[item]}/materials", data=sent)


def fetched(client: FlaskClient, address: str) -> tuple[int, bytes, Headers]:
    """Fetch a file and let go of it."""
    with client.get(address) as answer:
        return answer.status_code, answer.data, answer.headers


def only_material(app: Flask) -> int:
    """Return the id of the one material there is."""
    with app.app_context():
        return db.session.query(Material).one().id


def test_what_is_for_after_the_session_is_seen_from_its_end_on(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    speaker, reader = sign_in(stage.speaker_accounts[0]), sign_in(None)
    assert add(speaker, stage).status_code == 302
    file = f"/{stage.slug}/agenda/materials/{only_material(app)}/file"
    page = f"/{stage.slug}/agenda/{stage.items[0]}"
    with clock.stopped_at(DURING):
        assert "Notes" not in reader.get(page).text
        assert fetched(reader, file)[0] == 404
        assert "Notes" in speaker.get(page).text
        assert fetched(speaker, file)[1] == TEXT
    with clock.stopped_at(AFTER):
        assert "Notes" in reader.get(page).text
        _status, content, headers = fetched(reader, file)
    assert content == TEXT
    assert "attachment" in headers["Content-Disposition"]
    assert headers["Cache-Control"] == "private, no-cache"


def test_hiding_a_material_counts_at_once(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    speaker, reader = sign_in(stage.speaker_accounts[0]), sign_in(None)
    add(speaker, stage, publication="now")
    key = only_material(app)
    assert fetched(reader, f"/{stage.slug}/agenda/materials/{key}/file")[0] == 200
    data = {"title": "Notes", "kind": "file", "publication": "hidden"}
    assert speaker.post(f"/{stage.slug}/agenda/materials/{key}", data=data).status_code == 302
    assert fetched(reader, f"/{stage.slug}/agenda/materials/{key}/file")[0] == 404
    assert fetched(speaker, f"/{stage.slug}/agenda/materials/{key}/file")[0] == 200


def test_a_file_of_a_hidden_session_is_nobody_elses(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    speaker, attendee = sign_in(stage.speaker_accounts[0]), sign_in(stage.attendee_account)
    add(speaker, stage, publication="now")
    with app.app_context():
        db.session.get_one(AgendaItem, stage.items[0]).visibility = Visibility.INVITED
        db.session.commit()
        release_agenda(make.actor(db.session.get_one(Participant, stage.organiser)), notify=False)
    key = only_material(app)
    assert fetched(speaker, f"/{stage.slug}/agenda/materials/{key}/file")[0] == 200
    for path in (f"materials/{key}/file", f"materials/{key}", f"{stage.items[0]}/materials"):
        assert attendee.get(f"/{stage.slug}/agenda/{path}").status_code == 404


def test_only_the_people_of_the_session_and_organisers_add(stage: Stage, sign_in: SignIn) -> None:
    assert add(sign_in(stage.organiser_account), stage).status_code == 302
    assert add(sign_in(stage.speaker_accounts[0]), stage).status_code == 302
    for account in (stage.speaker_accounts[1], stage.attendee_account):
        assert add(sign_in(account), stage).status_code == 403
    assert sign_in(None).get(f"/{stage.slug}/agenda/{stage.items[0]}/materials").status_code == 302


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"title": ""}, "title", "Please fill this in"),
        ({"file": None}, "file", "Please choose the file"),
        ({"kind": "link", "file": None, "url": "javascript:alert(1)"}, "url", "begins with https"),
        ({"kind": "slides", "file": None}, "url", "give an address or choose a file"),
        ({"url": "https://example.org/"}, "file", "leave the address empty"),
        ({"file": (b"<script>", "page.html")}, "file", ""),
        ({"file": (b"not a pdf", "slides.pdf")}, "file", ""),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    stage: Stage, sign_in: SignIn, values: dict[str, Any], field: str, words: str
) -> None:
    answer = add(sign_in(stage.organiser_account), stage, **{"title": "Kept words", **values})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert words in answer.text
    assert "title" in values or "Kept words" in answer.text


def test_a_removed_material_takes_its_file_along(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    speaker = sign_in(stage.speaker_accounts[0])
    add(speaker, stage)
    with app.app_context():
        upload = db.session.query(Material).one().upload
        assert upload is not None
        path = uploads.path_of(upload)
        assert path.is_file()
    assert speaker.post(f"/{stage.slug}/agenda/materials/{only_material(app)}/remove").status_code == 302
    assert not path.exists()
    with app.app_context():
        assert db.session.query(Material).count() == 0


def test_a_new_file_takes_the_place_of_the_old_one(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    speaker = sign_in(stage.speaker_accounts[0])
    add(speaker, stage, publication="now")
    key = only_material(app)
    with app.app_context():
        before = uploads.path_of(str(db.session.get_one(Material, key).upload))
    data = {"title": "New", "kind": "file", "publication": "now", "file": (io.BytesIO(b"New words\n"), "new.txt")}
    assert speaker.post(f"/{stage.slug}/agenda/materials/{key}", data=data).status_code == 302
    assert not before.exists()
    assert fetched(sign_in(None), f"/{stage.slug}/agenda/materials/{key}/file")[1] == b"New words\n"


def test_materials_are_moved_by_buttons(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    speaker = sign_in(stage.speaker_accounts[0])
    for title in ("First", "Second", "Third"):
        add(speaker, stage, title=title)
    with app.app_context():
        last = db.session.query(Material).filter_by(title="Third").one().id
    speaker.post(f"/{stage.slug}/agenda/materials/{last}/move", data={"direction": "up"})
    page = speaker.get(f"/{stage.slug}/agenda/{stage.items[0]}").text
    text = page[page.index("material-list") :]
    assert text.index("First") < text.index("Third") < text.index("Second")


def test_a_link_is_shown_and_never_run(stage: Stage, sign_in: SignIn) -> None:
    add(
        sign_in(stage.organiser_account), stage, kind="link", file=None, url="https://example.org/a", publication="now",
        title="<script>alert(1)</script>",
    )  # fmt: skip
    text = sign_in(None).get(f"/{stage.slug}/agenda/{stage.items[0]}").text
    assert 'href="https://example.org/a" rel="noopener noreferrer nofollow"' in text
    assert "<script>alert" not in text
