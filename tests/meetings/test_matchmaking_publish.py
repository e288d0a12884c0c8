"""Publishing a timetable: at once and once, without what became impossible, against whoever comes between."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from conference.errors import ConferenceError, Refused, Stale
from conference.extensions import db
from conference.mail import Mail
from conference.meetings.hold_actions import hold
from conference.meetings.matchmaking_actions import is_computing
from conference.meetings.matchmaking_hand_actions import add_pair
from conference.meetings.matchmaking_models import Matchmaking
from conference.meetings.matchmaking_page_actions import draft_page
from conference.meetings.matchmaking_publish_actions import mail_forgotten, mail_published, publish
from conference.meetings.matchmaking_rules import MatchmakingState
from conference.meetings.matchmaking_run_actions import ask_for_run
from conference.meetings.matchmaking_setup_actions import go_to
from conference.meetings.matchmaking_timetable_actions import drafts_of
from conference.meetings.models import Meeting, MeetingHold, MeetingPerson, MeetingPlaceHold
from conference.meetings.rules import Answer, MeetingState, Origin
from conference.people.models import Participant, ParticipantBlock
from conference.people.rules import ParticipantStatus
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings.making import Day, booked, day, place, request
from tests.meetings.matching_up import drafted, matchmaking, published_meetings, wishes
from tests.meetings.post import mails_to, news_to

ARRANGING = MatchmakingState.ARRANGING


@pytest.fixture
def today(session: Any) -> Day:
    return day(people=6)


def _version(row_id: int) -> int:
    return db.session.get_one(Matchmaking, row_id).version


def test_a_draft_becomes_booked_meetings_with_their_holds_and_places(today: Day) -> None:
    one, two, three, four, *_rest = today.people
    row = matchmaking(today, ARRANGING, at_places=True)
    place(today.house, "Table 1")
    place(today.house, "Table 2")
    for pair in ((one, two), (three, four)):
        add_pair(today.actor(today.organiser), row.id, pair[0].id, pair[1].id, today.slots[0].id)
    assert publish(today.actor(today.organiser), row.id, _version(row.id)) == (2, 0)
    meetings = published_meetings(row.id)
    assert [meeting.origin for meeting in meetings] == [Origin.MATCHMAKING] * 2
    assert {tuple(person.participant_id for person in meeting.people) for meeting in meetings} == {
        (one.id, two.id), (three.id, four.id),
    }  # fmt: skip
    assert len({meeting.place_id for meeting in meetings} - {None}) == 2
    assert db.session.scalar(select(func.count()).select_from(MeetingHold)) == 4
    assert db.session.scalar(select(func.count()).select_from(MeetingPlaceHold)) == 2
    assert not drafts_of(row.id)
    shown = draft_page(today.actor(today.organiser), row.id)
    assert {line.place for line in shown.rows} == {"Table 1", "Table 2"}
    assert (shown.meetings, shown.booked, shown.counts) == (0, 2, {today.slots[0].id: 2})
    assert not db.session.get_one(Matchmaking, row.id).mails_due
    mail_published(row.id)


def test_what_became_impossible_is_left_out_and_told_and_nothing_else_is_lost(today: Day) -> None:
    one, two, three, four, five, six = today.people
    first, second, third, *_rest = today.slots
    row = matchmaking(today, ARRANGING)
    for slot, pair in ((first, (one, two)), (second, (three, four)), (third, (one, five)), (third, (two, six))):
        drafted(row, slot, *pair)
    booked(today, first, one, six)
    make.kept(ParticipantBlock(participant_id=four.id, blocked_id=three.id))
    five.status = ParticipantStatus.CANCELLED
    db.session.commit()
    assert publish(today.actor(today.organiser), row.id, _version(row.id)) == (1, 3)
    shown = draft_page(today.actor(today.organiser), row.id)
    assert {line.trouble for line in shown.rows if line.trouble} == {
        "Attendee 0 has another meeting booked then.",
        "These two cannot be brought together.",
        "Attendee 4 does not take part any more.",
    }
    assert len(published_meetings(row.id)) == 1


def test_two_who_publish_at_once_publish_once(today: Day) -> None:
    row = matchmaking(today, ARRANGING)
    drafted(row, today.slots[0], *today.people[:2])
    seen = _version(row.id)
    publish(today.actor(today.organiser), row.id, seen)
    with pytest.raises(Stale):
        publish(today.actor(today.organiser), row.id, seen)
    assert len(published_meetings(row.id)) == 1


def test_what_is_published_stays_when_it_is_computed_again(today: Day) -> None:
    one, two, three, *_rest = today.people
    actor = today.actor(today.organiser)
    row = matchmaking(today, ARRANGING)
    wishes(row, one, two)
    ask_for_run(actor, row.id)
    publish(actor, row.id, _version(row.id))
    before = _published(row.id)
    wishes(row, three, one, two)
    go_to(actor, row.id, ARRANGING, _version(row.id))
    ask_for_run(actor, row.id)
    assert {sitting.people for _draft, sitting in drafts_of(row.id)} == {(one.id, three.id), (two.id, three.id)}
    publish(actor, row.id, _version(row.id))
    assert before <= _published(row.id)
    assert len(_published(row.id)) == 3


def test_who_cancelled_what_was_published_is_not_brought_together_again(today: Day) -> None:
    one, two, *_rest = today.people
    actor = today.actor(today.organiser)
    row = matchmaking(today, ARRANGING)
    wishes(row, one, two)
    ask_for_run(actor, row.id)
    publish(actor, row.id, _version(row.id))
    (meeting,) = published_meetings(row.id)
    meeting.state = MeetingState.CANCELLED
    for held in db.session.scalars(select(MeetingHold)):
        db.session.delete(held)
    db.session.commit()
    go_to(actor, row.id, ARRANGING, _version(row.id))
    ask_for_run(actor, row.id)
    assert not is_computing(row.id)
    assert not drafts_of(row.id)
    # No wish is met by it, and who wished is told to organisers, with the reason.
    shown = draft_page(actor, row.id)
    assert (shown.met, shown.wishes) == (0, 1)
    assert [(each.card.id, each.reason) for each in shown.without] == [(one.id, "ended")]


def test_who_said_no_to_a_meeting_of_others_can_still_meet_them(today: Day) -> None:
    one, two, three, *_rest = today.people
    actor = today.actor(today.organiser)
    meeting = booked(today, today.slots[0], one, two)
    meeting.people.append(MeetingPerson(participant_id=three.id, answer=Answer.DECLINED))
    db.session.commit()
    row = matchmaking(today, ARRANGING)
    wishes(row, three, one, two)
    wishes(row, one, two)
    ask_for_run(actor, row.id)
    assert {sitting.people for _draft, sitting in drafts_of(row.id)} == {(one.id, three.id), (two.id, three.id)}
    shown = draft_page(actor, row.id)
    assert (shown.met, shown.wishes, shown.without) == (3, 3, [])


def _published(row_id: int) -> set[tuple[object, ...]]:
    return {
        (meeting.id, meeting.slot_id, meeting.place_id, *(person.participant_id for person in meeting.people))
        for meeting in published_meetings(row_id)
    }


ACTS = st.lists(
    st.tuples(st.sampled_from(("wish", "run", "publish", "again", "hand", "book", "block")), st.integers(0, 3),
              st.integers(0, 3), st.integers(0, 1)),
    min_size=4, max_size=10,
)  # fmt: skip


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_a_published_timetable_never_changes_and_nobody_is_twice_in_a_slot(session: Any, acts: list[Any]) -> None:
    """Whatever organisers and others do in whatever order: what was published stays where it was."""
    today = day(people=4, slots=2)
    row = matchmaking(today, ARRANGING)
    actor, row_id = today.actor(today.organiser), row.id
    people, slots = [person.id for person in today.people], [slot.id for slot in today.slots]
    known: set[tuple[object, ...]] = set()
    for what, one, other, at in acts:
        try:
            _act(today, row_id, what, people[one], people[other], slots[at])
        except ConferenceError:
            db.session.rollback()
        now = _published(row_id)
        assert known <= now
        known = now
        seats = db.session.execute(select(MeetingHold.slot_id, MeetingHold.participant_id)).all()
        assert len(set(seats)) == len(seats)
    assert actor is not None


def _act(today: Day, row_id: int, what: str, one: int, other: int, slot_id: int) -> None:  # noqa: PLR0917
    actor = today.actor(today.organiser)
    row = db.session.get_one(Matchmaking, row_id)
    if what == "wish" and one != other:
        wanted = db.session.get_one(Participant, one), db.session.get_one(Participant, other)
        try:
            wishes(row, *wanted)
        except Exception:  # noqa: BLE001 - wished already
            db.session.rollback()
    elif what == "run":
        ask_for_run(actor, row_id)
    elif what == "publish":
        publish(actor, row_id, row.version)
    elif what == "again":
        go_to(actor, row_id, ARRANGING, row.version)
    elif what == "hand":
        add_pair(actor, row_id, one, other, slot_id)
    elif what == "book" and one != other:
        slot = next(slot for slot in today.slots if slot.id == slot_id)
        _book_if_free(today, slot, db.session.get_one(Participant, one), db.session.get_one(Participant, other))
    elif what == "block" and one != other:
        db.session.merge(ParticipantBlock(participant_id=one, blocked_id=other))
        db.session.commit()


def _book_if_free(today: Day, slot: Any, one: Participant, other: Participant) -> None:
    taken = select(MeetingHold.participant_id).where(MeetingHold.slot_id == slot.id)
    if not {one.id, other.id} & set(db.session.scalars(taken)):
        booked(today, slot, one, other)


def _at_once(app: Flask, *acts: Callable[[], object]) -> list[BaseException | None]:
    """Do things at once, each on a connection of its own; return what each raised."""
    together = threading.Barrier(len(acts))
    raised: list[BaseException | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        with app.test_request_context():
            together.wait()
            try:
                act()
            except ConferenceError as error:
                raised[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return raised


def test_two_organisers_press_publish_at_once_and_somebody_books_the_slot(app: Flask) -> None:
    with app.test_request_context():
        today = day(people=6)
        row = matchmaking(today, ARRANGING)
        for slot in today.slots[:3]:
            for pair in ((0, 1), (2, 3)):
                drafted(row, slot, today.people[pair[0]], today.people[pair[1]])
                break
        row_id, actor, seen = row.id, today.actor(today.organiser), row.version
        one, six, slot_id = today.people[0].id, today.people[5].id, today.slots[0].id
        house, starts, ends = today.house.id, today.slots[0].starts_at, today.slots[0].ends_at
        db.session.rollback()

    def book() -> None:
        from conference.meetings.actions import lock_people  # noqa: PLC0415
        from conference.meetings.models import MeetingPerson, MeetingSlot  # noqa: PLC0415
        from conference.meetings.rules import Answer  # noqa: PLC0415

        lock_people([one, six])
        meeting = Meeting(
            conference_id=house, state=MeetingState.BOOKED, asked_by_id=six, slot_id=slot_id, starts_at=starts,
            ends_at=ends,
            people=[MeetingPerson(participant_id=person, answer=Answer.ACCEPTED) for person in (one, six)],
        )  # fmt: skip
        db.session.add(meeting)
        hold(meeting, [db.session.get_one(MeetingSlot, slot_id)], [one, six])
        db.session.commit()

    raised = _at_once(
        app, lambda: publish(actor, row_id, seen), lambda: publish(actor, row_id, seen), book,
    )  # fmt: skip
    assert [type(error) for error in raised[:2]].count(Stale) == 1
    with app.test_request_context():
        seats = db.session.execute(select(MeetingHold.slot_id, MeetingHold.participant_id)).all()
        assert len(set(seats)) == len(seats)
        here = [meeting for meeting in published_meetings(row_id) if meeting.slot_id == slot_id]
        assert len(here) == (1 if raised[2] is not None else 0)
        # The pair is drafted at three times: once is enough, and the others stay with their reason.
        assert len(published_meetings(row_id)) == 1
        db.session.rollback()


def test_the_people_of_each_meeting_get_its_entry_once_however_often_the_job_runs(today: Day) -> None:
    one, two, three, four, *_rest = today.people
    row = matchmaking(today, ARRANGING)
    drafted(row, today.slots[0], one, two)
    drafted(row, today.slots[0], three, four)
    publish(today.actor(today.organiser), row.id, _version(row.id))
    # A kill came before the job noted that it was done.
    db.session.get_one(Matchmaking, row.id).mails_due = True
    db.session.commit()
    mail_forgotten()
    mails = db.session.scalars(select(Mail).where(Mail.once_key.startswith("meeting:"))).all()
    accounts = [person.account for person in (one, two, three, four)]
    assert sorted(mail.recipient for mail in mails) == sorted(account.email for account in accounts if account)
    assert all(mail.calendar is not None and "METHOD:REQUEST" in mail.calendar for mail in mails)
    assert not db.session.get_one(Matchmaking, row.id).mails_due


def test_what_two_had_asked_each_other_ends_with_their_published_meeting_and_the_same_mail_says_so(
    today: Day,
) -> None:
    one, two, three, *_rest = today.people
    row = matchmaking(today, ARRANGING)
    drafted(row, today.slots[0], one, two)
    between = request(today, two, one, slots=today.slots[3:4])
    with_a_third = request(today, one, two, three)
    elsewhere = request(today, three, one)
    publish(today.actor(today.organiser), row.id, _version(row.id))
    states = [db.session.get_one(Meeting, asked.id).state for asked in (between, with_a_third, elsewhere)]
    assert states == [MeetingState.WITHDRAWN, MeetingState.REQUESTED, MeetingState.REQUESTED]
    assert [news_to(person) for person in (one, two, three)] == [["booked"], ["booked"], []]
    assert all("The open request between you ends with this" in mails_to(person)[0].text for person in (one, two))
    # A kill came before the job noted that it was done: nothing is told again.
    db.session.get_one(Matchmaking, row.id).mails_due = True
    db.session.commit()
    mail_forgotten()
    assert [len(mails_to(person)) for person in (one, two, three)] == [1, 1, 0]


def test_only_organisers_publish(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        today = day(people=2)
        row = matchmaking(today, ARRANGING)
        drafted(row, today.slots[0], *today.people)
        address, version = f"/{today.house.slug}/meetings/matchmaking/{row.id}/publish", row.version
        organiser, attendee = today.organiser.account_id, today.people[0].account_id
    assert sign_in(attendee).post(address, data={"version": version}).status_code == 403
    client = sign_in(organiser)
    answer = client.post(address, data={"version": version}, follow_redirects=True)
    assert b"1 meeting is published." in answer.data
    assert (
        b"has changed, or was published" in client.post(address, data={"version": version}, follow_redirects=True).data
    )


def test_nothing_is_published_while_there_is_nothing(today: Day) -> None:
    row = matchmaking(today, ARRANGING)
    with pytest.raises(Refused):
        publish(today.actor(today.organiser), row.id, row.version)
