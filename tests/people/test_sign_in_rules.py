"""Where a sign-in may lead, and how many links are sent."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conference.people.sign_in import (
    FRESH,
    LINK_LIFETIME,
    MOST_LINKS_IN_A_DAY,
    MOST_LINKS_IN_A_LIFETIME,
    is_fresh,
    may_send_link,
    own_path,
)

AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PIECES = st.sampled_from(
    [
        "/",
        "//",
        "\\",
        "%2f",
        "%5c",
        "%252F",
        "evil.test",
        ":",
        "@",
        "http",
        "https:",
        "\t",
        "\n",
        ".",
        "..",
        "?",
        "#",
        "a",
    ]
)


@pytest.mark.parametrize("path", ["/", "/ecc-live/agenda?day=2&q=a%20b", "/account#password", "/a//b", "/%C3%A9"])
def test_a_path_of_ours_stays_as_it_is(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//evil.test",
        "///evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/%2fevil.test",
        "/%5Cevil.test",
        "/%252fevil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "https://evil.test",
        "javascript:alert(1)",
        "evil.test",
        " //evil.test",
        "/a\r\nSet-Cookie: a=b",
        "/" + "a" * 500,
        "/sign-in?next=/",
        "/sign-out",
        "//[",
    ],
)
def test_what_could_lead_elsewhere_leads_nowhere(path: str) -> None:
    assert own_path(path) == ""


@given(st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join).map("/".__add__)))
@example("/%2e%2e//evil.test")
def test_whatever_is_accepted_is_on_this_host_for_every_browser(text: str) -> None:
    path = own_path(text)
    for seen in (path, unquote(path), unquote(unquote(path))):
        # What a browser makes of an address (WHATWG URL): tabs and line ends go, a backslash is a slash.
        read = seen.translate({9: None, 10: None, 13: None, 92: "/"}).strip()
        assert urlsplit(urljoin("http://conference.test/sign-in", read)).netloc == "conference.test"


@given(st.text(alphabet=st.characters(categories=["L", "N"]), max_size=20))
def test_an_encoded_path_of_ours_is_accepted(text: str) -> None:
    assert own_path("/conference/" + quote(text))


@given(st.lists(st.integers(0, 90_000), max_size=60))
def test_no_address_ever_gets_more_links_than_the_limits(seconds: list[int]) -> None:
    sent: list[datetime] = []
    for moment in sorted(AT + timedelta(seconds=each) for each in seconds):
        if may_send_link(sent, moment):
            sent.append(moment)
    for end in sent:
        assert sum(end - LINK_LIFETIME < at <= end for at in sent) <= MOST_LINKS_IN_A_LIFETIME
        assert sum(end - timedelta(days=1) < at <= end for at in sent) <= MOST_LINKS_IN_A_DAY


def test_a_sign_in_by_link_is_fresh_for_a_quarter_of_an_hour() -> None:
    at = int(AT.timestamp())
    assert is_fresh(at, AT)
    assert is_fresh(at, AT + FRESH - timedelta(seconds=1))
    assert not is_fresh(at, AT + FRESH)
    assert not is_fresh(at + 60, AT)
    assert not is_fresh(None, AT)
