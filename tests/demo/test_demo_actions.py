"""The demo loads whole, loads once, keeps what people did, and its live conference is always about to happen."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from conference import clock
from conference.agenda.actions import released_agenda
from conference.agenda.content import AgendaContent
from conference.agenda.models import AgendaItem, Star
from conference.agenda.rules import ItemKind
from conference.conferences.models import Conference
from conference.demo.actions import DIALOGUE, RECORD, demo_account, load_demo
from conference.demo.people import ATTENDEES, LIVE, PERSONAS, persona_name
from conference.demo.stage_actions import session_to_run
from conference.extensions import db
from conference.people.account_actions import delete_account
from conference.people.models import Participant
from conference.permissions import Role
from conference.polls.edit_actions import is_answered
from conference.polls.models import Poll
from conference.polls.rules import RoundState
from tests import factories as make

NOW = datetime(2026, 11, 21, 8, 20, tzinfo=UTC)


def _conference(slug: str) -> Conference:
    return db.session.scalars(select(Conference).where(Conference.slug == slug)).one()


def _agenda(slug: str) -> AgendaContent:
    agenda = released_agenda(_conference(slug).id)
    assert agenda is not None
    return agenda


def _running(agenda: AgendaContent, now: datetime) -> list[str]:
    return [
        item.title for item in agenda.items if item.starts_at and item.ends_at and item.starts_at <= now < item.ends_at
    ]


def test_the_record_stands_at_its_true_dates(session: object) -> None:
    with clock.stopped_at(NOW):
        load_demo()
    first = _agenda(RECORD).items[0]
    assert first.starts_at == datetime(2020, 11, 10, 8, 30, tzinfo=UTC)
    assert len([item for item in _agenda(RECORD).items if item.kind == "workshop"]) == 14


def test_the_first_afternoon_of_the_live_conference_is_now(session: object) -> None:
    with clock.stopped_at(NOW):
        load_demo()
    running = _running(_agenda(LIVE), NOW)
    assert len([title for title in running if "World Café, round 1" in title]) == 4


def test_the_dialogue_is_a_small_event(session: object) -> None:
    with clock.stopped_at(NOW):
        load_demo()
    (item,) = _agenda(DIALOGUE).items
    assert item.starts_at == datetime(2020, 6, 30, 13, 0, tzinfo=UTC)
    assert len(item.contributions) == 9


def test_loading_again_changes_nothing(session: object) -> None:
    with clock.stopped_at(NOW):
        load_demo()
        kept = db.session.scalars(select(AgendaItem).join(Conference).where(Conference.slug == LIVE)).first()
        assert kept is not None
        kept.title = "What an organiser wrote"
        db.session.commit()
        counts = [
            db.session.scalar(select(func.count()).select_from(table)) for table in (AgendaItem, Participant, Star)
        ]
        load_demo()
    assert db.session.get_one(AgendaItem, kept.id).title == "What an organiser wrote"
    assert counts == [
        db.session.scalar(select(func.count()).select_from(table)) for table in (AgendaItem, Participant, Star)
    ]


@pytest.mark.parametrize("later", [timedelta(days=3), timedelta(days=3, hours=7), timedelta(days=200)])
def test_when_the_live_conference_is_over_it_moves_on_with_its_changes(session: object, later: timedelta) -> None:
    with clock.stopped_at(NOW):
        load_demo()
    before = _agenda(LIVE)
    with clock.stopped_at(NOW + later):
        load_demo()
    after = _agenda(LIVE)
    assert after.number == before.number + 1
    assert len(_running(after, NOW + later)) >= 4
    assert [item.guid for item in after.items] == [item.guid for item in before.items]
    assert _conference(LIVE).timezone in _conference(LIVE).description


def _who_appears(slug: str) -> set[int]:
    return set().union(*(item.participant_ids for item in _agenda(slug).items))


def _persona(slug: str, role: Role) -> int:
    name = persona_name(role)
    return db.session.scalars(
        select(Participant.id).join(Conference).where(Conference.slug == slug, Participant.name == name)
    ).one()


@pytest.mark.parametrize("later", [timedelta(), timedelta(days=3, hours=7)])
def test_the_demo_speaker_appears_in_the_session_that_is_to_be_run(session: object, later: timedelta) -> None:
    with clock.stopped_at(NOW):
        load_demo()
    with clock.stopped_at(NOW + later):
        load_demo()
        item_id = session_to_run(_conference(LIVE))
    there = [item for item in _agenda(LIVE).items if _persona(LIVE, Role.SPEAKER) in item.participant_ids]
    assert [item.id for item in there if item.kind is not ItemKind.PITCHES] == [item_id]
    # And in one of the sessions with pitches, so that a pitcher's page can be tried.
    assert len(there) == 2


@pytest.mark.parametrize("slug", [RECORD, DIALOGUE])
def test_nobody_of_the_demo_appears_in_the_records(session: object, slug: str) -> None:
    with clock.stopped_at(NOW):
        load_demo()
    assert _who_appears(slug)
    assert not _who_appears(slug) & {_persona(slug, role) for role in PERSONAS}


def test_the_demo_speaker_is_led_to_the_questions_in_large_type(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        load_demo()
    page = client.post("/demo/sign-in/speaker?to=questions", follow_redirects=True)
    assert page.request.path.endswith("/speaker")
    assert page.status_code == 200


def test_demo_people_are_called_what_they_are(session: object) -> None:
    with clock.stopped_at(NOW):
        load_demo()
    with_account = db.session.scalars(
        select(Participant).join(Conference).where(Conference.slug == LIVE, Participant.account_id.is_not(None))
    ).all()
    assert len(with_account) == ATTENDEES + len(PERSONAS)
    assert all(person.name.startswith("Demo ") for person in with_account)


@pytest.mark.parametrize("role", PERSONAS)
def test_each_role_can_be_signed_in_as(app: Flask, client: FlaskClient, role: Role) -> None:
    with app.app_context():
        load_demo()
    page = client.get(f"/demo/sign-in/{role.value}")
    assert "data-sign-in" in page.text
    answer = client.post(f"/demo/sign-in/{role.value}")
    assert answer.headers["Location"] == f"/{LIVE}/"
    with client.session_transaction() as kept:
        assert kept["account"]


@pytest.mark.parametrize("path", ["/demo/sign-in/emperor", "/demo/sign-in/attendee/0", "/demo/sign-in/juror/3"])
def test_nobody_else_can_be_signed_in_as(app: Flask, client: FlaskClient, path: str) -> None:
    with app.app_context():
        load_demo()
    assert client.post(path).status_code == 404


@pytest.mark.parametrize(("path", "name"), [("attendee/17", "Demo attendee 17"), ("juror", "Demo juror")])
def test_whoever_deleted_their_account_can_be_signed_in_as_again(
    app: Flask, client: FlaskClient, path: str, name: str
) -> None:
    role, _, number = path.partition("/")
    with app.app_context():
        load_demo()
        account = demo_account(Role(role), int(number) if number else None)
        delete_account(account.id, account.email)
    assert client.post(f"/demo/sign-in/{path}").status_code == 302
    assert name in client.get("/account").text + client.get(f"/{LIVE}/people/profile").text


def test_the_live_conference_moves_on_without_the_demo_organiser(session: object) -> None:
    with clock.stopped_at(NOW):
        load_demo()
        for house in db.session.scalars(select(Conference)).all():
            make.participant(house, Role.ORGANISER)
        account = demo_account(Role.ORGANISER)
        delete_account(account.id, account.email)
    with clock.stopped_at(NOW + timedelta(days=3)):
        load_demo()
    assert _running(_agenda(LIVE), NOW + timedelta(days=3))


def test_a_demo_whose_live_conference_has_another_address_can_be_signed_in_to(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        load_demo()
        _conference(LIVE).slug = "renamed"
        db.session.commit()
    answer = client.post("/demo/sign-in/attendee", follow_redirects=True)
    assert answer.status_code == 200


def test_the_polls_of_the_record_are_closed_say_their_order_and_claim_no_answers(session: object) -> None:
    with clock.stopped_at(NOW):
        load_demo()
    polls = db.session.scalars(select(Poll).join(Conference).where(Conference.slug == RECORD).order_by(Poll.id)).all()
    assert len(polls) == 5
    assert all(poll.rounds[0].state is RoundState.CLOSED and not is_answered(poll.id) for poll in polls)
    assert "6. We are better off without public support (not selected)" in polls[3].description
    assert polls[3].eligibility["organisation_kinds"] == ["cluster_organisation"]
    ready = db.session.scalars(select(Poll).join(Conference).where(Conference.slug == LIVE)).all()
    assert [poll.question for poll in ready] == [poll.question for poll in polls]
    assert {poll.rounds[0].state for poll in ready} == {RoundState.DRAFT}
