"""Nominating, declining, and the organisers' pages of nominees and jury, as browsers meet them."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.awards.models import Award, AwardMember, Nomination, Nominee
from conference.awards.rules import AwardState, DecidedBy, Duty, NomineeState
from conference.extensions import db
from conference.permissions import Role
from tests.awards import preparing as prepare
from tests.awards.preparing import Office
from tests.conftest import SignIn

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def office(app: Flask, sign_in: SignIn) -> Office:
    return Office(app, sign_in)


def _said(**changes: Any) -> dict[str, Any]:
    words = {"name": "Ada Example", "organisation": "Example Cluster", "country": "BE", "text": "She did it."}
    return {**words, "links": "https://example.org/report", **changes}


def test_a_nomination_from_the_form_to_ones_own_list(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS)
    nominate = f"{office.base}/{award}/nominate"
    sent = office.attendee.post(nominate, data=_said(file=(io.BytesIO(PDF), "report.pdf")))
    assert sent.status_code == 302
    mine = office.attendee.get(f"{office.base}/mine").text
    assert "Ada Example" in mine
    assert "report.pdf" in mine
    with office.here():
        nomination = db.session.scalars(select(Nomination)).one()
        nomination_id, nominee_id = nomination.id, nomination.nominee_id
    file = f"{office.base}/nominations/{nomination_id}/file"
    stranger, _id = office.person()
    for browser, status in ((office.attendee, 200), (office.organiser, 200), (stranger, 404)):
        with browser.get(file) as answer:
            assert answer.status_code == status
    shown = office.organiser.get(f"{office.base}/nominees/{nominee_id}").text
    assert "She did it." in shown
    edit = f"{office.base}/nominations/{nomination_id}"
    assert office.attendee.post(edit, data={"text": "She did more."}).status_code == 302
    assert stranger.get(edit).status_code == 404
    office.attendee.post(f"{edit}/withdraw")
    assert "Taken back" in office.attendee.get(f"{office.base}/mine").text


def test_what_was_typed_is_kept_when_it_is_wrong(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS)
    answer = office.attendee.post(f"{office.base}/{award}/nominate", data=_said(links="http://example.org"))
    assert answer.status_code == 422
    for words in ("Ada Example", "She did it.", "begin with https://"):
        assert words in answer.text


def test_nobody_sees_who_is_nominated_before_the_finalists(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS)
    office.attendee.post(f"{office.base}/{award}/nominate", data=_said())
    other, _id = office.person()
    for page in (office.base, f"{office.base}/{award}", f"{office.base}/{award}/nominate", f"{office.base}/mine"):
        assert "Ada Example" not in other.get(page).text


def test_somebody_of_the_directory_is_chosen_and_may_decline(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS)
    nominee, nominee_person = office.person(name="Ada Example", organisation="Example Cluster", in_directory=True)
    hidden, hidden_person = office.person(name="Ada Hidden")
    nominate = f"{office.base}/{award}/nominate"
    found = office.attendee.get(f"{nominate}?text=ada").text
    assert "Ada Example" in found
    assert "Ada Hidden" not in found
    assert office.attendee.get(f"{nominate}?person={hidden_person}").status_code == 404
    # Who is chosen is who the directory says, whatever the form says.
    office.attendee.post(nominate, data=_said(participant_id=str(nominee_person), name="Somebody else"))
    with office.here():
        row = db.session.scalars(select(Nominee)).one()
        assert (row.name, row.participant_id) == ("Ada Example", nominee_person)
        nominee_id = row.id
    assert "You are nominated" in nominee.get(f"{office.base}/mine").text
    decline = f"{office.base}/nominees/{nominee_id}/decline"
    assert hidden.post(decline).status_code == 404
    nominee.post(decline, data={"reason": "No time."})
    assert "You do not stand" in nominee.get(f"{office.base}/mine").text
    nominee.post(decline, data={"do": "back"})
    with office.here():
        assert db.session.get_one(Nominee, nominee_id).state is NomineeState.STANDING


def test_organisers_add_merge_and_reject(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS)
    page = f"{office.base}/{award}/nominees"
    for name in ("Ada Example", "Ada Exampel"):
        assert office.organiser.post(page, data={"name": name, "country": ""}).status_code == 302
    assert office.organiser.post(page, data={"name": ""}).status_code == 422
    assert "Likely the same" in office.organiser.get(page).text
    with office.here():
        first, second = (one.id for one in db.session.scalars(select(Nominee).order_by(Nominee.id)))
    office.organiser.post(f"{office.base}/nominees/{second}/merge", data={"into": first, "seen": "1"})
    assert "with Ada Exampel" in office.organiser.get(page).text
    office.organiser.post(f"{office.base}/nominees/{second}/merge")
    decide = f"{office.base}/nominees/{second}/decide"
    late = office.organiser.post(decide, data={"state": "rejected", "seen": "1", "note": "A typing error."})
    assert late.status_code == 409
    assert "A typing error." in late.text
    assert office.organiser.post(decide, data={"state": "gone", "seen": "1"}).status_code == 404
    with office.here():
        version = db.session.get_one(Nominee, second).version
    office.organiser.post(decide, data={"state": "rejected", "seen": version, "note": "A typing error."})
    assert "Rejected" in office.organiser.get(f"{office.base}/nominees/{second}").text


def test_a_nominee_takes_part_under_their_own_name_or_not_at_all(office: Office) -> None:
    _browser, person = office.person(name="Ada Example")
    with office.here() as house:
        award = prepare.award(house, state=AwardState.NOMINATIONS)
        known, unknown = (prepare.nominee(award, participant_id=one).id for one in (person, None))
    said = "Takes part in the conference as"
    assert f"{said} Ada Example." in office.organiser.get(f"{office.base}/nominees/{known}").text
    assert said not in office.organiser.get(f"{office.base}/nominees/{unknown}").text


def test_a_nominee_saved_late_is_answered_with_both_versions(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS)
    with office.here():
        nominee_id = prepare.nominee(db.session.get_one(Award, award), name="First").id
    page = f"{office.base}/nominees/{nominee_id}"
    office.organiser.post(page, data={"name": "Second", "country": "", "version": "1"})
    late = office.second.post(page, data={"name": "Third", "country": "", "version": "1"})
    assert late.status_code == 409
    assert 'value="Third"' in late.text
    assert "Second" in late.text


def test_a_jury_is_appointed_among_the_participants(office: Office) -> None:
    award = office.award(DecidedBy.BOTH)
    _juror, juror_id = office.person(name="Jo Example")
    page = f"{office.base}/{award}/members"
    assert "Jo Example" in office.organiser.get(f"{page}?text=jo+ex").text
    office.organiser.post(page, data={"participant_id": juror_id, "duty": "juror"})
    assert office.organiser.post(page, data={"participant_id": juror_id, "duty": "king"}).status_code == 404
    office.organiser.post(f"{office.base}/{award}/criteria", data={"name": "Impact", "weight": "3"})
    wrong = office.organiser.post(f"{office.base}/{award}/criteria", data={"name": "Reach", "weight": "lots"})
    assert wrong.status_code == 422
    assert 'value="Reach"' in wrong.text
    with office.here():
        member = db.session.scalars(select(AwardMember)).one()
        assert (member.participant_id, member.duty) == (juror_id, Duty.JUROR)
        criterion = db.session.get_one(Award, award).criteria[0]
        member_id, criterion_id, weight = member.id, criterion.id, criterion.weight
    assert weight == 3
    stale = office.second.post(
        f"{office.base}/criteria/{criterion_id}", data={"name": "Effect", "weight": "1", "seen": "0" * 16}
    )
    assert stale.status_code == 409
    assert 'value="Effect"' in stale.text
    office.organiser.post(f"{office.base}/criteria/{criterion_id}/remove")
    office.organiser.post(f"{office.base}/members/{member_id}/remove", data={"award_id": award})
    with office.here():
        assert not db.session.scalars(select(AwardMember)).all()
        assert not db.session.get_one(Award, award).criteria


def test_organisers_pages_are_closed_to_everybody_else(office: Office) -> None:
    award = office.award(state=AwardState.NOMINATIONS)
    moderator, _id = office.person(Role.MODERATOR)
    for page in ("edit", "members", "nominees", "finalists/choose"):
        assert moderator.get(f"{office.base}/{award}/{page}").status_code == 403
        assert office.stranger.get(f"{office.base}/{award}/{page}").status_code in {302, 401}
