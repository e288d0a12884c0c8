"""The jury: conflicts first, sheets under seal, the chair's ranking and shortlist; on each database."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference.awards.chair_actions import confirm_shortlist, end_scoring, jury_progress, may_rank, ranking_of
from conference.awards.jury_actions import (
    declare_conflict,
    declare_none,
    own_progress,
    paper_of,
    papers_of,
    save_sheet,
    withdraw_conflict,
)
from conference.awards.models import AwardStep, Conflict
from conference.awards.rules import AwardState, Duty, NomineeState
from conference.awards.sheet_actions import jury_scores
from conference.errors import Forbidden, InvalidFields, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Role
from tests import factories as make
from tests.awards import making
from tests.awards.panel import Panel


@pytest.fixture
def panel(session: scoped_session[Session]) -> Panel:
    return Panel()


def test_a_submitted_sheet_counts_by_the_weights_of_its_criteria_and_a_draft_does_not(panel: Panel) -> None:
    panel.score(panel.one, "Steel", 8, 4)
    panel.score(panel.two, "Steel", 10, 10, submit=False)

    assert jury_scores(panel.award) == {panel.nominee("Steel").id: 7}


def test_a_juror_with_a_conflict_sees_no_papers_scores_nothing_and_counts_as_done(panel: Panel) -> None:
    steel = panel.nominee("Steel")
    declare_conflict(panel.one, panel.award.id, steel.id, "I work there.")

    with pytest.raises(Refused):
        declare_none(panel.one, panel.award.id, steel.id)
    with pytest.raises(Refused):
        save_sheet(panel.one, panel.award.id, steel.id, panel.marks(10, 10), seen_version=1, submit=True)
    assert own_progress(papers_of(panel.one, panel.award.id)).conflicts == 1
    assert not jury_scores(panel.award)


def test_a_conflict_that_is_declared_while_scoring_throws_the_draft_away(panel: Panel) -> None:
    panel.score(panel.one, "Steel", 9, 9, submit=False)
    declare_conflict(panel.one, panel.award.id, panel.nominee("Steel").id, "")
    withdraw_conflict(panel.one, panel.award.id, panel.nominee("Steel").id)

    paper = paper_of(panel.one, panel.award.id, panel.nominee("Steel").id)
    assert (paper.conflict, paper.sheet) == (None, None)


def test_a_conflict_cannot_be_declared_over_a_submitted_sheet(panel: Panel) -> None:
    panel.score(panel.one, "Steel", 9, 9)

    with pytest.raises(Refused):
        declare_conflict(panel.one, panel.award.id, panel.nominee("Steel").id, "")
    assert db.session.scalars(select(Conflict)).all() == []


def test_a_sheet_is_submitted_whole_and_kept_as_a_draft_in_part(panel: Panel) -> None:
    with pytest.raises(InvalidFields) as refusal:
        panel.score(panel.one, "Steel", 9, None)
    assert list(refusal.value.fields) == [f"points_{panel.award.criteria[1].id}"]
    db.session.rollback()
    panel.score(panel.one, "Steel", 9, None, submit=False)
    with pytest.raises(InvalidFields):
        panel.score(panel.one, "Steel", 11, 3, submit=False)


def test_two_windows_of_a_juror_do_not_overwrite_each_other(panel: Panel) -> None:
    panel.score(panel.one, "Steel", 9, 9, submit=False)

    with pytest.raises(Stale):
        save_sheet(
            panel.one, panel.award.id, panel.nominee("Steel").id, panel.marks(1, 1), seen_version=1, submit=True
        )  # fmt: skip


def test_somebody_without_a_duty_at_this_award_is_no_juror_of_it(panel: Panel) -> None:
    stranger = make.actor(make.participant(panel.house, Role.JUROR))
    attendee = make.actor(make.participant(panel.house))

    with pytest.raises(NotFound):
        papers_of(stranger, panel.award.id)
    with pytest.raises(NotFound):
        # The chair scores nothing without being a juror too.
        papers_of(panel.chair, panel.award.id)
    with pytest.raises(Forbidden):
        papers_of(attendee, panel.award.id)
    with pytest.raises(NotFound):
        end_scoring(panel.one, panel.award.id, panel.award.version)


def test_the_ranking_is_sealed_until_the_chair_ends_the_scoring_and_then_no_score_changes(panel: Panel) -> None:
    panel.score_all({"Steel": 4, "Batteries": 9, "Hydrogen": 6})
    assert not may_rank(panel.award, jury_progress(panel.award.id))

    panel.end()

    assert may_rank(panel.award, jury_progress(panel.award.id))
    names = {one.id: one.name for one in panel.award.nominees}
    assert [names[one.nominee_id] for one in ranking_of(panel.award)] == ["Batteries", "Hydrogen", "Steel"]
    with pytest.raises(Refused):
        panel.score(panel.one, "Steel", 10, 10)


def test_a_chair_who_scores_too_submits_before_seeing_the_others(panel: Panel) -> None:
    making.member(panel.award, panel.people[2], Duty.JUROR)
    panel.score_all({"Steel": 4, "Batteries": 9, "Hydrogen": 6})

    with pytest.raises(Refused):
        panel.end()
    db.session.rollback()
    for name in ("Steel", "Batteries", "Hydrogen"):
        panel.score(panel.chair, name, 5, 5)
    panel.end()


def test_scoring_does_not_end_before_anybody_has_submitted(panel: Panel) -> None:
    with pytest.raises(Refused):
        panel.end()


def test_the_shortlist_of_the_ranking_needs_no_reason_and_any_other_does(panel: Panel) -> None:
    panel.score_all({"Steel": 4, "Batteries": 9, "Hydrogen": 6})
    panel.end()

    with pytest.raises(Refused) as refusal:
        panel.confirm("Steel", "Batteries")
    assert refusal.value.field == "reason"
    db.session.rollback()
    panel.confirm("Hydrogen", "Batteries")

    finalists = sorted((one for one in panel.award.nominees if one.is_finalist), key=lambda one: one.order)
    assert [one.name for one in finalists] == ["Batteries", "Hydrogen"]
    assert panel.award.state is AwardState.FINALISTS
    step = db.session.scalars(select(AwardStep).order_by(AwardStep.id.desc())).first()
    assert step is not None
    assert (step.state, step.by_id) == (AwardState.FINALISTS, panel.chair.participant_id)


def test_a_shortlist_names_standing_nominees_that_somebody_scored(panel: Panel) -> None:
    panel.score(panel.one, "Steel", 4, 4)
    panel.nominee("Hydrogen").state = NomineeState.DECLINED
    db.session.commit()
    panel.end()

    for names in ((), ("Hydrogen",), ("Steel", "Batteries")):
        with pytest.raises(Refused) as refusal:
            panel.confirm(*names, reason="Because.")
        assert refusal.value.field == "nominees"
        db.session.rollback()


def test_another_conference_s_nominee_is_nobody_to_shortlist_or_score(panel: Panel) -> None:
    other = Panel()
    panel.score_all({"Steel": 4, "Batteries": 9, "Hydrogen": 6})
    panel.end()

    with pytest.raises(Refused):
        confirm_shortlist(
            panel.chair, panel.award.id, [other.nominee("Steel").id], "Because.", panel.award.version
        )  # fmt: skip
    db.session.rollback()
    with pytest.raises(NotFound):
        paper_of(panel.one, panel.award.id, other.nominee("Steel").id)
    with pytest.raises(NotFound):
        papers_of(panel.one, other.award.id)


def test_an_award_without_a_jury_is_nothing_to_score(session: scoped_session[Session]) -> None:
    house = make.conference()
    plain = making.award(house)
    person = make.participant(house, Role.JUROR)

    with pytest.raises(NotFound):
        papers_of(make.actor(person), plain.id)
