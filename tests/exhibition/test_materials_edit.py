"""A booth's materials: who adds what, what is refused, and what visitors see of it when."""

import io

import pytest
from flask import Flask

from conference.errors import Forbidden, NotFound, Refused
from conference.exhibition import material_edit_actions
from conference.exhibition.material_edit_actions import (
    MOST_MATERIALS,
    NewMaterial,
    add_material,
    move_material,
    remove_material,
    rename_material,
)
from conference.exhibition.rules import MaterialKind
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition.editing import MP4, PDF, booth_now, is_kept, materials_of, picture, publish_now
from tests.exhibition.making import Fair, booth, fair

NAMES = ("First", "Second", "Third")


def document(content: bytes = PDF, name: str = "paper.pdf", title: str = "Paper") -> NewMaterial:
    """Return a document to add."""
    return NewMaterial(MaterialKind.DOCUMENT, title, file=io.BytesIO(content), file_name=name)


def link(title: str, url: str = "https://example.org/") -> NewMaterial:
    """Return a link to add."""
    return NewMaterial(MaterialKind.LINK, title, url)


def add(house: Fair, *new: NewMaterial) -> list[int]:
    """Add materials as the mate, and return the ids of all of the booth."""
    for one in new:
        add_material(make.actor(house.mate), house.booth.id, one)
    return [row.id for row in materials_of(house.booth)]


@pytest.mark.usefixtures("session")
def test_each_kind_is_kept_and_waits_for_the_next_publishing() -> None:
    house = fair()
    shown = NewMaterial(MaterialKind.PICTURE, "Our stand", file=picture(), file_name="stand.png")
    add(house, document(), link("Work"), shown)
    rows = materials_of(house.booth)
    assert [(row.kind, row.title, row.published_at) for row in rows] == [
        (MaterialKind.DOCUMENT, "Paper", None),
        (MaterialKind.LINK, "Work", None),
        (MaterialKind.PICTURE, "Our stand", None),
    ]
    assert [is_kept(row.upload) for row in rows] == [True, False, True]
    assert rows[2].media_type == "image/webp"
    publish_now(house.lead, house.booth)
    assert all(row.published_at for row in materials_of(house.booth))


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize(
    ("new", "field"),
    [
        (document(b"<html><script>alert(1)</script></html>", "paper.pdf"), "file"),
        (document(PDF, "paper.html"), "file"),
        (document(PDF, "paper.svg"), "file"),
        (document(b"MZ\x90\x00", "setup.exe"), "file"),
        (document(MP4, "paper.pdf"), "file"),
        (document(PDF + b"0" * (7 * 1024 * 1024), "paper.pdf"), "file"),
        (document(b"", "paper.pdf"), "file"),
        (NewMaterial(MaterialKind.PICTURE, "P", file=io.BytesIO(b"<svg onload='x'/>"), file_name="p.png"), "file"),
        (NewMaterial(MaterialKind.PICTURE, "P"), "file"),
        (link("Script", "javascript:alert(1)"), "url"),
        (link("Data", "data:text/html,x"), "url"),
        (link("Nowhere", ""), "url"),
        (NewMaterial(MaterialKind.LINK, "Both", "https://example.org/", io.BytesIO(PDF), "paper.pdf"), "file"),
        (NewMaterial(MaterialKind.DOCUMENT, "Both", "https://example.org/", io.BytesIO(PDF), "paper.pdf"), "url"),
    ],
    ids=[
        "html named pdf", "html", "svg", "program", "pdf with another type", "too large", "empty", "svg named png",
        "no picture", "script link", "data link", "no address", "link with file", "document with address",
    ],
)  # fmt: skip
def test_a_hostile_or_unsound_material_is_refused_beside_its_field(new: NewMaterial, field: str) -> None:
    house = fair()
    with pytest.raises(Refused) as told:
        add(house, new)
    assert told.value.field == field
    assert materials_of(house.booth) == []


@pytest.mark.usefixtures("session")
def test_too_many_are_refused_and_their_files_are_not_kept() -> None:
    house = fair()
    add(house, *(link(f"Link {number}") for number in range(MOST_MATERIALS)))
    new = document()
    with pytest.raises(Refused):
        add(house, new)
    assert len(materials_of(house.booth)) == MOST_MATERIALS


@pytest.mark.usefixtures("session")
def test_all_files_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    house = fair()
    monkeypatch.setattr(material_edit_actions, "MOST_MEGABYTES", 0)
    with pytest.raises(Refused) as told:
        add(house, document())
    assert told.value.field == "file"
    add(house, link("Weighs nothing"))


@pytest.mark.usefixtures("session")
def test_materials_move_up_and_down_and_stop_at_the_ends() -> None:
    house = fair()
    ids = add(house, *(link(name) for name in NAMES))
    actor = make.actor(house.mate)
    move_material(actor, ids[2], -1)
    move_material(actor, ids[0], -1)
    assert [row.title for row in materials_of(house.booth)] == ["First", "Third", "Second"]
    move_material(actor, ids[0], 1)
    assert [row.title for row in materials_of(house.booth)] == ["Third", "First", "Second"]


@pytest.mark.usefixtures("session")
def test_a_removed_material_takes_its_file_along_and_pages_of_the_booth_are_drawn_anew() -> None:
    house = fair()
    ids = add(house, document())
    publish_now(house.lead, house.booth)
    name, version = materials_of(house.booth)[0].upload, booth_now(house.booth.id).version
    rename_material(make.actor(house.mate), ids[0], "Another title", "")
    assert booth_now(house.booth.id).version > version
    remove_material(make.actor(house.mate), ids[0])
    assert (materials_of(house.booth), is_kept(name)) == ([], False)
    with pytest.raises(NotFound):
        remove_material(make.actor(house.mate), ids[0])


@pytest.mark.usefixtures("session")
def test_a_link_is_led_elsewhere_only_to_a_web_address() -> None:
    house = fair()
    ids = add(house, link("Work"))
    with pytest.raises(Refused):
        rename_material(make.actor(house.mate), ids[0], "Work", "javascript:alert(1)")
    rename_material(make.actor(house.mate), ids[0], "New", "https://example.org/new")
    row = materials_of(house.booth)[0]
    assert (row.title, row.url) == ("New", "https://example.org/new")


@pytest.mark.usefixtures("session")
def test_others_change_no_material() -> None:
    house = fair()
    ids = add(house, link("Work"))
    neighbour = make.participant(house.house)
    booth(house.house, neighbour, name="Other")
    for stranger in (house.visitors[0], neighbour):
        for act in (lambda who: add_material(who, house.booth.id, link("Mine")),
                    lambda who: rename_material(who, ids[0], "Mine", "https://example.org/"),
                    lambda who: move_material(who, ids[0], 1),
                    lambda who: remove_material(who, ids[0])):  # fmt: skip
            with pytest.raises(Forbidden):
                act(make.actor(stranger))
    elsewhere = make.actor(make.participant(make.conference()))
    with pytest.raises(NotFound):
        remove_material(elsewhere, ids[0])


def test_the_page_of_materials_adds_keeps_what_was_typed_and_says_the_limits(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = fair()
        address, account = f"/{house.house.slug}/exhibition/{house.booth.id}/materials", house.lead.account_id
    browser = sign_in(account)
    data = {"kind": "document", "title": "Paper", "file": (io.BytesIO(PDF), "paper.pdf")}
    assert browser.post(address, data=data).status_code == 302
    page = browser.get(address).text
    assert "Paper" in page
    assert "of at most 30 materials" in page
    refused = browser.post(address, data={"kind": "link", "title": "Typed title", "url": "ftp://example.org/"})
    assert refused.status_code == 422
    assert "Typed title" in refused.text
    # What people write without https:// is a web address too.
    assert browser.post(address, data={"kind": "link", "title": "Site", "url": "www.example.org"}).status_code == 302
    assert 'href="https://www.example.org"' in browser.get(address).text
