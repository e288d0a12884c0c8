"""The page of a table as browsers without a script use it, and who gets to see it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from conference import clock
from conference.cafe.harvest_models import CafeCard
from conference.cafe.models import Cafe, CafeMessage, CafeRound, HelpCall, Seat
from conference.cafe.rules import CafeState, RoundState
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.cafe.making import seated_hall
from tests.conftest import SignIn

NAMES = ("host", "sitter", "elsewhere", "facilitator", "foreigner", "stranger")
JSON = {"Accept": "application/json"}
# The navigation and who is asking are five of them.
MOST_QUERIES = 30


@dataclass(frozen=True)
class Place:
    """A café in its first round, and browsers of who is there: the host and a sitter of its first table, and others."""

    base: str
    tables: list[int]
    questions: list[int]
    first_round: int
    cafe: int
    sitter_id: int
    host: FlaskClient
    sitter: FlaskClient
    elsewhere: FlaskClient
    facilitator: FlaskClient
    foreigner: FlaskClient
    stranger: FlaskClient

    def page(self, table: int = 0) -> str:
        return f"{self.base}/{self.cafe}/tables/{self.tables[table]}"

    def write(
        self, who: FlaskClient, text: str = "More test beds", key: str = "key-of-the-card", table: int = 0
    ) -> int:
        form = {"question": str(self.questions[0]), "text": text, "key": key}
        return who.post(f"{self.page(table)}/cards", data=form).status_code


@pytest.fixture
def place(app: Flask, sign_in: SignIn) -> Place:
    with app.test_request_context():
        made = seated_hall(briefing="**Welcome** everybody at your table.")
        host, sitter, elsewhere = made.at[0][0], made.at[0][1], made.at[1][1]
        foreigner = make.participant(make.conference(), Role.ORGANISER)
        accounts = [one.account_id for one in (host, sitter, elsewhere, made.facilitator, foreigner)]
        slug, cafe, sitter_id = made.house.slug, made.cafe.id, sitter.id
        tables, questions = [row.id for row in made.cafe.tables], [row.id for row in made.cafe.questions]
        first_round = made.cafe.rounds[0].id
    browsers = dict(zip(NAMES, (sign_in(account) for account in (*accounts, None)), strict=True))
    return Place(f"/{slug}/cafe", tables, questions, first_round, cafe, sitter_id, **browsers)


@pytest.fixture
def change(app: Flask) -> Callable[[Callable[[], object]], None]:
    """Return a function that changes rows and commits."""

    def commit(act: Callable[[], object]) -> None:
        with app.app_context():
            act()
            db.session.commit()

    return commit


def _cards(app: Flask) -> list[CafeCard]:
    with app.app_context():
        return list(db.session.scalars(select(CafeCard).order_by(CafeCard.id)))


def test_the_page_shows_questions_clock_people_and_cards(place: Place) -> None:
    assert place.write(place.sitter) == 302
    page = place.sitter.get(place.page()).text
    assert "What does the transition need?" in page
    assert "Round 1" in page
    assert "data-ends-at=" in page
    for name in ("Attendee 0", "Attendee 3", "Cluster A", "France", "Host", "More test beds"):
        assert name in page
    assert "Attendee 1<" not in page


def test_the_briefing_is_for_the_host_and_facilitators_alone(place: Place) -> None:
    for who, expected in ((place.host, True), (place.facilitator, True), (place.sitter, False)):
        for address in (place.page(), f"{place.page()}?fragment=1"):
            assert ("<strong>Welcome</strong>" in who.get(address).text) is expected


def test_whoever_sits_elsewhere_is_led_to_their_own_table_and_reads_nothing_of_this_one(place: Place) -> None:
    place.write(place.sitter)
    answer = place.elsewhere.get(place.page())
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{place.page(1)}?moved=1"
    followed = place.elsewhere.get(place.page(), follow_redirects=True).text
    assert "Round 1: you are at table 2 now." in followed
    assert "More test beds" not in followed


def test_strangers_see_no_table(place: Place) -> None:
    assert place.stranger.get(place.page()).status_code == 302
    assert "/sign-in" in place.stranger.get(place.page()).headers["Location"]
    assert place.foreigner.get(place.page()).status_code in {403, 404}
    assert place.write(place.foreigner) in {403, 404}
    assert place.write(place.stranger) == 401


def test_a_table_of_another_cafe_is_not_found_under_this_one(app: Flask, place: Place) -> None:
    assert place.facilitator.get(f"{place.base}/999999/tables/{place.tables[0]}").status_code == 404
    with app.app_context():
        other = seated_hall().cafe.id
    assert place.facilitator.get(f"{place.base}/{other}/tables/{place.tables[0]}").status_code == 404


def test_a_card_goes_its_way_by_plain_forms(app: Flask, place: Place) -> None:
    for text, key in (("One", "key-of-card-one"), ("Two", "key-of-card-two")):
        assert place.write(place.sitter, text, key) == 302
    one, two = (card.id for card in _cards(app))
    of = f"{place.base}/cards/{one}"
    edited = place.sitter.post(f"{of}/edit", data={"text": "One and a half", "version": "1"}, follow_redirects=True)
    assert "One and a half" in edited.text
    assert place.host.post(f"{of}/star", data={"starred": "1"}).status_code == 302
    assert "Starred" in place.sitter.get(place.page()).text
    assert place.host.post(f"{of}/merge", data={"into": str(two)}).status_code == 302
    assert _cards(app)[0].merged_into_id == two
    assert place.host.post(f"{of}/merge").status_code == 302
    assert _cards(app)[0].merged_into_id is None
    gone = place.sitter.post(f"{of}/delete", follow_redirects=True)
    assert "One and a half" not in gone.text
    assert "Undo" in gone.text
    assert place.sitter.post(f"{of}/delete", data={"deleted": "0"}).status_code == 302
    assert "One and a half" in place.sitter.get(place.page()).text


def test_what_is_refused_stays_in_its_field(app: Flask, place: Place) -> None:
    place.write(place.sitter)
    card = _cards(app)[0].id
    place.host.post(f"{place.base}/cards/{card}/edit", data={"text": "More open test beds", "version": "1"})
    refused = place.sitter.post(f"{place.base}/cards/{card}/edit", data={"text": "Many test beds", "version": "1"})
    assert refused.status_code == 409
    assert "Many test beds</textarea>" in refused.text
    assert "More open test beds" in refused.text
    too_long = place.sitter.post(
        f"{place.page()}/cards", data={"question": str(place.questions[1]), "text": "too long " * 60}
    )
    assert too_long.status_code == 422
    assert "too long too long" in too_long.text


def test_whoever_saves_again_after_reading_the_newer_text_saves_theirs(app: Flask, place: Place) -> None:
    place.write(place.sitter)
    card = _cards(app)[0].id
    place.host.post(f"{place.base}/cards/{card}/edit", data={"text": "More open test beds", "version": "1"})
    refused = place.sitter.post(f"{place.base}/cards/{card}/edit", data={"text": "Many test beds", "version": "1"})
    shown = refused.text.split(f"/cards/{card}/edit")[-1]
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version
    again = {"text": "Many test beds", "version": version[1]}
    assert place.sitter.post(f"{place.base}/cards/{card}/edit", data=again).status_code == 302
    assert _cards(app)[0].text == "Many test beds"


def test_others_act_on_no_card_here_by_its_number(app: Flask, place: Place) -> None:
    place.write(place.sitter)
    card = _cards(app)[0].id
    for who in (place.elsewhere, place.foreigner):
        for act in ("edit", "delete", "merge", "star"):
            form = {"text": "Mine now", "version": "1"}
            assert who.post(f"{place.base}/cards/{card}/{act}", data=form).status_code in {403, 404}
    for act in ("merge", "star"):
        assert place.sitter.post(f"{place.base}/cards/{card}/{act}").status_code == 403
    assert place.write(place.elsewhere, "From elsewhere") == 403
    assert [(one.text, one.version, one.is_starred) for one in _cards(app)] == [("More test beds", 1, False)]


def test_the_same_form_sent_twice_is_one_card(app: Flask, place: Place) -> None:
    assert [place.write(place.sitter) for _ in range(2)] == [302, 302]
    assert len(_cards(app)) == 1


def test_a_script_gets_refusals_as_sentences(place: Place) -> None:
    form = {"question": str(place.questions[0]), "text": ""}
    answer = place.sitter.post(f"{place.page()}/cards", data=form, headers=JSON)
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["error"] == "Write something on the card first."


def test_a_table_calls_for_help_and_says_when_it_is_settled(app: Flask, place: Place) -> None:
    called = place.sitter.post(f"{place.page()}/help", data={"wanted": "1"}, follow_redirects=True)
    assert "A facilitator was called and comes to this table." in called.text
    assert place.elsewhere.post(f"{place.page()}/help", data={"wanted": "0"}).status_code == 403
    place.host.post(f"{place.page()}/help", data={"wanted": "0"})
    with app.app_context():
        assert db.session.scalars(select(HelpCall)).one().answered_at is not None


def test_a_message_for_some_tables_is_read_at_these(place: Place, change: Callable[..., None]) -> None:
    def say() -> None:
        for text, tables in (("For all", None), ("For the second", [place.tables[1]])):
            db.session.add(CafeMessage(cafe_id=place.cafe, text=text, table_ids=tables))

    change(say)
    here, there = place.sitter.get(place.page()).text, place.elsewhere.get(place.page(1)).text
    assert "For all" in here
    assert "For all" in there
    assert "For the second" not in here
    assert "For the second" in there


def test_between_rounds_the_cards_are_there_and_no_field(place: Place, change: Callable[..., None]) -> None:
    place.write(place.sitter)

    def end() -> None:
        first = db.session.get_one(CafeRound, place.first_round)
        first.state, first.ends_at, first.closed_at = RoundState.CLOSED, None, clock.now()

    change(end)
    page = place.sitter.get(place.page()).text
    assert "Round 1 is over" in page
    assert "More test beds" in page
    reading = page.split("data-reading")[1].split(">")[0]
    assert "hidden" not in reading
    assert place.write(place.sitter, "Too late", "another-key-01") == 422


def test_somebody_who_was_moved_reads_and_writes_only_at_the_new_table(
    app: Flask, place: Place, change: Callable[..., None]
) -> None:
    place.write(place.sitter, "Left behind")

    def move() -> None:
        seat = db.session.scalars(select(Seat).where(Seat.participant_id == place.sitter_id)).one()
        seat.table_id = place.tables[2]

    change(move)
    page = place.sitter.get(place.page(), follow_redirects=True).text
    assert "you are at table 3 now" in page
    assert "Left behind" not in page
    card = _cards(app)[0].id
    assert place.sitter.post(f"{place.base}/cards/{card}/edit", data={"text": "x", "version": "1"}).status_code == 404
    assert place.write(place.sitter, "Here I am", "another-key-01", table=2) == 302


def test_from_the_harvest_on_people_are_led_to_the_cafe(place: Place, change: Callable[..., None]) -> None:
    def harvest() -> None:
        db.session.get_one(Cafe, place.cafe).state = CafeState.HARVEST

    change(harvest)
    answer = place.sitter.get(place.page())
    assert answer.headers["Location"] == f"{place.base}/{place.cafe}"
    assert place.facilitator.get(place.page()).status_code == 200


def test_the_chat_of_a_table_is_read_by_who_sits_there(place: Place) -> None:
    found = re.search(r'data-embed="(chat/\d+/panel)"', place.sitter.get(place.page()).text)
    assert found
    chat = f"{place.base.removesuffix('/cafe')}/{found[1]}"
    assert "Table 1 · Green" in place.sitter.get(chat).text
    assert place.elsewhere.get(chat).status_code == 404
    assert place.foreigner.get(chat).status_code in {403, 404}


def test_without_a_script_the_page_stays_and_a_frame_in_it_says_what_is_new(place: Place) -> None:
    def frame(page: str) -> str:
        found = re.search(r'<iframe src="([^"]+)"', page)
        assert found
        return found[1].replace("&amp;", "&")

    page = place.sitter.get(place.page()).text
    assert 'http-equiv="refresh"' not in page
    seen = place.sitter.get(frame(page))
    assert "Nothing is new since you loaded this page." in seen.text
    assert "frame-ancestors 'self'" in seen.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in place.sitter.get(place.page()).headers["Content-Security-Policy"]
    place.write(place.host, "New here")
    news = place.sitter.get(frame(page)).text
    assert "Something is new at this table." in news
    assert "New here" not in news
    assert "New here" in place.sitter.get(place.page()).text
    assert "Nothing is new" in place.sitter.get(frame(place.sitter.get(place.page()).text)).text


def test_the_frame_tells_whoever_sits_elsewhere_where_and_nothing_of_this_table(place: Place) -> None:
    news = place.elsewhere.get(f"{place.page()}/news?seen=1").text
    assert "You sit at table 2 now." in news
    assert "Something is new" not in news
    assert place.foreigner.get(f"{place.page()}/news").status_code == 403


def test_a_table_costs_the_same_with_few_and_with_many_cards(
    place: Place, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    counts = []
    for cards in (1, 4):
        for number in range(cards):
            place.write(place.host, f"Card {cards}.{number}", f"key-{cards}-{number}")
        # The first who looks makes chat and call.
        assert place.sitter.get(place.page()).status_code == 200
        counts.append(count_queries(partial(place.sitter.get, place.page())))
    assert counts[0] == counts[1]
    # The whole café asks for its new tables in the same second.
    assert counts[0] <= MOST_QUERIES
