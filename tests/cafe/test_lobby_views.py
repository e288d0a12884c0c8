"""The list of cafés and the lobby: who sees which, what is said when, and choosing a table."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference import clock, presence
from conference.agenda.release_actions import release_agenda
from conference.agenda.rules import Visibility
from conference.cafe.choose_actions import choose_table
from conference.cafe.harvest_models import CafeOutcome
from conference.cafe.lobby_actions import Phase, cafes_seen, lobby_of
from conference.cafe.models import Cafe, TableChoice
from conference.cafe.rules import CafeState, RoundState
from conference.errors import NotFound, Refused
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.cafe.making import Hall, hall, seated_hall
from tests.cafe.making import cafe as make_cafe
from tests.conftest import SignIn


def _phase(made: Hall, number: int = 0) -> Phase:
    return lobby_of(make.actor(made.people[number]), made.cafe).phase


@pytest.mark.usefixtures("session")
def test_the_lobby_says_how_the_cafe_stands_for_whoever_looks() -> None:
    made = seated_hall()
    late = make.participant(made.house)
    assert _phase(made) is Phase.SEATED
    assert lobby_of(make.actor(late), made.cafe).phase is Phase.LATE
    first, second = made.cafe.rounds
    first.state, first.ends_at, first.closed_at = RoundState.CLOSED, None, clock.now()
    db.session.commit()
    assert _phase(made) is Phase.BETWEEN
    second.state, second.opened_at, second.closed_at = RoundState.CLOSED, clock.now(), clock.now()
    db.session.commit()
    assert _phase(made) is Phase.AFTER
    for state, phase in ((CafeState.HARVEST, Phase.HARVEST), (CafeState.CLOSED, Phase.CLOSED)):
        made.cafe.state = state
        db.session.commit()
        assert _phase(made) is phase


@pytest.mark.usefixtures("session")
def test_before_the_first_round_everybody_waits() -> None:
    assert _phase(hall()) is Phase.BEFORE


@pytest.mark.usefixtures("session")
def test_a_round_whose_time_is_up_is_over_in_the_lobby_before_anybody_noted_it() -> None:
    made = seated_hall()
    made.cafe.rounds[0].ends_at = clock.now()
    db.session.commit()
    assert _phase(made) is Phase.BETWEEN


@pytest.mark.usefixtures("session")
def test_everybody_sees_the_cafes_that_are_theirs_to_see() -> None:
    house = make.conference()
    organiser, person = make.participant(house, Role.ORGANISER), make.participant(house)
    invited = make.item(house, visibility=Visibility.INVITED, room_id=make.room(house).id)
    public = make.item(house, room_id=make.room(house).id)
    release_agenda(make.actor(organiser), notify=False)
    unreleased = make.item(house)
    make_cafe(house, title="Alone")
    make_cafe(house, title="Draft", state=CafeState.DRAFT)
    make_cafe(house, title="Invited", item_id=invited.id)
    make_cafe(house, title="Public", item_id=public.id)
    make_cafe(house, title="Unreleased", item_id=unreleased.id)
    make_cafe(make.conference(), title="Elsewhere")

    def titles(participant: Any) -> set[str]:
        return {one.cafe.title for one in cafes_seen(make.actor(participant))}

    assert titles(person) == {"Alone", "Public"}
    assert titles(make.participant(house, Role.MODERATOR)) == {"Alone", "Draft", "Invited", "Public", "Unreleased"}
    assert cafes_seen(make.actor(person))[0].cafe.title == "Public"


def test_the_list_asks_the_database_as_often_however_many_there_are(
    app: Flask, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    with app.test_request_context():
        house = make.conference()
        actor = make.actor(make.participant(house))
        make_cafe(house)
        few = count_queries(lambda: cafes_seen(actor))
        for _more in range(4):
            make_cafe(house)
        actor = make.actor(make.participant(house))
        assert count_queries(lambda: cafes_seen(actor)) == few


# Choosing


def _chosen() -> dict[int, int]:
    return {row.participant_id: row.table_id for row in db.session.scalars(select(TableChoice))}


@pytest.mark.usefixtures("session")
def test_a_table_is_chosen_changed_and_given_back() -> None:
    made = hall(may_choose=True)
    person, (one, two, _three) = made.people[0], made.cafe.tables
    for table in (one, one, two):
        choose_table(make.actor(person), made.cafe.id, table.id)
    assert _chosen() == {person.id: two.id}
    choose_table(make.actor(person), made.cafe.id, None)
    assert _chosen() == {}


@pytest.mark.usefixtures("session")
def test_a_full_table_is_refused_and_a_host_has_a_place_there() -> None:
    made = hall(may_choose=True, fewest=2, most=2)
    table = made.cafe.tables[0]
    table.host_id = made.people[0].id
    db.session.commit()
    choose_table(make.actor(made.people[1]), made.cafe.id, table.id)
    with pytest.raises(Refused):
        choose_table(make.actor(made.people[2]), made.cafe.id, table.id)
    # Whoever has a place there can say so again.
    choose_table(make.actor(made.people[1]), made.cafe.id, table.id)
    choose_table(make.actor(made.people[0]), made.cafe.id, table.id)


@pytest.mark.usefixtures("session")
def test_nobody_chooses_where_it_is_not_allowed_or_a_table_of_elsewhere() -> None:
    closed, made, other = hall(), hall(may_choose=True), hall(may_choose=True)
    with pytest.raises(Refused):
        choose_table(make.actor(closed.people[0]), closed.cafe.id, closed.cafe.tables[0].id)
    actor = make.actor(made.people[0])
    with pytest.raises(NotFound):
        choose_table(actor, made.cafe.id, other.cafe.tables[0].id)
    with pytest.raises(NotFound):
        choose_table(actor, other.cafe.id, other.cafe.tables[0].id)
    made.cafe.state = CafeState.HARVEST
    db.session.commit()
    with pytest.raises(Refused):
        choose_table(actor, made.cafe.id, made.cafe.tables[0].id)
    assert _chosen() == {}


@pytest.mark.usefixtures("session")
def test_a_merged_table_is_not_there_to_choose() -> None:
    made = hall(may_choose=True)
    gone, into = made.cafe.tables[:2]
    gone.merged_into_id = into.id
    db.session.commit()
    with pytest.raises(NotFound):
        choose_table(make.actor(made.people[0]), made.cafe.id, gone.id)


# Pages


def test_the_page_of_the_lobby(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        made = hall(may_choose=True, briefing="Say **hello**")
        made.cafe.tables[1].host_id = made.people[1].id
        db.session.commit()
        home, cafe_id, table = f"/{made.house.slug}/cafe", made.cafe.id, made.cafe.tables[0].id
        accounts = [one.account_id for one in (*made.people[:2], made.organiser)]
    person, host, organiser = (sign_in(account) for account in accounts)
    page = person.get(f"{home}/{cafe_id}").text
    assert "You will be seated when the facilitator opens the round" in page
    assert "How can policy help?" in page
    assert "Say <strong>" not in page
    assert "You host table 2: your briefing" in host.get(f"{home}/{cafe_id}").text
    assert f"{home}/{cafe_id}/edit" in organiser.get(f"{home}/").text
    assert "/edit" not in person.get(f"{home}/").text
    answer = person.post(f"{home}/{cafe_id}/choose", data={"table": table}, follow_redirects=True)
    assert "Your choice is noted." in answer.text
    assert re.search(rf'value="{table}" aria-pressed="true"', answer.text)
    with app.app_context():
        db.session.get_one(Cafe, cafe_id).may_choose = False
        db.session.commit()
    refused = person.post(f"{home}/{cafe_id}/choose", data={"table": table}, headers={"Accept": "application/json"})
    assert refused.status_code == 422
    assert refused.json == {"error": "Tables cannot be chosen in this café now."}


def test_who_has_a_seat_finds_the_way_to_the_table(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        made = seated_hall()
        path, table = f"/{made.house.slug}/cafe/{made.cafe.id}", made.cafe.tables[0].id
        account = made.at[0][0].account_id
    page = sign_in(account).get(path).text
    assert f'href="{path}/tables/{table}"' in page
    assert "Go to table 1" in page


def test_a_page_without_a_script_counts_as_present_while_it_asks_again(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        made = hall()
        path, cafe_id = f"/{made.house.slug}/cafe/{made.cafe.id}", made.cafe.id
        person, account = made.people[0].id, made.people[0].account_id
    client = sign_in(account)
    assert f"url={path}?wait=1" in client.get(path).text
    assert person not in presence.participants(("cafe", cafe_id))
    client.get(f"{path}?wait=1")
    assert person in presence.participants(("cafe", cafe_id))


def test_a_closed_cafe_shows_what_was_agreed_in_order(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        made = hall(state=CafeState.CLOSED)
        question = made.cafe.questions[0]
        question.agreed_at = clock.now()
        for order, text in ((1, "Second line"), (0, "First line")):
            db.session.add(CafeOutcome(question_id=question.id, text=text, order=order))
        db.session.add(CafeOutcome(question_id=made.cafe.questions[1].id, text="Not agreed yet"))
        db.session.commit()
        path, account = f"/{made.house.slug}/cafe/{made.cafe.id}", made.people[0].account_id
    page = sign_in(account).get(path).text
    assert page.index("First line") < page.index("Second line")
    assert "Not agreed yet" not in page


def test_a_sessions_page_leads_into_its_cafe(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        made = hall()
        item = make.item(made.house, room_id=make.room(made.house).id)
        made.cafe.item_id = item.id
        release_agenda(make.actor(made.organiser), notify=False)
        path, account = f"/{made.house.slug}/agenda/{item.id}", made.people[0].account_id
    assert "Take part in the World Café" in sign_in(account).get(path).text
    assert "Take part in the World Café" not in sign_in(None).get(path).text


def test_the_way_to_cafes_is_there_as_soon_as_there_is_one(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = make.conference()
        person, organiser = make.participant(house), make.participant(house, Role.ORGANISER)
        accounts, home = (person.account_id, organiser.account_id), f"/{house.slug}/cafe/"
    mine, theirs = (sign_in(account) for account in accounts)
    assert f'href="{home}"' not in mine.get(f"/{home.split('/')[1]}/people").text
    assert "When there is one, you find it here" in mine.get(home).text
    assert "Set up a World Café" in theirs.get(home).text
    with app.app_context():
        make_cafe(make.house_of(home.split("/")[1]))
    assert f'href="{home}"' in mine.get(f"/{home.split('/')[1]}/people").text
    # Its times are the conference's, and the list says so.
    assert "Conference time: Brussels" in mine.get(home).text
    assert f'<a href="{home}">' in mine.get(f"{home}recommendations").text


@pytest.mark.usefixtures("session")
def test_who_facilitates_takes_no_seat_unless_a_table_names_them_as_its_host() -> None:
    made = hall()
    actor = make.actor(made.facilitator)
    assert lobby_of(actor, made.cafe).phase is Phase.FACILITATES
    made.cafe.tables[0].host_id = made.facilitator.id
    db.session.commit()
    assert lobby_of(actor, made.cafe).phase is Phase.BEFORE
