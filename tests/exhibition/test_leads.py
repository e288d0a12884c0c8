"""Cards and leads: what was not consented to reaches nobody, what is taken back is gone, and no other team sees any."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from conference import clock
from conference.errors import Forbidden, InvalidFields, NotFound, Refused, Stale
from conference.exhibition.contact_models import BoothLead
from conference.exhibition.lead_actions import leave_card, own_card, take_back_card
from conference.exhibition.lead_desk_actions import Noted, Wanted, lead_of, leads_of, note_lead
from conference.exhibition.lead_table_actions import lead_table
from conference.exhibition.question_actions import ask
from conference.exhibition.rules import BoothState
from conference.extensions import db
from conference.people.block_actions import block_person
from conference.people.held_data import erase_participant
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.making import Fair
from tests.racing import DONE, at_once_as


@pytest.fixture
def fair(session: Any) -> Fair:
    return making.fair(visitors=3)


def _card(fair: Fair, who: int = 0, message: str = "Hello.", **shares: bool) -> BoothLead:
    values = {"shares_email": True, "shares_profile": True, **shares}
    return leave_card(fair.actor(fair.visitors[who]), fair.booth.id, message, **values)


def _question(fair: Fair, who: int = 0) -> None:
    ask(fair.actor(fair.visitors[who]), fair.booth.id, "How?", f"key-{who:08}")


def _table(fair: Fair) -> list[list[Any]]:
    return lead_table(fair.actor(fair.lead), fair.booth.id, str)


def _email(person: Participant) -> str:
    assert person.account is not None
    return person.account.email


def test_a_card_shares_what_was_ticked_and_nothing_else(fair: Fair) -> None:
    _card(fair, shares_profile=False)
    _card(fair, 1, shares_email=False)
    by_name = {lead.name: lead.shared for lead in leads_of(fair.actor(fair.mate), fair.booth.id)}
    assert (by_name["Visitor 0"].email, by_name["Visitor 0"].card) == (_email(fair.visitors[0]), None)
    card = by_name["Visitor 1"].card
    assert card is not None
    assert (by_name["Visitor 1"].email, card.country) == ("", "FR")


def test_a_card_that_shares_nothing_is_refused_beside_its_field(fair: Fair) -> None:
    with pytest.raises(InvalidFields) as refused:
        _card(fair, shares_email=False, shares_profile=False)
    assert list(refused.value.fields) == ["shares_email"]
    with pytest.raises(Refused):
        _card(fair, message="x" * 1001)
    assert own_card(fair.actor(fair.visitors[0]), fair.booth.id) is None


def test_an_unconsented_lead_reaches_nobody_else(fair: Fair) -> None:
    _question(fair)
    (lead,) = leads_of(fair.actor(fair.mate), fair.booth.id)
    assert (lead.name, lead.is_card, lead.shared.email, lead.shared.card) == ("Visitor 0", False, "", None)
    assert len(_table(fair)) == 1
    stranger = make.participant(fair.house, Role.ATTENDEE, Role.EXHIBITOR)
    making.booth(fair.house, stranger, name="Another")
    for person in (stranger, fair.organiser, fair.visitors[0]):
        actor = fair.actor(person)
        for reading in (
            lambda actor=actor: leads_of(actor, fair.booth.id),
            lambda actor=actor: lead_table(actor, fair.booth.id, str),
            lambda actor=actor: lead_of(actor, lead.row.id),
            lambda actor=actor: note_lead(actor, lead.row.id, 1, Noted(5)),
        ):
            with pytest.raises(Forbidden):
                reading()


def test_a_lead_of_elsewhere_is_not_found(fair: Fair) -> None:
    _question(fair)
    lead = db.session.scalars(select(BoothLead.id)).one()
    elsewhere = making.fair()
    with pytest.raises(NotFound):
        lead_of(elsewhere.actor(elsewhere.lead), lead)


def test_a_card_that_is_taken_back_is_gone_from_pages_and_export_at_once(fair: Fair) -> None:
    _card(fair)
    assert _email(fair.visitors[0]) in _table(fair)[1]
    take_back_card(fair.actor(fair.visitors[0]), fair.booth.id)
    take_back_card(fair.actor(fair.visitors[0]), fair.booth.id)
    (lead,) = leads_of(fair.actor(fair.mate), fair.booth.id)
    assert (lead.is_card, lead.shared.email, lead.shared.card, lead.row.message) == (False, "", None, "")
    assert len(_table(fair)) == 1
    assert own_card(fair.actor(fair.visitors[0]), fair.booth.id) is None
    _card(fair, shares_email=False, message="Once more.")
    assert _table(fair)[1][:2] == ["Visitor 0", ""]


def test_a_card_can_be_taken_back_from_a_booth_that_is_in_the_hall_no_more(fair: Fair) -> None:
    _card(fair)
    fair.booth.state = BoothState.WITHDRAWN
    db.session.commit()
    take_back_card(fair.actor(fair.visitors[0]), fair.booth.id)
    assert len(_table(fair)) == 1


def test_nobody_takes_back_what_they_never_left(fair: Fair) -> None:
    _question(fair)
    for person in fair.visitors[:2]:
        with pytest.raises(NotFound):
            take_back_card(fair.actor(person), fair.booth.id)


def test_the_export_has_whoever_consented_and_nobody_else(fair: Fair) -> None:
    _card(fair, message="=1+1")
    _question(fair, 1)
    _card(fair, 2)
    take_back_card(fair.actor(fair.visitors[2]), fair.booth.id)
    assert [row[0] for row in _table(fair)[1:]] == ["Visitor 0"]


def test_who_asked_first_and_then_left_a_card_is_one_lead(fair: Fair) -> None:
    _question(fair)
    _card(fair)
    assert [lead.is_card for lead in leads_of(fair.actor(fair.lead), fair.booth.id)] == [True]


def test_a_block_takes_the_two_from_each_others_lists(fair: Fair) -> None:
    lead = _card(fair)
    block_person(fair.actor(fair.visitors[0]), fair.mate.id)
    mate = fair.actor(fair.mate)
    assert not leads_of(mate, fair.booth.id)
    assert len(lead_table(mate, fair.booth.id, str)) == 1
    with pytest.raises(NotFound):
        lead_of(mate, lead.id)
    assert len(_table(fair)) == 2


def test_who_is_erased_leaves_no_card(fair: Fair) -> None:
    _card(fair)
    erase_participant(fair.visitors[0])
    db.session.commit()
    assert not leads_of(fair.actor(fair.lead), fair.booth.id)


def test_whoever_notes_second_is_told_and_sees_both_texts(fair: Fair) -> None:
    lead, today = _card(fair), clock.now().date()
    noted = Noted(4, "Met at noon.", "Call", today, is_done=False)
    note_lead(fair.actor(fair.lead), lead.id, lead.version, noted)
    with pytest.raises(Stale, match="Lead changed this lead") as told:
        note_lead(fair.actor(fair.mate), lead.id, 1, Noted(2, "Cold."))
    assert set(told.value.differences.values()) >= {("2", "4"), ("Cold.", "Met at noon.")}
    row = db.session.get_one(BoothLead, lead.id)
    assert (row.rating, row.note, row.follow_up_on, row.done_at) == (4, "Met at noon.", today, None)


def test_a_rating_is_from_one_to_five(fair: Fair) -> None:
    lead = _card(fair)
    for rating in (0, 6, -1):
        with pytest.raises(Refused):
            note_lead(fair.actor(fair.lead), lead.id, lead.version, Noted(rating))


def test_leads_are_found_by_rating_card_and_due_day(fair: Fair) -> None:
    card, lead = _card(fair), fair.actor(fair.lead)
    _question(fair, 1)
    today: date = clock.now().date()
    note_lead(lead, card.id, card.version, Noted(4, follow_up_on=today + timedelta(days=2)))

    def names(**wanted: Any) -> list[str]:
        return [one.name for one in leads_of(lead, fair.booth.id, Wanted(**wanted))]

    assert names() == ["Visitor 1", "Visitor 0"]
    assert names(rating=4) == names(card=True) == ["Visitor 0"]
    assert names(rating=5) == names(due=True) == []
    with clock.stopped_at(clock.now() + timedelta(days=3)):
        assert names(due=True) == ["Visitor 0"]
        note_lead(lead, card.id, card.version, Noted(4, follow_up_on=today, is_done=True))
        assert names(due=True) == []


def test_two_tabs_that_leave_a_card_in_the_same_moment_leave_one(app: Flask) -> None:
    with app.test_request_context():
        made = making.fair()
        visitor, booth = made.visitors[0].id, made.booth.id
    leaving = [
        (visitor, lambda actor, text=text: leave_card(actor, booth, text, shares_email=True, shares_profile=False))
        for text in ("One.", "Two.", "Three.")
    ]
    assert at_once_as(app, leaving) == [DONE] * 3
    with app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(BoothLead)) == 1


def test_noting_and_taking_back_in_the_same_moment_share_nothing(app: Flask) -> None:
    with app.test_request_context():
        made = making.fair()
        lead, visitor, mate, booth = _card(made).id, made.visitors[0].id, made.mate.id, made.booth.id
    at_once_as(
        app,
        [
            (visitor, lambda actor: take_back_card(actor, booth)),
            (mate, lambda actor: note_lead(actor, lead, 1, Noted(5, "Good."))),
        ],
    )
    with app.test_request_context():
        row = db.session.get_one(BoothLead, lead)
        assert (row.withdrawn_at is not None, row.shares_email, row.message) == (True, False, "")


def test_the_files_have_the_consented_leads_and_no_formula_and_are_the_teams_alone(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = making.fair(visitors=2)
        made.visitors[0].name = "=HYPERLINK(1)"
        _card(made, message="@SUM(1)")
        _question(made, 1)
        base = f"/{made.house.slug}/exhibition/{made.booth.id}/leads"
        stranger = make.participant(made.house, Role.ATTENDEE, Role.EXHIBITOR)
        making.booth(made.house, stranger, name="Another")
        mate, others = sign_in(made.mate.account), [sign_in(one.account) for one in (stranger, made.organiser)]
        address = _email(made.visitors[0])
    answer = mate.get(f"{base}/export.csv")
    text = answer.get_data().decode("utf-8-sig")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert address in text
    assert "'=HYPERLINK(1)" in text
    assert "'@SUM(1)" in text
    assert "Visitor 1" not in text
    rows = list(load_workbook(io.BytesIO(mate.get(f"{base}/export.xlsx").data)).worksheets[0].values)
    assert [row[0] for row in rows] == ["Name", "'=HYPERLINK(1)"]
    for browser in others:
        for page in ("", "/export.csv", "/export.xlsx"):
            assert browser.get(base + page).status_code == 403


def test_a_note_that_came_too_late_is_kept_in_its_form(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = making.fair()
        card, base = _card(made), f"/{made.house.slug}/exhibition"
        lead, version = card.id, card.version
        mate, other = sign_in(made.mate.account), sign_in(made.lead.account)
    first = {"version": str(version), "rating": "5", "note": "First.", "follow_up_on": "2026-03-12"}
    assert mate.post(f"{base}/leads/{lead}", data=first).status_code == 302
    answer = other.post(f"{base}/leads/{lead}", data={"version": str(version), "rating": "3", "note": "Second."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "First." in page
    assert "Second.</textarea>" in page.replace("\r\n", "")
    # The form is for the version that is stored now.
    assert f'name="version" type="hidden" value="{version + 1}"' in page
    again = {"version": str(version + 1), "note": "Second."}
    assert other.post(f"{base}/leads/{lead}", data=again).status_code == 302
    wrong = other.post(
        f"{base}/leads/{lead}", data={"version": str(version + 2), "note": "Kept.", "follow_up_on": "soon"}
    )
    assert (wrong.status_code, "Kept." in wrong.get_data(as_text=True)) == (422, True)


def test_a_page_of_a_lead_without_a_card_shows_the_name_and_no_address(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = making.fair()
        made.visitors[0].organisation, made.visitors[0].about = "Secret Works", "About nobody else."
        _question(made)
        lead = db.session.scalars(select(BoothLead.id)).one()
        base, booth, address = f"/{made.house.slug}/exhibition", made.booth.id, _email(made.visitors[0])
        mate = sign_in(made.mate.account)
    for path in (f"leads/{lead}", f"{booth}/leads", f"{booth}/desk"):
        page = mate.get(f"{base}/{path}").get_data(as_text=True)
        assert "Visitor 0" in page
        for secret in (address, "Secret Works", "About nobody else."):
            assert secret not in page
