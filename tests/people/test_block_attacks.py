"""What a blocked person tries, one attack to a test: for them there is no such person, and nothing says why."""

import io
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from conference.agenda.release_actions import release_agenda
from conference.awards.rules import AwardState
from conference.chat.models import ChatMessage
from conference.chat.session_actions import session_room
from conference.errors import NotFound
from conference.extensions import db
from conference.meetings.models import Meeting, MeetingHold
from conference.people.block_actions import block_person, person_known
from conference.people.models import Participant, ParticipantBlock
from conference.permissions import Role
from tests import factories as make
from tests.awards.preparing import award as prepare_award
from tests.cafe.making import seated_hall
from tests.conftest import SignIn
from tests.meetings import making


@dataclass
class House:
    """A conference in which the first of two blocked the second, who signed in; and an organiser."""

    people: str
    blocker: int
    blocked: int
    browser: FlaskClient
    blockers_browser: FlaskClient
    organisers_browser: FlaskClient


def _picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "#0b4f9e").save(file, "PNG")
    return io.BytesIO(file.getvalue())


@pytest.fixture
def house(app: Flask, sign_in: SignIn) -> House:
    with app.app_context():
        place = make.conference()
        blocker = make.participant(place, name="Blocker Person", organisation="Quiet Works", in_directory=True)
        blocked = make.participant(place, name="Blocked Person", in_directory=True)
        organiser = make.participant(place, Role.ORGANISER)
        accounts = blocked.account_id, blocker.account_id, organiser.account_id
        ids, people = (blocker.id, blocked.id), f"/{place.slug}/people"
        actor = make.actor(blocker)
    browsers = [sign_in(account) for account in accounts]
    browsers[1].post(f"{people}/{ids[0]}/photo/change", data={"photo": (_picture(), "me.png")})
    with app.app_context():
        block_person(actor, ids[1])
    return House(people, *ids, *browsers)


def _said(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page[page.index("<main") : page.index("</main>")])


def test_blocked_person_reads_the_profile_by_id(house: House) -> None:
    answer = house.browser.get(f"{house.people}/{house.blocker}")
    assert answer.status_code == 404
    assert _said(answer.text) == _said(house.browser.get(f"{house.people}/999999999").text)


def test_blocked_person_reads_the_photo_by_its_address(house: House) -> None:
    photo = f"{house.people}/{house.blocker}/photo"
    assert house.blockers_browser.get(photo, buffered=True).status_code == 200
    assert house.browser.get(photo, buffered=True).status_code == 404


def test_blocked_person_leafs_through_the_directory(house: House) -> None:
    page = house.browser.get(house.people).text
    assert "Blocker Person" not in page
    assert "1 participant shows themselves here." in page


@pytest.mark.parametrize("query", ["text=Blocker", "text=Quiet+Works", "country=BE"])
def test_blocked_person_searches_the_directory(house: House, query: str) -> None:
    assert "Blocker Person" not in house.browser.get(f"{house.people}?{query}").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_blocked_person_asks_for_the_list_as_a_file(house: House, kind: str) -> None:
    address = f"{house.people}/export.{kind}"
    assert house.browser.get(address).status_code == 403
    assert house.organisers_browser.get(address, buffered=True).status_code == 200


def test_blocked_person_blocks_or_reports_to_learn_whether_somebody_is_there(house: House) -> None:
    for what in ("block", "report"):
        here = house.browser.post(f"{house.people}/{house.blocker}/{what}", data={"place": "profile", "text": "Hello"})
        nowhere = house.browser.post(f"{house.people}/999999999/{what}", data={"place": "profile", "text": "Hello"})
        assert (
            (here.status_code, _said(here.text))
            == (nowhere.status_code, _said(nowhere.text))
            == (404, _said(here.text))
        )


def test_blocked_person_asks_for_a_meeting_by_id(house: House) -> None:
    address = house.people.replace("/people", f"/meetings/ask?participant_id={house.blocker}")
    form = {"participant_id": str(house.blocker), "message": "Hello", "key": "key-00000001"}
    assert house.browser.get(address).status_code == 404
    assert house.browser.post(address.partition("?")[0], data=form).status_code == 404
    house.blockers_browser.post(f"{house.people}/{house.blocked}/unblock")
    assert "Blocker Person" in house.browser.get(address).text


def test_blocked_person_looks_among_people_to_meet(house: House) -> None:
    meetings = house.people.replace("/people", "/meetings/people")
    for query in ("", "?text=Blocker", "?country=BE"):
        assert "Blocker Person" not in house.browser.get(meetings + query).text
    for what in ("dismiss", "restore"):
        answer = house.browser.post(f"{meetings}/{house.blocker}/{what}", headers={"HX-Request": "true"})
        assert answer.status_code == 404


def test_blocked_person_nominates_the_other_by_id_or_by_searching(app: Flask, house: House) -> None:
    with app.app_context():
        person = db.session.get_one(Participant, house.blocker)
        award_id = prepare_award(person.conference, state=AwardState.NOMINATIONS).id
    form = house.people.replace("/people", f"/awards/{award_id}/nominate")
    assert "Quiet Works" in house.organisers_browser.get(f"{form}?text=Blocker").text
    assert "Quiet Works" not in house.browser.get(f"{form}?text=Blocker").text
    assert house.browser.get(f"{form}?person={house.blocker}").status_code == 404
    data = {"participant_id": str(house.blocker), "name": "Blocker Person", "text": "For them."}
    assert house.browser.post(form, data=data).status_code == 404


def test_who_blocked_does_not_see_the_other_either(house: House) -> None:
    assert house.blockers_browser.get(f"{house.people}/{house.blocked}").status_code == 404
    assert "Blocked Person" not in house.blockers_browser.get(house.people).text


def test_organisers_still_see_both_where_they_manage(house: House) -> None:
    page = house.organisers_browser.get(f"{house.people}/manage").text
    assert "Blocker Person" in page
    assert "Blocked Person" in page
    for person in (house.blocker, house.blocked):
        assert house.organisers_browser.get(f"{house.people}/{person}").status_code == 200
        assert house.organisers_browser.get(f"{house.people}/manage/{person}").status_code == 200


def test_an_organiser_who_is_blocked_still_manages(house: House, app: Flask) -> None:
    with app.app_context():
        organiser = db.session.scalars(select(Participant).where(Participant.in_directory.is_(False))).one()
        db.session.add(ParticipantBlock(participant_id=house.blocker, blocked_id=organiser.id))
        db.session.commit()
    assert house.organisers_browser.get(f"{house.people}/manage/{house.blocker}").status_code == 200
    assert "Blocker Person" not in house.organisers_browser.get(house.people).text


def test_taking_the_block_back_brings_both_back(house: House) -> None:
    house.blockers_browser.post(f"{house.people}/{house.blocked}/unblock", data={"from": "profile"})
    assert house.browser.get(f"{house.people}/{house.blocker}").status_code == 200
    assert house.blockers_browser.get(f"{house.people}/{house.blocked}").status_code == 200


def test_who_asked_for_a_meeting_is_blocked_though_the_directory_has_them_not(app: Flask) -> None:
    with app.app_context():
        day = making.day(people=2)
        asker, asked = day.people
        making.request(day, asker, asked)
        asker.in_directory = False
        db.session.commit()
        block_person(make.actor(asked), asker.id)
        assert db.session.scalars(select(ParticipantBlock.blocked_id)).all() == [asker.id]


def test_a_block_calls_off_what_is_asked_and_agreed_and_says_no_reason(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        day = making.day(people=3)
        one, other, third = day.people
        asked, agreed = making.request(day, other, one), making.booked(day, day.slots[0], one, other)
        elsewhere = making.booked(day, day.slots[1], one, third)
        ids, account, people = (asked.id, agreed.id, elsewhere.id), one.account_id, f"/{day.house.slug}/people"
        other_id = other.id
    browser = sign_in(account)
    page = browser.get(people.replace("/people", f"/meetings/{ids[1]}")).text
    assert f"{people}/{other_id}/report?from=meeting" in page
    assert f"{people}/{other_id}/block" in page
    assert "You blocked Attendee 1" in browser.post(f"{people}/{other_id}/block", follow_redirects=True).text
    with app.app_context():
        states = [db.session.get_one(Meeting, one).state.value for one in ids]
        assert states[1:] == ["cancelled", "booked"]
        assert states[0] in {"declined", "withdrawn"}
        assert {hold.meeting_id for hold in db.session.scalars(select(MeetingHold))} == {ids[2]}
        assert [db.session.get_one(Meeting, one).reason for one in ids] == ["", "", ""]


def test_who_wrote_in_a_chat_that_one_reads_is_known(app: Flask) -> None:
    with app.app_context():
        place = make.conference()
        organiser = make.participant(place, Role.ORGANISER)
        reader, writer, silent = (make.participant(place) for _who in range(3))
        item = make.item(place, room_id=make.room(place).id)
        release_agenda(make.actor(organiser), notify=False)
        room = session_room(make.actor(organiser), item.id)
        make.kept(ChatMessage(room_id=room.id, author_id=writer.id, text="Hello", key="key-00000001"))
        assert person_known(make.actor(reader), writer.id).id == writer.id
        with pytest.raises(NotFound):
            person_known(make.actor(reader), silent.id)


@pytest.mark.usefixtures("session")
def test_who_sat_at_ones_table_is_known() -> None:
    made = seated_hall()
    one, mate, stranger = made.at[0][0], made.at[0][1], made.at[1][0]
    for person in (mate, stranger):
        person.in_directory = False
    db.session.commit()
    assert person_known(make.actor(one), mate.id).id == mate.id
    with pytest.raises(NotFound):
        person_known(make.actor(one), stranger.id)


def test_two_who_block_each_other_at_once_both_get_their_block(app: Flask) -> None:
    with app.app_context():
        place = make.conference()
        two = [make.participant(place, in_directory=True) for _who in range(2)]
        actors, ids = [make.actor(one) for one in two], [one.id for one in two]
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def block(at: int) -> None:
        with app.app_context():
            person_known(actors[at], ids[1 - at])
            db.session.rollback()
            start.wait()
            try:
                block_person(actors[at], ids[1 - at])
            except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
                failures.append(error)

    _together([lambda: block(0), lambda: block(1)])
    with app.app_context():
        pairs = {(row.participant_id, row.blocked_id) for row in db.session.scalars(select(ParticipantBlock))}
    # Whoever comes second may learn that there is no such person by then; nothing else goes wrong.
    assert len(pairs) + len(failures) == 2
    assert pairs
    assert all("no such person" in str(getattr(one, "message", one)) for one in failures)


def _together(runs: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=run) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
