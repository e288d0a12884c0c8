"""Answers that are not made and sent again to somebody who has them: strong tags, and since when they are so."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from flask import Response, request

from conference import clock
from conference.extensions import dump_json

MOST_REMEMBERED = 4096
MOST_KEPT = 64
Kept = TypeVar("Kept")


@dataclass
class _Memory:
    """What this process gave out: for each address its tag and since when; and the newest bodies by tag."""

    since: "OrderedDict[str, tuple[str, datetime]]" = field(default_factory=OrderedDict)
    bodies: "OrderedDict[str, bytes]" = field(default_factory=OrderedDict)


_memory = _Memory()


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be given out. `made_of` is all that decides its bytes, as plain JSON values.

    `build` makes the bytes, and is not asked where the asker has them. `shared` ones look the same to everybody and
    are kept ready.
    """

    media_type: str
    file_name: str
    made_of: list[object]
    build: Callable[[], bytes]
    shared: bool = True


def conditional_answer(document: Document) -> Response:
    """Answer with the document, or with 304 where the request says that it is known (also to HEAD)."""
    etag = digest([request.path, document.made_of])
    answer = Response(content_type=f"{document.media_type}; charset=utf-8")
    answer.set_etag(etag)
    answer.last_modified = _since(digest([request.full_path]), etag)
    answer.headers["Cache-Control"] = "public, no-cache" if document.shared else "private, no-cache"
    answer.headers["Content-Disposition"] = f'inline; filename="{document.file_name}"'
    answer.make_conditional(request)
    if answer.status_code != 304:
        answer.set_data(_body(etag, document))
    return answer


def digest(values: list[object]) -> str:
    """Return a short text that is the same for the same plain JSON values, and another for others."""
    return hashlib.sha256(dump_json(values).encode()).hexdigest()[:32]


def _since(address: str, etag: str) -> datetime:
    """Return since when, to the second, an address has given this content, as far as this process knows.

    No row says when a name in a feed was changed, so the moment is when the change was first seen. It only rises:
    whoever asks with `If-Modified-Since` alone may get what they have again, and never misses anything.
    """
    known = _memory.since.get(address)
    now = clock.now().replace(microsecond=0)
    if known is None or known[0] != etag:
        # Two contents within a second still need two moments.
        moment = now if known is None else max(now, known[1] + timedelta(seconds=1))
        known = (etag, moment)
    _remember(_memory.since, address, known, MOST_REMEMBERED)
    return known[1]


def _body(etag: str, document: Document) -> bytes:
    if not document.shared:
        return document.build()
    body = _memory.bodies.get(etag)
    if body is None:
        body = document.build()
    _remember(_memory.bodies, etag, body, MOST_KEPT)
    return body


def _remember(memory: "OrderedDict[str, Kept]", key: str, value: Kept, most: int) -> None:
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > most:
        memory.popitem(last=False)
