"""Uploads are believed only after a look inside."""

from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from conference import uploads
from conference.errors import NotFound, Refused
from conference.upload_content import document_content, image_content


def picture(size: tuple[int, int] = (60, 40), image_format: str = "PNG", mode: str = "RGB", **options: Any) -> BytesIO:
    """Return an image file of one colour."""
    target = BytesIO()
    Image.new(mode, size, "teal").save(target, image_format, **options)
    target.seek(0)
    return target


def archive(**entries: str) -> BytesIO:
    """Return a zip file; `/` and `.` in a name are written as given in the keys."""
    target = BytesIO()
    with ZipFile(target, "w") as file:
        for name, content in entries.items():
            file.writestr(name, content)
    target.seek(0)
    return target


WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_small_webp_without_its_secrets(app: Flask, image_format: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "The maker of the camera"
    options: dict[str, Any] = {} if image_format == "GIF" else {"exif": exif}
    with app.app_context():
        name = uploads.keep_image(picture((600, 400), image_format, **options), longest_side=300)
        with Image.open(uploads.path_of(name)) as kept:
            assert (kept.format, kept.size) == ("WEBP", (300, 200))
            assert not kept.getexif()
            assert b"maker" not in uploads.path_of(name).read_bytes()


def test_a_picture_lying_on_its_side_is_put_upright(app: Flask) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with app.app_context():
        name = uploads.keep_image(picture((60, 40), "JPEG", exif=exif), longest_side=300)
        with Image.open(uploads.path_of(name)) as kept:
            assert kept.size == (40, 60)


def test_a_square_is_cut_from_the_middle_and_never_blown_up(app: Flask) -> None:
    with app.app_context():
        name = uploads.keep_image(picture((60, 40)), longest_side=512, square=True)
        with Image.open(uploads.path_of(name)) as kept:
            assert kept.size == (40, 40)


def test_transparency_stays(app: Flask) -> None:
    with app.app_context():
        target = BytesIO()
        Image.new("RGBA", (8, 8), (1, 2, 3, 0)).save(target, "PNG")
        target.seek(0)
        with Image.open(uploads.path_of(uploads.keep_image(target, longest_side=8))) as kept:
            assert kept.mode == "RGBA"


@pytest.mark.parametrize("size", [(5000, 4001), (20000, 20000)])
def test_a_picture_that_would_fill_the_memory_is_refused(app: Flask, size: tuple[int, int]) -> None:
    with app.app_context(), pytest.raises(Refused, match="megapixels"):
        uploads.keep_image(picture(size, mode="1"), longest_side=300)


@pytest.mark.parametrize(
    "content",
    [b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"<html>", b"\x89PNG\r\n\x1a\n", b"GIF89a"],
)
def test_what_is_no_picture_is_refused(app: Flask, content: bytes) -> None:
    with app.app_context(), pytest.raises(Refused, match="image"):
        uploads.keep_image(BytesIO(content), longest_side=300)


def test_a_picture_cut_short_is_refused(app: Flask) -> None:
    whole = picture((600, 400), "JPEG").getvalue()
    with app.app_context(), pytest.raises(Refused, match="image"):
        uploads.keep_image(BytesIO(whole[: len(whole) // 2]), longest_side=300)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=40), st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]), st.integers(0, 200))
def test_a_damaged_picture_is_read_or_refused_and_nothing_else(noise: bytes, image_format: str, at: int) -> None:
    whole = picture(image_format=image_format).getvalue()
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    with suppress(Refused):
        image_content(damaged, longest_side=20, square=True)


@pytest.mark.parametrize(
    ("file_name", "content"),
    [
        ("Slides.PDF", b"%PDF-1.7\n1 0 obj\n"),
        ("a.docx", archive(**WORD).getvalue()),
        ("a.odt", archive(mimetype="application/vnd.oasis.opendocument.text").getvalue()),
        ("a.zip", archive(readme="x").getvalue()),
        ("notes.md", "# Größe\n".encode()),
        ("a.jpeg", picture(image_format="JPEG").getvalue()),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"),
    ],
)
def test_a_document_that_is_what_it_says_is_kept(app: Flask, file_name: str, content: bytes) -> None:
    with app.app_context():
        kept = uploads.keep_document(BytesIO(content), file_name)
        assert kept.file_name == file_name
        assert uploads.path_of(kept.name).stat().st_size == kept.size


@pytest.mark.parametrize(
    ("file_name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg/>"),
        ("nothing", b"text"),
        (".htaccess", b"text"),
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.png", b"%PDF-1.7"),
        ("a.pptx", archive(**WORD).getvalue()),
        ("a.docx", archive(**WORD, **{"word/vbaProject.bin": "x"}).getvalue()),
        ("a.ods", archive(mimetype="application/vnd.oasis.opendocument.text").getvalue()),
        ("a.docx", b"PK\x03\x04 and then nothing"),
        ("a.txt", b"MZ\x00\x01"),
        ("a.mp4", b"#!/bin/sh"),
        ("a.pdf", b""),
    ],
)
def test_a_document_that_is_something_else_is_refused(app: Flask, file_name: str, content: bytes) -> None:
    with app.app_context(), pytest.raises(Refused):
        uploads.keep_document(BytesIO(content), file_name)


def test_a_document_of_more_than_seven_megabytes_is_refused(app: Flask) -> None:
    with app.app_context(), pytest.raises(Refused, match="7 MB"):
        uploads.keep_document(BytesIO(b"x" * (7 * 1024 * 1024 + 1)), "a.txt")


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=200), st.sampled_from(["pdf", "docx", "odt", "zip", "mp4", "png", "txt"]))
def test_any_content_is_kept_or_refused_and_nothing_else(content: bytes, kind: str) -> None:
    with suppress(Refused):
        document_content(content, kind)


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab/../x.webp", "/etc/passwd", "ab/" + "a" * 32 + ".webp\n", ""])
def test_a_name_that_was_never_given_out_leads_nowhere(app: Flask, name: str) -> None:
    with app.app_context(), pytest.raises(NotFound):
        uploads.path_of(name)


def test_a_file_name_keeps_its_words_and_loses_its_path(app: Flask) -> None:
    with app.app_context():
        kept = uploads.keep_document(BytesIO(b"x"), 'C:\\Users\\me\\My "notes"\r\n.txt')
        assert kept.file_name == "My notes.txt"


def test_removing_one_never_takes_another_of_the_same_content(session: scoped_session[Session]) -> None:
    first = uploads.keep_document(BytesIO(b"same"), "a.txt")
    second = uploads.keep_document(BytesIO(b"same"), "a.txt")
    uploads.remove(first.name)
    assert uploads.path_of(first.name).exists()
    session.execute(text("SELECT 1"))
    session.commit()
    assert not uploads.path_of(first.name).exists()
    assert uploads.path_of(second.name).exists()


def test_a_removal_that_is_rolled_back_removes_nothing(session: scoped_session[Session]) -> None:
    kept = uploads.keep_document(BytesIO(b"same"), "a.txt")
    session.execute(text("SELECT 1"))
    uploads.remove(kept.name)
    session.rollback()
    session.execute(text("SELECT 1"))
    session.commit()
    assert uploads.path_of(kept.name).exists()


def test_a_picture_is_shown_and_a_document_saved(app: Flask) -> None:
    with app.test_request_context():
        shown = uploads.send(uploads.keep_image(picture(), longest_side=20))
        saved = uploads.send(uploads.keep_document(BytesIO(b"<script>"), "a.txt").name, "Größe.txt")
        assert shown.headers["Content-Disposition"].startswith("inline")
        assert "sandbox" in shown.headers["Content-Security-Policy"]
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "private" in shown.headers["Cache-Control"]
        assert saved.headers["Content-Disposition"].startswith("attachment")
        slides = uploads.send(uploads.keep_document(BytesIO(b"%PDF-1.7\n1 0 obj\n"), "a.pdf").name, "Slides.pdf")
        assert slides.headers["Content-Disposition"] == "inline; filename=Slides.pdf"
        for answer in (shown, saved, slides):
            answer.close()


def test_a_file_that_is_gone_is_not_found(app: Flask) -> None:
    with app.test_request_context():
        name = uploads.keep_document(BytesIO(b"x"), "a.txt").name
        Path(uploads.path_of(name)).unlink()
        with pytest.raises(NotFound):
            uploads.send(name)
