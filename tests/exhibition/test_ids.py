"""What one was looking at is never another thing by the time that one presses: an id is given once."""

from typing import Any

import pytest

from conference.errors import NotFound
from conference.exhibition.contact_models import BoothLead, BoothQuestion
from conference.exhibition.desk_actions import desk_state
from conference.exhibition.lead_actions import leave_card
from conference.exhibition.lead_desk_actions import Noted, note_lead
from conference.exhibition.question_actions import answer_question, ask, withdraw_question
from conference.exhibition.team_actions import team_to_edit
from conference.exhibition.team_invite_actions import invite, withdraw_invitation
from conference.extensions import db
from conference.people.held_data import erase_participant
from tests.exhibition import making
from tests.exhibition.making import Fair


@pytest.fixture
def fair(session: Any) -> Fair:
    return making.fair()


def test_an_answer_never_goes_to_the_question_of_somebody_else(fair: Fair) -> None:
    first, second = (fair.actor(person) for person in fair.visitors)
    taken_back = ask(first, fair.booth.id, "Can you help me?", "key-00000001").id
    withdraw_question(first, taken_back)
    later = ask(second, fair.booth.id, "What does it cost?", "key-00000002").id
    with pytest.raises(NotFound):
        answer_question(fair.actor(fair.mate), taken_back, 1, "Yes, as you are our customer.", is_public=True)
    assert db.session.get_one(BoothQuestion, later, populate_existing=True).answer == ""


def test_the_desk_hears_of_a_question_that_comes_where_another_was_taken_back(fair: Fair) -> None:
    first, second = (fair.actor(person) for person in fair.visitors)
    ask(second, fair.booth.id, "What does it cost?", "key-00000001")
    taken_back = ask(first, fair.booth.id, "Can you help me?", "key-00000002").id
    before = desk_state(fair.booth.id)
    withdraw_question(first, taken_back)
    ask(second, fair.booth.id, "When is it delivered?", "key-00000003")
    assert desk_state(fair.booth.id) != before


def test_a_note_never_goes_to_the_lead_of_somebody_else(fair: Fair) -> None:
    first, second = fair.visitors
    gone = leave_card(fair.actor(first), fair.booth.id, "", shares_email=True, shares_profile=False)
    lead_id, version, before = gone.id, gone.version, desk_state(fair.booth.id)
    erase_participant(first)
    db.session.commit()
    later = leave_card(fair.actor(second), fair.booth.id, "", shares_email=True, shares_profile=False)
    assert desk_state(fair.booth.id) != before
    with pytest.raises(NotFound):
        note_lead(fair.actor(fair.mate), lead_id, version, Noted(rating=5, note="Wants to buy."))
    assert db.session.get_one(BoothLead, later.id, populate_existing=True).note == ""


def test_an_invitation_that_is_taken_back_is_not_another_ones(fair: Fair) -> None:
    lead = fair.actor(fair.lead)
    invite(lead, fair.booth.id, "first@example.org")
    (first,) = team_to_edit(lead, fair.booth.id)[1].invitations
    first_id = first.id
    withdraw_invitation(lead, first_id)
    invite(lead, fair.booth.id, "second@example.org")
    with pytest.raises(NotFound):
        withdraw_invitation(lead, first_id)
    assert [one.email for one in team_to_edit(lead, fair.booth.id)[1].invitations] == ["second@example.org"]
