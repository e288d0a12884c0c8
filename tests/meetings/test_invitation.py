"""Invitations as messages: read back by a second library they say what the meeting says, whatever is in it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from conference.agenda.plain import plain_line, plain_text
from conference.mail_message import MailWords, message_for
from conference.meetings.invitation import (
    Guest,
    Invitation,
    cancellation_to,
    published_event,
    request_to,
    uid_of,
)
from conference.meetings.rules import Answer
from tests.agenda.samples import NASTY, moments, texts, zones
from tests.meetings.calendars import Inbox, Khal, Seen, invitation_in, read
from tests.meetings.post import Shelf

ADA = Guest(1, "Demo Ada", "ada@example.org")
BO = Guest(2, "Demo Bo", "bo@example.net")
UID = uid_of("0001")
WRITTEN = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
TWENTY_MINUTES = timedelta(minutes=20)


def meeting(**overrides: object) -> Invitation:
    """Make a meeting of Ada and Bo at nine in Brussels, on the Friday before the clocks go back."""
    starts_at = overrides.get("starts_at", datetime(2026, 10, 23, 7, 0, tzinfo=UTC))
    assert isinstance(starts_at, datetime)
    values: dict[str, object] = {
        "uid": UID,
        "sequence": 0,
        "stamp": WRITTEN,
        "starts_at": starts_at,
        "ends_at": starts_at + TWENTY_MINUTES,
        "zone": ZoneInfo("Europe/Brussels"),
        "title": "Demo Ada and Demo Bo",
        "description": "About photonics",
        "place": "Table 4",
        "page": "https://conference.test/c/meetings/0001",
        "organiser": "Demo conference",
        "organiser_address": "desk@example.org",
        "guests": (ADA, BO),
        **overrides,
    }
    return Invitation(**values)  # type: ignore[arg-type]


def mail_to(guest: Guest, calendar: str) -> bytes:
    """Return the mail as it goes over the wire."""
    words = MailWords(1, guest.address, "A meeting", "Words\n", "<p>Words</p>", calendar, WRITTEN)
    return message_for(words, "Demo conference <desk@example.org>").as_bytes()


guests = st.builds(
    Guest,
    st.just(1),
    texts,
    st.sampled_from(["ada@example.org", "a.d+a/b=c?%&#{}^`|@example.org", "ada@ex\u00e4mple.org"]),
    st.sampled_from(Answer),
)
meetings = st.builds(
    meeting,
    sequence=st.integers(0, 99),
    starts_at=moments,
    zone=zones.map(ZoneInfo),
    title=texts,
    description=texts,
    place=texts,
    organiser=texts,
    guests=st.tuples(guests, st.builds(replace, st.just(BO), name=texts)),
)


@given(meetings, st.booleans(), st.booleans())
def test_any_meeting_is_read_back_by_another_library(each: Invitation, is_off: bool, goes_on: bool) -> None:
    text = cancellation_to(1, each, goes_on=goes_on) if is_off else request_to(1, each)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    calendar = read(text)
    (event,) = calendar.vevent_list
    assert calendar.method.value == ("CANCEL" if is_off else "REQUEST")
    assert event.uid.value == each.uid
    assert event.sequence.value == str(each.sequence)
    assert event.dtstamp.value == each.stamp
    assert event.dtstart.value.astimezone(UTC) == each.starts_at
    assert event.dtend.value.astimezone(UTC) == each.ends_at
    assert plain_line(event.summary.value) == plain_line(each.title)
    assert plain_text(each.description) in event.description.value
    assert event.location.value == (plain_line(each.place) or each.page)
    assert "valarm" not in event.contents


@given(meetings)
def test_whatever_is_written_in_a_meeting_begins_no_line_of_its_own(each: Invitation) -> None:
    hostile = replace(each, title=f"{each.title}\r\nATTENDEE:mailto:eve@example.org", place=NASTY, organiser=NASTY)
    unfolded = request_to(1, hostile).replace("\r\n ", "")
    names = [re.split("[;:]", line)[0] for line in unfolded.split("\r\n")]
    assert names.count("ATTENDEE") == 2
    assert names.count("ORGANIZER") == names.count("UID") == names.count("METHOD") == 1
    assert names.count("BEGIN") == names.count("END")
    assert [line for line in unfolded.split("\r\n") if line == "END:VEVENT"] == ["END:VEVENT"]


def test_each_sees_the_others_name_and_only_the_own_address() -> None:
    for reader, other in ((ADA, BO), (BO, ADA)):
        for text in (request_to(reader.id, meeting()), cancellation_to(reader.id, meeting())):
            assert other.address not in text.replace("\r\n ", "")
            told = {attendee.params["CN"][0]: attendee.value for attendee in read(text).vevent.attendee_list}
            assert told == {
                reader.name: f"mailto:{reader.address}",
                other.name: f"mailto:guest-{other.id}@guests.invalid",
            }


def test_an_address_is_written_as_calendars_know_people() -> None:
    odd = replace(ADA, address="a+b?c%d@ex\u00e4mple.org")
    attendee = read(request_to(1, meeting(guests=(odd, BO)))).vevent.attendee_list[0]
    assert attendee.value == "mailto:a+b%3Fc%25d@xn--exmple-cua.org"


def test_nobody_is_asked_to_answer_by_mail_as_nobody_reads_that() -> None:
    event = read(request_to(1, meeting(guests=(ADA, replace(BO, answer=Answer.WAITING))))).vevent
    assert [attendee.params["RSVP"] for attendee in event.attendee_list] == [["FALSE"], ["FALSE"]]
    assert [attendee.params["PARTSTAT"] for attendee in event.attendee_list] == [["ACCEPTED"], ["NEEDS-ACTION"]]
    assert event.organizer.value == "mailto:desk@example.org"
    assert event.organizer.params["CN"] == ["Demo conference"]


def test_a_meeting_that_is_off_is_cancelled_for_all_and_one_that_goes_on_only_for_who_leaves() -> None:
    off, left = read(cancellation_to(1, meeting())).vevent, read(cancellation_to(1, meeting(), goes_on=True)).vevent
    assert off.status.value == "CANCELLED"
    assert len(off.attendee_list) == 2
    assert "status" not in left.contents
    assert [attendee.value for attendee in left.attendee_list] == ["mailto:ada@example.org"]


def test_what_the_feed_shows_is_the_same_event_and_names_no_guests() -> None:
    calendar = vobject.readOne(f"BEGIN:VCALENDAR\r\n{published_event(meeting()).to_ical().decode()}END:VCALENDAR\r\n")
    event, mailed = calendar.vevent, read(request_to(1, meeting())).vevent
    assert "attendee" not in event.contents
    for name in ("uid", "sequence", "summary", "location", "url"):
        assert getattr(event, name).value == getattr(mailed, name).value


moved = meeting(sequence=1, starts_at=datetime(2026, 10, 26, 8, 0, tzinfo=UTC))
called_off = replace(moved, sequence=2)


def test_mails_that_overtake_each_other_leave_the_newest_state() -> None:
    told = [
        request_to(1, meeting()),
        request_to(1, moved),
        request_to(1, replace(moved, stamp=WRITTEN + TWENTY_MINUTES)),
    ]
    for order in permutations(told):
        shelf = Shelf()
        inbox = Inbox(ADA.address, shelf)
        for text in order:
            inbox.receive(mail_to(ADA, text))
        assert shelf == {moved.uid: told[-1]}
    for order in permutations([*told, cancellation_to(1, called_off)]):
        shelf = Shelf()
        inbox = Inbox(ADA.address, shelf)
        for text in order:
            inbox.receive(mail_to(ADA, text))
        assert shelf == {}


def shown(each: Invitation, zone: str, status: str = "CONFIRMED") -> Seen:
    """Return a meeting as somebody sees it whose clock shows this zone."""
    start, end = (f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for moment in (each.starts_at, each.ends_at))
    return Seen(each.uid, start, end, status, each.title)


CLOCKS = pytest.mark.parametrize("zone", ["Europe/Brussels", "Europe/Lisbon", "Europe/Helsinki", "Asia/Dubai"])


@pytest.mark.khal
@CLOCKS
def test_over_a_change_of_clock_a_moved_meeting_moves_and_a_cancelled_one_goes(zone: str, tmp_path: Path) -> None:
    khal = Khal(tmp_path, zone)
    inbox = Inbox(ADA.address, khal)
    inbox.receive(mail_to(ADA, request_to(1, meeting())))
    assert khal.seen("2026-10-20") == [shown(meeting(), zone)]
    inbox.receive(mail_to(ADA, request_to(1, moved)))
    assert khal.seen("2026-10-20") == [shown(moved, zone)]
    inbox.receive(mail_to(ADA, request_to(1, meeting())))
    assert khal.seen("2026-10-20") == [shown(moved, zone)], "a mail that comes late moves nothing back"
    inbox.receive(mail_to(ADA, cancellation_to(1, called_off)))
    assert khal.seen("2026-10-20") == []
    assert khal.kept() == []


@pytest.mark.khal
@CLOCKS
def test_a_meeting_in_the_hour_that_the_clocks_show_twice_is_at_its_moment(zone: str, tmp_path: Path) -> None:
    khal = Khal(tmp_path, zone)
    for number, minutes in enumerate((0, 60)):
        moment = datetime(2026, 10, 25, 0, 30, tzinfo=UTC) + timedelta(minutes=minutes)
        each = meeting(uid=uid_of(number), starts_at=moment)
        khal.put(UID, request_to(1, each))
        assert shown(each, zone) in khal.seen("2026-10-24")


@pytest.mark.khal
@pytest.mark.parametrize("told_in", ["America/New_York", "Asia/Kathmandu", "UTC"])
def test_the_zone_that_a_meeting_is_told_in_moves_nothing(told_in: str, tmp_path: Path) -> None:
    khal = Khal(tmp_path, "Europe/Lisbon")
    for sequence, day in enumerate((24, 25, 26)):
        moment = datetime(2026, 10, day, 12, 0, tzinfo=UTC)
        each = meeting(sequence=sequence, starts_at=moment, zone=ZoneInfo(told_in))
        khal.put(UID, request_to(1, each))
        assert khal.seen("2026-10-20") == [shown(each, "Europe/Lisbon")]


@pytest.mark.khal
def test_a_program_without_the_rules_moves_it_too_and_strikes_a_cancelled_one_out(tmp_path: Path) -> None:
    khal = Khal(tmp_path, "Europe/Helsinki")
    for each in (meeting(), moved):
        khal.put(UID, invitation_in(mail_to(ADA, request_to(1, each))))
        assert khal.seen("2026-10-20") == [shown(each, "Europe/Helsinki")]
    khal.put(UID, invitation_in(mail_to(ADA, cancellation_to(1, called_off))))
    assert khal.seen("2026-10-20") == [shown(moved, "Europe/Helsinki", "CANCELLED")]


@pytest.mark.khal
def test_what_no_name_should_hold_harms_no_calendar(tmp_path: Path) -> None:
    khal = Khal(tmp_path, "Europe/Brussels")
    each = meeting(title=f"A{NASTY}", description=NASTY, organiser=NASTY, guests=(replace(ADA, name=NASTY), BO))
    khal.put(UID, request_to(1, each))
    (seen,) = khal.seen("2026-10-20")
    assert seen.title == plain_line(each.title)
