"""Setting a café up: its form with rows, templates, copies, and what is never lost of what people did."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from conference.agenda.rules import ItemKind
from conference.cafe import setup_actions as setup
from conference.cafe.content import AskedQuestion, CafeContent, LaidTable, problems, tables_for, without_round
from conference.cafe.harvest_models import CafeCard, CafeDot, CafeHeading
from conference.cafe.models import Cafe
from conference.cafe.rules import CafeState, HostPolicy, RoundState
from conference.cafe.starts import STARTS, content_from
from conference.clock import now
from conference.errors import Forbidden, InvalidFields, NotFound, Refused, Stale
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Role
from tests import factories as make
from tests.cafe.making import cafe as make_cafe
from tests.cafe.making import hall, seated_hall
from tests.conftest import SignIn

CONTENT = CafeContent("Green", questions=(AskedQuestion("What next?"),), tables=(LaidTable("Oak"), LaidTable()))


def _organiser() -> Participant:
    return make.participant(make.conference(), Role.ORGANISER, name="Organiser One")


# Rules


@pytest.mark.parametrize("name", STARTS)
def test_every_template_is_a_cafe_but_for_its_title(app: Flask, name: str) -> None:
    with app.test_request_context():
        content = content_from(name)
        assert list(problems(content)) == ["title"]
        assert problems(replace(content, title="Green")) == {}


@pytest.mark.parametrize(
    ("people", "fewest", "most", "tables"), [(0, 4, 6, 1), (7, 4, 6, 2), (416, 4, 6, 104), (11, 6, 6, 2), (5, 0, 3, 1)]
)
def test_as_many_tables_as_the_people_need(people: int, fewest: int, most: int, tables: int) -> None:
    assert tables_for(people, fewest, most) == tables


def test_the_questions_of_a_round_that_goes_are_for_all_and_later_ones_follow() -> None:
    questions = tuple(AskedQuestion("?", at) for at in (None, 1, 2, 3))
    assert [one.round_number for one in without_round(questions, 2)] == [None, 1, None, 2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"questions": ()}, "questions"),
        ({"questions": (AskedQuestion("One", 1),)}, "questions"),
        ({"questions": (AskedQuestion("One"), AskedQuestion("Two", 3))}, "questions-1"),
        ({"rounds": ()}, "rounds"),
        ({"rounds": (20, 0)}, "rounds-1"),
        ({"fewest": 1}, "fewest"),
        ({"most": 3}, "most"),
        ({"dots": 11}, "dots"),
        ({"tables": (LaidTable(host_id=7), LaidTable(host_id=7))}, "tables-0"),
        ({"tables": ()}, "table_count"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(app: Flask, changes: dict[str, Any], field: str) -> None:
    with app.test_request_context():
        assert field in problems(replace(CONTENT, **changes))


# Actions


@pytest.mark.usefixtures("session")
def test_a_cafe_is_made_and_changed_whole() -> None:
    organiser = _organiser()
    host = make.participant(organiser.conference)
    item = make.item(organiser.conference, kind=ItemKind.WORLD_CAFE)
    content = replace(CONTENT, item_id=item.id, tables=(LaidTable("Oak", "fr", host.id), LaidTable()))
    made = setup.create_cafe(make.actor(organiser), content)
    assert made.state is CafeState.DRAFT
    stored = setup.content_of(made)
    assert replace(stored, questions=tuple(replace(one, id=None) for one in stored.questions)) == content
    kept = stored.questions[0]
    after = replace(
        stored, rounds=(15, 20, 25), questions=(AskedQuestion("First?", 3), replace(kept, text="What then?")),
        tables=(LaidTable("Oak"),), may_choose=True, fewest=3,
    )  # fmt: skip
    ids = [table.id for table in made.tables]
    changed = setup.change_cafe(make.actor(organiser), made.id, after, made.version)
    assert [table.id for table in changed.tables] == ids[:1]
    assert changed.questions[1].id == kept.id
    said = setup.content_of(changed)
    assert replace(said, questions=after.questions) == after
    assert [one.text for one in said.questions] == ["First?", "What then?"]


@pytest.mark.usefixtures("session")
def test_hosts_are_not_kept_where_they_rotate() -> None:
    organiser = _organiser()
    tables = (LaidTable(host_id=organiser.id),)
    made = setup.create_cafe(make.actor(organiser), replace(CONTENT, hosts=HostPolicy.ROTATE, tables=tables))
    assert made.tables[0].host_id is None


@pytest.mark.usefixtures("session")
def test_the_second_writer_is_refused_also_where_both_changed_only_questions() -> None:
    organiser = _organiser()
    made = setup.create_cafe(make.actor(organiser), CONTENT)
    seen, stored = made.version, setup.content_of(made)
    mine = replace(stored, questions=(replace(stored.questions[0], text="Mine?"),))
    setup.change_cafe(make.actor(organiser), made.id, mine, seen)
    with pytest.raises(Stale) as refused:
        setup.change_cafe(make.actor(organiser), made.id, replace(mine, title="Theirs"), seen)
    assert refused.value.differences == {"Title": ("Theirs", "Green")}


@pytest.mark.usefixtures("session")
def test_nothing_that_people_did_is_lost() -> None:
    made = seated_hall()
    actor, cafe = make.actor(made.organiser), made.cafe
    table, question = cafe.tables[2], cafe.questions[0]
    db.session.add(
        CafeCard(table_id=table.id, question_id=question.id, author_id=made.people[0].id, text="A", key="key-00000001")
    )
    db.session.commit()
    stored = setup.content_of(cafe)
    lost = replace(stored, rounds=(25,), tables=stored.tables[:2], questions=stored.questions[1:])
    with pytest.raises(InvalidFields) as refused:
        setup.change_cafe(actor, cafe.id, lost, cafe.version)
    assert set(refused.value.fields) == {"rounds-0", "table_count", "questions"}
    # What nobody has used yet can go.
    setup.change_cafe(actor, cafe.id, replace(stored, rounds=(20,), questions=stored.questions[:2]), cafe.version)
    assert len(cafe.rounds) == 1
    assert len(cafe.questions) == 2


@pytest.mark.usefixtures("session")
def test_dots_that_are_put_and_questions_that_were_agreed_stay_as_they_are() -> None:
    made = hall(state=CafeState.HARVEST)
    actor, cafe = make.actor(made.organiser), made.cafe
    stored = setup.content_of(cafe)
    fewer = replace(stored, dots=1)
    setup.change_cafe(actor, cafe.id, fewer, cafe.version)
    setup.change_cafe(actor, cafe.id, stored, cafe.version)
    heading = make.kept(CafeHeading(question_id=cafe.questions[0].id, text="Funding"))
    make.kept(CafeDot(heading_id=heading.id, participant_id=made.people[0].id))
    cafe.questions[0].agreed_at = now()
    db.session.commit()
    reworded = (replace(stored.questions[0], text="Something else?"), *stored.questions[1:])
    with pytest.raises(InvalidFields) as refused:
        setup.change_cafe(actor, cafe.id, replace(fewer, questions=reworded), cafe.version)
    assert set(refused.value.fields) == {"dots", "questions"}
    setup.change_cafe(actor, cafe.id, replace(stored, dots=5), cafe.version)


@pytest.mark.usefixtures("session")
def test_a_session_has_one_cafe_and_hosts_are_of_this_conference() -> None:
    organiser = _organiser()
    item = make.item(organiser.conference)
    elsewhere = make.participant(make.conference())
    setup.create_cafe(make.actor(organiser), replace(CONTENT, item_id=item.id))
    content = replace(CONTENT, item_id=item.id, tables=(LaidTable(host_id=elsewhere.id),))
    with pytest.raises(InvalidFields) as refused:
        setup.create_cafe(make.actor(organiser), content)
    assert set(refused.value.fields) == {"item_id", "tables-0"}
    with pytest.raises(InvalidFields):
        setup.create_cafe(make.actor(organiser), replace(CONTENT, item_id=make.item(elsewhere.conference).id))


@pytest.mark.usefixtures("session")
def test_only_a_draft_that_was_never_held_is_deleted() -> None:
    made = hall(state=CafeState.DRAFT)
    actor, cafe = make.actor(made.organiser), made.cafe
    cafe.rounds[0].state = RoundState.CLOSED
    db.session.commit()
    with pytest.raises(Refused):
        setup.delete_cafe(actor, cafe.id)
    cafe.rounds[0].state, cafe.state = RoundState.WAITING, CafeState.OPEN
    db.session.commit()
    with pytest.raises(Refused):
        setup.delete_cafe(actor, cafe.id)
    cafe.state = CafeState.DRAFT
    heading = make.kept(CafeHeading(question_id=cafe.questions[0].id, text="Gathered without a round"))
    with pytest.raises(Refused):
        setup.delete_cafe(actor, cafe.id)
    db.session.delete(heading)
    db.session.commit()
    setup.delete_cafe(actor, cafe.id)
    assert db.session.scalars(select(Cafe)).all() == []


@pytest.mark.usefixtures("session")
def test_only_organisers_of_the_conference_set_cafes_up() -> None:
    made = hall()
    for person, error in ((made.facilitator, Forbidden), (made.people[0], Forbidden), (_organiser(), NotFound)):
        with pytest.raises(error):
            setup.change_cafe(make.actor(person), made.cafe.id, CONTENT, made.cafe.version)
        with pytest.raises(error):
            setup.delete_cafe(make.actor(person), made.cafe.id)


# The form


@pytest.fixture
def office(app: Flask, sign_in: SignIn) -> tuple[FlaskClient, str]:
    """An organiser's browser, and where the cafés of their conference are."""
    with app.app_context():
        organiser = _organiser()
        make.participant(organiser.conference, name="Ada Host", organisation="Cluster A")
        account, home = organiser.account_id, f"/{organiser.conference.slug}/cafe"
    return sign_in(account), home


def _form(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Green", "questions-0-text": "What next?", "questions-0-round_number": "0", "rounds-0-minutes": "20",
        "rounds-1-minutes": "25", "fewest": "4", "most": "6", "table_count": "2", "tables-0-name": "Oak",
        "hosts": "stay", "dots": "3", **changes,
    }  # fmt: skip


def _stored(app: Flask) -> list[CafeContent]:
    with app.app_context():
        return [setup.content_of(one) for one in db.session.scalars(select(Cafe).order_by(Cafe.id))]


def test_a_cafe_is_made_with_a_host_by_name(app: Flask, office: tuple[FlaskClient, str]) -> None:
    client, home = office
    answer = client.post(f"{home}/new", data=_form(**{"tables-0-host": "ada host", "mix_country": "y"}))
    assert answer.status_code == 302
    (made,) = _stored(app)
    assert made.rounds == (20, 25)
    assert [(table.name, table.host_id is not None) for table in made.tables] == [("Oak", True), ("", False)]
    assert made.mix_country
    assert not made.mix_kind
    assert "Green" in client.get(f"{home}/").text


def test_rows_are_kept_when_something_is_wrong_and_said_beside_the_field(
    app: Flask, office: tuple[FlaskClient, str]
) -> None:
    client, home = office
    wrong = _form(
        title="", **{"tables-0-host": "Nobody Here", "questions-1-text": "And then?", "rounds-1-minutes": "999"}
    )
    answer = client.post(f"{home}/new", data=wrong)
    assert answer.status_code == 422
    summary = answer.text.split("data-error-summary")[1].split("</ul>")[0]
    assert "1. Nobody who takes part is called" in summary
    assert "{" not in summary
    for said in ("And then?", "Nobody who takes part is called “Nobody Here”.", "Please fill this in.", "999"):
        assert said in answer.text
    answer = client.post(f"{home}/new", data=_form(**{"rounds-1-minutes": "999"}))
    assert "Please give a number from 1 to 240." in answer.text
    assert _stored(app) == []


def test_an_empty_question_is_none_and_what_is_wrong_with_the_next_stands_beside_it(
    office: tuple[FlaskClient, str],
) -> None:
    client, home = office
    answer = client.post(f"{home}/new", data=_form(**{"questions-1-text": "", "questions-2-text": "Third?",
                                                       "questions-2-round_number": "5"}))  # fmt: skip
    assert answer.status_code == 422
    assert "There is no round 5." in answer.text.split('id="questions-2-text"')[1].split("</li>")[0]


def test_two_of_one_name_are_asked_about(app: Flask, office: tuple[FlaskClient, str]) -> None:
    client, home = office
    with app.app_context():
        make.participant(make.house_of(home.split("/")[1]), name="Ada Host", organisation="Region C")
    answer = client.post(f"{home}/new", data=_form(**{"tables-0-host": "Ada Host"}))
    assert "Several people are called that: choose one of the list." in answer.text
    assert client.post(f"{home}/new", data=_form(**{"tables-0-host": "Ada Host · Region C"})).status_code == 302


@pytest.mark.parametrize(
    ("press", "texts"),
    [
        ({"add_question": "1"}, ["One?", "Two?", ""]),
        ({"later": "0"}, ["Two?", "One?"]),
        ({"earlier": "1"}, ["Two?", "One?"]),
        ({"without_question": "0"}, ["Two?"]),
        ({"without_question": "99"}, ["One?", "Two?"]),
        ({"earlier": "0"}, ["One?", "Two?"]),
    ],
)
def test_questions_come_go_and_move_without_a_script(
    office: tuple[FlaskClient, str], press: dict[str, str], texts: list[str]
) -> None:
    client, home = office
    page = client.post(f"{home}/new", data=_form(**{"questions-0-text": "One?", "questions-1-text": "Two?"}, **press))
    assert page.status_code == 200
    assert re.findall(r'name="questions-\d+-text"[^>]*>\s*([^<]*)<', page.text) == texts


def test_a_removed_round_takes_its_questions_to_all_rounds(office: tuple[FlaskClient, str]) -> None:
    client, home = office
    page = client.post(f"{home}/new", data=_form(**{"questions-0-round_number": "2", "without_round": "1"})).text
    assert 'name="rounds-0-minutes"' in page
    assert 'name="rounds-1-minutes"' not in page
    assert 'name="questions-0-round_number"' not in page


def test_tables_are_worked_out_from_the_people(office: tuple[FlaskClient, str]) -> None:
    client, home = office
    page = client.post(f"{home}/new", data=_form(people="23", work_out="1")).text
    assert 'name="tables-4-name"' in page
    assert 'name="tables-5-name"' not in page
    assert 'value="Oak"' in page
    page = client.post(f"{home}/new", data=_form(table_count="1", lay="1")).text
    assert 'name="tables-1-name"' not in page


def test_the_briefing_is_previewed(office: tuple[FlaskClient, str]) -> None:
    client, home = office
    assert "Let everybody think for a minute" in client.get(f"{home}/new").text
    assert (
        "<strong>Welcome</strong>" in client.post(f"{home}/new", data=_form(briefing="**Welcome**", preview="1")).text
    )


def test_a_second_writer_keeps_what_was_typed(app: Flask, office: tuple[FlaskClient, str]) -> None:
    client, home = office
    client.post(f"{home}/new", data=_form())
    with app.app_context():
        cafe_id = db.session.scalars(select(Cafe.id)).one()
    page = client.get(f"{home}/{cafe_id}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    seen = version.group(1)
    question = re.search(r'name="questions-0-id"[^>]*value="(\d+)"', page)
    assert question
    kept = {"version": seen, "questions-0-id": question.group(1)}
    assert client.post(f"{home}/{cafe_id}/edit", data=_form(title="First", **kept)).status_code == 302
    answer = client.post(f"{home}/{cafe_id}/edit", data=_form(title="Second", **kept))
    assert answer.status_code == 409
    assert "Somebody else changed this café meanwhile." in answer.text
    assert 'value="Second"' in answer.text
    newer = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert newer
    again = _form(title="Second", **kept | {"version": newer.group(1)})
    assert client.post(f"{home}/{cafe_id}/edit", data=again).status_code == 302
    assert _stored(app)[0].title == "Second"


def test_a_new_cafe_begins_with_a_template_a_session_or_a_copy(app: Flask, office: tuple[FlaskClient, str]) -> None:
    client, home = office
    with app.app_context():
        house = make.house_of(home.split("/")[1])
        item = make.item(house, title="The Green café", kind=ItemKind.WORLD_CAFE).id
        other = make.conference()
        account = db.session.scalars(select(Participant).where(Participant.name == "Organiser One")).one().account
        make.participant(other, Role.ORGANISER, account=account)
        copied = make_cafe(other, tables=3, title="From elsewhere", dots=7).id
        foreign = make_cafe(make.conference()).id
    page = client.get(f"{home}/new?start=three_rounds&session={item}").text
    assert 'name="rounds-2-minutes"' in page
    assert 'value="The Green café"' in page
    page = client.get(f"{home}/new?copy={copied}").text
    assert 'value="From elsewhere"' in page
    assert 'name="tables-2-name"' in page
    assert 'value="7"' in page
    assert 'name="questions-0-id"' in page
    assert not re.search(r'name="questions-0-id"[^>]*value="\d', page)
    assert client.get(f"{home}/new?copy={foreign}").status_code == 404


def test_a_draft_is_deleted_after_asking(app: Flask, office: tuple[FlaskClient, str]) -> None:
    client, home = office
    client.post(f"{home}/new", data=_form())
    with app.app_context():
        cafe_id = db.session.scalars(select(Cafe.id)).one()
    assert "This cannot be undone." in client.get(f"{home}/{cafe_id}/delete").text
    assert client.post(f"{home}/{cafe_id}/delete").status_code == 302
    assert _stored(app) == []
