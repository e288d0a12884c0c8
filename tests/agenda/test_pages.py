"""What attendees see: the programme, its filters and clocks, stars, my agenda; and what it costs the database."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from conference import clock
from conference.agenda.models import AgendaItem, Star
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import ItemStatus
from conference.extensions import db
from conference.people.models import Participant
from tests import factories as make
from tests.agenda.released import TEN, Stage, released
from tests.conftest import SignIn

QUERY_PAGES = (
    "/{slug}/",
    "/{slug}/agenda",
    "/{slug}/agenda?view=grid",
    "/{slug}/agenda?day=all&text=hour",
    "/{slug}/agenda/{item}",
    "/{slug}/agenda/speakers",
    "/{slug}/agenda/speakers/{speaker}",
    "/{slug}/agenda/mine",
)


@pytest.fixture
def stage(app: Flask, at_noon: object) -> Stage:
    """Three released sessions."""
    with app.app_context():
        return released()


@pytest.mark.parametrize("page", QUERY_PAGES)
def test_the_number_of_queries_does_not_depend_on_the_number_of_sessions(
    app: Flask, sign_in: SignIn, count_queries: Callable[[Callable[[], Any]], int], at_noon: object, page: str
) -> None:
    counts = []
    for sessions in (1, 3):
        with app.app_context():
            stage = released(sessions)
            db.session.add_all(Star(participant_id=stage.attendee, item_id=item) for item in stage.items)
            db.session.commit()
        client = sign_in(stage.attendee_account)
        address = page.format(slug=stage.slug, item=stage.items[0], speaker=stage.speakers[0])
        assert client.get(address).status_code == 200
        counts.append(count_queries(lambda client=client, address=address: client.get(address)))  # type: ignore[misc]
    assert counts[0] == counts[1]
    # The agenda itself, the navigation, and what stands below a session: each room of the house asks once for both.
    assert counts[0] <= 14


def test_filters_stand_in_the_address_and_each_can_be_taken_off(stage: Stage, sign_in: SignIn) -> None:
    speaker = stage.speakers[1]
    text = sign_in(None).get(f"/{stage.slug}/agenda?day=2026-03-10&speaker={speaker}&text=hour").text
    assert f'id="item-{stage.items[1]}"' in text
    assert f'id="item-{stage.items[0]}"' not in text
    assert f'href="/{stage.slug}/agenda?speaker={speaker}&amp;day=2026-03-10"' in text
    assert f'href="/{stage.slug}/agenda?text=hour&amp;day=2026-03-10"' in text


def test_no_match_says_so_and_where_else_to_look(stage: Stage, sign_in: SignIn) -> None:
    client = sign_in(None)
    assert "No session matches" in client.get(f"/{stage.slug}/agenda?text=zebra").text
    elsewhere = client.get(f"/{stage.slug}/agenda?text=hour&day=2026-03-11").text
    assert "There are 3 sessions on other days." in elsewhere


def test_nonsense_in_the_address_is_no_failure(stage: Stage, sign_in: SignIn) -> None:
    for query in (
        "day=x&view=y&zone=../etc&kind=z",
        "speaker=99999999999",
        "text=" + "%F0%9F%98%80" * 400,
    ):
        assert sign_in(None).get(f"/{stage.slug}/agenda?{query}").status_code == 200
    # A NUL is turned away at the doorstep, before any page.
    assert sign_in(None).get(f"/{stage.slug}/agenda?track=%00").status_code == 400


def test_the_clock_is_always_named_with_its_distance_from_utc(stage: Stage, sign_in: SignIn) -> None:
    client = sign_in(None)
    home = client.get(f"/{stage.slug}/agenda").text
    assert "Conference time: Brussels, UTC+1" in home
    assert ">11:00<" in home
    tokyo = client.get(f"/{stage.slug}/agenda?zone=Asia/Tokyo").text
    assert "Tokyo (UTC+9)" in tokyo
    assert ">19:00<" in tokyo
    assert "Conference time is Brussels, UTC+1." in tokyo
    kept = client.get(f"/{stage.slug}/agenda/{stage.items[0]}").text
    assert ">19:00<" in kept
    back = client.get(f"/{stage.slug}/agenda?zone=conference").text
    assert ">11:00<" in back
    assert ">11:00<" in client.get(f"/{stage.slug}/agenda/{stage.items[0]}").text


def test_a_time_on_another_date_says_by_how_many_days(stage: Stage, sign_in: SignIn) -> None:
    assert "+1 day" in sign_in(None).get(f"/{stage.slug}/agenda?zone=Pacific/Auckland").text.replace("\n", "")


def test_a_session_that_is_on_is_marked_and_the_line_stands_before_the_next(stage: Stage, sign_in: SignIn) -> None:
    with clock.stopped_at(TEN + timedelta(minutes=20)):
        text = sign_in(None).get(f"/{stage.slug}/agenda").text
        home = sign_in(None).get(f"/{stage.slug}/").text
    rows = [text.index(f'id="item-{item}"') for item in stage.items]
    assert rows[0] < text.index("data-now-line") < rows[1]
    assert text.count("badge-live") == 1
    assert "Now, 11:20" in text
    assert "On now" in home
    assert "Next, at 11:30" in home


def test_a_cancelled_session_stays_and_says_so(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    with app.app_context():
        db.session.get_one(AgendaItem, stage.items[0]).status = ItemStatus.CANCELLED
        db.session.commit()
        release_agenda(make.actor(db.session.get_one(Participant, stage.organiser)), notify=False)
    text = sign_in(stage.attendee_account).get(f"/{stage.slug}/agenda").text
    before, row = text.split(f'id="item-{stage.items[0]}"')
    assert "is-cancelled" in before[before.rindex("<li") :]
    assert "Cancelled" in row.split("</ul>")[0]
    assert "This session does not take place." in sign_in(None).get(f"/{stage.slug}/agenda/{stage.items[0]}").text


def test_only_what_changed_with_the_last_release_is_marked_updated(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    assert "Updated" not in sign_in(None).get(f"/{stage.slug}/agenda").text
    with app.app_context(), clock.stopped_at(TEN - timedelta(hours=1)):
        db.session.get_one(AgendaItem, stage.items[2]).title = "Another name"
        db.session.commit()
        release_agenda(make.actor(db.session.get_one(Participant, stage.organiser)), notify=False)
        assert sign_in(None).get(f"/{stage.slug}/agenda").text.count("Updated") == 1


def test_a_star_works_as_a_form_and_comes_back_to_the_row(stage: Stage, sign_in: SignIn) -> None:
    client = sign_in(stage.attendee_account)
    item = stage.items[1]
    page = f"http://localhost/{stage.slug}/agenda?kind=workshop"
    for _twice in range(2):
        answer = client.post(f"/{stage.slug}/agenda/{item}/star", headers={"Referer": page})
        assert answer.location == f"/{stage.slug}/agenda?kind=workshop#item-{item}"
    text = client.get(f"/{stage.slug}/agenda").text
    assert text.count('aria-pressed="true"') == 1
    assert f'action="/{stage.slug}/agenda/{item}/unstar"' in text
    client.post(f"/{stage.slug}/agenda/{item}/unstar")
    assert 'aria-pressed="true"' not in client.get(f"/{stage.slug}/agenda").text


def test_a_star_leads_nowhere_else(stage: Stage, sign_in: SignIn) -> None:
    client = sign_in(stage.attendee_account)
    for referrer in ("https://evil.example/x", "http://localhost//evil.example/", "//evil.example"):
        answer = client.post(f"/{stage.slug}/agenda/{stage.items[0]}/star", headers={"Referer": referrer})
        assert answer.location.startswith("/")
        assert not answer.location.startswith("//")


def test_a_star_answers_a_script_with_its_state(stage: Stage, sign_in: SignIn) -> None:
    client, accept = sign_in(stage.attendee_account), {"Accept": "application/json"}
    assert client.post(f"/{stage.slug}/agenda/{stage.items[0]}/star", headers=accept).json == {"starred": True}
    assert client.post(f"/{stage.slug}/agenda/{stage.items[0]}/unstar", headers=accept).json == {"starred": False}
    refused = sign_in(None).post(f"/{stage.slug}/agenda/{stage.items[0]}/star", headers=accept)
    assert refused.status_code == 401
    assert refused.json is not None
    assert refused.json["error"]


def test_my_agenda_marks_clashes_and_offers_to_undo_a_removal(stage: Stage, sign_in: SignIn) -> None:
    client, mine = sign_in(stage.attendee_account), f"/{stage.slug}/agenda/mine"
    assert "Nothing starred yet" in client.get(mine).text
    for item in stage.items:
        client.post(f"/{stage.slug}/agenda/{item}/star")
    text = client.get(mine).text
    assert "2 pairs of sessions or meetings take place at the same time." in text
    assert text.count("30 minutes at the same time as") == 4
    answer = client.post(f"/{stage.slug}/agenda/{stage.items[1]}/unstar", data={"then": "mine"})
    after = client.get(answer.location).text
    assert "is no longer in your agenda" in after
    assert "at the same time as" not in after
    assert "Undo" in after
    client.post(f"/{stage.slug}/agenda/{stage.items[1]}/star", data={"then": "mine"})
    assert "at the same time as" in client.get(mine).text


def test_a_speakers_own_sessions_are_in_their_agenda_without_a_star(stage: Stage, sign_in: SignIn) -> None:
    text = sign_in(stage.speaker_accounts[2]).get(f"/{stage.slug}/agenda/mine").text
    assert "Hour 2" in text
    assert "You take part" in text
    assert "Hour 1" not in text


def test_the_stream_is_shown_to_the_confirmed_only(app: Flask, at_noon: object, sign_in: SignIn) -> None:
    with app.app_context():
        stage = released(1)
        item = db.session.get_one(AgendaItem, stage.items[0])
        house = db.session.get_one(Participant, stage.organiser).conference
        item.room_id = make.room(house, stream_url="https://stream.example/stage").id
        db.session.commit()
        release_agenda(make.actor(db.session.get_one(Participant, stage.organiser)), notify=False)
    page = f"/{stage.slug}/agenda/{stage.items[0]}"
    assert "stream.example" in sign_in(stage.attendee_account).get(page).text
    assert "stream.example" not in sign_in(None).get(page).text


def test_what_runs_beside_and_what_comes_next_is_on_the_session_page(stage: Stage, sign_in: SignIn) -> None:
    text = sign_in(None).get(f"/{stage.slug}/agenda/{stage.items[1]}").text
    assert "At the same time" in text
    assert "Hour 0" in text
    assert "Hour 2" in text


def test_a_person_who_was_forgotten_is_named_nowhere(app: Flask, stage: Stage, sign_in: SignIn) -> None:
    with app.app_context():
        person = db.session.get_one(Participant, stage.speakers[0])
        person.account, person.erased_at = None, TEN
        db.session.commit()
    client = sign_in(None)
    for page in ("", "agenda", f"agenda/{stage.items[0]}", "agenda/speakers"):
        assert "Speaker 0" not in client.get(f"/{stage.slug}/{page}").text
    assert client.get(f"/{stage.slug}/agenda/speakers/{stage.speakers[0]}").status_code == 404
