"""A booth as its team writes it: one value for the draft, for what is published, and for what differs between them."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from flask_babel import gettext as _

from conference.errors import NotFound
from conference.players import video_of
from conference.streams import Stream, StreamKind

# What is typed, and how much of it there may be.
LENGTHS: Mapping[str, int] = {
    "name": 200,
    "tagline": 200,
    "country": 2,
    "about": 8000,
    "offers_text": 2000,
    "seeks_text": 2000,
    "website": 500,
    "video_url": 500,
}
# What lies in a file.
FILES = ("logo", "banner", "video_upload")
SIDES = ("offers", "seeks")


@dataclass(frozen=True, slots=True)
class BoothContent:
    """All that a team decides about its booth but its materials; tags by id, files by an upload's name."""

    name: str = ""
    tagline: str = ""
    country: str = ""
    about: str = ""
    offers_text: str = ""
    seeks_text: str = ""
    website: str = ""
    logo: str | None = None
    banner: str | None = None
    video_url: str = ""
    video_upload: str | None = None
    offers: frozenset[int] = frozenset()
    seeks: frozenset[int] = frozenset()

    @property
    def files(self) -> frozenset[str]:
        """The names of the uploads that it shows."""
        return frozenset(name for key in FILES if (name := getattr(self, key)))

    @property
    def written(self) -> Mapping[str, object]:
        """What is typed and chosen in its form: all but the files."""
        texts = {key: getattr(self, key) for key in LENGTHS}
        return {**texts, **{side: sorted(getattr(self, side)) for side in SIDES}}

    @property
    def fingerprint(self) -> str:
        """A text that is another wherever something else is written: how a form notices that somebody was faster.

        Files have forms of their own, and so are not in it.
        """
        return _digest(self.written)

    @property
    def whole_fingerprint(self) -> str:
        """A text that is another wherever anything differs, files too."""
        return _digest(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """Return it as `Booth.draft` keeps it."""
        return {**self.written, **{key: getattr(self, key) for key in FILES}}

    def with_written(self, other: "BoothContent") -> "BoothContent":
        """Return what the other has written, with the files of this one."""
        return replace(other, logo=self.logo, banner=self.banner, video_upload=self.video_upload)

    def with_file(self, which: str, name: str | None) -> "BoothContent":
        """Return it with another of its files (`FILES`), or without. Raises `NotFound` for what is none of them."""
        if which not in FILES:
            raise NotFound(_("There is no such file."))
        files: dict[str, Any] = {which: name}
        return replace(self, **files)

    def without_video_address(self) -> "BoothContent":
        """Return it without a video at an address: there is one from a file."""
        return replace(self, video_url="")


def content_from_json(data: Mapping[str, Any], tag_ids: Collection[int]) -> BoothContent:
    """Return a kept draft. Tags that are in the conference's list no more, and whatever else does not fit, are gone."""
    texts: dict[str, Any] = {key: _text(data.get(key)) for key in LENGTHS}
    files: dict[str, Any] = {key: _text(data.get(key)) or None for key in FILES}
    return BoothContent(
        **texts, **files, offers=_tags(data.get("offers"), tag_ids), seeks=_tags(data.get("seeks"), tag_ids)
    )


def changed_parts(before: BoothContent, after: BoothContent) -> list[str]:
    """Return the names of the fields in which two differ, in their order."""
    return [one.name for one in fields(BoothContent) if getattr(before, one.name) != getattr(after, one.name)]


def video_at(address: str, hosts: str) -> Stream | None:
    """Return how a video at an address is shown in a booth; None where it would be a link only."""
    found = video_of(address, hosts)
    return None if found is None or found.kind is StreamKind.LINK else found


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _tags(value: object, known: Collection[int]) -> frozenset[int]:
    chosen = value if isinstance(value, list) else []
    return frozenset(one for one in chosen if isinstance(one, int) and not isinstance(one, bool)) & frozenset(known)


def _digest(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:24]
