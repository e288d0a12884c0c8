"""What organisers do from a booth's page and from the list: show it, write to its team, find it again."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.errors import Forbidden, NotFound
from conference.exhibition.letter_actions import letters, write_to_team
from conference.exhibition.models import Booth
from conference.extensions import db
from conference.mail import Mail
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.test_fair import email_of


def test_a_mail_to_a_booth_reaches_its_team_once_and_nobody_else(session: Any) -> None:
    fair = making.fair()
    making.booth(fair.house, fair.visitors[0], name="Other")
    actor = fair.actor(fair.organiser)
    assert [write_to_team(actor, fair.booth.id, "Your logo", "It is missing.") for _press in range(2)] == [2, 2]
    mails = Counter(db.session.scalars(select(Mail.recipient).where(Mail.subject == "Your logo")))
    assert mails == {email_of(fair.lead): 1, email_of(fair.mate): 1}
    assert letters(fair.house.id) == []
    for who in (fair.lead, fair.visitors[0]):
        with pytest.raises(Forbidden):
            write_to_team(fair.actor(who), fair.booth.id, "x", "y")
    with pytest.raises(NotFound):
        write_to_team(make.actor(making.fair().organiser), fair.booth.id, "x", "y")


def test_a_booths_page_offers_organisers_what_they_do_with_it_and_comes_back(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair()
        booth_id, base = fair.booth.id, f"/{fair.house.slug}/exhibition"
        organiser, lead, visitor = (one.account_id for one in (fair.organiser, fair.lead, fair.visitors[0]))
    address, acts = f"{base}/{booth_id}", f"{base}/booths/{booth_id}"
    browser = sign_in(organiser)
    page = browser.get(address).text
    for way in (f"{address}/edit", f"{address}/figures", f"{acts}/letter", f"{acts}/place"):
        assert f'href="{way}"' in page
        assert browser.get(way).status_code == 200, way
    for act in ("feature", "out"):
        assert f'action="{acts}/{act}"' in page
    sent = {"data": {"on": "1"}, "headers": {"Referer": f"http://localhost{address}"}}
    assert browser.post(f"{acts}/feature", **sent).location.partition("#")[0] == address
    assert "Take off home page" in browser.get(address).text
    browser.post(f"{acts}/out", **sent)
    assert f'action="{acts}/back"' in browser.get(address).text
    browser.post(f"{acts}/back", **sent)
    with app.app_context():
        assert db.session.get_one(Booth, booth_id).state == "published"
    assert browser.post(f"{acts}/letter", data={"subject": "Logo", "text": "Please"}).status_code == 302
    for account in (lead, visitor):
        assert acts not in sign_in(account).get(address).text


def test_organisers_find_a_booth_in_the_list_by_name_or_number(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        fair = making.fair(name="Ålborg Wind", number=41)
        making.booth(fair.house, name="Sea 4", number=4)
        account, base = fair.organiser.account_id, f"/{fair.house.slug}/exhibition/booths"
    browser = sign_in(account)

    def found(words: str) -> list[str]:
        page = browser.get(base, query_string={"q": words}).text
        return [name for name in ("Ålborg Wind", "Sea 4") if f">{name}</a>" in page]

    assert found("") == ["Ålborg Wind", "Sea 4"]
    assert found("alborg") == ["Ålborg Wind"]
    assert found("41") == ["Ålborg Wind"]
    assert found("4") == ["Sea 4"]
    assert "No booth is like that" in browser.get(base, query_string={"q": "nowhere"}).text
