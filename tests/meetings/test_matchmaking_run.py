"""The computing of a timetable and its draft: one at a time, cancelled, dead, and changed by hand."""

import os
import re
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import REGISTRY
from sqlalchemy import select

from conference import clock
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.meetings.matchmaking_actions import latest_run
from conference.meetings.matchmaking_hand_actions import add_pair, move_draft, remove_draft, undo_hand
from conference.meetings.matchmaking_judging import Facts, Sitting, Table
from conference.meetings.matchmaking_models import Matchmaking, MatchmakingRun
from conference.meetings.matchmaking_page_actions import draft_page
from conference.meetings.matchmaking_problem_actions import problem_of
from conference.meetings.matchmaking_process import ROOT, ComputingEnded, compute
from conference.meetings.matchmaking_rules import MatchmakingState, RunState
from conference.meetings.matchmaking_run_actions import (
    ask_for_run,
    cancel_run,
    compute_timetable,
    look_after_runs,
    run_words,
)
from conference.meetings.matchmaking_setup_actions import go_to
from conference.meetings.matchmaking_timetable_actions import drafts_of, write_draft
from conference.people.models import ParticipantBlock
from tests import factories as make
from tests.conftest import SignIn
from tests.meetings.making import Day, booked, day, place
from tests.meetings.matching_up import drafted, matchmaking, wishes

ARRANGING = MatchmakingState.ARRANGING
PEOPLE, SLOTS = st.integers(1, 5), st.integers(1, 4)
SITTINGS = st.builds(
    Sitting, st.tuples(PEOPLE, PEOPLE).filter(lambda pair: pair[0] < pair[1]), SLOTS, st.none() | st.integers(1, 3)
)
OF_PEOPLE = st.dictionaries(PEOPLE, st.frozensets(SLOTS))


@given(
    sittings=st.lists(SITTINGS, max_size=20), busy=OF_PEOPLE, held=OF_PEOPLE, most=st.integers(1, 3),
    blocked=st.frozensets(st.tuples(PEOPLE, PEOPLE)), at_places=st.booleans(),
)  # fmt: skip
def test_whatever_is_put_into_a_timetable_no_hard_rule_is_broken(  # noqa: PLR0917 - one strategy each
    sittings: list[Sitting], busy: Any, held: Any, most: int, blocked: Any, at_places: bool
) -> None:
    places = {slot: [1, 2] for slot in (1, 2, 3)} if at_places else None
    facts = Facts(
        places, dict.fromkeys((1, 2, 3), 2), {1, 2, 3, 4}, busy, held, blocked, (), dict.fromkeys(range(6), most)
    )
    table = Table(facts)
    kept = [table.put(one) for one in sittings if table.trouble(one) is None]
    seats = [(one.slot, person) for one in kept for person in one.people]
    assert len(set(seats)) == len(seats)
    assert len({one.people for one in kept}) == len(kept)
    for person in range(6):
        mine = {slot for slot, other in seats if other == person}
        assert len(mine) <= most
        assert not mine & (busy.get(person, frozenset()) | held.get(person, frozenset()))
    for slot in range(1, 5):
        there = [one.place for one in kept if one.slot == slot]
        assert len(there) <= (2 if slot < 4 else 0)
        assert not at_places or (len(set(there)) == len(there) and None not in there)
    assert not {one.people for one in kept} & blocked
    assert all(person < 5 for _slot, person in seats)


@pytest.fixture
def today(session: Any) -> Day:
    return day(people=5)


def test_a_timetable_is_computed_from_wishes_and_keeps_blocks_and_booked_meetings(today: Day) -> None:
    one, two, three, four, five = today.people
    row = matchmaking(today, ARRANGING)
    kept = booked(today, today.slots[0], one, two)
    make.kept(ParticipantBlock(participant_id=one.id, blocked_id=three.id))
    wishes(row, one, two, three, four)
    wishes(row, five, one)
    ask_for_run(today.actor(today.organiser), row.id)
    run = latest_run(row.id)
    assert run is not None
    assert (run.state, run.share) == (RunState.DONE, 1.0)
    pairs = {sitting.people for _draft, sitting in drafts_of(row.id)}
    assert pairs == {(one.id, four.id), (one.id, five.id)}
    assert all(sitting.slot != kept.slot_id for _draft, sitting in drafts_of(row.id))
    assert (run.figures["met"], run.figures["met_before"], run.figures["meetings"]) == (2, 1, 2)
    shown = draft_page(today.actor(today.organiser), row.id)
    assert (shown.met, shown.wishes, shown.without) == (3, 4, [])


def test_only_one_is_computed_at_a_time(today: Day) -> None:
    row = matchmaking(today, ARRANGING)
    wishes(row, *today.people[:2])
    make.kept(MatchmakingRun(matchmaking_id=row.id, state=RunState.RUNNING, beat_at=clock.now()))
    with pytest.raises(Refused):
        ask_for_run(today.actor(today.organiser), row.id)
    with pytest.raises(Refused):
        go_to(today.actor(today.organiser), row.id, MatchmakingState.COLLECTING, row.version)


def test_a_run_without_a_beat_for_a_minute_is_dead_and_another_can_begin(today: Day) -> None:
    row = matchmaking(today, ARRANGING)
    wishes(row, *today.people[:2])
    dead = make.kept(MatchmakingRun(matchmaking_id=row.id, state=RunState.RUNNING, beat_at=clock.now()))
    with clock.stopped_at(clock.now() + timedelta(seconds=61)):
        look_after_runs()
        assert db.session.get_one(MatchmakingRun, dead.id).state is RunState.FAILED
        # The dead one comes to life again: it writes nothing.
        assert not write_draft(dead.id, _nothing())
        new = ask_for_run(today.actor(today.organiser), row.id)
        assert db.session.get_one(MatchmakingRun, new.id).state is RunState.DONE


def test_operators_count_and_read_of_a_computing_that_failed_or_died(
    today: Day, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row = matchmaking(today, ARRANGING)
    wishes(row, *today.people[:2])
    before = _failed()
    # The solver's process finds no Python to run with.
    monkeypatch.setenv("PYTHONHOME", os.devnull)
    run = ask_for_run(today.actor(today.organiser), row.id)
    assert db.session.get_one(MatchmakingRun, run.id).state is RunState.FAILED
    assert _failed() == before + 1
    assert f"run {run.id} could not be computed" in caplog.text
    dead = make.kept(MatchmakingRun(matchmaking_id=row.id, state=RunState.RUNNING, beat_at=clock.now()))
    with clock.stopped_at(clock.now() + timedelta(seconds=61)):
        look_after_runs()
        look_after_runs()
    assert _failed() == before + 2
    assert f"Run {dead.id} has not said" in caplog.text


def _failed() -> float:
    return REGISTRY.get_sample_value("conference_jobs_failed_total", {"job": "compute_timetable"}) or 0.0


def test_a_run_whose_job_was_lost_is_handed_over_again_and_computed_once(today: Day) -> None:
    row = matchmaking(today, ARRANGING)
    wishes(row, *today.people[:2])
    lost = make.kept(MatchmakingRun(matchmaking_id=row.id))
    with clock.stopped_at(clock.now() + timedelta(seconds=61)):
        look_after_runs()
        assert db.session.get_one(MatchmakingRun, lost.id).state is RunState.DONE
    ids = [draft.id for draft, _sitting in drafts_of(row.id)]
    compute_timetable(lost.id)
    assert [draft.id for draft, _sitting in drafts_of(row.id)] == ids


def test_a_cancelled_run_writes_nothing_and_leaves_the_draft(today: Day) -> None:
    row = matchmaking(today, ARRANGING)
    kept = drafted(row, today.slots[0], *today.people[:2])
    run = make.kept(MatchmakingRun(matchmaking_id=row.id, state=RunState.RUNNING, beat_at=clock.now()))
    cancel_run(today.actor(today.organiser), row.id, run.id)
    assert run_words(row.id)["run"]["stopping"]
    assert not write_draft(run.id, _nothing())
    assert [draft.id for draft, _sitting in drafts_of(row.id)] == [kept.id]
    with pytest.raises(NotFound):
        cancel_run(today.actor(today.organiser), row.id, run.id + 100)


def test_whoever_does_not_go_on_ends_the_computing(today: Day) -> None:
    row = matchmaking(today, ARRANGING)
    wishes(row, *today.people)
    problem, _elsewhere = problem_of(row)
    with pytest.raises(ComputingEnded):
        compute(problem, lambda _news: False)


def test_kill_9_of_whoever_computes_ends_the_computing_too(tmp_path: Any) -> None:
    """The process of the solver must not live on, unheard."""
    code = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-m', 'conference.meetings.matchmaking_process'],"
        " stdin=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\n"
        "child.wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        handle = os.pidfd_open(child)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        import select as waiting  # noqa: PLC0415

        assert waiting.select([handle], [], [], 60)[0]
        os.close(handle)


def test_what_became_impossible_while_it_was_computed_is_left_out(today: Day) -> None:
    one, two, three, four, _five = today.people
    row = matchmaking(today, ARRANGING)
    run = make.kept(MatchmakingRun(matchmaking_id=row.id, state=RunState.RUNNING, beat_at=clock.now()))
    make.kept(ParticipantBlock(participant_id=one.id, blocked_id=two.id))
    slot = today.slots[0].id
    found = [
        {"people": [one.id, two.id], "slot": slot, "place": None},
        {"people": [three.id, four.id], "slot": slot, "place": None},
    ]
    assert write_draft(run.id, {**_nothing(), "meetings": found})
    assert [sitting.people for _draft, sitting in drafts_of(row.id)] == [(three.id, four.id)]
    assert db.session.get_one(MatchmakingRun, run.id).figures["left_out"] == 1


def _nothing() -> dict[str, Any]:
    names = (
        "met",
        "met_before",
        "wishes",
        "strength",
        "bound",
        "served",
        "servable",
        "gaps_before",
        "gaps",
        "rather_not",
    )
    return {
        **dict.fromkeys(names, 0), "share": 1.0, "optimal": True, "solver": "HiGHS", "stopped": "", "seconds": 0.1,
        "rather_not": 0,
        "meetings": [], "without": [], "unmet": [],
    }  # fmt: skip


def test_a_draft_is_changed_by_hand_within_the_rules_and_the_last_change_is_taken_back(today: Day) -> None:
    one, two, three, _four, _five = today.people
    actor, (first, second, *_rest) = today.actor(today.organiser), today.slots
    row = matchmaking(today, ARRANGING, at_places=True)
    place(today.house)
    add_pair(actor, row.id, two.id, one.id, first.id)
    for people, slot, field in (
        ((one, three), first, "slot"),
        ((one, two), second, "other"),
        ((one, one), second, "other"),
    ):
        with pytest.raises(Refused) as refused:
            add_pair(actor, row.id, people[0].id, people[1].id, slot.id)
        assert refused.value.field == field
    (draft, sitting), *_others = drafts_of(row.id)
    assert sitting.place is not None
    move_draft(actor, row.id, draft.id, second.id)
    (draft, sitting), *_others = drafts_of(row.id)
    assert sitting.slot == second.id
    undo_hand(actor, row.id, db.session.get_one(Matchmaking, row.id).version)
    (draft, sitting), *_others = drafts_of(row.id)
    assert (sitting.slot, sitting.people) == (first.id, (one.id, two.id))
    remove_draft(actor, row.id, draft.id)
    assert not drafts_of(row.id)
    seen = db.session.get_one(Matchmaking, row.id).version
    undo_hand(actor, row.id, seen)
    assert len(drafts_of(row.id)) == 1
    with pytest.raises(Stale):
        undo_hand(actor, row.id, seen)


def test_two_who_press_run_at_once_start_one(app: Flask) -> None:
    with app.test_request_context():
        today = day(people=2)
        row = matchmaking(today, ARRANGING)
        wishes(row, *today.people)
        row_id, actor = row.id, today.actor(today.organiser)
        db.session.rollback()
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def press() -> None:
        with app.test_request_context():
            together.wait()
            try:
                ask_for_run(actor, row_id)
                outcomes.append("run")
            except Refused:
                outcomes.append("refused")
            db.session.remove()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    with app.test_request_context():
        runs = db.session.scalars(select(MatchmakingRun).where(MatchmakingRun.matchmaking_id == row_id)).all()
        assert len(runs) == outcomes.count("run")
        assert all(run.state is RunState.DONE for run in runs)
        assert len(drafts_of(row_id)) == 1
        db.session.rollback()


def test_pages_of_a_draft_and_its_export(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        today = day(people=3)
        today.people[0].name = "=cmd|1"
        row = matchmaking(today, ARRANGING)
        wishes(row, today.people[0], today.people[1])
        base = f"/{today.house.slug}/meetings/matchmaking/{row.id}"
        account, ids, slot = today.organiser.account_id, [person.id for person in today.people], today.slots[1].id
        db.session.commit()
    client = sign_in(account)
    assert client.post(f"{base}/run").status_code == 302
    page = client.get(f"{base}/timetable").get_data(as_text=True)
    assert "HiGHS" in page
    assert client.post(f"{base}/draft", data={"one": ids[1], "other": ids[2], "slot": slot}).status_code == 302
    again = client.post(f"{base}/draft", data={"one": ids[1], "other": ids[2], "slot": slot})
    assert again.status_code == 422
    assert b"These two have a meeting already" in again.data
    with app.test_request_context():
        (draft_id, *_others) = [draft.id for draft, _sitting in drafts_of(int(base.rsplit("/", 1)[1]))]
    assert client.get(f"{base}/draft/{draft_id}").status_code == 200
    assert client.post(f"{base}/draft/{draft_id}", data={"slot": slot}).status_code == 422
    table = client.get(f"{base}/timetable.csv").get_data(as_text=True)
    assert "'=cmd|1" in table
    assert client.get(f"{base}/timetable.xlsx").status_code == 200
    assert client.post(f"{base}/draft/{draft_id}/remove", follow_redirects=True).status_code == 200


def test_who_moves_a_meeting_of_the_draft_reads_which_times_cannot_be(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        today = day(people=3, slots=4)
        one, two, three = today.people
        row = matchmaking(today, ARRANGING)
        draft_id = drafted(row, today.slots[0], one, two).id
        drafted(row, today.slots[1], two, three)
        booked(today, today.slots[2], one, today.organiser)
        address = f"/{today.house.slug}/meetings/matchmaking/{row.id}/draft/{draft_id}"
        browser = sign_in(today.organiser.account_id)
    options = re.findall(r"<option[^>]*>([^<]+)</option>", browser.get(address).text.partition('id="slot"')[2])
    assert [option.partition(": ")[2] for option in options[:4]] == [
        "", "Attendee 1 has another meeting of this draft then.", "Attendee 0 has another meeting booked then.", "",
    ]  # fmt: skip


def test_the_timetable_names_all_of_a_booked_meeting_of_four(app: Flask, sign_in: SignIn) -> None:
    with app.test_request_context():
        today = day(people=4)
        row = matchmaking(today, ARRANGING)
        booked(today, today.slots[0], *today.people)
        base = f"/{today.house.slug}/meetings/matchmaking/{row.id}/timetable"
        account = today.organiser.account_id
    client = sign_in(account)
    by_time = client.get(base).text
    assert all(f"<strong>Attendee {number}</strong>" in by_time for number in range(4))
    by_person = client.get(f"{base}?by=person").text
    assert "Attendee 1, Attendee 2 and Attendee 3 " in by_person
    assert "Attendee 0, Attendee 1 and Attendee 2 " in by_person
    line = client.get(f"{base}.csv").text.splitlines()[1]
    assert "Attendee 0" in line
    assert "Attendee 1; Attendee 2; Attendee 3" in line
    assert ",by video," in line


def test_a_run_is_cancelled_in_the_middle_and_leaves_the_draft(app: Flask) -> None:
    with app.test_request_context():
        today = day(people=40, slots=8)
        row = matchmaking(today, ARRANGING)
        for turn, person in enumerate(today.people):
            others = [today.people[(turn + step) % 40] for step in range(1, 16)]
            wishes(row, person, *others)
        kept, row_id, actor = drafted(row, today.slots[0], *today.people[:2]).id, row.id, today.actor(today.organiser)
        db.session.rollback()

    def press() -> None:
        with app.test_request_context():
            ask_for_run(actor, row_id)
            db.session.remove()

    computing = threading.Thread(target=press)
    computing.start()
    with app.test_request_context():
        while (run := latest_run(row_id)) is None or run.state is RunState.WAITING:
            db.session.rollback()
        cancel_run(actor, row_id, run.id)
        computing.join()
        db.session.rollback()
        run = latest_run(row_id)
        assert run is not None
        assert run.state is RunState.CANCELLED
        assert [draft.id for draft, _sitting in drafts_of(row_id)] == [kept]
        db.session.rollback()
