"""A booth's content as a value: kept and read again, compared, and told apart from another."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.errors import NotFound
from conference.exhibition.content import FILES, BoothContent, changed_parts, content_from_json, video_at
from conference.exhibition.rules import VIDEO_HOSTS

KNOWN = frozenset(range(1, 8))
texts = st.text(max_size=30)
names = st.none() | st.sampled_from(["aa/" + "0" * 32 + ".webp", "bb/" + "1" * 32 + ".webp", "cc/" + "2" * 32 + ".mp4"])
tags = st.frozensets(st.sampled_from(sorted(KNOWN)))
contents = st.builds(
    BoothContent,
    name=texts, tagline=texts, country=st.sampled_from(["", "BE", "FR"]), about=texts, offers_text=texts,
    seeks_text=texts, website=texts, logo=names, banner=names, video_url=texts, video_upload=names, offers=tags,
    seeks=tags,
)  # fmt: skip
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(contents)
def test_what_is_kept_is_read_again(content: BoothContent) -> None:
    assert content_from_json(json.loads(json.dumps(content.to_json())), KNOWN) == content


@given(contents, st.frozensets(st.sampled_from(sorted(KNOWN))))
def test_tags_that_were_deleted_since_are_gone_and_nothing_else_is(content: BoothContent, left: frozenset[int]) -> None:
    again = content_from_json(content.to_json(), left)
    assert again == replace(content, offers=content.offers & left, seeks=content.seeks & left)


@given(st.dictionaries(st.sampled_from([*BoothContent().to_json(), "other"]), anything))
def test_whatever_is_kept_makes_a_content(data: dict[str, Any]) -> None:
    content = content_from_json(data, KNOWN)
    assert content_from_json(content.to_json(), KNOWN) == content
    assert content.offers | content.seeks <= KNOWN


@given(contents, contents)
def test_a_fingerprint_tells_what_is_written_apart_and_minds_no_file(one: BoothContent, other: BoothContent) -> None:
    assert (one.fingerprint == other.fingerprint) == (one.written == other.written)
    assert (one.whole_fingerprint == other.whole_fingerprint) == (one == other)
    assert one.with_file("logo", None).fingerprint == one.fingerprint


@given(contents, contents)
def test_what_is_written_leaves_the_files_as_they_are(one: BoothContent, other: BoothContent) -> None:
    both = one.with_written(other)
    assert both.written == other.written
    assert both.files == one.files
    assert {*changed_parts(one, both)}.isdisjoint(FILES)


@given(contents, contents)
def test_two_differ_in_nothing_only_when_they_are_the_same(one: BoothContent, other: BoothContent) -> None:
    assert (changed_parts(one, other) == []) == (one == other)
    assert changed_parts(one, other) == changed_parts(other, one)


def test_only_its_files_can_be_set_as_files() -> None:
    with pytest.raises(NotFound):
        BoothContent().with_file("name", "x")


def test_a_video_is_taken_from_the_hosts_that_the_organisers_named_and_from_no_other() -> None:
    shown = video_at("https://www.youtube.com/watch?v=abc_DEF-1", VIDEO_HOSTS)
    assert shown is not None
    assert shown.address == "https://www.youtube-nocookie.com/embed/abc_DEF-1"
    assert video_at("https://vimeo.com/12345", VIDEO_HOSTS) is not None
    assert video_at("https://media.example.org/film.mp4", "media.example.org") is not None
    assert video_at("https://vimeo.com/12345", "") is None
    for address in (
        "https://evil.example/embed/1",
        "https://www.youtube-nocookie.com.evil.example/embed/1",
        "https://www.youtube-nocookie.com@evil.example/embed/1",
        "http://player.vimeo.com/video/1",
        "javascript:alert(1)",
        "data:text/html,x",
        "//player.vimeo.com/video/1",
        "",
    ):
        assert video_at(address, VIDEO_HOSTS) is None
