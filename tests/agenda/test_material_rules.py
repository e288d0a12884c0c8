"""When a material is seen, and what it must consist of."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.materials import (
    Lack,
    Publication,
    Source,
    is_published,
    is_web_address,
    lack_of,
    publication_of,
    reordered,
    stored_publication,
)
from conference.agenda.rules import MaterialKind
from tests.agenda.showing import MORNING

moments = st.integers(-500, 500).map(lambda minutes: MORNING + timedelta(minutes=minutes))


@given(st.sampled_from(Publication), st.none() | moments, moments)
def test_what_is_decided_is_what_is_stored(wanted: Publication, before: datetime | None, now: datetime) -> None:
    published_at, after_session = stored_publication(wanted, before, now)
    assert publication_of(published_at, after_session) is wanted


@given(moments, moments)
def test_after_the_session_means_from_its_end_on(ends_at: datetime, now: datetime) -> None:
    assert is_published(None, True, ends_at, now) == (now >= ends_at)


@given(st.none() | moments, moments)
def test_what_is_hidden_is_never_seen(ends_at: datetime | None, now: datetime) -> None:
    assert not is_published(None, False, ends_at, now)


@given(st.sampled_from(MaterialKind), st.booleans(), st.booleans())
def test_a_material_is_an_address_or_a_file_and_never_both(kind: MaterialKind, address: bool, file: bool) -> None:
    lack = lack_of(kind, Source("https://example.org/slides" if address else "", file))
    allowed = {
        MaterialKind.LINK: address and not file,
        MaterialKind.FILE: file and not address,
    }.get(kind, address != file)
    assert (lack is None) == allowed


def test_an_address_that_could_run_something_is_refused() -> None:
    for address in ("javascript:alert(1)", "//example.org", "https://", "https://exa mple.org", "http://[", "data:x"):
        assert not is_web_address(address)
        assert lack_of(MaterialKind.LINK, Source(address)) is Lack.SOUND_ADDRESS
    assert is_web_address("https://example.org/a?b=c")


@given(st.lists(st.integers(), unique=True, min_size=1), st.data(), st.integers(-3, 3))
def test_moving_keeps_everything_and_the_order_of_the_rest(ids: list[int], data: st.DataObject, step: int) -> None:
    moving = data.draw(st.sampled_from(ids))
    after = reordered(ids, moving, step)
    assert sorted(after) == sorted(ids)
    assert [key for key in after if key != moving] == [key for key in ids if key != moving]
    assert after.index(moving) == min(max(ids.index(moving) + step, 0), len(ids) - 1)
