"""The settings of an award: what is declared, who is told what is wrong, and what a vote has fixed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from conference.awards.content import AwardContent, problems
from conference.awards.models import Award, Conflict, Criterion, Nomination
from conference.awards.roll_actions import roll_ids
from conference.awards.rules import (
    AwardState,
    DecidedBy,
    JurorsVote,
    QuorumUnit,
    Roll,
    TieRule,
)
from conference.awards.settings_actions import (
    change_award,
    content_of,
    create_award,
    delete_award,
    duplicate_award,
    move_award,
)
from conference.conferences.models import Conference
from conference.errors import InvalidFields, NotFound, Refused, Stale
from conference.extensions import db
from conference.people.rules import OrganisationKind, ParticipantStatus
from conference.permissions import Role
from tests import factories as make
from tests.awards import preparing as prepare

WHOLE = AwardContent(
    title="Cluster Manager of the Year",
    description="For **one** person.",
    rules="Nobody twice.",
    nominations_close_at=datetime(2026, 3, 9, 17, tzinfo=UTC),
    finalists_wanted=4,
    jury_weight=40,
    jurors_vote=JurorsVote.NONE,
    roll=Roll(frozenset({"attendee", "speaker"}), frozenset({"company"})),
    quorum=20,
    quorum_unit=QuorumUnit.PERCENT,
    tie_rule=TieRule.RUN_OFF,
    open_tally=True,
    seconds=120,
)


@pytest.fixture
def house(session: object) -> Conference:
    return make.conference()


def test_everything_declared_is_stored(house: Conference) -> None:
    who = prepare.organiser(house)
    whole = replace(WHOLE, item_id=make.item(house).id)
    award = create_award(who, whole)
    assert content_of(award) == whole
    assert award.state is AwardState.DRAFT
    assert [step.by_id for step in award.steps] == [who.participant_id]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (AwardContent(""), "title"),
        (AwardContent("x" * 201), "title"),
        (replace(WHOLE, finalists_wanted=1), "finalists_wanted"),
        (replace(WHOLE, jury_weight=100), "jury_weight"),
        (replace(WHOLE, quorum=101), "quorum"),
        (replace(WHOLE, quorum=-1), "quorum"),
        (replace(WHOLE, seconds=5), "seconds"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(content: AwardContent, field: str) -> None:
    assert list(problems(content)) == [field]


def test_what_an_award_does_not_use_is_not_asked_and_not_kept(house: Conference) -> None:
    odd = replace(WHOLE, decided_by=DecidedBy.JURY, quorum=999, seconds=1, jury_weight=0, citation="For all.")
    award = create_award(prepare.organiser(house), odd)
    assert (award.jury_weight, award.citation) == (50, "")


def test_a_session_of_another_conference_is_refused(house: Conference) -> None:
    item = make.item(make.conference())
    with pytest.raises(InvalidFields) as refusal:
        create_award(prepare.organiser(house), replace(WHOLE, item_id=item.id))
    assert list(refusal.value.fields) == ["item_id"]


@pytest.mark.parametrize("state", [AwardState.VOTING, AwardState.CLOSED, AwardState.REVEALED])
def test_once_a_vote_was_opened_only_the_category_and_the_session_can_be_mended(
    house: Conference, state: AwardState
) -> None:
    who = prepare.organiser(house)
    award = create_award(who, WHOLE)
    award.state = state
    db.session.commit()
    for change in ({"title": "Other"}, {"jury_weight": 60}, {"rules": ""}, {"roll": Roll()}, {"seconds": None}):
        with pytest.raises(InvalidFields, match="stays as it was declared") as refusal:
            change_award(who, award.id, replace(WHOLE, **change), award.version)
        assert list(refusal.value.fields) == list(change)
        db.session.rollback()
    change_award(who, award.id, replace(WHOLE, description="For one person."), award.version)
    assert award.description == "For one person."


def test_how_it_is_decided_does_not_change_once_the_jury_has_it(house: Conference) -> None:
    who = prepare.organiser(house)
    award = create_award(who, WHOLE)
    award.state = AwardState.NOMINATIONS
    db.session.commit()
    change_award(who, award.id, replace(WHOLE, decided_by=DecidedBy.JURY), award.version)
    with pytest.raises(Refused) as refusal:
        change_award(who, award.id, replace(WHOLE, decided_by=DecidedBy.CONFERRED), award.version)
    assert refusal.value.field == "decided_by"
    db.session.rollback()
    award.state = AwardState.JURY
    db.session.commit()
    with pytest.raises(Refused):
        change_award(who, award.id, WHOLE, award.version)


def test_who_saves_second_is_told_what_is_stored(house: Conference) -> None:
    who = prepare.organiser(house)
    award = create_award(who, WHOLE)
    seen = award.version
    change_award(who, award.id, replace(WHOLE, title="Manager of the Year"), seen)
    with pytest.raises(Stale) as refusal:
        change_award(who, award.id, replace(WHOLE, title="Best Manager"), seen)
    assert refusal.value.differences == {"Name": ("Best Manager", "Manager of the Year")}


def test_a_copy_is_a_draft_without_nominees_jury_and_session(house: Conference) -> None:
    who = prepare.organiser(house)
    award = create_award(who, replace(WHOLE, item_id=make.item(house).id))
    prepare.jury(award, house)
    prepare.nominee(award)
    award.state = AwardState.JURY
    db.session.commit()
    copy = duplicate_award(who, award.id)
    assert content_of(copy) == replace(
        WHOLE, title="Cluster Manager of the Year (copy)", item_id=None, nominations_close_at=None
    )
    assert (copy.state, copy.members, copy.nominees) == (AwardState.DRAFT, [], [])
    assert [one.name for one in copy.criteria] == ["Impact"]
    assert copy.guid != award.guid


def test_only_a_draft_that_nobody_nominated_for_is_deleted(house: Conference) -> None:
    who = prepare.organiser(house)
    running = prepare.award(house, state=AwardState.NOMINATIONS)
    with pytest.raises(Refused, match="Only a draft"):
        delete_award(who, running.id)
    db.session.rollback()
    nominated = prepare.award(house)
    nominee = prepare.nominee(nominated)
    make.kept(Nomination(nominee_id=nominee.id, by_id=who.participant_id, text="They did it."))
    with pytest.raises(Refused, match="has nominated"):
        delete_award(who, nominated.id)
    db.session.rollback()
    empty = prepare.award(house)
    prepare.jury(empty, house)
    prepare.nominee(empty)
    delete_award(who, empty.id)
    assert db.session.get(Award, empty.id) is None
    assert not db.session.query(Criterion).count()


def test_awards_are_put_in_order_and_their_versions_stay(house: Conference) -> None:
    who = prepare.organiser(house)
    awards = [create_award(who, AwardContent(title)) for title in ("A", "B", "C")]
    seen = [award.version for award in awards]
    move_award(who, awards[2].id, -1)
    move_award(who, awards[0].id, -1)
    assert [award.order for award in awards] == [0, 2, 1]
    assert [award.version for award in awards] == seen


def test_the_roll_is_who_could_sign_in_and_vote_now(house: Conference) -> None:
    company = make.participant(house, organisation_kind=OrganisationKind.COMPANY)
    speaker = make.participant(house, Role.SPEAKER, organisation_kind=OrganisationKind.COMPANY)
    other = make.participant(house, organisation_kind=OrganisationKind.RESEARCH)
    make.speaker(house)
    make.participant(house, status=ParticipantStatus.CANCELLED)
    make.participant(house, Role.GUEST, account=None)
    make.participant(make.conference())
    everybody = roll_ids(house.id, Roll(), JurorsVote.ALL)
    assert everybody == {company.id, speaker.id, other.id}
    assert roll_ids(house.id, Roll(frozenset({"attendee"})), JurorsVote.ALL) == {company.id, other.id}
    assert roll_ids(house.id, Roll(organisation_kinds=frozenset({"company"})), JurorsVote.ALL) == {
        company.id, speaker.id,
    }  # fmt: skip


def test_jurors_are_left_off_the_roll_as_declared(house: Conference) -> None:
    award = prepare.award(house, DecidedBy.BOTH)
    chair, juror, biased = (one.participant_id for one in prepare.jury(award, house, jurors=2))
    finalist = prepare.nominee(award, is_finalist=True)
    make.kept(Conflict(nominee_id=finalist.id, participant_id=biased))
    make.kept(Conflict(nominee_id=prepare.nominee(award).id, participant_id=juror))
    who = {rule: roll_ids(house.id, Roll(), rule, award.id) & {chair, juror, biased} for rule in JurorsVote}
    assert who == {
        JurorsVote.ALL: {chair, juror, biased}, JurorsVote.WITHOUT_CONFLICT: {chair, juror}, JurorsVote.NONE: set(),
    }  # fmt: skip


def test_an_award_of_another_conference_is_not_found(house: Conference) -> None:
    award = prepare.award(make.conference())
    who = prepare.organiser(house)
    for act in (
        lambda: change_award(who, award.id, WHOLE, award.version),
        lambda: delete_award(who, award.id),
        lambda: duplicate_award(who, award.id),
        lambda: move_award(who, award.id, 1),
    ):
        with pytest.raises(NotFound):
            act()
