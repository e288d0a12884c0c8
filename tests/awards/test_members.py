"""Who judges an award, and by what: appointing, removing, criteria and their weights."""

import pytest

from conference.awards.member_actions import (
    CriterionContent,
    appoint,
    mark_of,
    members_of,
    remove_criterion,
    remove_member,
    save_criterion,
)
from conference.awards.models import Award, ScoreSheet
from conference.awards.rules import AwardState, DecidedBy, Duty, NomineeState
from conference.clock import now
from conference.conferences.models import Conference
from conference.errors import NotFound, Refused, Stale
from conference.extensions import db
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Role
from tests import factories as make
from tests.awards import preparing as prepare


@pytest.fixture
def house(session: object) -> Conference:
    return make.conference()


@pytest.fixture
def who(house: Conference) -> Actor:
    return prepare.organiser(house)


@pytest.fixture
def award(house: Conference) -> Award:
    return prepare.award(house, DecidedBy.BOTH, state=AwardState.NOMINATIONS)


def _duties(award: Award) -> list[tuple[Duty, int]]:
    return [(member.duty, person.id) for member, person in members_of(award)]


def test_appointing_gives_the_role_of_a_juror_and_observing_does_not(
    house: Conference, who: Actor, award: Award
) -> None:
    chair, observer = make.participant(house), make.participant(house)
    appoint(who, award.id, chair.id, Duty.CHAIR)
    appoint(who, award.id, chair.id, Duty.JUROR)
    appoint(who, award.id, chair.id, Duty.JUROR)
    appoint(who, award.id, observer.id, Duty.OBSERVER)
    assert _duties(award) == [(Duty.CHAIR, chair.id), (Duty.JUROR, chair.id), (Duty.OBSERVER, observer.id)]
    assert chair.roles == {Role.ATTENDEE, Role.JUROR}
    assert observer.roles == {Role.ATTENDEE}


def test_there_is_one_chair(house: Conference, who: Actor, award: Award) -> None:
    appoint(who, award.id, make.participant(house).id, Duty.CHAIR)
    second = make.participant(house)
    with pytest.raises(Refused, match="There is a chair already"):
        appoint(who, award.id, second.id, Duty.CHAIR)
    db.session.rollback()
    # What was refused gave no role either.
    assert db.session.get_one(Participant, second.id).roles == {Role.ATTENDEE}


def test_the_chair_who_will_see_the_sealed_result_stays_from_the_opening_of_the_vote_on(
    house: Conference, who: Actor, award: Award
) -> None:
    chair, other = make.participant(house), make.participant(house)
    appoint(who, award.id, chair.id, Duty.CHAIR)
    award.state = AwardState.VOTING
    db.session.commit()
    with pytest.raises(Refused, match="the vote is open"):
        remove_member(who, next(member.id for member, _person in members_of(award)))
    db.session.rollback()
    appoint(who, award.id, other.id, Duty.OBSERVER)
    assert _duties(award) == [(Duty.CHAIR, chair.id), (Duty.OBSERVER, other.id)]


def test_nobody_becomes_chair_while_the_vote_is_open(house: Conference, who: Actor, award: Award) -> None:
    award.state = AwardState.VOTING
    db.session.commit()
    with pytest.raises(Refused, match="the vote is open"):
        appoint(who, award.id, make.participant(house).id, Duty.CHAIR)


def test_who_could_not_act_is_not_appointed(house: Conference, who: Actor, award: Award) -> None:
    unreachable = [make.speaker(house), make.participant(house, status=ParticipantStatus.INVITED)]
    for person in unreachable:
        with pytest.raises(Refused, match="has an account"):
            appoint(who, award.id, person.id, Duty.JUROR)
        db.session.rollback()
    for person in (make.participant(make.conference()), make.participant(house, Role.GUEST, account=None)):
        with pytest.raises(NotFound):
            appoint(who, award.id, person.id, Duty.JUROR)
        db.session.rollback()


def test_a_nominee_does_not_judge_the_award(house: Conference, who: Actor, award: Award) -> None:
    person = make.participant(house)
    nominee = prepare.nominee(award, participant_id=person.id)
    with pytest.raises(Refused, match="is nominated"):
        appoint(who, award.id, person.id, Duty.JUROR)
    db.session.rollback()
    nominee.state = NomineeState.DECLINED
    db.session.commit()
    appoint(who, award.id, person.id, Duty.JUROR)


def test_a_juror_who_submitted_scores_stays(house: Conference, who: Actor, award: Award) -> None:
    _chair, juror, idle = prepare.jury(award, house, jurors=2)
    nominee = prepare.nominee(award)
    make.kept(ScoreSheet(nominee_id=nominee.id, participant_id=idle.participant_id))
    make.kept(ScoreSheet(nominee_id=nominee.id, participant_id=juror.participant_id, submitted_at=now()))
    with pytest.raises(Refused, match="has submitted scores"):
        remove_member(who, juror.id)
    db.session.rollback()
    remove_member(who, idle.id)
    assert idle.participant_id not in [person for _duty, person in _duties(award)]


@pytest.mark.parametrize("state", [AwardState.FINALISTS, AwardState.VOTING])
def test_from_the_shortlist_on_the_jurors_stay_and_observers_come(
    house: Conference, who: Actor, award: Award, state: AwardState
) -> None:
    _chair, juror = prepare.jury(award, house)
    award.state = state
    db.session.commit()
    with pytest.raises(Refused):
        remove_member(who, juror.id)
    db.session.rollback()
    with pytest.raises(Refused):
        appoint(who, award.id, make.participant(house).id, Duty.JUROR)
    db.session.rollback()
    appoint(who, award.id, make.participant(house).id, Duty.OBSERVER)


def test_a_decided_award_keeps_its_people(house: Conference, who: Actor, award: Award) -> None:
    chair, _juror = prepare.jury(award, house)
    award.state = AwardState.CLOSED
    db.session.commit()
    with pytest.raises(Refused):
        remove_member(who, chair.id)
    db.session.rollback()
    with pytest.raises(Refused):
        appoint(who, award.id, make.participant(house).id, Duty.OBSERVER)


def test_criteria_are_added_changed_and_removed(who: Actor, award: Award) -> None:
    save_criterion(who, award.id, None, CriterionContent("Impact", "What changed", 3))
    save_criterion(who, award.id, None, CriterionContent("Reach"))
    first, second = award.criteria
    save_criterion(who, award.id, first.id, CriterionContent("Effect", weight=2), mark_of(first))
    remove_criterion(who, second.id)
    assert [(one.name, one.description, one.weight) for one in award.criteria] == [("Effect", "", 2)]


def test_who_changes_a_criterion_second_is_told(who: Actor, award: Award) -> None:
    save_criterion(who, award.id, None, CriterionContent("Impact"))
    row = award.criteria[0]
    seen = mark_of(row)
    save_criterion(who, award.id, row.id, CriterionContent("Effect"), seen)
    with pytest.raises(Stale):
        save_criterion(who, award.id, row.id, CriterionContent("Outcome"), seen)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (CriterionContent(""), "name"),
        (CriterionContent("x" * 121), "name"),
        (CriterionContent("Impact", weight=0), "weight"),
        (CriterionContent("Impact", weight=101), "weight"),
    ],
)
def test_a_criterion_that_cannot_be_is_refused(who: Actor, award: Award, content: CriterionContent, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        save_criterion(who, award.id, None, content)
    assert refusal.value.field == field


def test_criteria_stay_once_somebody_has_scored_by_them(house: Conference, who: Actor, award: Award) -> None:
    _chair, juror = prepare.jury(award, house)
    make.kept(ScoreSheet(nominee_id=prepare.nominee(award).id, participant_id=juror.participant_id))
    row = award.criteria[0]
    with pytest.raises(Refused, match="stay as they are"):
        save_criterion(who, award.id, row.id, CriterionContent("Other"), mark_of(row))
    db.session.rollback()
    with pytest.raises(Refused, match="stay as they are"):
        remove_criterion(who, row.id)
    db.session.rollback()
    with pytest.raises(Refused, match="stay as they are"):
        save_criterion(who, award.id, None, CriterionContent("More"))
