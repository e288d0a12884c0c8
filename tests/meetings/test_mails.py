"""What people are mailed of their meetings, by the real acts, and what is in their calendars afterwards."""

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.conferences.models import Conference
from conference.extensions import db
from conference.meetings.answer_actions import accept, decline, propose
from conference.meetings.ask_actions import Wish, ask
from conference.meetings.choices import Times
from conference.meetings.end_actions import cancel, expire_requests, leave
from conference.meetings.mail_actions import tell_booked, tell_changed
from conference.meetings.models import Meeting
from conference.meetings.move_actions import edit, withdraw
from conference.meetings.reminder_actions import remind_of_meetings
from tests.meetings import making
from tests.meetings.calendars import Khal, read
from tests.meetings.post import calendar_of, links_in, mails_to, news_to, wire

pytestmark = pytest.mark.usefixtures("session", "at_noon")
Db = scoped_session[Session]


def times(*slots: Any) -> Times:
    return Times(tuple(slot.id for slot in slots))


def asked(day: making.Day, *slots: Any, others: int = 1) -> Meeting:
    """Have the first ask the next ones for some slots."""
    wish = Wish(tuple(one.id for one in day.people[1 : 1 + others]), "Shall we talk?", "key-00000001", times(*slots))
    return ask(day.actor(day.people[0]), wish)


def test_from_a_request_to_a_cancelled_meeting_each_calendar_follows(session: Db) -> None:
    day = making.day()
    ada, bo = day.people[:2]
    meeting = asked(day, *day.slots[:2])
    assert (news_to(ada), news_to(bo)) == ([], ["asked"])
    assert mails_to(bo)[0].calendar is None, "a request holds no time in anybody's calendar"

    accept(day.actor(bo), meeting.id, meeting.proposal, day.slots[0].id)
    uid = f"{meeting.guid}@meetings.conference"
    for person in (ada, bo):
        event = read(calendar_of(person)[uid]).vevent
        assert event.dtstart.value == day.slots[0].starts_at
        assert event.sequence.value == "0"

    propose(day.actor(ada), meeting.id, meeting.proposal, times(day.slots[3]))
    assert news_to(bo)[-1] == "move_proposed"
    assert read(calendar_of(bo)[uid]).vevent.dtstart.value == day.slots[0].starts_at
    accept(day.actor(bo), meeting.id, meeting.proposal)
    for person in (ada, bo):
        shelf = calendar_of(person)
        assert list(shelf) == [uid]
        assert read(shelf[uid]).vevent.dtstart.value == day.slots[3].starts_at

    cancel(day.actor(bo), meeting.id, meeting.proposal, "My train is late.")
    assert calendar_of(ada) == calendar_of(bo) == {}
    assert "My train is late." in mails_to(ada)[-1].text
    sequences = [read(mail.calendar).vevent.sequence.value for mail in mails_to(ada) if mail.calendar]
    assert sequences == ["0", "1", "2"]


def test_no_mail_and_no_calendar_holds_anybody_elses_address(session: Db) -> None:
    day = making.day()
    meeting = asked(day, day.slots[0], others=2)
    for person in day.people[1:3]:
        accept(day.actor(person), meeting.id, meeting.proposal)
    cancel(day.actor(day.people[0]), meeting.id, meeting.proposal)
    addresses = {person.id: person.account.email for person in day.people if person.account}
    for person in day.people[:3]:
        for mail in mails_to(person):
            told = mail.subject + mail.text + mail.html + (mail.calendar or "").replace("\r\n ", "")
            assert not [address for one, address in addresses.items() if one != person.id and address in told]


def test_the_third_is_asked_for_the_time_of_the_others_and_each_entry_names_who_comes(session: Db) -> None:
    day = making.day()
    ada, bo, cy = day.people[:3]
    meeting = asked(day, *day.slots[:2], others=2)
    accept(day.actor(bo), meeting.id, meeting.proposal, day.slots[1].id)
    assert news_to(cy) == ["asked", "join"]
    assert calendar_of(cy) == {}
    accept(day.actor(cy), meeting.id, meeting.proposal)
    assert (news_to(ada), news_to(cy)[-1]) == (["booked", "joined"], "booked")
    leave(day.actor(bo), meeting.id, meeting.proposal, "I must go.")
    assert calendar_of(bo) == {}
    (told,) = calendar_of(ada).values()
    names = [attendee.params["CN"] for attendee in read(told).vevent.attendee_list]
    assert names == [[ada.name], [cy.name]]


def test_who_agreed_to_the_old_time_only_loses_the_entry_and_is_asked_for_the_new_one(session: Db) -> None:
    day = making.day()
    ada, bo, cy = day.people[:3]
    meeting = asked(day, day.slots[0], others=2)
    for person in (bo, cy):
        accept(day.actor(person), meeting.id, meeting.proposal)
    propose(day.actor(ada), meeting.id, meeting.proposal, times(day.slots[2]))
    accept(day.actor(bo), meeting.id, meeting.proposal)
    assert news_to(cy)[-1] == "join"
    assert calendar_of(cy) == {}
    accept(day.actor(cy), meeting.id, meeting.proposal)
    assert len(calendar_of(cy)) == 1


def test_a_third_who_says_no_is_named_in_no_entry_any_more(session: Db) -> None:
    day = making.day()
    ada, bo, cy = day.people[:3]
    meeting = asked(day, day.slots[0], others=2)
    accept(day.actor(bo), meeting.id, meeting.proposal)
    decline(day.actor(cy), meeting.id, meeting.proposal, "Meet without me.")
    for person in (ada, bo):
        (told,) = calendar_of(person).values()
        names = {attendee.params["CN"][0] for attendee in read(told).vevent.attendee_list}
        assert names == {ada.name, bo.name}


def test_a_kind_no_reaches_who_asked_with_its_words(session: Db) -> None:
    day = making.day()
    meeting = asked(day, day.slots[0])
    decline(day.actor(day.people[1]), meeting.id, meeting.proposal, "Next year, gladly.")
    (mail,) = mails_to(day.people[0])
    assert mail.subject == "Attendee 1 cannot meet you"
    assert "Next year, gladly." in mail.text
    assert "Next year, gladly." in mail.html


def test_each_change_of_a_request_is_told_with_links_of_its_own(session: Db) -> None:
    day = making.day()
    ada, bo = day.people[:2]
    meeting = asked(day, day.slots[0])
    edit(day.actor(ada), meeting.id, meeting.proposal, None, times(day.slots[1]))
    propose(day.actor(bo), meeting.id, meeting.proposal, times(day.slots[2], day.slots[3]))
    assert (news_to(ada), news_to(bo)) == (["proposed"], ["asked", "edited"])
    assert len(links_in(mails_to(ada)[0])) == 3
    assert not set(links_in(mails_to(bo)[0])) & set(links_in(mails_to(bo)[1]))
    withdraw(day.actor(bo), meeting.id, meeting.proposal)
    assert news_to(ada)[-1] == "withdrawn"


def test_nobody_is_mailed_their_own_message_as_if_another_wrote_it(session: Db) -> None:
    day = making.day()
    ada, bo = day.people[:2]
    meeting = asked(day, day.slots[0])
    propose(day.actor(bo), meeting.id, meeting.proposal, times(day.slots[1]))
    accept(day.actor(ada), meeting.id, meeting.proposal, day.slots[1].id)
    propose(day.actor(bo), meeting.id, meeting.proposal, times(day.slots[2]), "My train is late.")
    told = {kind: mail.text for kind, mail in zip(news_to(ada), mails_to(ada), strict=True)}
    assert "Shall we talk?" not in told["proposed"] + told["move_proposed"]
    assert "My train is late." in told["move_proposed"]
    (first, *_others) = mails_to(bo)
    assert "Shall we talk?" in first.text


def test_when_nobody_answers_both_are_told_once_that_it_is_over(session: Db) -> None:
    day = making.day()
    meeting = asked(day)
    assert meeting.expires_at is not None
    with clock.stopped_at(meeting.expires_at):
        expire_requests()
        expire_requests()
    assert news_to(day.people[0]) == ["expired"]
    assert news_to(day.people[1]) == ["asked", "unanswered"]


def test_the_same_news_told_again_is_no_second_mail(session: Db) -> None:
    day = making.day()
    meeting = making.booked(day, day.slots[0], *day.people[:2])
    for _again in range(2):
        tell_booked(meeting)
        db.session.commit()
    assert news_to(day.people[0]) == ["booked"]
    meeting.sequence += 1
    tell_changed(meeting)
    db.session.commit()
    assert news_to(day.people[0]) == ["booked", "changed"]


@pytest.mark.parametrize(
    ("zone", "own"), [("", ""), ("Europe/Helsinki", "Helsinki"), ("Europe/Lisbon", "Lisbon"), ("Asia/Dubai", "Dubai")]
)
def test_times_are_told_on_the_readers_clock_and_on_the_conferences(session: Db, zone: str, own: str) -> None:
    day = making.day()
    bo = day.people[1]
    bo.timezone = zone
    db.session.commit()
    meeting = making.booked(day, day.slots[0], *day.people[:2])
    tell_booked(meeting)
    db.session.commit()
    text = mails_to(bo)[0].text
    assert "(Brussels)" in text
    assert (f"({own})" in text) == bool(own)
    for place in {"Europe/Brussels", zone} - {""}:
        assert f"{clock_of(day.slots[0].starts_at, place)}\N{EN DASH}{clock_of(day.slots[0].ends_at, place)}" in text


def clock_of(moment: Any, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"


def test_a_name_with_line_breaks_begins_no_header_and_no_calendar_line(session: Db) -> None:
    day = making.day()
    day.people[0].name = "Demo\r\nBcc: eve@example.org\r\nATTENDEE:mailto:eve@example.org"
    db.session.commit()
    meeting = making.booked(day, day.slots[0], *day.people[:2])
    tell_booked(meeting)
    db.session.commit()
    (mail,) = mails_to(day.people[1])
    message = message_from_bytes(wire(mail), policy=policy.default)
    assert message["Bcc"] is None
    assert "Bcc: eve" in message["Subject"], "it is a name like any other"
    assert not [line for line in mail.text.splitlines() if line.startswith("Bcc:")]
    assert "\r\nATTENDEE:mailto:eve" not in (mail.calendar or "")


@pytest.mark.khal
def test_khal_follows_the_mails_of_the_real_acts(session: Db, tmp_path: Any) -> None:
    day = making.day(starts_on=clock.now().date(), ends_on=clock.now().date() + timedelta(days=30))
    ada, bo = day.people[:2]
    # After the night of 29 March, when the clocks go forward.
    later = making.window(db.session.get_one(Conference, day.house.id), clock.now() + timedelta(days=20)).slots
    meeting = asked(day, day.slots[0])
    accept(day.actor(bo), meeting.id, meeting.proposal)
    khals = {zone: Khal(tmp_path / zone.replace("/", "-"), zone) for zone in ("Europe/Lisbon", "Europe/Helsinki")}
    for mail in mails_to(bo):
        if mail.calendar:
            for khal in khals.values():
                khal.put("", mail.calendar)
    before = {zone: khal.seen("2026-03-09", 40) for zone, khal in khals.items()}
    propose(day.actor(ada), meeting.id, meeting.proposal, times(later[0]))
    accept(day.actor(bo), meeting.id, meeting.proposal)
    for zone, khal in khals.items():
        khal.put("", mails_to(bo)[-1].calendar or "")
        (seen,) = khal.seen("2026-03-09", 40)
        assert seen.uid == before[zone][0].uid
        assert seen.starts.endswith(clock_of(later[0].starts_at, zone))
        assert seen.starts != before[zone][0].starts


def test_who_was_asked_to_move_a_meeting_is_told_that_it_is_not_asked_any_more(session: Db) -> None:
    day = making.day()
    ada, bo, cy = day.people[:3]
    meeting = making.booked(day, day.slots[0], ada, bo, cy)
    propose(day.actor(ada), meeting.id, meeting.proposal, times(day.slots[3]))
    withdraw(day.actor(ada), meeting.id, meeting.proposal, "I can come after all.")
    assert [news_to(person) for person in (ada, bo, cy)] == [[], ["move_proposed", "stays"], ["move_proposed", "stays"]]
    told = mails_to(bo)[-1]
    assert (told.calendar, "I can come after all." in told.text) == (None, True)


def test_a_mail_says_who_the_others_are_and_that_of_the_last_minutes_leads_to_the_room(session: Db) -> None:
    day = making.day(people=2)
    ada, bo = day.people
    ada.position, ada.organisation = "Head of\r\nlasers", "Photon House"
    bo.organisation = ""
    session.commit()
    meeting = asked(day, day.slots[0])
    for text in (mails_to(bo)[0].text, mails_to(bo)[0].html):
        assert "Attendee 0, Head of lasers, Photon House" in text
    accept(day.actor(bo), meeting.id, meeting.proposal)
    assert "Attendee 1, " not in mails_to(ada)[0].text
    assert f"/meetings/{meeting.id}/room" not in mails_to(ada)[0].text
    with clock.stopped_at(day.slots[0].starts_at - timedelta(minutes=9)):
        remind_of_meetings()
    for text in (mails_to(ada)[-1].text, mails_to(ada)[-1].html):
        assert f"/meetings/{meeting.id}/room" in text


def test_who_is_asked_to_move_a_meeting_reads_when_it_is(session: Db) -> None:
    day = making.day(timezone="Europe/Helsinki")
    ada, bo = day.people[:2]
    bo.timezone = "Asia/Dubai"
    meeting = making.booked(day, day.slots[0], ada, bo)
    propose(day.actor(ada), meeting.id, meeting.proposal, times(day.slots[3]))
    mail = mails_to(bo)[-1]
    assert "Until you accept, the meeting stays where it is: Tue 10 March, 18:00\u201318:20 (Dubai)." in mail.text
    assert "19:15\u201319:35 (Dubai)" in mail.text


def test_a_mail_of_a_move_says_when_the_meeting_would_have_been(session: Db) -> None:
    day = making.day(timezone="Europe/Helsinki")
    ada, bo = day.people[:2]
    bo.timezone = "Asia/Dubai"
    meeting = making.booked(day, day.slots[0], ada, bo)
    for slot, before in ((day.slots[3], "18:00"), (day.slots[0], "19:15")):
        propose(day.actor(ada), meeting.id, meeting.proposal, times(slot))
        assert "Until now" not in mails_to(bo)[-1].text
        accept(day.actor(bo), meeting.id, meeting.proposal)
        mail = mails_to(bo)[-1]
        for told in (mail.text, mail.html):
            assert f"Until now it was planned for Tue 10 March, {before} (Dubai)." in told
