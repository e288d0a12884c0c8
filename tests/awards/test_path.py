"""The path of an award before its vote: forwards as far as nothing is missing, back one state, and never beside it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from conference.awards.models import Award, AwardStep
from conference.awards.path import FIXED, PREPARED, Lack, PathFacts, Way, lacks, steps, way_to
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


@given(st.sampled_from(DecidedBy), st.lists(st.sampled_from(AwardState), max_size=30), st.booleans())
def test_no_sequence_of_steps_leaves_the_path_or_goes_back_from_a_vote(
    decided_by: DecidedBy, wanted: list[AwardState], by_chair: bool
) -> None:
    path, state = PATHS[decided_by], AwardState.DRAFT
    for to in wanted:
        way = way_to(decided_by, state, to)
        if way is Way.NONE or (way is Way.CHAIR and not by_chair):
            continue
        if way is Way.BACK:
            assert state not in FIXED
            assert path.index(to) == path.index(state) - 1
        else:
            assert path.index(to) > path.index(state)
        assert to in path
        if way in {Way.FORWARD, Way.BACK}:
            assert to in PREPARED
        state = to


@given(st.sampled_from(DecidedBy), st.sampled_from(AwardState))
def test_the_steps_that_are_offered_are_those_that_can_be_taken(decided_by: DecidedBy, state: AwardState) -> None:
    if state not in PATHS[decided_by]:
        return
    offered = {step.to: step.way for step in steps(PathFacts(decided_by, state))}
    assert offered == {
        to: way_to(decided_by, state, to)
        for to in PATHS[decided_by]
        if way_to(decided_by, state, to) in {Way.FORWARD, Way.BACK}
    }
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
