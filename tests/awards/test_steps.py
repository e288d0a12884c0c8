"""The steps of a vote: opened, closed, sealed, revealed; each once, with its entry in the log."""

from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference import clock
from conference.awards.canonical import canonical
from conference.awards.closing_actions import close_what_has_ended
from conference.awards.log_actions import entries_of, log_holds, log_what_has_come_in
from conference.awards.models import Award
from conference.awards.rules import AwardState, DecidedBy, TieRule, What
from conference.awards.state_actions import award_desk_state, award_state
from conference.awards.step_actions import act_on_award, next_step
from conference.awards.voting_actions import finalists_of, present_voting
from conference.awards.voting_models import AwardBallot, AwardLogEntry, AwardParticipation
from conference.errors import Forbidden, Refused, Stale
from conference.people.rules import OrganisationKind
from tests import factories as make
from tests.awards import making

Db = scoped_session[Session]


def _kinds(award_id: int) -> list[str]:
    return [entry["kind"] for entry in entries_of(award_id)]


def test_from_the_opening_to_the_reveal(session: Db) -> None:
    house = make.conference()
    people = making.voters(house, 6)
    award = making.award(house)
    steps = []
    places = []
    while (following := next_step(award.id)) is not None:
        steps.append(following.what)
        act_on_award(making.moderator_of(award), award.id, following.what, following.version)
        if following.what is What.OPEN:
            for person, finalist in zip(people, (0, 0, 0, 2, 2, 1), strict=True):
                making.vote(person, award, finalist)
        reveal = award_state(award.id)["reveal"]
        places.append([row["name"] for row in reveal["places"]] if reveal else [])
    assert steps == [What.OPEN, What.CLOSE, What.REVEAL, What.REVEAL, What.REVEAL]
    assert places[2:] == [["Batteries"], ["Batteries", "Hydrogen"], ["Batteries", "Hydrogen", "Steel"]]
    assert award.state is AwardState.REVEALED
    assert award_state(award.id)["reveal"]["result"]["outcome"] == "won"
    assert _kinds(award.id) == ["opening", "commitments", "closing", "reveal"]
    assert log_holds(award.id)
    assert making.voting_of(award).checks["ok"]  # type: ignore[index]


def test_an_opening_freezes_what_was_declared_and_nothing_changes_it(session: Db) -> None:
    award, people = making.open_award(make.conference(), quorum=2, seconds=90)
    frozen = entries_of(award.id)[0]["what"]["frozen"]
    assert frozen["quorum"] == {"least": 2, "unit": "ballots"}
    assert frozen["roll"]["size"] == len(people)
    assert [one["id"] for one in frozen["finalists"]] == making.guids(award)
    before = making.voting_of(award).frozen
    award.quorum, award.title, award.nominees[0].name = 99, "Another", "Another"
    session.commit()
    making.step(award, What.CLOSE)
    assert making.voting_of(award).frozen == before
    assert award.sealed
    assert award.sealed["result"]["needed"] == 2


def test_an_opening_can_be_taken_back_only_as_long_as_nobody_has_voted(session: Db) -> None:
    award, people = making.open_award(make.conference())
    making.step(award, What.TAKE_BACK)
    assert (award.state, present_voting(award.id)) == (AwardState.FINALISTS, None)
    making.step(award, What.OPEN)
    making.vote(people[0], award)
    with pytest.raises(Refused):
        making.step(award, What.TAKE_BACK)
    assert _kinds(award.id) == ["opening", "act", "opening"]
    assert log_holds(award.id)


def test_the_clock_decides_when_a_vote_ends_whoever_is_late_to_say_so(session: Db, at_noon: datetime) -> None:
    award, people = making.open_award(make.conference(), seconds=60)
    making.vote(people[0], award)
    making.step(award, What.EXTEND, seconds=60)
    ends = at_noon + timedelta(seconds=120)
    with clock.stopped_at(ends - timedelta(milliseconds=1)):
        making.vote(people[1], award)
        close_what_has_ended()
        assert award.state is AwardState.VOTING
    with clock.stopped_at(ends):
        assert award_state(award.id)["open"] is False
        with pytest.raises(Refused):
            making.vote(people[2], award)
        with pytest.raises(Refused):
            making.step(award, What.EXTEND, seconds=60)
    with clock.stopped_at(ends + timedelta(seconds=9)):
        close_what_has_ended()
    assert (award.state, making.voting_of(award).closed_at) == (AwardState.CLOSED, ends)
    assert award.steps[-1].by_id is None
    assert [entry["what"].get("act") for entry in entries_of(award.id)] == [None, "extended", None, None]


def test_a_tie_leads_to_a_run_off_between_those_who_share_the_first_place(session: Db) -> None:
    house = make.conference()
    people = making.voters(house, 5)
    award = making.award(house, tie_rule=TieRule.RUN_OFF)
    making.step(award, What.OPEN)
    for person, finalist in zip(people, (0, 0, 2, 2, 1), strict=True):
        making.vote(person, award, finalist)
    making.step(award, What.CLOSE)
    with pytest.raises(Refused):
        making.step(award, What.REVEAL)
    assert _next(award) is What.RUN_OFF
    making.step(award, What.RUN_OFF)
    stand = [one.guid.hex for one in finalists_of(making.voting_of(award).id)]
    assert sorted(stand) == sorted(making.guids(award)[at] for at in (0, 2))
    with pytest.raises(Refused):
        making.vote(people[0], award, 1)
    for person in people[:3]:
        making.vote(person, award, 2)
    making.step(award, What.CLOSE)
    while _next(award) is What.REVEAL:
        making.step(award, What.REVEAL)
    places = {line["name"]: line["place"] for line in award_state(award.id)["reveal"]["result"]["lines"]}
    assert places == {"Hydrogen": 1, "Steel": 2, "Batteries": 3}


def test_a_run_off_taken_back_leaves_the_first_vote_closed_as_it_was(session: Db) -> None:
    award, people = making.open_award(make.conference(), tie_rule=TieRule.RUN_OFF)
    for person, finalist in zip(people, (0, 1), strict=False):
        making.vote(person, award, finalist)
    making.step(award, What.CLOSE)
    making.step(award, What.RUN_OFF)
    making.step(award, What.TAKE_BACK)
    assert (award.state, _next(award)) == (AwardState.CLOSED, What.RUN_OFF)


def test_below_the_quorum_there_is_no_winner_and_one_moment_of_reveal(session: Db) -> None:
    award, people = making.open_award(make.conference(), quorum=3)
    making.vote(people[0], award)
    making.step(award, What.CLOSE)
    making.step(award, What.REVEAL)
    result = award_state(award.id)["reveal"]["result"]
    assert (award.state, result["outcome"], result["winners"]) == (AwardState.REVEALED, "no_quorum", [])
    assert [line["ballots"] for line in result["lines"]] == [1, 0, 0]


@pytest.mark.parametrize("decided_by", [DecidedBy.JURY, DecidedBy.CONFERRED])
def test_what_nobody_votes_on_is_decided_and_tells_nobody_before_the_reveal(session: Db, decided_by: DecidedBy) -> None:
    is_conferred = decided_by is DecidedBy.CONFERRED
    award = making.award(
        make.conference(), scores=() if is_conferred else (1, 9, 5), decided_by=decided_by, citation="For all of it.",
        state=AwardState.DRAFT if is_conferred else AwardState.PITCHES,
    )  # fmt: skip
    award.nominees[1].is_chosen = is_conferred
    session.commit()
    making.step(award, What.DECIDE)
    assert award.state is AwardState.CLOSED
    state = award_state(award.id)
    assert (state["voting"], state["reveal"]) == (None, None)
    log = canonical(entries_of(award.id))
    assert not is_conferred or "Batteries" not in log
    while _next(award) is What.REVEAL:
        making.step(award, What.REVEAL)
    assert award_state(award.id)["reveal"]["result"]["winners"] == [making.guids(award)[1]]


def test_a_check_that_fails_keeps_the_result_sealed_and_says_so(session: Db, caplog: pytest.LogCaptureFixture) -> None:
    award, people = making.open_award(make.conference())
    for person in people:
        making.vote(person, award)
    voting = making.voting_of(award)
    stray = session.scalars(select(AwardParticipation)).first()
    session.delete(stray)
    session.commit()
    making.step(award, What.CLOSE)
    assert award.sealed is None
    assert voting.guid.hex in caplog.text
    assert award_desk_state(award.id)["checks"]["participations"] == 2
    assert _next(award) is What.CHECK
    with pytest.raises(Refused):
        making.step(award, What.REVEAL)
    # Put right from a backup, it can be checked again.
    session.add(AwardParticipation(voting_id=voting.id, participant_id=people[0].participant_id, message="0" * 64))
    session.flush()
    making.step(award, What.CHECK)
    assert _next(award) is What.REVEAL


@pytest.mark.parametrize("change", ["choice", "log", "sealed"])
def test_nothing_is_revealed_that_was_changed_after_the_closing(session: Db, change: str) -> None:
    award, people = making.open_award(make.conference())
    for person in people:
        making.vote(person, award)
    making.step(award, What.CLOSE)
    ballot = session.scalars(select(AwardBallot)).first()
    entry = session.scalars(select(AwardLogEntry).order_by(AwardLogEntry.number)).first()
    assert ballot
    assert entry
    assert award.sealed
    if change == "choice":
        ballot.nominee_id = award.nominees[2].id
    elif change == "log":
        entry.body = entry.body.replace("opening", "Opening")
    else:
        award.sealed = {**award.sealed, "result": {**award.sealed["result"], "winners": [making.guids(award)[1]]}}
    session.commit()
    with pytest.raises(Refused):
        making.step(award, What.REVEAL)


def test_a_step_needs_a_moderator_and_the_version_that_is_there(session: Db) -> None:
    award, people = making.open_award(make.conference())
    with pytest.raises(Forbidden):
        act_on_award(people[0], award.id, What.CLOSE, None)
    with pytest.raises(Stale):
        act_on_award(making.moderator_of(award), award.id, What.TAKE_BACK, award.version - 1)
    seen = award.version
    assert not act_on_award(making.moderator_of(award), award.id, What.CLOSE, seen).already
    assert act_on_award(making.moderator_of(award), award.id, What.CLOSE, seen).already


def test_commitments_are_logged_by_tens_in_no_order_and_ten_stay_back(session: Db) -> None:
    award, people = making.open_award(make.conference(), many=31)
    cast = []
    for at, person in enumerate(people, start=1):
        cast.append(making.vote(person, award).commitment)
        log_what_has_come_in()
        assert _kinds(award.id).count("commitments") == max(0, at // 10 - 1)
    first, second = (entry["what"]["commitments"] for entry in entries_of(award.id)[1:])
    assert (len(first), len(second)) == (10, 10)
    assert set(first) <= set(cast[:20])
    # One of many million million orders is the order in which they came.
    assert [first, second] != [cast[:10], cast[10:20]]
    making.step(award, What.CLOSE)
    last = entries_of(award.id)[3]["what"]["commitments"]
    assert sorted([*first, *second, *last]) == sorted(cast)
    assert len(last) == 11


def test_turnout_shows_no_part_with_fewer_than_five_ballots(session: Db) -> None:
    house = make.conference()
    kinds = {OrganisationKind.COMPANY: 7, OrganisationKind.RESEARCH: 6, OrganisationKind.MEDIA: 3}
    people = [one for kind, many in kinds.items() for one in making.voters(house, many, organisation_kind=kind)]
    award = making.award(house)
    making.step(award, What.OPEN)
    for person in people:
        making.vote(person, award)
    making.step(award, What.CLOSE)
    parts = award_desk_state(award.id)["turnout"]
    assert [part["ballots"] for part in parts] == [7, 9]
    assert all(part["ballots"] >= 5 for part in parts)


def _next(award: Award) -> What | None:
    following = next_step(award.id)
    return following.what if following else None
