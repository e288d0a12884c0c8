"""The hall as visitors find it: who gets in, what they find, how little it asks of the database and of a phone."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from conference import presence
from conference.exhibition.models import BoothTag, BoothVisit, ExhibitionHall
from conference.exhibition.rules import BoothState
from conference.people.models import Participant, ParticipantTag, Tag
from conference.people.rules import TagSide
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making as fairs

MOST_QUERIES = 12
# The first screen and 30 cards. A phone on a poor line (1.6 Mbit/s) has it in a third of a second as it is, and
# compressed, as nginx sends it, in a twentieth.
FIRST_PAGE, COMPRESSED = 72 * 1024, 10 * 1024
# All 300 at once, as only whoever asks ten times for more has them; and the plan with its list.
WHOLE_HALL, WHOLE_COMPRESSED = 400 * 1024, 25 * 1024


def _text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def test_only_published_booths_are_in_the_hall(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house)
        for state in BoothState:
            fairs.booth(house, name=f"Booth that is {state}", state=state)
        slug = house.slug
    page = _text(client, f"/{slug}/exhibition/")
    assert "Booth that is published" in page
    assert page.count("Booth that is") == 1


@pytest.mark.parametrize(("rules", "found"), [("open public", 200), ("open", 302), ("public", 404)])
@pytest.mark.parametrize("path", ["", "floor", "another"])
def test_strangers_get_in_where_the_hall_is_open_and_public(
    app: Flask, client: FlaskClient, path: str, rules: str, found: int
) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house, is_open="open" in rules, is_public="public" in rules)
        slug = house.slug
    answer = client.get(f"/{slug}/exhibition/{path}?country=ES")
    assert answer.status_code == found
    if found == 302:
        # What a participant shared leads to the sign-in, and from there to what was shared.
        assert "/sign-in?next=" in answer.location
        assert answer.location.endswith("country%3DES")


def _tagged(house: Any, booth: Any, name: str, side: TagSide) -> Tag:
    tag = make.kept(Tag(conference_id=house.id, name=name))
    make.kept(BoothTag(booth_id=booth.id, tag_id=tag.id, side=side))
    return tag


def _wants(person: Participant, tag: Tag, side: TagSide) -> None:
    make.kept(ParticipantTag(participant_id=person.id, tag_id=tag.id, side=side))


def test_what_a_visitor_looks_for_comes_first_with_the_reason(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = fairs.fair(visitors=1, name="Quiet booth")
        for number in range(20):
            fairs.booth(fair.house, name=f"Quiet booth {number}")
        wanted = fairs.booth(fair.house, name="Light works")
        _wants(fair.visitors[0], _tagged(fair.house, wanted, "Photonics", TagSide.OFFERS), TagSide.SEEKS)
        slug, account = fair.house.slug, fair.visitors[0].account_id
    page = _text(sign_in(account), f"/{slug}/exhibition/")
    assert page.index("Light works") < page.index("Quiet booth")
    assert "You look for <strong>Photonics</strong>, they offer it" in page


def test_a_strangers_order_stays_while_they_walk_and_is_not_everybodys(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house)
        for number in range(25):
            fairs.booth(house, name=f"Booth {number:02}")
        address = f"/{house.slug}/exhibition/"
    browsers = [app.test_client() for _ in range(3)]
    orders = [[_names(_text(browser, address)) for _ in range(2)] for browser in browsers]
    assert all(first == second for first, second in orders)
    assert len({tuple(first) for first, _second in orders}) == len(browsers)
    assert all(sorted(first) == [f"Booth {number:02}" for number in range(25)] for first, _second in orders)


def _names(page: str) -> list[str]:
    return [part.split("</a>")[0].split(">")[-1] for part in page.split('class="hall-name"')[1:]]


def test_a_search_looks_through_names_taglines_texts_and_tags_whatever_their_accents(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house)
        fairs.booth(house, name="Énergie propre")
        fairs.booth(house, name="By tagline", tagline="Propre")
        fairs.booth(house, name="By text", about="Une industrie **propre**")
        tagged = fairs.booth(house, name="By tag")
        fairs.booth(house, name="Something else")
        _tagged(house, tagged, "Propreté", TagSide.SEEKS)
        slug = house.slug
    names = _names(_text(client, f"/{slug}/exhibition/?text=PROPRE"))
    assert names[0] == "Énergie propre"
    assert sorted(names) == sorted(["By tag", "By tagline", "By text", "Énergie propre"])
    assert _names(_text(client, f"/{slug}/exhibition/?text=energie")) == ["Énergie propre"]
    assert "No booth fits what you look for" in _text(client, f"/{slug}/exhibition/?text=zzzz")


def test_filters_stand_in_the_address_and_each_can_be_taken_away(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house)
        hall = make.kept(ExhibitionHall(conference_id=house.id, name="Hydrogen", description="All about **hydrogen**."))
        there = fairs.booth(house, name="Here", hall_id=hall.id, country="FR")
        fairs.booth(house, name="Elsewhere", country="FR")
        fairs.booth(house, name="Abroad", hall_id=hall.id, country="BE")
        _tagged(house, there, "Electrolysers", TagSide.OFFERS)
        slug, hall_id = house.slug, hall.id
    page = _text(client, f"/{slug}/exhibition/?hall={hall_id}&country=FR&offers=Electrolysers")
    assert _names(page) == ["Here"]
    assert "<strong>hydrogen</strong>" in page
    assert f"/{slug}/exhibition/?hall={hall_id}&amp;country=FR" in page
    assert f"/{slug}/exhibition/?hall={hall_id}&amp;offers=Electrolysers" in page
    assert "1 booth found" in page
    assert "Belgium (1)" in _text(client, f"/{slug}/exhibition/?hall={hall_id}")


@pytest.mark.parametrize(
    "query", ["hall=x", "hall=99999999999", "shown=-1", "shown=x", "shown=999999", "here=2", "a=b"]
)
def test_nonsense_in_the_address_is_as_if_it_were_not_said(app: Flask, client: FlaskClient, query: str) -> None:
    with app.app_context():
        slug = fairs.fair(name="Only one").house.slug
    assert _names(_text(client, f"/{slug}/exhibition/?{query}")) == ["Only one"]
    assert client.get(f"/{slug}/exhibition/floor?{query}").status_code == 200


def test_someone_is_here_now_only_while_somebody_of_the_team_is(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = fairs.fair(visitors=1, name="Watched")
        fairs.booth(fair.house, name="Lonely")
        slug, booth_id = fair.house.slug, fair.booth.id
        visitor, account, lead = fair.visitors[0].id, fair.visitors[0].account_id, fair.lead.id
    client = sign_in(account)
    presence.visit(("booth", booth_id), visitor)
    assert _names(_text(client, f"/{slug}/exhibition/?here=1")) == []
    presence.visit(("booth_desk", booth_id), lead)
    page = _text(client, f"/{slug}/exhibition/?here=1")
    assert _names(page) == ["Watched"]
    assert "Someone is here now" in page


def test_visited_booths_are_marked_and_can_be_left_out(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = fairs.fair(visitors=1, name="Known")
        fairs.booth(fair.house, name="Unseen")
        make.kept(BoothVisit(booth_id=fair.booth.id, participant_id=fair.visitors[0].id, number=1))
        slug, account, lead = fair.house.slug, fair.visitors[0].account_id, fair.lead.account_id
    client = sign_in(account)
    assert "Visited" in _text(client, f"/{slug}/exhibition/?text=known").split('class="hall-name"')[1]
    assert _names(_text(client, f"/{slug}/exhibition/?new=1")) == ["Unseen"]
    assert _names(_text(sign_in(lead), f"/{slug}/exhibition/?new=1")) == ["Unseen"]


def _crowded(booths: int) -> tuple[str, int]:
    """Make a hall of many booths with all they can have, and a visitor with tags; return slug and account."""
    fair = fairs.fair(visitors=1, name="First booth")
    visitor = fair.visitors[0]
    halls = [make.kept(ExhibitionHall(conference_id=fair.house.id, name=f"Hall {number}")) for number in range(8)]
    tags = [make.kept(Tag(conference_id=fair.house.id, name=f"Tag number {number}")) for number in range(40)]
    for number in range(booths - 1):
        fairs.booth(
            fair.house,
            name=f"The booth of an organisation with number {number}",
            tagline="What this organisation is about, in one line as people write it",
            hall_id=halls[number % 8].id,
            number=number + 1,
            logo="ab/0123456789abcdef0123456789abcdef.webp",
            tag_rows=[BoothTag(tag_id=tags[(number + at) % 40].id, side=side) for at in range(4) for side in TagSide],
        )
    for tag in tags[:6]:
        _wants(visitor, tag, TagSide.SEEKS)
    return fair.house.slug, visitor.account_id or 0


@pytest.fixture
def crowded(app: Flask) -> tuple[str, int]:
    with app.app_context():
        return _crowded(300)


def test_three_hundred_booths_ask_as_little_of_the_database_as_one_and_stay_light(
    crowded: tuple[str, int], sign_in: SignIn, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    slug, account = crowded
    client = sign_in(account)
    # The first of all also opens the connection.
    page = _text(client, f"/{slug}/exhibition/")
    presence.visit(("booth", int(page.split('data-booth="')[1].split('"')[0])), account)
    for path in ("", "?text=booth", "?shown=300", "floor"):
        assert count_queries(lambda path=path: _text(client, f"/{slug}/exhibition/{path}")) <= MOST_QUERIES  # type: ignore[misc]


def test_the_first_page_of_three_hundred_booths_is_light_and_every_other_stays_bounded(
    crowded: tuple[str, int], sign_in: SignIn
) -> None:
    slug, account = crowded
    client = sign_in(account)
    first = _text(client, f"/{slug}/exhibition/")
    assert len(_names(first)) == 30
    assert len(first.encode()) <= FIRST_PAGE
    assert len(gzip.compress(first.encode())) <= COMPRESSED
    assert first.count("<img") == first.count('loading="lazy"')
    whole = _text(client, f"/{slug}/exhibition/?shown=300")
    assert len(set(_names(whole))) == 300
    for page in (whole, _text(client, f"/{slug}/exhibition/floor")):
        assert len(page.encode()) <= WHOLE_HALL
        assert len(gzip.compress(page.encode())) <= WHOLE_COMPRESSED


def test_more_booths_come_by_a_link_and_to_a_script_as_what_is_missing(
    crowded: tuple[str, int], sign_in: SignIn
) -> None:
    slug, account = crowded
    client = sign_in(account)
    first = _names(_text(client, f"/{slug}/exhibition/"))
    longer = _names(_text(client, f"/{slug}/exhibition/?shown=60"))
    part = client.get(f"/{slug}/exhibition/?shown=60", headers={"HX-Request": "true"})
    assert len(longer) == 60
    assert first + _names(part.text) == longer
    assert "<html" not in part.text
    assert part.headers["Cache-Control"] == "no-store"


def test_the_last_cards_that_come_are_those_that_are_missing_and_none_again(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house)
        for number in range(37):
            fairs.booth(house, name=f"Booth {number}")
        slug = house.slug
    first = _text(client, f"/{slug}/exhibition/")
    more = first.split('hx-get="')[1].split('"')[0]
    part = client.get(more, headers={"HX-Request": "true"}).text
    assert len(_names(first) + _names(part)) == len({*_names(first), *_names(part)}) == 37
