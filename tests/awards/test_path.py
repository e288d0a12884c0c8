"""The path of an award before its vote: forwards as far as nothing is missing, back one state, and never beside it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from conference.awards.models import Award, AwardStep
from conference.awards.path import FIXED, PREPARED, Lack, PathFacts, Way, lacks, needs_jury, path_of, steps, way_to
from conference.awards.path_actions import go_to
from conference.awards.rules import PATHS, AwardState, DecidedBy, NomineeState
from conference.conferences.models import Conference
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.awards import preparing as prepare

READY = {
    "standing": 3,
    "finalists": 2,
    "chosen": 1,
    "jurors": 2,
    "has_chair": True,
    "criteria": 2,
    "has_citation": True,
}


@given(st.sampled_from(DecidedBy), st.lists(st.sampled_from(AwardState), max_size=30), st.booleans(), st.integers(0, 2))
def test_no_sequence_of_steps_leaves_the_path_or_goes_back_from_a_vote(
    decided_by: DecidedBy, wanted: list[AwardState], by_chair: bool, jurors: int
) -> None:
    facts = PathFacts(decided_by, AwardState.DRAFT, jurors=jurors)
    for to in wanted:
        path, state, way = path_of(facts), facts.state, way_to(facts, to)
        if way is Way.NONE or (way is Way.CHAIR and not by_chair):
            continue
        assert to in path
        if way is Way.BACK:
            assert state not in FIXED
            assert path.index(to) == path.index(state) - 1
        else:
            assert path.index(to) > path.index(state)
        if way in {Way.FORWARD, Way.BACK}:
            assert to in PREPARED
        if way is Way.FORWARD and needs_jury(decided_by):
            assert not path.index(state) <= path.index(AwardState.JURY) < path.index(to)
        facts = replace(facts, state=to)


@given(st.sampled_from(DecidedBy), st.sampled_from(AwardState), st.integers(0, 2))
def test_the_steps_that_are_offered_are_those_that_can_be_taken(
    decided_by: DecidedBy, state: AwardState, jurors: int
) -> None:
    if state not in PATHS[decided_by]:
        return
    facts = PathFacts(decided_by, state, jurors=jurors)
    offered = {step.to: step.way for step in steps(facts)}
    ways = {to: way_to(facts, to) for to in AwardState}
    assert offered == {to: way for to, way in ways.items() if way in {Way.FORWARD, Way.BACK}}
    if state in FIXED:
        assert not offered


@pytest.mark.parametrize(
    ("decided_by", "to", "without", "missing"),
    [
        (DecidedBy.AUDIENCE, AwardState.FINALISTS, {"standing": 0, "finalists": 0}, (Lack.NOMINEES, Lack.FINALIST)),
        (DecidedBy.AUDIENCE, AwardState.FINALISTS, {"finalists": 1}, (Lack.TWO_FINALISTS,)),
        (DecidedBy.AUDIENCE, AwardState.VOTING, {"finalists": 1}, (Lack.TWO_FINALISTS,)),
        (DecidedBy.JURY, AwardState.JURY, {"standing": 0}, (Lack.NOMINEES,)),
        (DecidedBy.BOTH, AwardState.JURY, {"criteria": 0, "jurors": 0}, (Lack.CRITERIA, Lack.JURORS)),
        (DecidedBy.BOTH, AwardState.JURY, {"has_chair": False, "finalists": 0}, (Lack.CHAIR,)),
        (DecidedBy.AUDIENCE, AwardState.JURY, {"jurors": 0}, (Lack.JURORS,)),
        (DecidedBy.AUDIENCE, AwardState.PITCHES, {"jurors": 0, "has_chair": False, "criteria": 0}, ()),
        (DecidedBy.JURY, AwardState.PITCHES, {"finalists": 1}, ()),
        (DecidedBy.JURY, AwardState.CLOSED, {"finalists": 0}, (Lack.FINALIST,)),
        (DecidedBy.CONFERRED, AwardState.CLOSED, {"chosen": 0, "has_citation": False}, (Lack.CHOSEN, Lack.CITATION)),
        (DecidedBy.CONFERRED, AwardState.CLOSED, {"standing": 0, "finalists": 0, "jurors": 0}, ()),
        (DecidedBy.BOTH, AwardState.NOMINATIONS, dict.fromkeys(READY, 0), ()),
    ],
)
def test_what_is_missing_is_named(
    decided_by: DecidedBy, to: AwardState, without: dict[str, Any], missing: tuple[Lack, ...]
) -> None:
    facts = PathFacts(decided_by=decided_by, state=AwardState.DRAFT, **{**READY, **without})
    assert lacks(facts, to) == missing


@pytest.fixture
def house(session: object) -> Conference:
    return make.conference()


def _states(award: Award) -> list[str]:
    rows = select(AwardStep.state).where(AwardStep.award_id == award.id).order_by(AwardStep.id)
    return [state.value for state in db.session.scalars(rows)]


def test_each_arrival_is_a_step_with_who_and_why(house: Conference) -> None:
    who, award = prepare.organiser(house), prepare.award(house)
    moved = go_to(who, award.id, AwardState.NOMINATIONS, award.version, "The call is out.")
    step = moved.steps[-1]
    assert (moved.state, step.state, step.by_id, step.note) == (
        AwardState.NOMINATIONS, AwardState.NOMINATIONS, who.participant_id, "The call is out.",
    )  # fmt: skip
    assert _states(award) == ["draft", "nominations"]


def test_an_audiences_award_passes_over_the_jury_and_comes_back(house: Conference) -> None:
    who, award = prepare.organiser(house), prepare.award(house, state=AwardState.NOMINATIONS)
    for _ in range(2):
        prepare.nominee(award, is_finalist=True)
    go_to(who, award.id, AwardState.PITCHES, award.version)
    go_to(who, award.id, AwardState.FINALISTS, award.version)
    go_to(who, award.id, AwardState.NOMINATIONS, award.version)
    assert _states(award) == ["nominations", "pitches", "finalists", "nominations"]


def test_a_jury_may_shortlist_what_the_audience_decides(house: Conference) -> None:
    who, award = prepare.organiser(house), prepare.award(house, state=AwardState.NOMINATIONS)
    prepare.nominee(award)
    with pytest.raises(Refused, match="No step leads"):
        go_to(who, award.id, AwardState.JURY, award.version)
    prepare.jury(award, house)
    assert go_to(who, award.id, AwardState.JURY, award.version).state is AwardState.JURY


def test_a_jury_that_decides_is_not_passed_over(house: Conference) -> None:
    who, award = prepare.organiser(house), prepare.award(house, DecidedBy.BOTH, state=AwardState.JURY)
    prepare.jury(award, house)
    for _ in range(2):
        prepare.nominee(award, is_finalist=True)
    with pytest.raises(Refused, match="chair confirms the shortlist"):
        go_to(who, award.id, AwardState.FINALISTS, award.version)


@pytest.mark.parametrize("state", [AwardState.VOTING, AwardState.CLOSED, AwardState.REVEALED])
def test_nothing_leads_back_from_a_vote(house: Conference, state: AwardState) -> None:
    who, award = prepare.organiser(house), prepare.award(house, state=state)
    for to in PREPARED:
        with pytest.raises(Refused):
            go_to(who, award.id, to, award.version)
    assert _states(award) == [state.value]


def test_a_vote_is_not_opened_by_a_step_of_the_path(house: Conference) -> None:
    who, award = prepare.organiser(house), prepare.award(house, state=AwardState.PITCHES)
    with pytest.raises(Refused, match="moderators"):
        go_to(who, award.id, AwardState.VOTING, award.version)


def test_a_declined_finalist_is_missed(house: Conference) -> None:
    who, award = prepare.organiser(house), prepare.award(house, state=AwardState.NOMINATIONS)
    prepare.nominee(award, is_finalist=True)
    prepare.nominee(award, state=NomineeState.DECLINED)
    with pytest.raises(Refused, match="at least two finalists"):
        go_to(who, award.id, AwardState.FINALISTS, award.version)


def test_a_step_from_a_page_that_is_out_of_date_is_refused(house: Conference) -> None:
    who, award = prepare.organiser(house), prepare.award(house)
    seen = award.version
    go_to(who, award.id, AwardState.NOMINATIONS, seen)
    with pytest.raises(Stale):
        go_to(who, award.id, AwardState.DRAFT, seen)


def test_the_same_step_sent_twice_is_taken_once(house: Conference) -> None:
    who, award = prepare.organiser(house), prepare.award(house)
    seen = award.version
    for _ in range(2):
        go_to(who, award.id, AwardState.NOMINATIONS, seen)
    assert _states(award) == ["draft", "nominations"]


def test_only_the_conferences_own_organisers_take_steps(house: Conference) -> None:
    award = prepare.award(house)
    elsewhere = prepare.organiser(make.conference())
    with pytest.raises(NotFound):
        go_to(elsewhere, award.id, AwardState.NOMINATIONS, award.version)
    for role in (Role.MODERATOR, Role.JUROR, Role.ATTENDEE):
        with pytest.raises(Forbidden):
            go_to(make.actor(make.participant(house, role)), award.id, AwardState.NOMINATIONS, award.version)
