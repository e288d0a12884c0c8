"""The organisers' pages as they read them: the booths where nobody was, and a letter as it was mailed."""

from flask import Flask
from sqlalchemy import select

from conference.exhibition.contact_models import BoothStamp
from conference.exhibition.draw_actions import draw
from conference.exhibition.letter_actions import write_letter
from conference.exhibition.models import BoothVisit, ExhibitionSettings
from conference.extensions import db
from conference.mail import Mail
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making


def test_organisers_are_led_to_the_booths_that_no_one_visits_and_feature_them_from_there(
    app: Flask, sign_in: SignIn
) -> None:
    with app.app_context():
        fair = making.fair(name="Well visited")
        making.booth(fair.house, name="Far corner")
        make.kept(BoothVisit(booth_id=fair.booth.id, participant_id=fair.visitors[0].id, number=1))
        slug, organiser = fair.house.slug, fair.organiser.account_id
    browser = sign_in(organiser)
    everything = browser.get(f"/{slug}/exhibition/booths").text
    address = f"/{slug}/exhibition/booths?sort=visits&amp;unvisited=1"
    assert f'href="{address}"' in everything
    page = browser.get(address.replace("&amp;", "&")).text
    assert "Far corner" in page
    assert "Well visited" not in page
    assert "Show on home page" in page


def test_nothing_leads_to_unvisited_booths_where_there_are_none(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = making.fair()
        make.kept(BoothVisit(booth_id=fair.booth.id, participant_id=fair.visitors[0].id, number=1))
        slug, organiser = fair.house.slug, fair.organiser.account_id
    browser = sign_in(organiser)
    assert "unvisited=1" not in browser.get(f"/{slug}/exhibition/booths").text
    # Whoever kept the address finds that all is well.
    assert "Every booth has had a visitor" in browser.get(f"/{slug}/exhibition/booths?unvisited=1").text


def test_a_long_list_comes_in_pages_that_keep_what_was_asked_for(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = making.fair(name="Lone wolf")
        for number in range(1, 61):
            making.booth(fair.house, name=f"Stand {number:02}")
        slug, organiser = fair.house.slug, fair.organiser.account_id
    browser = sign_in(organiser)
    address = f"/{slug}/exhibition/booths?sort=name&q=Stand"
    seen = [browser.get(f"{address}&page={number}").text for number in (1, 2)]
    for number in range(1, 61):
        assert [f"Stand {number:02}<" in page for page in seen] == [number <= 30, number > 30]
    assert f'href="/{slug}/exhibition/booths?sort=name&amp;q=Stand&amp;page=2" rel="next"' in seen[0]
    assert "Lone wolf" not in seen[0] + seen[1]
    # A page that is not there is the last one.
    assert "Stand 60<" in browser.get(f"{address}&page=9").text


def test_a_letter_stands_on_the_pages_as_it_was_mailed(app: Flask, sign_in: SignIn) -> None:
    words = "Dear all,\n\nbe there **at nine**,\nplease."
    with app.test_request_context():
        fair = making.fair()
        write_letter(fair.actor(fair.organiser), "Opening", words)
        slug, people = fair.house.slug, (fair.organiser.account_id, fair.mate.account_id)
        mailed = db.session.scalars(select(Mail).where(Mail.subject == "Opening")).first()
        assert mailed is not None
        assert words in mailed.text
        assert words in mailed.html
    for account, page in zip(people, ("letters", "own"), strict=True):
        assert words in sign_in(account).get(f"/{slug}/exhibition/{page}").text


def test_the_draw_says_when_all_full_cards_were_drawn(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = making.fair(visitors=1)
        settings = db.session.get_one(ExhibitionSettings, fair.house.id)
        settings.has_stamps, settings.stamps_needed = True, 1
        db.session.commit()
        slug, organiser, actor = fair.house.slug, fair.organiser.account_id, fair.actor(fair.organiser)
        stamp = BoothStamp(booth_id=fair.booth.id, participant_id=fair.visitors[0].id)
    browser = sign_in(organiser)
    page = browser.get(f"/{slug}/exhibition/draw").text
    assert "A card is full with 1 stamp." in page
    assert "Nobody has a full card at the moment." in page
    with app.app_context():
        make.kept(stamp)
        draw(actor)
    page = browser.get(f"/{slug}/exhibition/draw").text
    assert "Nobody has a full card" not in page
    assert "Everybody who has a full card was drawn." in page
