"""A booth's page: who sees it and what of it, its files, its video, its chat, and who is out when that changes."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference import realtime, uploads
from conference.exhibition.actions import BOOTH
from conference.exhibition.chat_subject_actions import audience_changed, chat_of
from conference.exhibition.edit_state_actions import withdraw
from conference.exhibition.models import Booth, BoothMaterial, BoothMember, ExhibitionSettings
from conference.exhibition.place_actions import take_out
from conference.exhibition.presence_actions import mark_of
from conference.exhibition.rules import BoothState, MaterialKind
from conference.extensions import db
from conference.extensions import socketio as server
from conference.people.block_actions import block_person
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.editing import MP4

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF"


class Stand:
    """A booth by ids, and browsers of everybody around it."""

    def __init__(self, app: Flask, sign_in: SignIn) -> None:
        self.app, self._sign_in, self.lines = app, sign_in, list[Any]()
        with app.test_request_context():
            fair = making.fair(visitors=2)
            self.house, self.slug, self.booth = fair.house.id, fair.house.slug, fair.booth.id
            people = {"lead": fair.lead, "mate": fair.mate, "organiser": fair.organiser}
            people |= {"visitor": fair.visitors[0], "other": fair.visitors[1]}
            people["far"] = make.participant(make.conference(), Role.ORGANISER)
            self.ids = {name: person.id for name, person in people.items()}
            self.accounts = {name: person.account_id for name, person in people.items()}

    def browser(self, who: str | None) -> FlaskClient:
        return self._sign_in(self.accounts[who] if who else None)

    def page(self, who: str | None) -> Any:
        return self.browser(who).get(f"/{self.slug}/exhibition/{self.booth}")

    def get(self, who: str | None, path: str) -> Any:
        return self.browser(who).get(f"/{self.slug}/exhibition/{path}", buffered=True)

    def post(self, who: str, path: str, **values: object) -> Any:
        headers = {"Accept": "application/json"}
        return self.browser(who).post(f"/{self.slug}/exhibition/{path}", data=values, headers=headers)

    def change(self, model: Any, key: Any, **values: object) -> None:
        with self.app.test_request_context():
            row = db.session.get_one(model, key)
            for name, value in values.items():
                setattr(row, name, value)
            db.session.commit()

    def keep(self, **values: Any) -> int:
        """Keep a material of the booth, and return its id."""
        with self.app.test_request_context():
            row: BoothMaterial = making.link(db.session.get_one(Booth, self.booth), **values)
            return row.id

    def document(self, content: bytes = PDF, name: str = "Paper.pdf", **values: Any) -> int:
        """Keep a document of the booth, and return its id."""
        with self.app.test_request_context():
            kept = uploads.keep_document(BytesIO(content), name)
        return self.keep(kind=MaterialKind.DOCUMENT, url="", upload=kept.name, file_name=name, **values)

    def line(self, who: str | None) -> Any:
        line = server.test_client(self.app, flask_test_client=self.browser(who))
        self.lines.append(line)
        return line

    def watch(self, line: Any, topic: str = BOOTH, key: int | None = None) -> Any:
        return line.emit("watch", {"topic": topic, "key": key or self.booth}, callback=True)

    def send(self, line: Any, name: str, **said: object) -> Any:
        return line.emit(name, {"conference": self.house, **said}, callback=True)

    def chat(self) -> int:
        with self.app.test_request_context():
            actor = make.actor(db.session.get_one(Participant, self.ids["lead"]))
            room = chat_of(actor, self.booth)
            assert room is not None
            return room.id

    def block(self, by: str, about: str) -> None:
        with self.app.test_request_context():
            block_person(make.actor(db.session.get_one(Participant, self.ids[by])), self.ids[about])

    def tick(self) -> None:
        with self.app.app_context():
            realtime.send_changed()


@pytest.fixture
def stand(app: Flask, sign_in: SignIn) -> Iterator[Stand]:
    made = Stand(app, sign_in)
    yield made
    for line in filter(lambda line: line.is_connected(), made.lines):
        line.disconnect()


def drawn_marks(page: str) -> set[str]:
    """Return the marks that a page has beside somebody, or counts as being here."""
    return {mark for marks in re.findall(r'data-marks?="([^"]*)"', page) for mark in marks.split()}


def test_a_booth_in_the_hall_is_seen_by_everybody_of_a_public_hall(stand: Stand) -> None:
    assert {stand.page(who).status_code for who in ("visitor", "lead", "organiser", None, "far")} == {200}
    stand.change(ExhibitionSettings, stand.house, is_public=False)
    assert {stand.page(who).status_code for who in ("visitor", "lead", "organiser")} == {200}
    assert stand.page("far").status_code == 404
    # Whoever is not signed in may be a participant, whichever booth the address is of.
    assert "/sign-in?next=" in stand.page(None).location
    assert "/sign-in?next=" in stand.get(None, "987654").location


@pytest.mark.parametrize("state", [state for state in BoothState if state is not BoothState.PUBLISHED])
def test_what_is_not_in_the_hall_is_there_for_its_team_and_organisers_alone(stand: Stand, state: BoothState) -> None:
    stand.change(Booth, stand.booth, state=state)
    assert {stand.page(who).status_code for who in ("visitor", "other", None, "far")} == {404}
    for who in ("lead", "mate", "organiser"):
        assert "Only the team and the organisers see this page" in stand.page(who).text
    assert "Only the team" not in stand.page("visitor").text


def test_the_address_of_another_conference_leads_nowhere(stand: Stand) -> None:
    with stand.app.test_request_context():
        slug = make.conference().slug
    assert stand.browser("visitor").get(f"/{slug}/exhibition/{stand.booth}").status_code == 404


def test_names_of_the_team_are_for_those_who_have_the_directory(stand: Stand) -> None:
    stand.change(Participant, stand.ids["mate"], in_directory=False)
    assert "Lead" not in stand.page(None).text
    assert "2 people stand at this booth." in stand.page(None).text
    seen = stand.page("visitor").text
    assert "Lead" in seen
    assert "Mate" not in seen
    assert "and 1 more" in seen
    assert all("Mate" in stand.page(who).text for who in ("lead", "mate", "organiser"))


def test_to_whom_a_block_keeps_apart_a_member_is_not_there(stand: Stand) -> None:
    mark = stand.app.test_request_context()
    with mark:
        theirs = mark_of(stand.booth, stand.ids["mate"])
    stand.watch(stand.line("mate"))
    assert theirs in drawn_marks(stand.page("visitor").text)
    stand.block("mate", "visitor")
    seen = stand.page("visitor").text
    assert "Mate" not in seen
    assert theirs not in drawn_marks(seen)
    assert "Nobody is here now" in seen
    assert "1 is here now" in stand.page("other").text
    stand.block("other", "mate")
    assert "Mate" not in stand.page("other").text


def test_only_who_can_talk_has_marks_to_keep_up_with(stand: Stand) -> None:
    stand.watch(stand.line("lead"))
    assert ' data-team="' in stand.page("visitor").text
    # Others are not asked for anew: nothing of theirs would ever say the same as the news.
    assert all(' data-team="' not in stand.page(who).text for who in ("lead", "mate", None))


def test_who_watches_is_told_marks_of_the_team_and_no_ids(stand: Stand) -> None:
    line = stand.line("visitor")
    assert stand.watch(line)["state"] == {"stamp": 1, "team": [], "visitors": 1}
    stand.watch(stand.line("lead"))
    with stand.app.test_request_context():
        state = stand.watch(line)["state"]
        assert state["team"] == [mark_of(stand.booth, stand.ids["lead"])]
    assert f'data-mark="{state["team"][0]}"' in stand.page("visitor").text


def test_a_meeting_can_be_asked_for_with_everybody_of_the_team_but_oneself(stand: Stand) -> None:
    asks = [f"meetings/ask?participant_id={stand.ids[who]}" for who in ("lead", "mate")]
    assert all(ask in stand.page("visitor").text for ask in asks)
    assert [ask in stand.page("lead").text for ask in asks] == [False, True]
    assert not any(ask in stand.page(None).text for ask in asks)


def test_a_video_of_an_allowed_host_waits_for_the_press_and_only_its_host_may_be_framed(stand: Stand) -> None:
    stand.change(Booth, stand.booth, video_url="https://youtu.be/abc123")
    answer = stand.page("visitor")
    assert "<iframe" not in answer.text
    assert "It comes from www.youtube-nocookie.com" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-src 'self' https://www.youtube-nocookie.com" in policy
    assert "vimeo" not in policy


@pytest.mark.parametrize("url", ["https://tracker.example.org/player", "https://evil.example.org/film.mp4"])
def test_a_video_of_any_other_host_is_a_link_and_may_not_be_framed(stand: Stand, url: str) -> None:
    stand.change(Booth, stand.booth, video_url=url)
    answer = stand.page("visitor")
    assert "data-video=" not in answer.text
    assert f'href="{url}"' in answer.text
    assert re.search(r"frame-src 'self'$", answer.headers["Content-Security-Policy"])
    assert "media-src 'self';" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "nonsense"])
def test_what_is_no_address_of_the_web_is_no_video_and_no_link(stand: Stand, url: str) -> None:
    stand.change(Booth, stand.booth, video_url=url, website=url)
    link = stand.keep(url=url)
    assert url not in stand.page("visitor").text.replace(f">{url}<", "")
    assert stand.get("visitor", f"materials/{link}").status_code == 404


def test_without_hosts_there_are_no_players_of_others(stand: Stand) -> None:
    stand.change(ExhibitionSettings, stand.house, video_hosts="")
    stand.change(Booth, stand.booth, video_url="https://vimeo.com/1234")
    assert "data-video=" not in stand.page("visitor").text


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [(PDF, "Paper.pdf", "application/pdf"), (b"<script>alert(1)</script>", "page.txt", "text/plain; charset=utf-8")],
)
def test_a_document_is_saved_and_never_shown_by_the_browser(
    stand: Stand, content: bytes, name: str, media_type: str
) -> None:
    answer = stand.get("visitor", f"materials/{stand.document(content, name)}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == uploads.POLICY
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_video_is_sent_by_pieces_as_what_it_is(stand: Stand) -> None:
    with stand.app.test_request_context():
        film = uploads.keep_document(BytesIO(MP4), "film.mp4").name
    stand.change(Booth, stand.booth, video_upload=film)
    browser, address = stand.browser(None), f"/{stand.slug}/exhibition/{stand.booth}/video"
    # What a player asks for first, from the middle, and past the end.
    for wanted, status, said in (("0-1", 206, "0-1"), ("40-", 206, "40-87"), ("88-", 416, "*")):
        answer = browser.get(address, headers={"Range": f"bytes={wanted}"}, buffered=True)
        assert (answer.status_code, answer.headers["Content-Range"]) == (status, f"bytes {said}/{len(MP4)}")
    whole = browser.get(address, buffered=True)
    assert (whole.data, whole.headers["Content-Type"]) == (MP4, "video/mp4")
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    stand.change(Booth, stand.booth, state=BoothState.DRAFT)
    assert browser.get(address, headers={"Range": "bytes=0-1"}).status_code == 404


def test_a_draft_and_a_withdrawn_booths_files_reach_nobody_else(stand: Stand) -> None:
    draft, paper = stand.document(published_at=None), stand.document()
    link = stand.keep()
    assert {stand.get(who, f"materials/{draft}").status_code for who in ("visitor", "far", None)} == {404}
    assert stand.get("mate", f"materials/{draft}").status_code == 200
    stand.change(Booth, stand.booth, state=BoothState.WITHDRAWN)
    for material in (draft, paper, link):
        assert {stand.get(who, f"materials/{material}").status_code for who in ("visitor", "far", None)} == {404}
    assert stand.get("organiser", f"materials/{paper}").status_code == 200


def test_a_link_leads_out_only_by_what_the_team_wrote(stand: Stand) -> None:
    answer = stand.get("visitor", f"materials/{stand.keep()}?url=https://evil.example.org")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://example.org/work")


def test_a_picture_is_shown_and_is_no_material_to_open(stand: Stand) -> None:
    with stand.app.test_request_context():
        upload = uploads.keep_image(BytesIO(_png()), longest_side=100)
    picture = stand.keep(kind=MaterialKind.PICTURE, url="", upload=upload, title="The harbour")
    answer = stand.get(None, f"pictures/{picture}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert stand.get("visitor", f"materials/{picture}").status_code == 404
    assert 'alt="The harbour"' in stand.page(None).text
    stand.change(Booth, stand.booth, logo=upload)
    assert stand.get(None, f"{stand.booth}/logo").status_code == 200
    assert stand.get(None, f"{stand.booth}/banner").status_code == 404
    stand.change(Booth, stand.booth, state=BoothState.DRAFT)
    assert {stand.get(None, path).status_code for path in (f"pictures/{picture}", f"{stand.booth}/logo")} == {404}


def _png() -> bytes:
    from PIL import Image  # noqa: PLC0415

    data = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(data, "PNG")
    return data.getvalue()


def test_whether_one_is_seen_is_asked_in_plain_words_and_changed_on_the_page(stand: Stand) -> None:
    assert "May teams see who you are?" in stand.page("visitor").text
    assert "May teams see" not in stand.page("lead").text + stand.page(None).text
    assert stand.post("visitor", "seen", seen="1").json["ok"] == 1
    assert "Teams see your name" in stand.page("visitor").text
    assert stand.post("visitor", "seen", seen="0").json["ok"] == 1
    assert "Teams do not see your name" in stand.page("visitor").text
    assert "May teams see who you are?" in stand.page("other").text


def test_the_chat_is_for_participants_who_see_the_booth_and_its_team_keeps_order(stand: Stand) -> None:
    room = stand.chat()
    assert f"chat/{room}/panel" in stand.page("visitor").text
    assert f"chat/{room}/panel" not in stand.page(None).text
    assert stand.send(stand.line("visitor"), "chat.send", room=room, text="Hello", key="a-key-00001")["ok"] == 1
    assert [stand.watch(stand.line(who), "chat_desk", room).get("status") for who in ("mate", "visitor")] == [None, 404]
    assert stand.watch(stand.line("far"), "chat", room)["status"] in {403, 404}
    stand.change(ExhibitionSettings, stand.house, is_open=False)
    assert stand.watch(stand.line("visitor"), "chat", room)["status"] == 404
    assert "state" in stand.watch(stand.line("mate"), "chat", room)


@pytest.mark.parametrize(("who", "take"), [("lead", withdraw), ("organiser", take_out)])
def test_who_watches_a_booth_that_leaves_the_hall_is_out_at_once(stand: Stand, who: str, take: Any) -> None:
    room, visitor, mate = stand.chat(), stand.line("visitor"), stand.line("mate")
    for line in (visitor, mate):
        assert "state" in stand.watch(line)
        assert "state" in stand.watch(line, "chat", room)
    with stand.app.test_request_context():
        take(make.actor(db.session.get_one(Participant, stand.ids[who])), stand.booth)
    stand.tick()
    assert not visitor.is_connected()
    assert mate.is_connected()
    again = stand.line("visitor")
    assert stand.watch(again)["status"] == 404
    assert stand.watch(again, "chat", room)["status"] == 404


def test_who_stands_at_the_booth_no_more_keeps_no_order_in_its_chat(stand: Stand) -> None:
    room, mate = stand.chat(), stand.line("mate")
    assert "state" in stand.watch(mate, "chat_desk", room)
    with stand.app.test_request_context():
        db.session.delete(db.session.get_one(BoothMember, (stand.booth, stand.ids["mate"])))
        audience_changed(db.session.get_one(Booth, stand.booth))
        db.session.commit()
    stand.tick()
    assert not mate.is_connected()
    assert stand.watch(stand.line("mate"), "chat_desk", room)["status"] == 404
