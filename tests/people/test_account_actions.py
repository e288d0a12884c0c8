"""What is held about a person can be taken along, and goes when they go."""

import threading
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from conference import mail, uploads
from conference.agenda.models import ItemInvitee, ItemPerson, Star, Unavailability
from conference.agenda.rules import RoleInItem
from conference.conferences.rules import ConferenceStatus
from conference.errors import Refused
from conference.extensions import db, dump_json
from conference.mail import Mail
from conference.people.account_actions import delete_account, my_conferences, sole_organiser_of
from conference.people.held_data import held_data
from conference.people.models import (
    Account,
    Participant,
    ParticipantRole,
    ParticipantTag,
    SignInLink,
    StatusChange,
    Tag,
)
from conference.people.rules import OrganisationKind, ParticipantStatus, TagSide
from conference.people.sign_in_actions import ask_for_link
from conference.permissions import Role
from tests import factories

Db = scoped_session[Session]
AT = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
PERSONAL = {
    "name": "Personal name",
    "organisation": "Personal organisation",
    "position": "Personal position",
    "timezone": "Personal/Zone",
    "about": "Personal words",
    "offers_text": "Personal offer",
    "seeks_text": "Personal wish",
    "languages": ["xx-personal"],
    "feed_token": "Personal token",
}


def full_participant() -> Participant:
    """Make a participant about whom everything that can be held is held."""
    house = factories.conference()
    image = BytesIO()
    Image.new("RGB", (8, 8)).save(image, "PNG")
    image.seek(0)
    person = factories.participant(
        house,
        Role.SPEAKER,
        Role.ATTENDEE,
        account=factories.account(email="personal@example.org"),
        photo=uploads.keep_image(image, longest_side=8),
        in_directory=True,
        organisation_kind=OrganisationKind.RESEARCH,
        **PERSONAL,
    )
    item = factories.item(house, title="A session of theirs")
    tag = factories.kept(Tag(conference_id=house.id, name="Robots"))
    for row in (
        ParticipantTag(participant_id=person.id, tag_id=tag.id, side=TagSide.OFFERS),
        StatusChange(participant_id=person.id, before=None, after=ParticipantStatus.CONFIRMED),
        Star(participant_id=person.id, item_id=item.id),
        ItemPerson(item_id=item.id, participant_id=person.id, role=RoleInItem.SPEAKER),
        ItemInvitee(item_id=item.id, participant_id=person.id),
        Unavailability(
            participant_id=person.id, starts_at=AT, ends_at=AT + timedelta(hours=1), reason="Personal reason"
        ),
    ):
        factories.kept(row)
    ask_for_link("personal@example.org")
    return person


def test_the_copy_holds_everything_and_no_secret(session: Db) -> None:
    person = full_participant()
    assert person.account is not None
    person.account.password_hash = "a hash"
    session.commit()
    copy = held_data(person.account.id)
    text = dump_json(copy)
    for value in ("Personal name", "xx-personal", "Robots", "A session of theirs", "Personal reason", "research"):
        assert value in text
    for secret in ("a hash", "Personal token", "token_hash", "session_epoch"):
        assert secret not in text
    (held,) = copy["participants"]
    assert held["roles"] == ["attendee", "speaker"]
    assert held["tags"] == [{"side": "offers", "name": "Robots"}]
    assert [change["after"] for change in held["status_changes"]] == ["confirmed"]
    assert len(held["stars"]) == len(held["sessions"]) == len(held["invitations"]) == 1
    assert len(copy["mails"]) == len(copy["sign_in_links"]) == 1


def test_the_copy_holds_every_column_about_a_person(session: Db) -> None:
    person = full_participant()
    assert person.account_id is not None
    (held,) = held_data(person.account_id)["participants"]
    assert set(Participant.__table__.columns.keys()) - set(held) == {"account_id", "version", "feed_token"}


def test_the_copy_is_of_nobody_else(session: Db) -> None:
    person = full_participant()
    other = factories.participant(person.conference, name="Somebody else")
    mail.send(
        "else@example.org", "sign_in", email="else@example.org", address="http://conference.test", until="", minutes=1
    )
    session.commit()
    assert person.account_id is not None
    assert other.name not in dump_json(held_data(person.account_id))
    assert "else@example.org" not in dump_json(held_data(person.account_id))


def test_deleting_an_account_leaves_rows_without_a_person(session: Db) -> None:
    person = full_participant()
    person_id, account_id, photo = person.id, person.account_id, person.photo
    assert account_id is not None
    assert photo is not None
    delete_account(account_id, "Personal@Example.org ")
    session.expire_all()
    assert session.get(Account, account_id) is None
    assert not uploads.path_of(photo).exists()
    for table in (SignInLink, Mail, ParticipantTag, ItemInvitee, Unavailability):
        assert session.scalar(select(func.count()).select_from(table)) == 0, table
    for counted in (Star, ItemPerson, StatusChange):
        assert session.scalar(select(func.count()).select_from(counted)) == 1, counted
    nobody = session.get_one(Participant, person_id)
    assert nobody.erased_at is not None
    assert (nobody.country, nobody.organisation_kind) == ("BE", OrganisationKind.RESEARCH)
    values = [getattr(nobody, column.key) for column in Participant.__table__.columns]
    assert not [value for value in values if "ersonal" in str(value)]
    assert (nobody.photo, nobody.account_id, nobody.in_directory) == (None, None, False)


def test_another_address_deletes_nothing(session: Db) -> None:
    account = factories.account()
    with pytest.raises(Refused) as refused:
        delete_account(account.id, "other@example.org")
    assert refused.value.field == "email"
    assert session.get(Account, account.id) is not None


def test_the_last_organiser_cannot_go_and_learns_where(session: Db) -> None:
    house = factories.conference(title="The house of one")
    organiser = factories.participant(house, Role.ORGANISER)
    factories.participant(house, Role.ORGANISER, status=ParticipantStatus.INVITED)
    factories.participant(house, Role.ORGANISER, account=None)
    assert organiser.account is not None
    with pytest.raises(Refused, match="The house of one"):
        delete_account(organiser.account.id, organiser.account.email)
    session.rollback()
    factories.participant(house, Role.ORGANISER)
    assert sole_organiser_of(organiser.account.id) == []
    delete_account(organiser.account.id, organiser.account.email)


def test_of_two_last_organisers_who_go_at_once_one_stays(app: Flask) -> None:
    with app.test_request_context():
        accounts = []
        for _house in range(3):
            house = factories.conference()
            pair = [factories.participant(house, Role.ORGANISER).account for _ in range(2)]
            accounts.append([(account.id, account.email) for account in pair if account])
    together = threading.Barrier(2)
    refusals: list[str] = []

    def leave(turn: int) -> None:
        for pair in accounts:
            account_id, email = pair[turn]
            with app.test_request_context():
                together.wait()
                try:
                    delete_account(account_id, email)
                except Refused as refused:
                    refusals.append(refused.message)

    threads = [threading.Thread(target=leave, args=(turn,)) for turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 3
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 3


def test_the_place_of_somebody_who_goes_is_taken(session: Db) -> None:
    house = factories.conference(capacity=1)
    leaving = factories.participant(house)
    waiting = factories.participant(house, status=ParticipantStatus.WAITING_LIST)
    assert leaving.account is not None
    delete_account(leaving.account.id, leaving.account.email)
    session.expire_all()
    assert session.get_one(Participant, waiting.id).status is ParticipantStatus.CONFIRMED


def test_a_draft_is_not_named_to_those_who_may_not_know_of_it(session: Db) -> None:
    account = factories.account()
    shown = factories.participant(factories.conference(), account=account)
    factories.participant(factories.conference(status=ConferenceStatus.DRAFT), account=account)
    own = factories.participant(factories.conference(status=ConferenceStatus.DRAFT), Role.ORGANISER, account=account)
    assert {person.id for person in my_conferences(account.id)} == {shown.id, own.id}


def test_roles_stay_because_they_are_counted(session: Db) -> None:
    person = full_participant()
    assert person.account is not None
    delete_account(person.account.id, person.account.email)
    roles = session.scalars(select(ParticipantRole.role).order_by(ParticipantRole.role)).all()
    assert roles == [Role.ATTENDEE, Role.SPEAKER]
