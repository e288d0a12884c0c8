"""Reporting a person: the organisers are told once, the reported person never."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db, dump_json
from conference.mail import Mail
from conference.people.block_actions import block_person
from conference.people.held_data import erase_participant, held_data
from conference.people.models import Participant, ParticipantReport
from conference.people.report_actions import (
    LONGEST,
    LONGEST_WHOLE,
    MOST_OPEN,
    count_open,
    handle_report,
    report_person,
    reports,
)
from conference.people.rules import ReportPlace
from conference.permissions import Role
from tests import factories as make
from tests.conftest import SignIn

Four = tuple[Participant, Participant, Participant, Participant]


@pytest.fixture
def four(session: Any) -> Four:
    """One who reports, one who is reported, and two organisers."""
    house = make.conference()
    one = make.participant(house, name="Person One", in_directory=True)
    other = make.participant(house, name="Person Two", in_directory=True)
    return one, other, make.participant(house, Role.ORGANISER), make.participant(house, Role.ORGANISER)


def _rows() -> list[ParticipantReport]:
    return list(db.session.scalars(select(ParticipantReport).order_by(ParticipantReport.id)))


def _mailed() -> list[str]:
    return sorted(db.session.scalars(select(Mail.recipient)))


def _report(four: Four, text: str = "They shouted.", place: ReportPlace = ReportPlace.MEETING) -> None:
    report_person(make.actor(four[0]), four[1].id, place, text)


def test_the_organisers_are_mailed_once_for_each_report_without_its_words(four: Four) -> None:
    _report(four)
    organisers = sorted(person.account.email for person in four[2:] if person.account)
    assert _mailed() == organisers
    _report(four, "And again.")
    assert _mailed() == organisers
    (row,) = _rows()
    assert row.text == "They shouted.\n\nAnd again."
    said = " ".join(mail.text + mail.html for mail in db.session.scalars(select(Mail)))
    assert not any(secret in said for secret in ("shouted", "Person One", "Person Two"))


def test_after_it_is_handled_the_next_report_is_a_new_one(four: Four) -> None:
    _report(four)
    handle_report(make.actor(four[2]), _rows()[0].id, handled=True)
    _report(four, "Once more.")
    assert [row.text for row in _rows()] == ["They shouted.", "Once more."]
    assert len(_mailed()) == 4
    with pytest.raises(Refused):
        handle_report(make.actor(four[2]), _rows()[0].id, handled=False)
    assert [row.handled_at is None for row in _rows()] == [False, True]


def test_organisers_read_open_reports_first_and_note_who_handled_them(four: Four) -> None:
    _report(four)
    organiser = make.actor(four[2])
    assert count_open(organiser) == 1
    handle_report(organiser, _rows()[0].id, handled=True)
    handle_report(make.actor(four[3]), _rows()[0].id, handled=True)
    (found,) = reports(organiser)
    assert (found.by, found.about, found.handled_by) == ("Person One", "Person Two", four[2].name)
    assert count_open(organiser) == 0
    handle_report(organiser, found.row.id, handled=False)
    assert count_open(organiser) == 1
    assert _rows()[0].handled_by_id is None


def test_an_organiser_reads_no_report_about_themselves_and_is_not_mailed(four: Four) -> None:
    report_person(make.actor(four[0]), _listed(four[2]).id, ReportPlace.CHAT, "Rude.")
    assert reports(make.actor(four[2])) == []
    assert count_open(make.actor(four[2])) == 0
    with pytest.raises(NotFound):
        handle_report(make.actor(four[2]), _rows()[0].id, handled=True)
    assert [one.row.text for one in reports(make.actor(four[3]))] == ["Rude."]
    assert four[2].account is not None
    assert four[2].account.email not in _mailed()


def _listed(person: Participant) -> Participant:
    person.in_directory = True
    db.session.commit()
    return person


def test_nobody_reports_themselves_nobody_and_not_whom_they_do_not_know(four: Four) -> None:
    actor = make.actor(four[0])
    with pytest.raises(Refused):
        report_person(actor, four[0].id, ReportPlace.PROFILE, "Me.")
    for text in ("", "   ", "x" * (LONGEST + 1)):
        with pytest.raises(Refused):
            report_person(actor, four[1].id, ReportPlace.PROFILE, text)
    unseen, elsewhere = make.participant(four[0].conference), make.participant(make.conference(), in_directory=True)
    for person in (unseen, elsewhere):
        with pytest.raises(NotFound):
            report_person(actor, person.id, ReportPlace.PROFILE, "Them.")
    with pytest.raises(Forbidden):
        reports(actor)
    assert _rows() == []


def test_whom_one_blocked_one_can_still_report(four: Four) -> None:
    block_person(make.actor(four[0]), four[1].id)
    _report(four)
    assert len(_rows()) == 1


def test_a_flood_of_reports_ends(four: Four) -> None:
    actor = make.actor(four[0])
    for _number in range(MOST_OPEN):
        report_person(actor, make.participant(four[0].conference, in_directory=True).id, ReportPlace.CHAT, "Them.")
    with pytest.raises(Refused):
        report_person(actor, four[1].id, ReportPlace.CHAT, "Them too.")
    about = _rows()[0].about_id
    for _number in range(LONGEST_WHOLE // LONGEST - 1):
        report_person(actor, about, ReportPlace.CHAT, "x" * LONGEST)
    with pytest.raises(Refused):
        report_person(actor, about, ReportPlace.CHAT, "x" * LONGEST)
    assert len(_mailed()) == 2 * MOST_OPEN


def test_the_copy_of_ones_data_says_what_one_reported_and_never_who_reported_one(four: Four) -> None:
    _report(four)
    assert "They shouted." in dump_json(held_data(four[0].account_id or 0))
    theirs = dump_json(held_data(four[1].account_id or 0))
    assert "shouted" not in theirs
    assert "Person One" not in theirs


@pytest.mark.parametrize("at", [0, 1])
def test_the_words_go_with_whoever_of_the_two_is_erased(four: Four, at: int) -> None:
    _report(four)
    erase_participant(four[at])
    db.session.commit()
    (found,) = reports(make.actor(four[2]))
    assert found.row.text == ""
    assert "" in {found.by, found.about}


def test_a_report_that_is_sent_twice_at_once_is_one_report(app: Flask) -> None:
    with app.app_context():
        house = make.conference()
        reporter, reported = (make.participant(house, in_directory=True) for _who in range(2))
        make.participant(house, Role.ORGANISER)
        actor, about = make.actor(reporter), reported.id
    start = threading.Barrier(2)

    def send() -> None:
        with app.app_context():
            start.wait()
            report_person(actor, about, ReportPlace.CHAT, "Them.")

    threads = [threading.Thread(target=send) for _time in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert [row.text for row in _rows()] == ["Them.\n\nThem."]
        assert len(_mailed()) == 1


def test_a_person_is_reported_from_their_page_and_the_organisers_handle_it(app: Flask, sign_in: SignIn) -> None:
    with app.app_context():
        house = make.conference()
        one = make.participant(house, name="Person One", in_directory=True)
        other = make.participant(house, name="Person Two", in_directory=True)
        organiser = make.participant(house, Role.ORGANISER)
        accounts, other_id = (one.account_id, organiser.account_id, other.account_id), other.id
        people = f"/{house.slug}/people"
    mine, office, theirs = (sign_in(account) for account in accounts)
    assert f"{people}/{other_id}/report?from=profile" in mine.get(f"{people}/{other_id}").text
    form = mine.get(f"{people}/{other_id}/report?from=meeting").text
    assert '<option selected value="meeting">' in form
    assert mine.post(f"{people}/{other_id}/report", data={"place": "meeting", "text": ""}).status_code == 422
    data = {"place": "meeting", "text": "They <b>shouted</b>."}
    assert "The organisers were told" in mine.post(f"{people}/{other_id}/report", data=data, follow_redirects=True).text
    assert "shouted" not in theirs.get(f"{people}/{other_id}").text
    assert "1 report of a person waits for you." in office.get(f"{people}/manage").text
    page = office.get(f"{people}/reports").text
    assert "They &lt;b&gt;shouted&lt;/b&gt;." in page
    assert "Person Two" in page
    report_id = page.split("/people/reports/")[1].split('"')[0]
    assert "Handled" in office.post(f"{people}/reports/{report_id}", follow_redirects=True).text
    assert "waits for you" not in office.get(f"{people}/manage").text
