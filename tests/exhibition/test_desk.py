"""The live desk: who is here by name only where they agreed, and what changes is told to the team alone."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from conference import clock, presence
from conference.exhibition.contact_actions import contact_at
from conference.exhibition.desk_actions import desk_of, desk_state, visits_today
from conference.exhibition.lead_actions import leave_card
from conference.exhibition.models import BoothOpening, BoothVisit, ExhibitionVisitor
from conference.exhibition.question_actions import ask
from conference.exhibition.talk_actions import take_talk, wish_to_talk
from conference.extensions import db
from conference.people.block_actions import block_person
from conference.topics import topic_named
from tests import factories as make
from tests.conftest import SignIn
from tests.exhibition import making
from tests.exhibition.contacts import leave, stand, visit
from tests.exhibition.making import Fair


@pytest.fixture
def fair(session: Any) -> Fair:
    made = making.fair(visitors=3)
    stand(made.booth.id, made.lead.id, made.mate.id)
    return made


def _names(fair: Fair) -> tuple[list[str], int]:
    desk = desk_of(fair.actor(fair.mate), fair.booth.id)
    return sorted(card.name for card in desk.named), desk.others


def test_the_team_sees_the_names_of_those_who_agreed_and_how_many_others(fair: Fair) -> None:
    make.kept(ExhibitionVisitor(participant_id=fair.visitors[0].id, is_seen=True))
    make.kept(ExhibitionVisitor(participant_id=fair.visitors[1].id, is_seen=False))
    visit(fair.booth.id, *(one.id for one in fair.visitors))
    assert _names(fair) == (["Visitor 0"], 2)


def test_whoever_a_block_keeps_apart_is_not_named(fair: Fair) -> None:
    make.kept(ExhibitionVisitor(participant_id=fair.visitors[0].id, is_seen=True))
    visit(fair.booth.id, fair.visitors[0].id)
    block_person(fair.actor(fair.visitors[0]), fair.mate.id)
    assert _names(fair) == ([], 1)


def test_who_leaves_or_falls_silent_is_gone_from_the_desk(fair: Fair) -> None:
    make.kept(ExhibitionVisitor(participant_id=fair.visitors[0].id, is_seen=True))
    empty = desk_state(fair.booth.id)
    visit(fair.booth.id, fair.visitors[0].id, fair.visitors[1].id)
    both = desk_state(fair.booth.id)
    assert (empty["visitors"], both["visitors"]) == (0, 2)
    assert presence.note_silent(frozenset({f"booth-{fair.booth.id}-{fair.visitors[0].id}"}))
    assert _names(fair) == ([], 1)
    assert desk_state(fair.booth.id)["stamp"] not in {empty["stamp"], both["stamp"]}
    leave(fair.booth.id, fair.visitors[0].id, fair.visitors[1].id)
    assert desk_state(fair.booth.id) == empty


def test_the_desk_is_read_again_with_every_pulse() -> None:
    topic = topic_named("booth_desk")
    assert topic is not None
    assert topic.pulse


def test_every_news_changes_what_the_desk_follows(fair: Fair) -> None:
    visitor, material = fair.actor(fair.visitors[0]), making.link(fair.booth)
    seen = [desk_state(fair.booth.id)["stamp"]]

    def news(_done: object) -> None:
        stamp = desk_state(fair.booth.id)["stamp"]
        assert stamp not in seen
        seen.append(stamp)

    news(ask(visitor, fair.booth.id, "How?", "key-00000001"))
    news(leave_card(visitor, fair.booth.id, "", shares_email=True, shares_profile=False))
    talk = wish_to_talk(visitor, fair.booth.id)
    news(talk)
    news(take_talk(fair.actor(fair.mate), talk.id))
    news(make.kept(BoothVisit(booth_id=fair.booth.id, participant_id=fair.visitors[1].id, number=1)))
    news(make.kept(BoothOpening(material_id=material.id, participant_id=fair.visitors[1].id)))


def test_the_stamp_names_nobody(fair: Fair) -> None:
    ask(fair.actor(fair.visitors[0]), fair.booth.id, "How?", "key-00000001")
    assert set(desk_state(fair.booth.id)) == {"visitors", "stamp"}


def test_visits_are_counted_since_the_day_began_where_the_conference_is(fair: Fair, at_noon: Any) -> None:
    del at_noon
    now = clock.now()
    first, second, third = (one.id for one in fair.visitors)
    # In Brussels, where the day began at 23:00 UTC.
    for person, number, hours in ((first, 1, 30), (first, 2, 12), (first, 3, 1), (second, 1, 2), (third, 1, 14)):
        at = now - timedelta(hours=hours)
        make.kept(BoothVisit(booth_id=fair.booth.id, participant_id=person, number=number, started_at=at, last_at=at))
    figures = visits_today(fair.booth)
    assert (figures.people, figures.visits) == (2, 3)


def test_what_was_opened_is_counted(fair: Fair) -> None:
    one = making.link(fair.booth, title="Leaflet")
    making.link(fair.booth, title="Unread")
    for person in fair.visitors[:2]:
        make.kept(BoothOpening(material_id=one.id, participant_id=person.id))
    opened = desk_of(fair.actor(fair.mate), fair.booth.id).opened
    assert [(row.title, row.people) for row in opened] == [("Leaflet", 2)]


def test_a_member_whom_a_block_keeps_apart_is_not_there_for_the_visitor(fair: Fair) -> None:
    block_person(fair.actor(fair.visitors[0]), fair.mate.id)
    assert contact_at(fair.actor(fair.visitors[0]), fair.booth).here == 1
    assert contact_at(fair.actor(fair.visitors[1]), fair.booth).here == 2


def test_the_desk_is_for_its_team_alone(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        made = making.fair()
        address = f"/{made.house.slug}/exhibition/{made.booth.id}/desk"
        live = f"/{made.house.slug}/live/booth_desk/{made.booth.id}"
        mate, organiser, visitor = (sign_in(one.account) for one in (made.mate, made.organiser, made.visitors[0]))
    assert mate.get(f"{address}?fragment=1").status_code == 200
    # Who asks by HTTP is there too, and so on the page.
    stamp = mate.get(live, headers={"Accept": "application/json"}).json["state"]["stamp"]  # type: ignore[index]
    assert f'data-stamp="{stamp}"' in mate.get(address).get_data(as_text=True)
    for browser in (organiser, visitor):
        assert browser.get(address).status_code == 403
        assert browser.get(live, headers={"Accept": "application/json"}).status_code in {403, 404}
    with app.test_request_context():
        assert db.session.get(BoothVisit, (made.booth.id, made.mate.id, 1)) is None


def test_a_mate_whom_a_block_keeps_apart_is_not_named_at_the_desk(fair: Fair) -> None:
    talk = wish_to_talk(fair.actor(fair.visitors[0]), fair.booth.id)
    take_talk(fair.actor(fair.mate), talk.id)
    block_person(fair.actor(fair.mate), fair.lead.id)
    desk = desk_of(fair.actor(fair.lead), fair.booth.id)
    assert [card.id for card in desk.team] == [fair.lead.id]
    assert [one.taker for one in desk.going_on] == [None]
