"""A booth's team: inviting by address, joining by the mailed link, leading, leaving."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from conference import clock
from conference.errors import Forbidden, NotFound, Refused
from conference.exhibition.actions import is_of_team
from conference.exhibition.models import BoothInvitation, BoothMember
from conference.exhibition.team_actions import members_of, remove_member, set_lead
from conference.exhibition.team_invite_actions import (
    DAYS,
    PAUSE,
    invitations_to,
    invite,
    join,
    join_by_address,
    resend,
    withdraw_invitation,
)
from conference.extensions import db
from conference.mail import Mail
from conference.people.held_data import erase_participant, held_data
from conference.people.models import Participant, ParticipantBlock
from conference.people.rules import ParticipantStatus
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition.making import Fair, booth, fair

MATE = "new.mate@example.org"


def team(house: Fair) -> set[int]:
    """Return the ids of the team."""
    return {member.participant_id for member in members_of(house.booth.id)}


def address_of(person: Participant) -> str:
    """Return somebody's address."""
    assert person.account is not None
    return person.account.email


def mails_to(address: str) -> list[Mail]:
    """Return the mails to an address, oldest first."""
    return list(db.session.scalars(select(Mail).where(Mail.recipient == address).order_by(Mail.id)))


def token_in(mail: Mail) -> str:
    """Return the token in a mailed link."""
    found = re.search(r"/exhibition/invitation/([\w-]+)", mail.text)
    assert found is not None
    return found[1]


def invitation_of(house: Fair, address: str = MATE) -> BoothInvitation:
    """Return the invitation of an address."""
    db.session.expire_all()
    wanted = select(BoothInvitation).where(BoothInvitation.booth_id == house.booth.id, BoothInvitation.email == address)
    return db.session.scalars(wanted).one()


@pytest.mark.usefixtures("session")
def test_who_takes_part_is_of_the_team_at_once_is_told_and_is_an_exhibitor() -> None:
    house = fair()
    guest = house.visitors[0]
    assert invite(make.actor(house.lead), house.booth.id, f"  {address_of(guest).upper()} ")
    assert guest.id in team(house)
    assert Role.EXHIBITOR in db.session.get_one(Participant, guest.id).roles
    assert [mail.subject for mail in mails_to(address_of(guest))] == ["You are of the team of “Booth”"]
    with pytest.raises(Refused):
        invite(make.actor(house.lead), house.booth.id, address_of(guest))


@pytest.mark.usefixtures("session")
def test_any_other_address_gets_a_link_that_one_person_can_use_once() -> None:
    house = fair()
    assert not invite(make.actor(house.lead), house.booth.id, MATE)
    token = token_in(mails_to(MATE)[0])
    assert token not in invitation_of(house).token_hash
    first, second = house.visitors
    assert join(make.actor(first), token).id == house.booth.id
    with pytest.raises(NotFound):
        join(make.actor(second), token)
    assert (first.id in team(house), second.id in team(house)) == (True, False)


@pytest.mark.usefixtures("session")
def test_a_link_runs_out_and_the_newest_alone_works() -> None:
    house = fair()
    lead = make.actor(house.lead)
    invite(lead, house.booth.id, MATE)
    invitation_id = invitation_of(house).id
    with pytest.raises(Refused):
        resend(lead, invitation_id)
    now = clock.now()
    with clock.stopped_at(now + PAUSE):
        resend(lead, invitation_id)
    old, new = (token_in(mail) for mail in mails_to(MATE))
    visitor = make.actor(house.visitors[0])
    with pytest.raises(NotFound):
        join(visitor, old)
    with clock.stopped_at(now + PAUSE + timedelta(days=DAYS)), pytest.raises(NotFound):
        join(visitor, new)
    join(visitor, new)


@pytest.mark.usefixtures("session")
def test_an_invitation_that_is_taken_back_leads_nowhere() -> None:
    house = fair()
    invite(make.actor(house.lead), house.booth.id, MATE)
    withdraw_invitation(make.actor(house.lead), invitation_of(house).id)
    with pytest.raises(NotFound):
        join(make.actor(house.visitors[0]), token_in(mails_to(MATE)[0]))


@pytest.mark.usefixtures("session")
def test_a_link_of_another_conference_leads_nowhere() -> None:
    house, other = fair(), fair()
    invite(make.actor(house.lead), house.booth.id, MATE)
    with pytest.raises(NotFound):
        join(make.actor(other.visitors[0]), token_in(mails_to(MATE)[0]))


@pytest.mark.usefixtures("session")
def test_whoever_registers_later_with_the_invited_address_finds_it_among_their_booths() -> None:
    house = fair()
    invite(make.actor(house.lead), house.booth.id, MATE)
    person = make.participant(house.house, account=make.account(email=MATE))
    other = make.participant(house.house)
    [(invitation, welcome)] = invitations_to(make.actor(person))
    assert (welcome.booth_name, welcome.by) == ("Booth", "Lead")
    assert invitations_to(make.actor(other)) == []
    with pytest.raises(NotFound):
        join_by_address(make.actor(other), invitation.id)
    join_by_address(make.actor(person), invitation.id)
    assert person.id in team(house)
    assert invitations_to(make.actor(person)) == []


@pytest.mark.usefixtures("session")
def test_an_invitation_is_in_the_copy_of_ones_data_without_its_secret_and_goes_with_the_account() -> None:
    house = fair()
    invite(make.actor(house.lead), house.booth.id, MATE)
    person = make.participant(house.house, account=make.account(email=MATE))
    [copied] = [one for one in held_data(person.account_id or 0)["participants"] if one["booth_invitations"]]
    assert copied["booth_invitations"][0]["email"] == MATE
    assert "token_hash" not in copied["booth_invitations"][0]
    erase_participant(person)
    db.session.commit()
    assert db.session.scalars(select(BoothInvitation)).all() == []


@pytest.mark.usefixtures("session")
def test_who_does_not_take_part_gets_a_link_and_no_place_in_the_team() -> None:
    house = fair()
    person = make.participant(house.house, status=ParticipantStatus.INVITED)
    assert not invite(make.actor(house.lead), house.booth.id, address_of(person))
    assert person.id not in team(house)
    with pytest.raises(Forbidden):
        join(make.actor(person), token_in(mails_to(address_of(person))[0]))


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("blocker", ["lead", "visitor"])
def test_nobody_is_put_beside_somebody_they_are_kept_apart_from_and_nothing_tells(blocker: str) -> None:
    house = fair()
    pair = (house.lead.id, house.visitors[0].id)
    by, about = pair if blocker == "lead" else pair[::-1]
    make.kept(ParticipantBlock(participant_id=by, blocked_id=about))
    address = address_of(house.visitors[0])
    assert not invite(make.actor(house.lead), house.booth.id, address)
    assert house.visitors[0].id not in team(house)
    assert mails_to(address) == []
    assert invitations_to(make.actor(house.visitors[0])) == []


@pytest.mark.usefixtures("session")
def test_only_leads_and_organisers_invite_remove_and_make_leads() -> None:
    house = fair()
    mate, lead = make.actor(house.mate), make.actor(house.lead)
    for act in (lambda: invite(mate, house.booth.id, MATE),
                lambda: remove_member(mate, house.booth.id, house.lead.id),
                lambda: set_lead(mate, house.booth.id, house.mate.id, leads=True)):  # fmt: skip
        with pytest.raises(Forbidden):
            act()
    set_lead(lead, house.booth.id, house.mate.id, leads=True)
    set_lead(make.actor(house.mate), house.booth.id, house.lead.id, leads=False)
    invite(make.actor(house.organiser), house.booth.id, MATE)
    with pytest.raises(Forbidden):
        withdraw_invitation(lead, invitation_of(house).id)


@pytest.mark.usefixtures("session")
def test_somebody_always_leads_who_takes_part() -> None:
    house = fair()
    lead = make.actor(house.lead)
    with pytest.raises(Refused):
        remove_member(lead, house.booth.id, house.lead.id)
    with pytest.raises(Refused):
        set_lead(lead, house.booth.id, house.lead.id, leads=False)
    set_lead(lead, house.booth.id, house.mate.id, leads=True)
    db.session.get_one(Participant, house.mate.id).status = ParticipantStatus.CANCELLED
    db.session.commit()
    with pytest.raises(Refused):
        remove_member(lead, house.booth.id, house.lead.id)
    assert db.session.get_one(BoothMember, (house.booth.id, house.lead.id)).is_lead


@pytest.mark.usefixtures("session")
def test_who_is_taken_off_a_team_is_told_by_mail_and_who_leaves_is_not() -> None:
    house = fair()
    remove_member(make.actor(house.lead), house.booth.id, house.mate.id)
    (told,) = mails_to(address_of(house.mate))
    assert told.subject == "You are of the team of “Booth” no more"
    invite(make.actor(house.lead), house.booth.id, address_of(house.mate))
    remove_member(make.actor(house.mate), house.booth.id, house.mate.id)
    assert len(mails_to(address_of(house.mate))) == 2


@pytest.mark.usefixtures("session")
def test_who_leaves_sees_the_booth_no_more_and_stays_an_exhibitor() -> None:
    house = fair()
    remove_member(make.actor(house.mate), house.booth.id, house.mate.id)
    assert not is_of_team(make.actor(house.mate), house.booth.id)
    assert Role.EXHIBITOR in db.session.get_one(Participant, house.mate.id).roles


@pytest.mark.usefixtures("session")
def test_nobody_of_another_booth_touches_a_team() -> None:
    house = fair()
    neighbour = make.participant(house.house)
    booth(house.house, neighbour, name="Other")
    invite(make.actor(house.lead), house.booth.id, MATE)
    for act in (lambda: invite(make.actor(neighbour), house.booth.id, "x@example.org"),
                lambda: resend(make.actor(neighbour), invitation_of(house).id),
                lambda: withdraw_invitation(make.actor(neighbour), invitation_of(house).id),
                lambda: remove_member(make.actor(neighbour), house.booth.id, house.mate.id)):  # fmt: skip
        with pytest.raises(Forbidden):
            act()


def test_the_mailed_link_leads_through_sign_in_and_registration_into_the_team(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        house = fair()
        invite(make.actor(house.lead), house.booth.id, MATE)
        path = f"/{house.house.slug}/exhibition/invitation/{token_in(mails_to(MATE)[0])}"
        slug, booth_id, newcomer = house.house.slug, house.booth.id, make.account(email=MATE).id
    stranger = sign_in(None).get(path)
    assert stranger.status_code == 200
    assert stranger.headers["Cache-Control"] == "no-store"
    assert stranger.headers["Referrer-Policy"] == "no-referrer"
    assert "/sign-in?next=" in stranger.text
    assert sign_in(None).post(path).status_code == 401
    browser = sign_in(newcomer)
    assert f"/{slug}/people/register" in browser.get(path).text
    assert browser.post(path).status_code == 403
    browser.post(f"/{slug}/people/register", data={"name": "New Mate", "country": "BE"})
    assert "Join the team" in browser.get(path).text
    answer = browser.post(path)
    assert answer.headers["Location"].endswith(f"/exhibition/{booth_id}/edit")
    assert browser.get(answer.headers["Location"]).status_code == 200
    assert browser.get(path).status_code == 404


def test_the_page_of_a_team_says_what_is_wrong_with_an_address(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = fair()
        address, accounts = (
            f"/{house.house.slug}/exhibition/{house.booth.id}/team",
            (house.lead.account_id, house.mate.account_id),
        )
    lead, mate = (sign_in(account) for account in accounts)
    wrong = lead.post(address, data={"address": "nobody"})
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    assert lead.post(address, data={"address": MATE}).status_code == 302
    assert MATE in lead.get(address).text
    # Whom leads have invited is between them.
    assert MATE not in mate.get(address).text
