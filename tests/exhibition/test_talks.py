"""Talking now: only where somebody is, one takes it, the clock ends the waiting, and nobody else is in the call."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from conference import clock
from conference.calls.actions import joinable_room, room_for
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.exhibition.contact_models import BoothLead, BoothTalk
from conference.exhibition.desk_actions import desk_of
from conference.exhibition.lead_desk_actions import lead_of, talks_with
from conference.exhibition.models import BoothMember
from conference.exhibition.question_actions import answer_question, ask
from conference.exhibition.question_list_actions import public_questions, team_questions
from conference.exhibition.rules import DOOR, BoothState, LeadSource, TalkState
from conference.exhibition.talk_actions import (
    LONGEST,
    current_talk,
    end_talk,
    may_join,
    state_now,
    take_talk,
    who_is_here,
    wish_to_talk,
)
from conference.exhibition.talk_end_actions import end_what_is_over
from conference.extensions import db
from conference.people.account_actions import delete_account
from conference.people.block_actions import block_person, person_known
from conference.people.leaving import say_goodbye
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.contacts import stand, visit
from tests.exhibition.making import Fair
from tests.racing import DONE, Job, at_once_as


@pytest.fixture
def fair(session: Any) -> Fair:
    made = making.fair()
    stand(made.booth.id, made.lead.id, made.mate.id)
    return made


def _knock(fair: Fair, who: int = 0) -> BoothTalk:
    return wish_to_talk(fair.actor(fair.visitors[who]), fair.booth.id)


def test_a_lead_says_when_somebody_wanted_to_talk_and_what_became_of_it(fair: Fair) -> None:
    missed = _knock(fair)
    end_talk(fair.actor(fair.visitors[0]), missed.id)
    taken = _knock(fair)
    take_talk(fair.actor(fair.mate), taken.id)
    lead = db.session.scalars(select(BoothLead)).one()
    found = talks_with(fair.actor(fair.lead), lead_of(fair.actor(fair.lead), lead.id))
    assert [(one.state, one.by and one.by.id) for one in found] == [
        (TalkState.TALKING, fair.mate.id),
        (TalkState.LEFT, None),
    ]
    # Whom a block keeps apart from a mate reads no name of theirs.
    block_person(fair.actor(fair.lead), fair.mate.id)
    (first, _second) = talks_with(fair.actor(fair.lead), lead_of(fair.actor(fair.lead), lead.id))
    assert first.by is None


def test_nobody_knocks_where_nobody_of_the_team_is(session: Any) -> None:
    made = making.fair()
    visit(made.booth.id, made.visitors[1].id)
    with pytest.raises(Refused, match="Nobody of the team is here"):
        _knock(made)
    visit(made.booth.id, made.mate.id)
    assert _knock(made).state is TalkState.WAITING


def test_knocking_twice_is_knocking_once_and_makes_a_lead_without_consent(fair: Fair) -> None:
    assert _knock(fair).id == _knock(fair).id
    lead = db.session.scalars(select(BoothLead)).one()
    assert (lead.source, lead.consented_at) == (LeadSource.TALK, None)


def test_the_first_to_take_it_has_it_and_the_second_is_told_who_that_was(fair: Fair) -> None:
    talk = _knock(fair)
    take_talk(fair.actor(fair.mate), talk.id)
    assert take_talk(fair.actor(fair.mate), talk.id).taken_by_id == fair.mate.id
    with pytest.raises(Stale, match="Mate was quicker"):
        take_talk(fair.actor(fair.lead), talk.id)
    assert db.session.get_one(BoothTalk, talk.id).taken_by_id == fair.mate.id


def test_nobody_is_in_the_call_but_who_knocked_and_who_took_it(fair: Fair) -> None:
    talk = _knock(fair)
    visitor = fair.actor(fair.visitors[0])
    assert not may_join(visitor, talk.id)
    take_talk(fair.actor(fair.mate), talk.id)
    room = room_for(fair.house.id, "booth_talk", talk.id)
    for person in (fair.visitors[0], fair.mate):
        assert joinable_room(fair.actor(person), room.id)[0].id == room.id
    for person in (fair.lead, fair.visitors[1], fair.organiser):
        with pytest.raises(NotFound):
            joinable_room(fair.actor(person), room.id)
    end_talk(fair.actor(fair.mate), talk.id)
    with pytest.raises(NotFound):
        joinable_room(visitor, room.id)


def test_only_the_team_takes_a_talk_and_strangers_do_not_know_of_it(fair: Fair) -> None:
    talk = _knock(fair)
    with pytest.raises(Forbidden):
        take_talk(fair.actor(fair.visitors[0]), talk.id)
    stranger = make.participant(fair.house, Role.ATTENDEE, Role.EXHIBITOR)
    making.booth(fair.house, stranger, name="Another")
    for person in (stranger, fair.organiser, fair.visitors[1]):
        with pytest.raises(NotFound):
            take_talk(fair.actor(person), talk.id)
        with pytest.raises(NotFound):
            end_talk(fair.actor(person), talk.id)
    with pytest.raises(NotFound):
        end_talk(fair.actor(fair.lead), talk.id)


def test_the_clock_alone_ends_the_waiting(fair: Fair) -> None:
    talk = _knock(fair)
    with clock.stopped_at(talk.asked_at + DOOR - timedelta(seconds=1)):
        assert state_now(talk) is TalkState.WAITING
        assert [one.row.id for one in desk_of(fair.actor(fair.mate), fair.booth.id).waiting] == [talk.id]
    with clock.stopped_at(talk.asked_at + DOOR):
        assert state_now(talk) is TalkState.MISSED
        assert current_talk(fair.visitors[0].id) is None
        assert not desk_of(fair.actor(fair.mate), fair.booth.id).waiting
        with pytest.raises(Stale, match="Nobody came in time"):
            take_talk(fair.actor(fair.mate), talk.id)
        again = _knock(fair)
        assert again.id != talk.id
        assert db.session.get_one(BoothTalk, talk.id).state is TalkState.MISSED


def test_the_alarm_notes_what_is_missed_and_what_nobody_ended(fair: Fair) -> None:
    missed, forgotten = _knock(fair), _knock(fair, 1)
    take_talk(fair.actor(fair.mate), forgotten.id)
    end_what_is_over()
    assert missed.state is TalkState.WAITING
    with clock.stopped_at(clock.now() + LONGEST + timedelta(seconds=1)):
        end_what_is_over()
    states = {row.id: row.state for row in db.session.scalars(select(BoothTalk))}
    assert states == {missed.id: TalkState.MISSED, forgotten.id: TalkState.OVER}


def test_who_goes_while_waiting_is_no_more_at_the_desk(fair: Fair) -> None:
    talk = _knock(fair)
    assert end_talk(fair.actor(fair.visitors[0]), talk.id).state is TalkState.LEFT
    assert not desk_of(fair.actor(fair.mate), fair.booth.id).waiting
    with pytest.raises(Stale, match="did not wait"):
        take_talk(fair.actor(fair.mate), talk.id)


def test_either_of_the_two_ends_a_talk(fair: Fair) -> None:
    for who in (fair.visitors[0], fair.mate):
        talk = take_talk(fair.actor(fair.mate), _knock(fair).id)
        assert end_talk(fair.actor(who), talk.id).state is TalkState.OVER
        assert end_talk(fair.actor(who), talk.id).state is TalkState.OVER


def test_who_knocks_elsewhere_waits_here_no_longer_and_who_talks_cannot_knock(fair: Fair) -> None:
    other = making.booth(fair.house, fair.lead, name="Another")
    stand(other.id, fair.lead.id)
    visitor = fair.actor(fair.visitors[0])
    first = _knock(fair)
    second = wish_to_talk(visitor, other.id)
    assert db.session.get_one(BoothTalk, first.id).state is TalkState.LEFT
    take_talk(fair.actor(fair.lead), second.id)
    with pytest.raises(Refused, match="in a talk already"):
        _knock(fair)


def test_a_booth_that_leaves_the_hall_ends_its_talks(fair: Fair) -> None:
    talk, waiting = take_talk(fair.actor(fair.mate), _knock(fair).id), _knock(fair, 1)
    fair.booth.state = BoothState.WITHDRAWN
    db.session.commit()
    assert not may_join(fair.actor(fair.visitors[0]), talk.id)
    end_what_is_over()
    assert (talk.state, waiting.state) == (TalkState.OVER, TalkState.MISSED)


def test_who_leaves_the_team_is_in_its_talks_no_more(fair: Fair) -> None:
    talk = take_talk(fair.actor(fair.mate), _knock(fair).id)
    db.session.delete(db.session.get_one(BoothMember, (fair.booth.id, fair.mate.id)))
    db.session.commit()
    assert not may_join(fair.actor(fair.mate), talk.id)
    end_what_is_over()
    assert talk.state is TalkState.OVER


def test_who_leaves_the_conference_leaves_their_talks(fair: Fair) -> None:
    talk, waiting = take_talk(fair.actor(fair.mate), _knock(fair).id), _knock(fair, 1)
    for person in (fair.mate, fair.visitors[1]):
        say_goodbye(person.id)
    db.session.commit()
    assert talk.state is TalkState.OVER
    assert waiting.state is TalkState.MISSED


def test_a_block_ends_the_talk_and_keeps_the_two_from_each_other(fair: Fair) -> None:
    talk = take_talk(fair.actor(fair.mate), _knock(fair).id)
    block_person(fair.actor(fair.visitors[0]), fair.mate.id)
    assert db.session.get_one(BoothTalk, talk.id).state is TalkState.OVER
    assert who_is_here(fair.actor(fair.visitors[0]), fair.booth.id) == [fair.lead.id]
    again = _knock(fair)
    assert not desk_of(fair.actor(fair.mate), fair.booth.id).waiting
    with pytest.raises(NotFound):
        take_talk(fair.actor(fair.mate), again.id)
    take_talk(fair.actor(fair.lead), again.id)


def test_the_team_knows_who_knocked_and_they_know_who_talked_with_them(fair: Fair) -> None:
    for person in (fair.visitors[0], fair.mate):
        person.in_directory = False
    db.session.commit()
    visitor, mate = fair.actor(fair.visitors[0]), fair.actor(fair.mate)
    for one, other in ((mate, fair.visitors[0]), (visitor, fair.mate)):
        with pytest.raises(NotFound):
            person_known(one, other.id)
    talk = _knock(fair)
    assert person_known(mate, fair.visitors[0].id).id == fair.visitors[0].id
    with pytest.raises(NotFound):
        person_known(visitor, fair.mate.id)
    take_talk(mate, talk.id)
    assert person_known(visitor, fair.mate.id).id == fair.mate.id
    with pytest.raises(NotFound):
        person_known(make.actor(make.participant(fair.house)), fair.mate.id)


@pytest.fixture
def hall(app: Flask) -> tuple[Flask, dict[str, int]]:
    with app.test_request_context():
        made = making.fair()
        stand(made.booth.id, made.lead.id, made.mate.id)
        ids = {"lead": made.lead.id, "mate": made.mate.id, "booth": made.booth.id, "visitor": made.visitors[0].id}
    return app, ids


def test_two_who_take_one_talk_in_the_same_moment_and_one_has_it(hall: tuple[Flask, dict[str, int]]) -> None:
    app, ids = hall
    with app.test_request_context():
        talk = wish_to_talk(make.actor(db.session.get_one(Participant, ids["visitor"])), ids["booth"]).id
    jobs: list[tuple[int, Job]]
    jobs = [(ids[who], lambda actor: take_talk(actor, talk)) for who in ("lead", "mate")]
    answers = at_once_as(app, jobs)
    assert answers.count(DONE) == 1
    with app.test_request_context():
        taker = db.session.get_one(Participant, db.session.get_one(BoothTalk, talk).taken_by_id)
        assert taker.id == jobs[answers.index(DONE)][0]
        assert f"{taker.name} was quicker and has taken it." in answers


def test_who_knocks_in_two_tabs_in_the_same_moment_waits_once(hall: tuple[Flask, dict[str, int]]) -> None:
    app, ids = hall
    knock: Job = lambda actor: wish_to_talk(actor, ids["booth"])  # noqa: E731
    assert at_once_as(app, [(ids["visitor"], knock)] * 3) == [DONE] * 3
    with app.test_request_context():
        assert db.session.scalar(select(func.count()).select_from(BoothTalk)) == 1


def test_taking_and_going_in_the_same_moment_leave_one_of_the_two(hall: tuple[Flask, dict[str, int]]) -> None:
    app, ids = hall
    with app.test_request_context():
        talk = wish_to_talk(make.actor(db.session.get_one(Participant, ids["visitor"])), ids["booth"]).id
    at_once_as(
        app,
        [(ids["lead"], lambda actor: take_talk(actor, talk)), (ids["visitor"], lambda actor: end_talk(actor, talk))],
    )
    with app.test_request_context():
        row = db.session.get_one(BoothTalk, talk)
        assert (row.state, row.taken_by_id) in {(TalkState.LEFT, None), (TalkState.OVER, ids["lead"])}


def test_blocking_and_taking_in_the_same_moment_leave_nobody_in_a_call(hall: tuple[Flask, dict[str, int]]) -> None:
    app, ids = hall
    with app.test_request_context():
        talk = wish_to_talk(make.actor(db.session.get_one(Participant, ids["visitor"])), ids["booth"]).id
    at_once_as(
        app,
        [
            (ids["lead"], lambda actor: take_talk(actor, talk)),
            (ids["visitor"], lambda actor: block_person(actor, ids["lead"])),
        ],
    )
    with app.test_request_context():
        row = db.session.get_one(BoothTalk, talk)
        assert (row.state, row.taken_by_id) in {(TalkState.WAITING, None), (TalkState.OVER, ids["lead"])}
        visitor = make.actor(db.session.get_one(Participant, ids["visitor"]))
        assert not may_join(visitor, talk)


def test_a_talk_goes_all_the_way_by_plain_forms(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = making.fair()
        stand(made.booth.id, made.mate.id)
        base, booth = f"/{made.house.slug}/exhibition", made.booth.id
        visitor, mate, lead = (sign_in(one.account) for one in (made.visitors[0], made.mate, made.lead))
    page = visitor.get(f"{base}/{booth}/contact").get_data(as_text=True)
    assert f"{base}/{booth}/talk" in page
    talk = visitor.post(f"{base}/{booth}/talk").headers["Location"]
    assert "It rings at the booth" in visitor.get(talk).get_data(as_text=True)
    assert f"{talk}/take" in mate.get(f"{base}/{booth}/desk").get_data(as_text=True)
    assert mate.post(f"{talk}/take").headers["Location"] == talk
    for browser in (visitor, mate):
        assert 'data-embed="calls/' in browser.get(talk).get_data(as_text=True)
    assert lead.get(talk).headers["Location"] == f"{base}/{booth}/desk"
    assert lead.post(f"{talk}/take").headers["Location"] == f"{base}/{booth}/desk"
    assert "Mate was quicker" in lead.get(f"{base}/{booth}/desk").get_data(as_text=True)
    visitor.post(f"{talk}/end")
    page = visitor.get(talk).get_data(as_text=True)
    assert "This talk is over" in page
    assert "data-embed" not in page


def test_after_ninety_seconds_the_page_offers_what_needs_nobody(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = making.fair()
        stand(made.booth.id, made.mate.id)
        base, booth = f"/{made.house.slug}/exhibition", made.booth.id
        visitor, mate = sign_in(made.visitors[0].account), made.mate.id
    talk = visitor.post(f"{base}/{booth}/talk").headers["Location"]
    with clock.stopped_at(clock.now() + DOOR):
        page = visitor.get(talk).get_data(as_text=True)
    assert "Nobody could come" in page
    for way in ("#card", "#questions", f"/meetings/ask?participant_id={mate}"):
        assert way in page


def test_who_deletes_their_account_leaves_their_talk_and_their_words_are_gone(fair: Fair) -> None:
    visitor = fair.actor(fair.visitors[0])
    question = ask(visitor, fair.booth.id, "Who am I?", "key-00000001")
    answer_question(fair.actor(fair.mate), question.id, 1, "You.", is_public=True)
    talk = take_talk(fair.actor(fair.mate), _knock(fair).id)
    account = fair.visitors[0].account
    assert account is not None
    delete_account(account.id, account.email)
    assert db.session.get_one(BoothTalk, talk.id).state is TalkState.OVER
    assert not public_questions(fair.booth.id)
    assert not team_questions(fair.actor(fair.mate), fair.booth.id)
    assert not desk_of(fair.actor(fair.mate), fair.booth.id).leads


def test_nobody_takes_a_talk_at_a_booth_that_has_just_left_the_hall(fair: Fair) -> None:
    talk_id = _knock(fair).id
    fair.booth.state = BoothState.WITHDRAWN
    db.session.commit()
    with pytest.raises(Stale):
        take_talk(fair.actor(fair.lead), talk_id)
    assert db.session.get_one(BoothTalk, talk_id, populate_existing=True).state is TalkState.WAITING
