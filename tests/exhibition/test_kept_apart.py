"""Those whom a block keeps apart are not there for each other: no page of the exhibition names one to the other."""

from datetime import timedelta
from typing import Any

import pytest

from conference import clock
from conference.errors import NotFound, Stale
from conference.exhibition.contact_actions import contact_at
from conference.exhibition.desk_actions import desk_of, desk_state
from conference.exhibition.hall_actions import hall_for
from conference.exhibition.lead_actions import leave_card
from conference.exhibition.lead_desk_actions import Noted, note_lead
from conference.exhibition.live_actions import hall_state
from conference.exhibition.models import BoothInvitation
from conference.exhibition.presence_actions import mark_of
from conference.exhibition.question_actions import answer_question, ask
from conference.exhibition.question_list_actions import own_questions, team_questions
from conference.exhibition.talk_actions import end_talk, take_talk, wish_to_talk
from conference.exhibition.team_invite_actions import join, welcome_by
from conference.people.block_actions import block_person
from conference.people.models import Participant
from conference.people.sign_in import new_token, token_hash
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.contacts import stand
from tests.exhibition.making import Fair


@pytest.fixture
def fair(session: Any) -> Fair:
    return making.fair()


def _block(fair: Fair, one: Participant, other: Participant) -> None:
    block_person(fair.actor(one), other.id)


@pytest.mark.parametrize("by_visitor", [True, False])
def test_who_asked_is_not_told_the_name_of_whom_a_block_keeps_apart(fair: Fair, by_visitor: bool) -> None:
    visitor = fair.visitors[0]
    question = ask(fair.actor(visitor), fair.booth.id, "How does it work?", "key-00000001")
    answer_question(fair.actor(fair.mate), question.id, question.version, "Well.", is_public=False)
    assert [one.answerer and one.answerer.id for one in own_questions(fair.actor(visitor))] == [fair.mate.id]
    _block(fair, *((visitor, fair.mate) if by_visitor else (fair.mate, visitor)))
    asked = [*own_questions(fair.actor(visitor)), *contact_at(fair.actor(visitor), fair.booth).questions]
    assert [(one.row.answer, one.answerer) for one in asked] == [("Well.", None)] * 2


def test_two_of_a_team_whom_a_block_keeps_apart_do_not_read_each_others_names(fair: Fair) -> None:
    visitor = fair.actor(fair.visitors[0])
    question = ask(visitor, fair.booth.id, "How does it work?", "key-00000001")
    lead = leave_card(visitor, fair.booth.id, "", shares_email=True, shares_profile=False)
    seen = question.version, lead.version
    answer_question(fair.actor(fair.mate), question.id, seen[0], "Well.", is_public=False)
    note_lead(fair.actor(fair.mate), lead.id, seen[1], Noted(note="Nice."))
    stand(fair.booth.id, fair.mate.id, fair.lead.id)
    talk = take_talk(fair.actor(fair.mate), wish_to_talk(visitor, fair.booth.id).id)
    _block(fair, fair.lead, fair.mate)
    (asked,) = team_questions(fair.actor(fair.lead), fair.booth.id)
    assert (asked.row.answer, asked.answerer) == ("Well.", None)
    for late in (
        lambda: answer_question(fair.actor(fair.lead), question.id, seen[0], "Badly.", is_public=False),
        lambda: note_lead(fair.actor(fair.lead), lead.id, seen[1], Noted(note="Not nice.")),
        lambda: take_talk(fair.actor(fair.lead), talk.id),
    ):
        with pytest.raises(Stale) as refused:
            late()
        assert fair.mate.name not in refused.value.message


@pytest.mark.parametrize("by_visitor", [True, False])
def test_the_page_of_a_talk_that_a_block_ended_names_nobody(sign_in: SignIn, app: Any, by_visitor: bool) -> None:
    with app.test_request_context():
        fair = making.fair()
        stand(fair.booth.id, fair.mate.id)
        talk = wish_to_talk(fair.actor(fair.visitors[0]), fair.booth.id)
        take_talk(fair.actor(fair.mate), talk.id)
        address, account, name = f"/{fair.house.slug}/exhibition/talks/{talk.id}", fair.visitors[0].account, "Mate"
        browser = sign_in(account)
        assert name in browser.get(address).get_data(as_text=True)
        _block(fair, *((fair.visitors[0], fair.mate) if by_visitor else (fair.mate, fair.visitors[0])))
        end_talk(fair.actor(fair.visitors[0]), talk.id)
    page = browser.get(address).get_data(as_text=True)
    assert "This talk is over" in page
    assert name not in page


def test_a_desk_that_is_open_is_drawn_anew_when_a_block_comes_between(fair: Fair) -> None:
    leave_card(fair.actor(fair.visitors[0]), fair.booth.id, "", shares_email=True, shares_profile=False)
    before = desk_state(fair.booth.id)
    _block(fair, fair.visitors[0], fair.mate)
    assert desk_state(fair.booth.id)["stamp"] != before["stamp"]
    assert not desk_of(fair.actor(fair.mate), fair.booth.id).leads


@pytest.mark.parametrize("by_visitor", [True, False])
def test_a_mailed_link_leads_nobody_to_whom_a_block_keeps_apart_since(fair: Fair, by_visitor: bool) -> None:
    token, visitor = new_token(), fair.visitors[0]
    make.kept(
        BoothInvitation(
            booth_id=fair.booth.id, email="somebody@example.org", token_hash=token_hash(token),
            invited_by_id=fair.lead.id, expires_at=clock.now() + timedelta(days=1),
        )
    )  # fmt: skip
    assert welcome_by(fair.actor(visitor), token).by == fair.lead.name
    _block(fair, *((visitor, fair.lead) if by_visitor else (fair.lead, visitor)))
    for follow in (welcome_by, join):
        with pytest.raises(NotFound):
            follow(fair.actor(visitor), token)
    assert join(fair.actor(fair.visitors[1]), token).id == fair.booth.id


@pytest.mark.parametrize("by_visitor", [True, False])
def test_whom_a_block_keeps_apart_does_not_make_a_booth_one_where_somebody_is(fair: Fair, by_visitor: bool) -> None:
    visitor, booth = fair.visitors[0], fair.booth.id
    _block(fair, *((visitor, fair.mate) if by_visitor else (fair.mate, visitor)))
    stand(booth, fair.mate.id)
    assert not hall_for(fair.actor(visitor), "").booths[0].is_here
    assert hall_for(fair.actor(fair.visitors[1]), "").booths[0].is_here
    stand(booth, fair.lead.id)
    seen = hall_for(fair.actor(visitor), "")
    assert seen.booths[0].is_here
    # All are sent the same; by what it was drawn with a page knows who of them counts, and not who does not.
    assert seen.beside == {booth: [mark_of(booth, fair.lead.id)]}
    assert hall_for(fair.actor(fair.visitors[1]), "").beside == {}
    marks = sorted(mark_of(booth, person.id) for person in (fair.lead, fair.mate))
    assert hall_state(fair.house.id)["here"] == {str(booth): {"team": marks, "visitors": 0}}
