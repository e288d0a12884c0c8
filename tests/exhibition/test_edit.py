"""Writing a booth: who may, what happens to two who write at once, and where files go."""

import io
from dataclasses import replace

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from conference import uploads
from conference.errors import Forbidden, InvalidFields, NotFound, Refused, Stale
from conference.exhibition.content import BoothContent
from conference.exhibition.edit_actions import (
    draft_content,
    edited_booth,
    published_content,
    remove_file,
    save_draft,
    set_picture,
    set_video,
    standing_of,
)
from conference.exhibition.live_actions import booth_state
from conference.exhibition.models import BoothMember
from conference.exhibition.rules import BoothState
from conference.people.models import Tag
from conference.permissions import Role
from tests import factories as make
from tests.exhibition.editing import MP4, booth_now, is_kept, picture, publish_now, write
from tests.exhibition.making import booth, fair, settings

pytestmark = pytest.mark.usefixtures("session")
Database = scoped_session[Session]


def test_a_draft_is_what_is_published_until_somebody_writes() -> None:
    house = fair()
    assert draft_content(house.booth) == published_content(house.booth)
    assert standing_of(house.booth).number == 0
    write(house.mate, house.booth, tagline="Another line")
    now = booth_now(house.booth.id)
    assert now.tagline == "What it is about"
    assert draft_content(now).tagline == "Another line"
    assert standing_of(now).changes == ["tagline"]


def test_what_is_written_back_as_it_was_is_no_change_and_no_draft() -> None:
    house = fair()
    write(house.lead, house.booth, tagline="Another line")
    write(house.lead, house.booth, tagline="What it is about")
    assert booth_now(house.booth.id).draft is None


def test_the_second_of_two_who_write_at_once_is_told_both_versions_and_nothing_is_lost() -> None:
    house = fair()
    before = draft_content(house.booth)
    save_draft(make.actor(house.lead), house.booth.id, replace(before, tagline="Lead"), before.fingerprint)
    with pytest.raises(Stale) as told:
        save_draft(make.actor(house.mate), house.booth.id, replace(before, tagline="Mate"), before.fingerprint)
    assert told.value.differences == {"In one line": ("Mate", "Lead")}
    assert draft_content(booth_now(house.booth.id)).tagline == "Lead"


def test_whoever_writes_the_same_as_the_first_is_not_told_off() -> None:
    house = fair()
    before = draft_content(house.booth)
    for person in (house.lead, house.mate):
        save_draft(make.actor(person), house.booth.id, replace(before, tagline="Same"), before.fingerprint)
    assert draft_content(booth_now(house.booth.id)).tagline == "Same"


def test_a_picture_that_a_team_mate_sends_meanwhile_makes_no_text_stale() -> None:
    house = fair()
    before = draft_content(house.booth)
    set_picture(make.actor(house.mate), house.booth.id, "logo", picture())
    save_draft(make.actor(house.lead), house.booth.id, replace(before, about="Words"), before.fingerprint)
    now = draft_content(booth_now(house.booth.id))
    assert (now.about, is_kept(now.logo)) == ("Words", True)


def test_a_draft_tells_visitors_nothing_not_even_that_somebody_writes() -> None:
    house = fair()
    sent = booth_state(house.booth.id)
    write(house.lead, house.booth, tagline="Secret", name="Secret")
    set_picture(make.actor(house.lead), house.booth.id, "logo", picture())
    assert booth_state(house.booth.id) == sent
    publish_now(house.lead, house.booth)
    assert booth_state(house.booth.id) != sent


def test_who_is_not_of_the_team_writes_nothing_and_organisers_do() -> None:
    house = fair()
    other = booth(house.house, house.visitors[0], name="Other")
    for stranger in (house.visitors[0], house.visitors[1]):
        with pytest.raises(Forbidden):
            edited_booth(make.actor(stranger), house.booth.id)
    with pytest.raises(Forbidden):
        edited_booth(make.actor(house.lead), other.id)
    with pytest.raises(NotFound):
        edited_booth(make.actor(make.participant(make.conference(), Role.ORGANISER)), house.booth.id)
    write(house.organiser, house.booth, tagline="Mended")
    assert draft_content(booth_now(house.booth.id)).tagline == "Mended"


def test_who_takes_part_no_more_writes_no_more(session: Database) -> None:
    house = fair()
    session.get_one(BoothMember, (house.booth.id, house.mate.id))
    session.delete(session.get_one(BoothMember, (house.booth.id, house.mate.id)))
    session.commit()
    with pytest.raises(Forbidden):
        write(house.mate, house.booth, tagline="Still here")


@pytest.mark.parametrize("state", [BoothState.APPLIED, BoothState.DECLINED])
def test_a_booth_that_is_not_accepted_is_not_built(state: BoothState) -> None:
    house = fair(state=state)
    with pytest.raises(Refused):
        edited_booth(make.actor(house.lead), house.booth.id)


def test_what_cannot_be_kept_is_said_beside_its_field() -> None:
    house = fair()
    tag = make.kept(Tag(conference_id=make.conference().id, name="Elsewhere"))
    before = draft_content(house.booth)
    wrong = BoothContent(
        name=" ", country="ZZ", website="javascript:alert(1)", video_url="https://evil.example/v",
        offers=frozenset({tag.id}), about="x" * 9000,
    )  # fmt: skip
    with pytest.raises(InvalidFields) as told:
        save_draft(make.actor(house.lead), house.booth.id, wrong, before.fingerprint)
    assert set(told.value.fields) == {"name", "country", "website", "video_url", "offers", "about"}
    assert booth_now(house.booth.id).draft is None


def test_a_tag_that_organisers_delete_leaves_the_draft_readable(session: Database) -> None:
    house = fair()
    tags = [make.kept(Tag(conference_id=house.house.id, name=name)) for name in ("Photonics", "Textiles")]
    write(house.lead, house.booth, offers=frozenset(tag.id for tag in tags))
    session.delete(tags[0])
    session.commit()
    assert draft_content(booth_now(house.booth.id)).offers == {tags[1].id}
    assert [row.tag_id for row in publish_now(house.lead, house.booth).tag_rows] == [tags[1].id]


def test_organisers_read_the_name_of_a_booth_that_is_being_built() -> None:
    house = fair(state=BoothState.DRAFT, published_at=None)
    write(house.lead, house.booth, name="New name", tagline="New line")
    now = booth_now(house.booth.id)
    assert (now.name, now.tagline, now.about) == ("New name", "New line", "")


def test_a_file_that_nobody_shows_any_more_is_removed_and_one_that_is_published_stays() -> None:
    house = fair()
    actor = make.actor(house.lead)
    set_picture(actor, house.booth.id, "logo", picture("red"))
    first = draft_content(booth_now(house.booth.id)).logo
    set_picture(actor, house.booth.id, "logo", picture("blue"))
    second = draft_content(booth_now(house.booth.id)).logo
    assert (is_kept(first), is_kept(second)) == (False, True)
    publish_now(house.lead, house.booth)
    remove_file(actor, house.booth.id, "logo")
    assert is_kept(second)
    set_picture(actor, house.booth.id, "logo", picture("green"))
    third = publish_now(house.lead, house.booth).logo
    assert (is_kept(second), is_kept(third)) == (False, True)


def test_a_video_from_a_file_takes_the_place_of_one_at_an_address() -> None:
    house = fair()
    actor = make.actor(house.lead)
    content = write(house.lead, house.booth, video_url="https://vimeo.com/12345")
    set_video(actor, house.booth.id, io.BytesIO(MP4), "Film.MP4")
    now = draft_content(booth_now(house.booth.id))
    assert (now.video_url, is_kept(now.video_upload)) == ("", True)
    with pytest.raises(InvalidFields) as told:
        save_draft(actor, house.booth.id, replace(now, video_url=content.video_url), now.fingerprint)
    assert set(told.value.fields) == {"video_url"}


HOSTILE = {
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "logo.svg"),
    "html named png": (b"<!doctype html><script>alert(1)</script>", "logo.png"),
    "too large": (b"\x89PNG\r\n\x1a\n" + b"0" * (7 * 1024 * 1024 + 1), "logo.png"),
    "nothing": (b"", "logo.png"),
    "cut off": (picture().getvalue()[:40], "logo.png"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_picture_is_refused_and_leaves_nothing_behind(kind: str) -> None:
    house = fair()
    content, _name = HOSTILE[kind]
    there = {path for path in uploads.path_of("00/" + "0" * 32 + ".webp").parents[1].rglob("*") if path.is_file()}
    with pytest.raises(Refused) as told:
        set_picture(make.actor(house.lead), house.booth.id, "logo", io.BytesIO(content))
    assert told.value.field == "logo"
    folder = uploads.path_of("00/" + "0" * 32 + ".webp").parents[1]
    assert {path for path in folder.rglob("*") if path.is_file()} == there
    assert booth_now(house.booth.id).draft is None


def test_a_polyglot_picture_loses_what_is_not_picture() -> None:
    house = fair()
    polyglot = io.BytesIO(picture(kind="GIF").getvalue() + b"<script>alert(1)</script>")
    set_picture(make.actor(house.lead), house.booth.id, "banner", polyglot)
    name = draft_content(booth_now(house.booth.id)).banner
    assert name is not None
    kept = uploads.path_of(name).read_bytes()
    assert name.endswith(".webp")
    assert b"script" not in kept


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"<html></html>", "film.mp4"), (MP4, "film.html"), (picture().getvalue(), "film.mp4"), (b"", "film.mp4")],
)
def test_what_is_no_mp4_is_no_video(content: bytes, name: str) -> None:
    house = fair()
    with pytest.raises(Refused) as told:
        set_video(make.actor(house.lead), house.booth.id, io.BytesIO(content), name)
    assert told.value.field == "video_upload"


def test_a_booth_elsewhere_is_not_there() -> None:
    house, other = fair(), fair()
    settings_elsewhere = settings(make.conference(), is_open=True)
    assert settings_elsewhere.conference_id != house.house.id
    with pytest.raises(NotFound):
        set_picture(make.actor(house.lead), other.booth.id, "logo", picture())
