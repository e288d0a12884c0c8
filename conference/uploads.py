"""Uploaded files: believed only after a look inside, kept under names nobody can guess, sent so that nothing runs."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from flask import Response, current_app, send_file
from flask_babel import gettext as _

from conference import transaction
from conference.errors import NotFound, Refused
from conference.upload_content import MEDIA_TYPES, document_content, image_content

MEGABYTE = 1024 * 1024
MOST_BYTES = 7 * MEGABYTE
NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.[a-z0-9]{2,4}")
# What a browser may show by itself; everything else is saved to disk.
SHOWN = frozenset({"image/webp", "image/png", "image/jpeg", "application/pdf"})
# Nothing in an upload may run or load. Browsers' own PDF viewers do not start inside a sandbox.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A kept file: `name` is where (for `path_of`), `file_name` what its owner calls it, `size` in bytes."""

    name: str
    file_name: str
    media_type: str
    size: int


def keep_image(data: BinaryIO, *, longest_side: int, square: bool = False) -> str:
    """Keep an image as WebP without its metadata, no side longer than `longest_side` pixels, and return its name.

    With `square` the middle is cut out. Raises `Refused` for what is no JPEG, PNG, WebP or GIF, is larger than
    20 megapixels or 7 MB, or cannot be read to its end.
    """
    return _keep(image_content(_read(data), longest_side=longest_side, square=square), "webp")


def keep_document(data: BinaryIO, file_name: str) -> KeptDocument:
    """Keep a document, whose content must be what its name says; pictures lose their metadata.

    Raises `Refused` for kinds not in `upload_content.MEDIA_TYPES`, more than 7 MB, nothing at all, or a file that
    is something else than it says.
    """
    shown_name = _plain_name(file_name)
    kind = PurePosixPath(shown_name).suffix.lower().removeprefix(".")
    content = document_content(_read(data), kind)
    kind = "jpg" if kind == "jpeg" else kind
    return KeptDocument(_keep(content, kind), shown_name, MEDIA_TYPES[kind], len(content))


def path_of(name: str) -> Path:
    """Return where a kept file lies. Raises `NotFound` for a name that none was ever given."""
    if not NAME.fullmatch(name):
        raise NotFound(_("There is no such file."))
    return _folder() / name


def remove(name: str | None) -> None:
    """Remove a file once the current transaction is committed; None, or a file that is gone already, is fine.

    No two keepings share a file, even of the same content, so that removing one never takes another's.
    """
    if name:
        path = path_of(name)
        transaction.after_commit(lambda: path.unlink(missing_ok=True))


def send(name: str, called: str | None = None, *, saved: bool = False) -> Response:
    """Answer with a kept file, under the name that people know it by: an image or a PDF is shown, all else is saved.

    With `saved` it never is shown by the browser itself, whatever it is. Raises `NotFound` when it is gone.
    """
    path = path_of(name)
    if not path.is_file():
        raise NotFound(_("There is no such file."))
    media_type = MEDIA_TYPES.get(path.suffix.removeprefix("."), "application/octet-stream")
    answer = send_file(
        path,
        mimetype=media_type,
        as_attachment=saved or media_type not in SHOWN,
        download_name=called or path.name,
        max_age=None,
    )
    answer.headers["Content-Security-Policy"] = PDF_POLICY if media_type == "application/pdf" and not saved else POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    # A name never gets another content, but the page that shows it may be for some people only.
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _read(data: BinaryIO) -> bytes:
    content = data.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is larger than %(limit)s MB. Please choose a smaller one.", limit=7))
    if not content:
        raise Refused(_("The file is empty."))
    return content


def _plain_name(file_name: str) -> str:
    """Return the last part of a path, without what a header, a shell or a spreadsheet could read as an order."""
    last = re.split(r"[/\\]", file_name)[-1]
    readable = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    stem, dot, suffix = readable.strip(" .").rpartition(".")
    return f"{stem[:150]}{dot}{suffix[:10]}" if dot else readable[:160]


def _keep(content: bytes, kind: str) -> str:
    """Write a file so that after a kill it is there whole or not at all."""
    token = secrets.token_hex(16)
    name = f"{token[:2]}/{token}.{kind}"
    path = _folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return name


def _folder() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "uploads"
