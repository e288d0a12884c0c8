"""What organisers decide: places and their quota, the home page, letters, the draw; and that none of it is others'."""

from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.exhibition.actions import may_see_booth
from conference.exhibition.contact_models import BoothStamp
from conference.exhibition.draw_actions import draw, draws, full_cards
from conference.exhibition.letter_actions import letters, own_letters, write_letter
from conference.exhibition.manage_actions import Order, managed_booths, totals
from conference.exhibition.models import Booth, BoothVisit
from conference.exhibition.place_actions import decide, feature, make_booth, place_booth, put_back, take_out
from conference.exhibition.quota_actions import places
from conference.exhibition.rules import BoothState
from conference.exhibition.settings_actions import delete_hall, halls_of, move_hall, save_hall, save_settings
from conference.extensions import db
from conference.mail import Mail
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making

VALUES: dict[str, Any] = {
    "is_open": True, "is_public": True, "takes_applications": True, "apply_until": None, "quota": None,
    "has_stamps": False, "stamps_needed": 10, "answer_hours": 24, "video_hosts": "player.vimeo.com",
}  # fmt: skip


def email_of(person: Participant) -> str:
    """Return somebody's address."""
    assert person.account is not None
    return person.account.email


def applied(fair: making.Fair, **overrides: Any) -> Booth:
    """Make an application of the first visitor."""
    return making.booth(
        fair.house, fair.visitors[0], **{"state": BoothState.APPLIED, "name": "New", "published_at": None, **overrides}
    )


def test_an_accepted_application_has_a_place_and_its_people_are_told(session: Any) -> None:
    fair = making.fair()
    booth = applied(fair)
    decide(fair.actor(fair.organiser), booth.id, accept=True, word="Welcome.")
    assert booth.state is BoothState.DRAFT
    assert Role.EXHIBITOR in fair.visitors[0].roles
    mail = db.session.scalars(select(Mail).where(Mail.recipient == email_of(fair.visitors[0]))).one()
    assert "Welcome." in mail.text
    assert "has a place" in mail.subject
    with pytest.raises(Stale):
        decide(fair.actor(fair.organiser), booth.id, accept=True)


def test_a_declined_application_is_told_why_and_can_still_be_accepted(session: Any) -> None:
    fair = making.fair()
    booth = applied(fair)
    decide(fair.actor(fair.organiser), booth.id, accept=False, word="No place in this hall.")
    assert booth.state is BoothState.DECLINED
    assert Role.EXHIBITOR not in fair.visitors[0].roles
    assert not may_see_booth(fair.actor(fair.visitors[1]), booth.id)
    assert decide(fair.actor(fair.organiser), booth.id, accept=True).state is BoothState.DRAFT


def test_no_more_booths_have_a_place_than_the_quota_says(session: Any) -> None:
    fair = making.fair()
    organiser = fair.actor(fair.organiser)
    save_settings(organiser, {**VALUES, "quota": 1}, 1)
    assert places(fair.house.id).is_full
    booth = applied(fair)
    with pytest.raises(Refused):
        decide(organiser, booth.id, accept=True)
    with pytest.raises(Refused):
        make_booth(organiser, "Another", email_of(fair.visitors[1]), None)
    take_out(organiser, fair.booth.id)
    decide(organiser, booth.id, accept=True)
    with pytest.raises(Refused):
        put_back(organiser, fair.booth.id)


def test_a_booth_that_was_taken_out_comes_back_as_it_was(session: Any) -> None:
    fair = making.fair()
    organiser, visitor = fair.actor(fair.organiser), fair.actor(fair.visitors[0])
    feature(organiser, fair.booth.id, on=True)
    take_out(organiser, fair.booth.id)
    assert not may_see_booth(visitor, fair.booth.id)
    assert fair.booth.featured_at is None
    with pytest.raises(Refused):
        feature(organiser, fair.booth.id, on=True)
    put_back(organiser, fair.booth.id)
    assert may_see_booth(visitor, fair.booth.id)


def test_a_booth_is_made_for_who_takes_part_and_for_nobody_else(session: Any) -> None:
    fair = making.fair()
    organiser = fair.actor(fair.organiser)
    with pytest.raises(Refused) as refusal:
        make_booth(organiser, "New", "nobody@example.org", None)
    assert refusal.value.field == "email"
    elsewhere = make.participant(make.conference())
    with pytest.raises(Refused):
        make_booth(organiser, "New", email_of(elsewhere), None)
    booth = make_booth(organiser, "New", email_of(fair.visitors[1]).upper(), None)
    assert [(row.participant_id, row.is_lead) for row in booth.members] == [(fair.visitors[1].id, True)]


def test_a_number_is_one_booths_and_a_hall_is_of_this_conference(session: Any) -> None:
    fair = making.fair()
    organiser = fair.actor(fair.organiser)
    other = making.booth(fair.house, name="Other", number=7)
    with pytest.raises(Refused) as refusal:
        place_booth(organiser, fair.booth.id, None, 7, fair.booth.version)
    assert refusal.value.field == "number"
    assert other.name in refusal.value.message
    elsewhere = making.fair()
    hall = save_hall(elsewhere.actor(elsewhere.organiser), None, "Theirs", "")
    with pytest.raises(NotFound):
        place_booth(organiser, fair.booth.id, hall.id, 8, fair.booth.version)
    db.session.rollback()
    with pytest.raises(Stale):
        place_booth(organiser, fair.booth.id, None, 8, fair.booth.version - 1)


def test_halls_have_names_of_their_own_an_order_and_leave_their_booths_behind(session: Any) -> None:
    fair = making.fair()
    organiser = fair.actor(fair.organiser)
    first, second = (save_hall(organiser, None, name, "") for name in ("Energy", "Health"))
    with pytest.raises(Refused):
        save_hall(organiser, None, "energy", "")
    move_hall(organiser, second.id, -1)
    assert [hall.name for hall in halls_of(fair.house.id)] == ["Health", "Energy"]
    place_booth(organiser, fair.booth.id, first.id, None, fair.booth.version)
    delete_hall(organiser, first.id)
    db.session.expire_all()
    assert fair.booth.hall_id is None


def test_hosts_of_videos_are_hosts(session: Any) -> None:
    fair = making.fair()
    organiser = fair.actor(fair.organiser)
    save_settings(organiser, {**VALUES, "video_hosts": "https://tube.example.org/x\nTube.example.org"}, 1)
    with pytest.raises(Refused) as refusal:
        save_settings(organiser, {**VALUES, "video_hosts": "'unsafe-inline'"}, 2)
    assert refusal.value.field == "video_hosts"
    with pytest.raises(Stale):
        save_settings(organiser, VALUES, 1)


def test_figures_are_those_of_the_rows_and_in_a_fixed_number_of_queries(app: Flask, count_queries: Any) -> None:
    with app.app_context():
        fair = making.fair(visitors=3)
        other = making.booth(fair.house, name="Other")
        for person in fair.visitors:
            db.session.add(BoothVisit(booth_id=fair.booth.id, participant_id=person.id, number=1))
        db.session.add(BoothVisit(booth_id=fair.booth.id, participant_id=fair.visitors[0].id, number=2))
        db.session.commit()
        actor = fair.actor(fair.organiser)
        found: list[Any] = []
        first = count_queries(lambda: found.extend(managed_booths(actor)))
        assert [(one.booth.id, one.visitors, one.visits) for one in found] == [(fair.booth.id, 3, 4), (other.id, 0, 0)]
        assert [one.is_unvisited for one in found] == [False, True]
        assert totals(actor, found).people == 3
        making.booth(fair.house, name="Third")
        assert count_queries(lambda: managed_booths(actor, Order.NAME)) <= first


def test_a_letter_reaches_each_exhibitor_once_however_many_booths_they_stand_at(session: Any) -> None:
    fair = making.fair()
    making.booth(fair.house, fair.lead, name="Second")
    making.booth(fair.house, fair.visitors[0], name="Waits", state=BoothState.APPLIED)
    letter = write_letter(fair.actor(fair.organiser), "Opening", "Doors open at nine.")
    assert letter.sent_to == 2
    mails = Counter(db.session.scalars(select(Mail.recipient).where(Mail.subject == "Opening")))
    assert mails == {email_of(fair.lead): 1, email_of(fair.mate): 1}
    assert letters(fair.house.id) == [letter]
    assert list(own_letters(fair.actor(fair.mate))) == [letter]
    # An applicant is no exhibitor yet.
    assert own_letters(fair.actor(fair.visitors[0])) == []


def test_nobody_is_drawn_twice_and_only_full_cards_are_drawn(session: Any) -> None:
    fair = making.fair(visitors=3)
    organiser = fair.actor(fair.organiser)
    save_settings(organiser, {**VALUES, "has_stamps": True, "stamps_needed": 2}, 1)
    other = making.booth(fair.house, name="Other")
    for person in fair.visitors[:2]:
        for booth in (fair.booth, other):
            db.session.add(BoothStamp(booth_id=booth.id, participant_id=person.id))
    db.session.add(BoothStamp(booth_id=other.id, participant_id=fair.visitors[2].id))
    db.session.commit()
    assert set(full_cards(fair.house.id)) == {person.id for person in fair.visitors[:2]}
    winners = {draw(organiser).winner_id for _turn in range(2)}
    assert winners == {person.id for person in fair.visitors[:2]}
    with pytest.raises(Refused):
        draw(organiser)
    assert [row.among for row, _person in draws(organiser)] == [1, 2]


@pytest.mark.parametrize("who", ["lead", "visitor"])
def test_what_is_an_organisers_is_nobody_elses(session: Any, who: str) -> None:
    fair = making.fair()
    actor = fair.actor(fair.lead if who == "lead" else fair.visitors[0])
    booth = applied(fair)
    for act in (
        lambda: decide(actor, booth.id, accept=True),
        lambda: feature(actor, fair.booth.id, on=True),
        lambda: take_out(actor, fair.booth.id),
        lambda: managed_booths(actor),
        lambda: write_letter(actor, "x", "y"),
        lambda: draw(actor),
        lambda: save_settings(actor, VALUES, 1),
        lambda: save_hall(actor, None, "x", ""),
    ):
        with pytest.raises(Forbidden):
            act()
    assert db.session.scalar(select(func.count()).select_from(Mail)) == 0


def test_the_organisers_pages_are_there(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = making.fair()
        booth = applied(fair)
        hall = save_hall(fair.actor(fair.organiser), None, "Energy", "")
        slug, account, booth_id, hall_id = fair.house.slug, fair.organiser.account_id, booth.id, hall.id
    browser = sign_in(account)
    pages = ("booths", "booths?sort=contacts&state=applied", "booths.csv", "booths.xlsx", "booths/new", "settings",
             "letters", "draw", "figures", "figures.csv", "figures.xlsx", "halls/new",
             f"halls/{hall_id}", f"booths/{booth_id}/place",
             f"booths/{booth_id}/application")  # fmt: skip
    for page in pages:
        assert browser.get(f"/{slug}/exhibition/{page}").status_code == 200, page
    # Sent without one of its two buttons, it decides nothing.
    unsaid = browser.post(f"/{slug}/exhibition/booths/{booth_id}/application", data={"word": "Not decided yet"})
    assert unsaid.status_code == 422
    assert "Not decided yet" in unsaid.text
    with app.app_context():
        assert db.session.get_one(Booth, booth_id).state is BoothState.APPLIED
    answer = browser.post(
        f"/{slug}/exhibition/booths/{booth_id}/application", data={"decision": "accept", "word": "Yes"}
    )
    assert answer.status_code == 302
    assert "Being built" in browser.get(f"/{slug}/exhibition/booths").text


def test_figures_are_for_the_team_and_organisers_and_name_nobody(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        fair = making.fair(visitors=3)
        for person in fair.visitors:
            db.session.add(BoothVisit(booth_id=fair.booth.id, participant_id=person.id, number=1))
        db.session.commit()
        address = f"/{fair.house.slug}/exhibition/{fair.booth.id}/figures"
        team, organiser, visitor = (one.account_id for one in (fair.mate, fair.organiser, fair.visitors[0]))
        names = [person.name for person in fair.visitors]
    for who in (team, organiser):
        for page in (address, f"{address}.csv"):
            text = sign_in(who).get(page).text
            assert "France" in text
            assert not any(name in text for name in names)
    assert sign_in(visitor).get(address).status_code == 403
    assert sign_in(None).get(address).status_code in {302, 401}
