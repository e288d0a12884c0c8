"""The tour through the hall, the plan, what is featured at home, and the logos on the cards."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from conference import clock, uploads
from conference.exhibition.models import ExhibitionHall
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making as fairs


def _hall(booths: int, **overrides: Any) -> str:
    house = make.conference()
    fairs.settings(house, **overrides)
    for number in range(booths):
        fairs.booth(house, name=f"Booth {number}", number=number + 1)
    return house.slug


def _walk(client: FlaskClient, slug: str) -> list[str]:
    """Follow the tour from booth to booth until it says that it is over; return where it led."""
    seen: list[str] = []
    while (answer := client.get(f"/{slug}/exhibition/another")).status_code == 302:
        assert len(seen) < 50, "the tour does not end"
        seen.append(answer.location)
        assert client.get(answer.location).status_code == 200
    assert "You have seen every booth" in answer.text
    return seen


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_tour_shows_every_booth_once_and_then_says_so(app: Flask, sign_in: SignIn, signed_in: bool) -> None:
    with app.app_context():
        slug = _hall(7)
        account = make.participant(make.house_of(slug)).account_id if signed_in else None
    client = sign_in(account)
    seen = _walk(client, slug)
    assert len(seen) == len(set(seen)) == 7
    again = client.get(f"/{slug}/exhibition/another?again=1")
    assert again.location in seen


def test_a_tour_leads_past_what_was_visited_before_and_past_the_visitors_own_booth(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = fairs.fair()
        slug, account = fair.house.slug, fair.lead.account_id
        others = [fairs.booth(fair.house, name=f"Other {number}").id for number in range(3)]
    client = sign_in(account)
    client.get(f"/{slug}/exhibition/{others[0]}")
    assert sorted(_walk(client, slug)) == sorted(f"/{slug}/exhibition/{booth_id}" for booth_id in others[1:])


def test_a_tour_never_leads_back_to_where_one_is(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house)
        one, other = fairs.booth(house).id, fairs.booth(house).id
        slug = house.slug
    assert client.get(f"/{slug}/exhibition/another?after={one}").location == f"/{slug}/exhibition/{other}"
    assert "You have seen every booth" in client.get(f"/{slug}/exhibition/another?after={other}").text


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_tour_that_is_walked_again_shows_every_booth_again_and_ends_again(
    app: Flask, sign_in: SignIn, signed_in: bool
) -> None:
    with app.app_context():
        slug = _hall(3)
        account = make.participant(make.house_of(slug)).account_id if signed_in else None
    client = sign_in(account)
    first = _walk(client, slug)
    for _round in range(2):
        begun = client.get(f"/{slug}/exhibition/another?again=1").location
        assert client.get(begun).status_code == 200
        assert sorted([begun, *_walk(client, slug)]) == sorted(first)


def test_the_plan_has_every_booth_at_its_stand_and_in_the_list(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house)
        hall = make.kept(ExhibitionHall(conference_id=house.id, name="Hydrogen"))
        fairs.booth(house, name="Placed", hall_id=hall.id, number=7)
        fairs.booth(house, name="Gone", hall_id=hall.id, number=3, state=BoothState.WITHDRAWN)
        fairs.booth(house, name="In no hall", number=9)
        slug = house.slug
    page = client.get(f"/{slug}/exhibition/floor").text
    assert page.count("Placed</") == page.count("In no hall</") == 2
    assert "Gone" not in page
    assert "Nothing here at the moment" in page
    assert "Further booths" in page


def test_home_features_booths_only_where_there_are_any_and_asks_once_more_for_them(
    app: Flask, client: FlaskClient, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    with app.app_context():
        plain = make.conference().slug
        slug = _hall(2)
        fairs.booth(make.house_of(slug), name="Lately published", featured_at=clock.now())
        fairs.booth(make.house_of(slug), name="Not yet", featured_at=clock.now(), state=BoothState.DRAFT)
        unfeatured = _hall(2)
        closed = _hall(0, is_open=False)
        fairs.booth(make.house_of(closed), name="Behind closed doors", featured_at=clock.now())
    for empty in (plain, unfeatured, closed):
        page = client.get(f"/{empty}/").text
        assert "In the exhibition" not in page
        assert "Behind closed doors" not in page
    page = client.get(f"/{slug}/").text
    assert "Lately published" in page
    assert "Not yet" not in page
    without, with_booths = (count_queries(lambda one=one: client.get(f"/{one}/")) for one in (plain, slug))  # type: ignore[misc]
    assert with_booths <= without + 1


def test_what_is_featured_for_participants_only_is_not_shown_to_strangers(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    with app.app_context():
        slug = _hall(0, is_public=False)
        fairs.booth(make.house_of(slug), name="For us", featured_at=clock.now())
        account = make.participant(make.house_of(slug)).account_id
    assert "For us" not in client.get(f"/{slug}/").text
    assert "For us" in sign_in(account).get(f"/{slug}/").text


def _picture() -> str:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(content, "PNG")
    content.seek(0)
    return uploads.keep_image(content, longest_side=40)


def test_a_card_shows_the_published_logo_lazily_and_never_a_drafts(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        fair = fairs.fair()
        fair.booth.logo, drafted = _picture(), _picture()
        fair.booth.draft = {"logo": drafted}
        db.session.commit()
        slug, booth_id = fair.house.slug, fair.booth.id
        published = uploads.path_of(fair.booth.logo).read_bytes()
    page = client.get(f"/{slug}/exhibition/").text
    image = page.split('<img src="')[1].split(">")[0]
    assert 'loading="lazy"' in image
    address = image.split('"')[0]
    assert address.startswith(f"/{slug}/exhibition/{booth_id}/logo?v=")
    with client.get(address) as answer:
        assert answer.data == published
        assert answer.mimetype == "image/webp"


def test_the_ways_on_from_the_hall_are_those_that_are_open_to_who_looks(
    app: Flask, client: FlaskClient, sign_in: SignIn
) -> None:
    with app.app_context():
        house = make.conference()
        fairs.settings(house, takes_applications=True, has_stamps=True)
        people = {"lead": make.participant(house), "visitor": make.participant(house)}
        people["organiser"] = make.participant(house, Role.ORGANISER)
        fairs.booth(house, people["lead"])
        slug, accounts = house.slug, {name: person.account_id for name, person in people.items()}
    ways = {"mine", "stamps", "own", "apply", "booths"}

    def found(browser: FlaskClient) -> set[str]:
        page = browser.get(f"/{slug}/exhibition/").text
        return {way for way in ways if f'href="/{slug}/exhibition/{way}"' in page}

    assert found(client) == {"apply"}
    assert found(sign_in(accounts["visitor"])) == {"mine", "stamps", "apply"}
    assert found(sign_in(accounts["lead"])) == {"mine", "stamps", "own"}
    assert found(sign_in(accounts["organiser"])) == {"mine", "stamps", "booths"}


def test_before_the_exhibition_opens_its_organisers_walk_through_it_and_are_told(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        slug = _hall(3, is_open=False)
        account = make.participant(make.house_of(slug), Role.ORGANISER).account_id
    client = sign_in(account)
    assert "only organisers see this" in client.get(f"/{slug}/exhibition/").text
    assert len(_walk(client, slug)) == 3
