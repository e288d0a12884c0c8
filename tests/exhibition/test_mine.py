"""What somebody has under way at booths: theirs alone, told live, and a copy of it in their data."""

from typing import Any

import pytest
from flask import Flask

from conference.exhibition.held_data import exhibition_data
from conference.exhibition.lead_actions import leave_card, take_back_card
from conference.exhibition.mine_actions import mine_state, my_contacts
from conference.exhibition.question_actions import answer_question, ask, withdraw_question
from conference.exhibition.rules import BoothState
from conference.exhibition.talk_actions import end_talk, take_talk, wish_to_talk
from conference.extensions import db
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.contacts import stand
from tests.exhibition.making import Fair


@pytest.fixture
def fair(session: Any) -> Fair:
    made = making.fair()
    stand(made.booth.id, made.mate.id)
    return made


def test_every_step_is_told_to_the_visitor_and_to_nobody_else(fair: Fair) -> None:
    me, other = fair.visitors[0].id, fair.visitors[1].id
    visitor, mate, booth = fair.actor(fair.visitors[0]), fair.actor(fair.mate), fair.booth.id
    seen, untouched = [mine_state(me)["stamp"]], mine_state(other)

    def told(_done: object) -> None:
        assert mine_state(me)["stamp"] != seen[-1]
        seen.append(mine_state(me)["stamp"])
        assert mine_state(other) == untouched

    question = ask(visitor, booth, "How?", "key-00000001")
    told(question)
    told(answer_question(mate, question.id, 1, "So.", is_public=False))
    told(leave_card(visitor, booth, "", shares_email=True, shares_profile=False))
    talk = wish_to_talk(visitor, booth)
    told(talk)
    assert mine_state(me)["talk"] == {"id": talk.id, "booth": booth, "state": "waiting"}
    told(take_talk(mate, talk.id))
    assert mine_state(fair.mate.id)["talk"] == {"id": talk.id, "booth": booth, "state": "talking"}
    told(end_talk(mate, talk.id))
    assert mine_state(me)["talk"] is None
    take_back_card(visitor, booth)
    told(None)
    second = ask(visitor, booth, "And?", "key-00000002")
    told(second)
    told(withdraw_question(visitor, second.id))


def test_what_is_under_way_is_ones_own(fair: Fair) -> None:
    ask(fair.actor(fair.visitors[0]), fair.booth.id, "How?", "key-00000001")
    leave_card(fair.actor(fair.visitors[0]), fair.booth.id, "", shares_email=True, shares_profile=False)
    mine = my_contacts(fair.actor(fair.visitors[0]))
    assert (len(mine.questions), len(mine.cards), list(mine.booths)) == (1, 1, [fair.booth.id])
    other = my_contacts(fair.actor(fair.visitors[1]))
    assert (list(other.questions), list(other.cards), other.talk) == ([], [], None)


def test_the_copy_of_ones_data_has_questions_talks_and_cards(fair: Fair) -> None:
    visitor = fair.actor(fair.visitors[0])
    ask(visitor, fair.booth.id, "How?", "key-00000001")
    wish_to_talk(visitor, fair.booth.id)
    leave_card(visitor, fair.booth.id, "Hello.", shares_email=True, shares_profile=False)
    copy = exhibition_data(fair.visitors[0])
    assert [row["text"] for row in copy["booth_questions"]] == ["How?"]  # type: ignore[attr-defined]
    assert [row["message"] for row in copy["booth_cards"]] == ["Hello."]  # type: ignore[attr-defined]
    assert len(copy["booth_talks"]) == 1  # type: ignore[arg-type]


def test_the_page_leads_to_no_booth_that_is_in_the_hall_no_more_and_still_takes_cards_back(
    app: Flask, sign_in: SignIn
) -> None:
    with app.test_request_context():
        made = making.fair()
        leave_card(made.actor(made.visitors[0]), made.booth.id, "", shares_email=True, shares_profile=True)
        made.booth.state = BoothState.WITHDRAWN
        db.session.commit()
        base, booth = f"/{made.house.slug}/exhibition", made.booth.id
        browser = sign_in(made.visitors[0].account)
    page = browser.get(f"{base}/mine").get_data(as_text=True)
    assert f'href="{base}/{booth}' not in page
    assert f"{base}/{booth}/card/withdraw" in page
    answer = browser.post(f"{base}/{booth}/card/withdraw", headers={"Referer": f"http://localhost{base}/mine"})
    assert answer.headers["Location"] == f"{base}/mine"
    assert f"{base}/{booth}/card/withdraw" not in browser.get(f"{base}/mine").get_data(as_text=True)
