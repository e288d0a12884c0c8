"""Decisions of organisers, invitations and imports: what is written, what is refused, who is told."""

from typing import Any

import pytest
from sqlalchemy import func, select

from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.mail import Mail
from conference.people.import_actions import dry_run, import_people, read_list
from conference.people.import_plan import Verdict
from conference.people.invitation_actions import (
    answer_invitation,
    invitation_of,
    invite,
    last_change,
    resend,
    split_addresses,
)
from conference.people.list_actions import ListFilter, list_participants
from conference.people.mailing_actions import Invitation, read_invitation, send_forgotten_invitations
from conference.people.manage_actions import Decision, change_role, decide, history_of, set_roles
from conference.people.models import Account, Participant, StatusChange
from conference.people.place_actions import write_status
from conference.people.rules import ParticipantStatus as Status
from conference.people.spreadsheet import read_csv
from conference.permissions import Actor, Role
from tests import factories


@pytest.fixture
def house(session: Any) -> Conference:
    return factories.conference()


@pytest.fixture
def organiser(house: Conference) -> Actor:
    return factories.actor(factories.participant(house, Role.ORGANISER))


def mails() -> list[tuple[str, str]]:
    return [(mail.recipient, mail.subject) for mail in db.session.scalars(select(Mail).order_by(Mail.id))]


def test_approving_more_than_there_is_room_for_fills_the_waiting_list(house: Conference, organiser: Actor) -> None:
    house.capacity = 2
    db.session.commit()
    people = [factories.participant(house, status=Status.WAITING_FOR_APPROVAL) for _ in range(3)]
    outcome = decide(organiser, [person.id for person in people], Decision.APPROVE)
    assert (outcome.changed, outcome.waiting) == (3, 1)
    assert [person.status for person in people] == [Status.CONFIRMED, Status.CONFIRMED, Status.WAITING_LIST]
    assert [subject for _, subject in mails()][-1] == f"You are on the waiting list of {house.title}"
    again = decide(organiser, [people[2].id], Decision.APPROVE)
    assert "no place is free" in again.refused[0]


def test_cancelling_somebody_lets_the_next_one_in(house: Conference, organiser: Actor) -> None:
    house.capacity = 1
    db.session.commit()
    inside = factories.participant(house)
    waiting = factories.participant(house, status=Status.WAITING_LIST)
    decide(organiser, [inside.id], Decision.CANCEL)
    assert (inside.status, waiting.status) == (Status.CANCELLED, Status.CONFIRMED)
    (change, by), *_ = history_of(organiser, inside.id)
    assert (change.before, change.after, by != "") == (Status.CONFIRMED, Status.CANCELLED, True)


def test_an_attendee_who_becomes_a_speaker_only_frees_a_place(house: Conference, organiser: Actor) -> None:
    house.capacity = 1
    db.session.commit()
    inside = factories.participant(house)
    waiting = factories.participant(house, status=Status.WAITING_LIST)
    set_roles(organiser, inside.id, [Role.SPEAKER])
    assert waiting.status is Status.CONFIRMED
    with pytest.raises(Refused, match="No place is free"):
        set_roles(organiser, inside.id, [Role.SPEAKER, Role.ATTENDEE])


def test_a_role_is_given_to_all_or_to_nobody(house: Conference, organiser: Actor) -> None:
    house.capacity = 2
    db.session.commit()
    speakers = [factories.speaker(house).id for _ in range(3)]
    with pytest.raises(Refused):
        change_role(organiser, speakers, Role.ATTENDEE, give=True)
    db.session.rollback()
    assert change_role(organiser, speakers[:2], Role.ATTENDEE, give=True).changed == 2


def test_the_last_organiser_is_neither_cancelled_nor_demoted(house: Conference, organiser: Actor) -> None:
    assert organiser.participant_id
    for attempt in (
        lambda: decide(organiser, [organiser.participant_id or 0], Decision.CANCEL),
        lambda: set_roles(organiser, organiser.participant_id or 0, [Role.ATTENDEE]),
        lambda: change_role(organiser, [organiser.participant_id or 0], Role.ORGANISER, give=False),
    ):
        with pytest.raises(Refused):
            attempt()
        db.session.rollback()
    assert db.session.get_one(Participant, organiser.participant_id).roles_in_force == {Role.ORGANISER}


def test_an_archive_keeps_its_list_as_it_is(house: Conference, organiser: Actor) -> None:
    person = factories.participant(house)
    house.status = ConferenceStatus.ARCHIVED
    db.session.commit()
    with pytest.raises(Refused, match="archived"):
        decide(organiser, [person.id], Decision.CANCEL)
    with pytest.raises(Refused, match="archived"):
        invite(organiser, "a@example.org", [])


def test_attendees_decide_nothing_and_nobody_reaches_elsewhere(house: Conference, organiser: Actor) -> None:
    attendee = factories.actor(factories.participant(house))
    stranger = factories.participant(factories.conference())
    with pytest.raises(Forbidden):
        decide(attendee, [stranger.id], Decision.CANCEL)
    with pytest.raises(Forbidden):
        list_participants(attendee, ListFilter())
    with pytest.raises(NotFound):
        decide(organiser, [stranger.id], Decision.CANCEL)
    with pytest.raises(NotFound):
        set_roles(organiser, stranger.id, [Role.SPEAKER])


def test_addresses_are_found_however_they_are_written() -> None:
    good, wrong = split_addresses("Ada L. <Ada@Example.org>; bob@example.org\nada@example.org, broken@")
    assert good == ["ada@example.org", "bob@example.org"]
    assert wrong == ["broken@"]


def test_each_new_person_is_invited_once(house: Conference, organiser: Actor) -> None:
    known = factories.participant(house)
    assert known.account
    outcome = invite(organiser, f"a@example.org {known.account.email}", [Role.JUROR])
    assert (outcome.invited, outcome.already) == (["a@example.org"], [known.account.email])
    send_forgotten_invitations()
    assert mails() == [("a@example.org", f"You are invited to {house.title}")]
    person = db.session.scalars(select(Participant).where(Participant.status == Status.INVITED)).one()
    assert resend(organiser, [person.id]) == 1
    assert len(mails()) == 2


def test_an_invitation_that_a_kill_kept_from_being_mailed_is_mailed_later(house: Conference) -> None:
    person = factories.participant(house, status=Status.INVITED)
    write_status(person, None, Status.INVITED, None)
    db.session.commit()
    send_forgotten_invitations()
    send_forgotten_invitations()
    assert len(mails()) == 1


def test_declining_and_changing_ones_mind(house: Conference, organiser: Actor) -> None:
    invite(organiser, "a@example.org", [Role.ATTENDEE])
    person = db.session.scalars(select(Participant).where(Participant.status == Status.INVITED)).one()
    held = read_invitation(Invitation(person.id, last_change(person.id)).token)
    answer_invitation(held, house.id, accept=False)
    assert person.status is Status.DECLINED
    assert invitation_of(held, house.id) is person
    answer_invitation(held, house.id, accept=True, name="Changed Mind")
    assert (person.status, person.name) == (Status.CONFIRMED, "Changed Mind")
    with pytest.raises(NotFound):
        invitation_of(read_invitation("forged"), house.id)


def test_accepting_when_all_places_are_taken_means_waiting(house: Conference, organiser: Actor) -> None:
    house.capacity = 1
    db.session.commit()
    factories.participant(house)
    invite(organiser, "late@example.org", [Role.ATTENDEE])
    person = db.session.scalars(select(Participant).where(Participant.status == Status.INVITED)).one()
    answer_invitation(Invitation(person.id, last_change(person.id)), house.id, accept=True, name="Late")
    assert person.status is Status.WAITING_LIST


def test_an_import_does_exactly_what_was_shown(house: Conference, organiser: Actor) -> None:
    known = factories.participant(house, organisation="Old", country="BE")
    gone = factories.participant(house, status=Status.CANCELLED)
    assert known.account
    assert gone.account
    lines = (
        "email,name,organisation,roles",
        "new@example.org,New,Org,speaker",
        f"{known.account.email},,New org,juror",
        f"{gone.account.email},x,,",
    )
    people = read_list(read_csv("\n".join(lines)))
    plan = dry_run(organiser, people)
    assert [line.verdict for line in plan.lines] == [Verdict.CREATED, Verdict.CHANGED, Verdict.REFUSED]
    assert db.session.scalar(select(func.count(Account.id)).where(Account.email == "new@example.org")) == 0
    import_people(organiser, people, plan.digest)
    db.session.refresh(known)
    assert (known.organisation, known.country) == ("New org", "BE")
    assert known.roles == {Role.ATTENDEE, Role.JUROR}
    new = db.session.scalars(select(Participant).where(Participant.name == "New")).one()
    assert (new.status, new.roles) == (Status.INVITED, frozenset({Role.SPEAKER}))
    history = db.session.scalars(select(StatusChange).where(StatusChange.participant_id == new.id)).one()
    assert (history.after, history.by_id) == (Status.INVITED, organiser.participant_id)
    assert mails() == [("new@example.org", f"You are invited to {house.title}")]
    assert dry_run(organiser, people).counts == {"created": 0, "changed": 0, "unchanged": 2, "refused": 1}


def test_an_import_is_refused_whole_when_something_changed_since(house: Conference, organiser: Actor) -> None:
    people = read_list(read_csv("email,name\na@example.org,A\nb@example.org,B\n"))
    digest = dry_run(organiser, people).digest
    invite(organiser, "b@example.org", [])
    with pytest.raises(Stale, match="Nothing was imported"):
        import_people(organiser, people, digest)
    db.session.rollback()
    assert db.session.scalar(select(func.count(Participant.id)).where(Participant.name == "A")) == 0


def test_a_dry_run_of_two_thousand_lines_takes_few_statements(organiser: Actor, count_queries: Any) -> None:
    people = read_list([["email", "name"], *([f"p{number}@example.org", "Name"] for number in range(2000))])
    assert count_queries(lambda: dry_run(organiser, people)) < 20
