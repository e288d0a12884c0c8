"""Registering, cancelling, the waiting list that moves up, and the race for the last place."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference import clock
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus, RegistrationMode
from conference.errors import Refused, SignInNeeded
from conference.extensions import db
from conference.mail import Mail
from conference.people.details import Details
from conference.people.identity import actor_for
from conference.people.models import Account, Participant, StatusChange
from conference.people.registration_actions import cancel_registration, register
from conference.people.rules import ParticipantStatus as Status
from conference.permissions import Actor, Role
from tests import factories

ADA = Details(name="Participant A", organisation="Cluster", country="BE", languages=("en", "fr"))


def newcomer(conference: Conference) -> Actor:
    return actor_for(conference, factories.account(), None)


def subjects(account_id: int | None) -> list[str]:
    email = db.session.get_one(Account, account_id).email
    return list(db.session.scalars(select(Mail.subject).where(Mail.recipient == email).order_by(Mail.id)))


def status_of(actor: Actor) -> Status:
    return db.session.scalars(select(Participant.status).where(Participant.account_id == actor.account_id)).one()


def test_an_open_conference_confirms_at_once_and_writes_it_down(session: Any) -> None:
    conference = factories.conference()
    actor = newcomer(conference)
    assert register(actor, ADA) is Status.CONFIRMED
    person = session.scalars(select(Participant).where(Participant.account_id == actor.account_id)).one()
    assert (person.name, person.languages, person.roles) == ("Participant A", ["en", "fr"], frozenset({Role.ATTENDEE}))
    assert not person.in_directory
    change = session.scalars(select(StatusChange)).one()
    assert (change.before, change.after, change.by_id) == (None, Status.CONFIRMED, person.id)
    assert subjects(actor.account_id) == [f"You are registered for {conference.title}"]


def test_a_full_conference_puts_newcomers_on_the_waiting_list(session: Any) -> None:
    conference = factories.conference(capacity=1)
    first, second = newcomer(conference), newcomer(conference)
    assert register(first, ADA) is Status.CONFIRMED
    assert register(second, ADA) is Status.WAITING_LIST


def test_speakers_take_no_place(session: Any) -> None:
    conference = factories.conference(capacity=1)
    factories.speaker(conference)
    factories.participant(conference, Role.ORGANISER)
    assert register(newcomer(conference), ADA) is Status.CONFIRMED


def test_who_waits_longest_moves_up_and_is_told(session: Any) -> None:
    conference = factories.conference(capacity=1)
    factories.participant(conference, Role.ORGANISER)
    first, second, third = (newcomer(conference) for _ in range(3))
    for minutes, actor in enumerate((first, second, third)):
        with clock.stopped_at(clock.now() + timedelta(minutes=minutes)):
            register(actor, ADA)
    cancel_registration(first)
    assert [status_of(actor) for actor in (first, second, third)] == [
        Status.CANCELLED,
        Status.CONFIRMED,
        Status.WAITING_LIST,
    ]
    assert subjects(second.account_id)[-1] == f"A place came free: you are registered for {conference.title}"
    moved = session.scalars(select(StatusChange).order_by(StatusChange.id.desc())).first()
    assert moved is not None
    assert moved.by_id is None


def test_cancelling_is_undone_by_registering_again(session: Any) -> None:
    conference = factories.conference(registration=RegistrationMode.APPROVAL)
    factories.participant(conference, Role.ORGANISER)
    person = factories.participant(conference)
    actor = factories.actor(person)
    cancel_registration(actor)
    assert status_of(actor) is Status.CANCELLED
    assert register(actor, ADA) is Status.CONFIRMED
    assert len(session.scalars(select(StatusChange)).all()) == 2


def test_who_cancels_with_the_house_full_again_goes_to_the_end(session: Any) -> None:
    conference = factories.conference(capacity=1)
    factories.participant(conference, Role.ORGANISER)
    first, second = newcomer(conference), newcomer(conference)
    register(first, ADA)
    register(second, ADA)
    cancel_registration(first)
    assert register(first, ADA) is Status.WAITING_LIST


def test_nobody_registers_twice(session: Any) -> None:
    actor = newcomer(factories.conference())
    register(actor, ADA)
    with pytest.raises(Refused, match="already"):
        register(actor, ADA)


def test_signed_out_visitors_cannot_register(session: Any) -> None:
    with pytest.raises(SignInNeeded):
        register(actor_for(factories.conference(), None, None), ADA)


@pytest.mark.parametrize(
    "settings",
    [
        {"registration": RegistrationMode.CLOSED},
        {"registration": RegistrationMode.INVITATION},
        {"status": ConferenceStatus.ARCHIVED},
    ],
)
def test_a_door_that_is_closed_stays_closed(session: Any, settings: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        register(newcomer(factories.conference(**settings)), ADA)


def test_an_archived_registration_cannot_be_cancelled(session: Any) -> None:
    person = factories.participant(factories.conference(status=ConferenceStatus.ARCHIVED))
    with pytest.raises(Refused, match="archived"):
        cancel_registration(factories.actor(person))


def test_an_invited_person_comes_in_where_others_need_an_invitation(session: Any) -> None:
    conference = factories.conference(registration=RegistrationMode.INVITATION)
    person = factories.participant(conference, status=Status.INVITED)
    assert register(factories.actor(person), ADA) is Status.CONFIRMED


def test_the_last_organiser_cannot_cancel(session: Any) -> None:
    conference = factories.conference()
    organiser = factories.participant(conference, Role.ORGANISER, Role.ATTENDEE)
    with pytest.raises(Refused, match="without an organiser"):
        cancel_registration(factories.actor(organiser))


def test_the_last_place_goes_to_one_of_those_who_race_for_it(app: Flask) -> None:
    with app.app_context():
        conference_id = factories.conference(capacity=1).id
        racers = [factories.account().id for _ in range(6)]
    line = threading.Barrier(len(racers))
    answers: list[Status] = []
    failures: list[Exception] = []

    def race(account_id: int) -> None:
        with app.test_request_context():
            line.wait()
            try:
                answers.append(register(Actor(conference_id, account_id=account_id), ADA))
            except Exception as failure:  # noqa: BLE001 - shown by the assertion below
                failures.append(failure)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=race, args=(account_id,)) for account_id in racers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(answers) == [Status.CONFIRMED, *[Status.WAITING_LIST] * 5]
    with app.app_context():
        rows = db.session.scalars(select(Participant.status).where(Participant.conference_id == conference_id)).all()
    assert sorted(rows) == sorted(answers)
