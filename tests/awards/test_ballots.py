"""Casting on an award: one ballot each, secret, bound to its commitment, refused with a reason where it is wrong."""

from secrets import token_hex

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from conference.awards.ballot_actions import Cast, Counted, count_ballots
from conference.awards.models import Conflict
from conference.awards.receipts import RECEIPTS, is_signed, public_half
from conference.awards.rules import Duty, JurorsVote, What
from conference.awards.state_actions import award_state
from conference.awards.voting_actions import tally_of
from conference.awards.voting_models import AwardBallot, AwardParticipation
from conference.derived_keys import derived_key
from conference.errors import Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.permissions import Actor, Role
from tests import factories as make
from tests.awards import making

Db = scoped_session[Session]


def _rows(voting_id: int) -> tuple[int, int]:
    """Return how many ballots and participations there are."""
    return tuple(  # type: ignore[return-value]
        db.session.scalar(select(func.count()).select_from(table).filter_by(voting_id=voting_id))
        for table in (AwardBallot, AwardParticipation)
    )


def test_a_ballot_is_counted_and_answered_with_a_signed_receipt_that_names_no_choice(session: Db) -> None:
    award, people = making.open_award(make.conference())
    receipt = making.vote(people[0], award, 1)
    voting = making.voting_of(award)
    assert is_signed(public_half(derived_key(RECEIPTS)), receipt)
    assert receipt.voting == voting.guid.hex
    assert tally_of(voting.id) == dict(zip(making.guids(award), (0, 1, 0), strict=True))
    assert not set(making.guids(award)) & set(receipt.to_json().values())


def test_the_same_message_again_gets_the_same_receipt_and_counts_once(session: Db) -> None:
    award, people = making.open_award(make.conference())
    said = making.ballot(award, 2)
    first = making.cast(people[0], award, said, "key-00001")
    assert making.cast(people[0], award, said, "key-00001") == first
    assert _rows(making.voting_of(award).id) == (1, 1)
    making.step(award, What.CLOSE)
    # Whose acknowledgement was lost is answered after the closing too.
    assert making.cast(people[0], award, said, "key-00001") == first


def test_a_second_ballot_is_refused_with_whatever_key(session: Db) -> None:
    award, people = making.open_award(make.conference())
    first = making.ballot(award, 0)
    making.cast(people[0], award, first, "key-00001")
    for said, key in (
        (making.ballot(award, 1), "key-00001"),
        (making.ballot(award, 0), "key-00002"),
        (first, "other-01"),
    ):
        with pytest.raises(Refused):
            making.cast(people[0], award, said, key)
    assert _rows(making.voting_of(award).id) == (1, 1)


def test_a_commitment_that_somebody_else_used_is_refused_and_its_owner_can_vote_anew(session: Db) -> None:
    award, people = making.open_award(make.conference())
    said = making.ballot(award)
    making.cast(people[0], award, said, "key-00001")
    with pytest.raises(Refused):
        making.cast(people[1], award, said, "key-00001")
    making.vote(people[1], award)
    assert _rows(making.voting_of(award).id) == (2, 2)


def test_nobody_gets_a_receipt_for_the_ballot_of_somebody_else(session: Db) -> None:
    award, people = making.open_award(make.conference())
    theirs = making.ballot(award, 0)
    making.cast(people[0], award, theirs, "key-00001")
    making.cast(people[1], award, making.ballot(award, 0), "key-00002")
    with pytest.raises(Refused):
        making.cast(people[1], award, theirs, "key-00002")


def test_a_commitment_that_does_not_fit_the_choice_is_refused(session: Db) -> None:
    award, people = making.open_award(make.conference())
    chosen, nonce, commitment = making.ballot(award)
    for forged in (making.ballot(award, 1)[2], token_hex(32)):
        with pytest.raises(Refused):
            making.cast(people[0], award, (chosen, nonce, forged))
    for broken in (commitment.upper(), commitment[:-1], ""):
        with pytest.raises(NotFound):
            making.cast(people[0], award, (chosen, nonce, broken))
    assert _rows(making.voting_of(award).id) == (0, 0)


def test_without_a_script_the_server_draws_the_nonce_the_same_for_the_same_form(session: Db) -> None:
    award, people = making.open_award(make.conference())
    key = token_hex(16)
    first = making.cast(people[0], award, (making.guids(award)[0], None, None), key)
    assert making.cast(people[0], award, (making.guids(award)[0], None, None), key) == first
    with pytest.raises(Refused):
        making.cast(people[0], award, (making.guids(award)[1], None, None), key)


def test_a_finalist_of_another_award_is_refused(session: Db) -> None:
    house = make.conference()
    award, people = making.open_award(house)
    other, _people = making.open_award(house)
    with pytest.raises(Refused):
        making.cast(people[0], award, making.ballot(other), "key-00001")


def test_who_came_after_the_opening_is_not_on_the_roll(session: Db) -> None:
    house = make.conference()
    award, _people = making.open_award(house)
    late = making.voters(house, 1)[0]
    with pytest.raises(Forbidden, match="roll"):
        making.vote(late, award)


def test_who_was_put_out_since_the_opening_cannot_vote(session: Db) -> None:
    house = make.conference()
    person = make.participant(house)
    award, _people = making.open_award(house)
    actor = make.actor(person)
    person.role_rows = []
    db.session.commit()
    with pytest.raises(Forbidden):
        making.vote(actor, award)


@pytest.mark.parametrize(("rule", "who"), [(JurorsVote.NONE, {0, 1}), (JurorsVote.WITHOUT_CONFLICT, {0})])
def test_jurors_vote_only_as_the_rules_say(session: Db, rule: JurorsVote, who: set[int]) -> None:
    house = make.conference()
    jurors = [make.participant(house, Role.JUROR) for _ in range(2)]
    award = making.award(house, jurors_vote=rule)
    for juror in jurors:
        making.member(award, juror, Duty.JUROR)
    make.kept(Conflict(nominee_id=award.nominees[0].id, participant_id=jurors[0].id))
    making.voters(house, 1)
    making.step(award, What.OPEN)
    for at, juror in enumerate(jurors):
        if at in who:
            with pytest.raises(Forbidden, match=r"Jurors|conflict"):
                making.vote(make.actor(juror), award)
        else:
            making.vote(make.actor(juror), award)


def test_nobody_votes_before_the_opening_after_the_closing_or_from_another_conference(session: Db) -> None:
    house = make.conference()
    person = making.voters(house, 1)[0]
    award = making.award(house)
    with pytest.raises(Refused):
        making.cast(person, award, (making.guids(award)[0], token_hex(16), None), number=1)
    making.step(award, What.OPEN)
    stranger = make.actor(make.participant(make.conference()))
    with pytest.raises(NotFound):
        making.vote(stranger, award)
    with pytest.raises(Stale):
        making.cast(person, award, making.ballot(award), number=2)
    making.step(award, What.CLOSE)
    with pytest.raises(Refused):
        making.vote(person, award)


def test_of_ballots_that_come_together_a_wrong_one_harms_no_other(session: Db) -> None:
    award, people = making.open_award(make.conference(), many=4)
    good, second, copied = making.ballot(award, 0), making.ballot(award, 1), making.ballot(award, 2)

    def cast(person: Actor, said: tuple[str, str, str], key: str) -> Cast:
        return Cast(award.conference_id, person.participant_id or 0, award.id, 1, *said, key)

    outcomes = count_ballots(
        [
            cast(people[0], good, "key-00001"), cast(people[0], second, "key-00002"),
            cast(people[0], good, "key-00001"), cast(people[1], good, "key-00003"),
            cast(people[2], (token_hex(16), *copied[1:]), "key-00004"), cast(people[3], copied, "key-00005"),
        ]
    )  # fmt: skip
    session.commit()
    assert [type(outcome) for outcome in outcomes] == [Counted, Refused, Counted, Refused, Refused, Counted]
    assert _rows(making.voting_of(award).id) == (2, 2)


def test_turnout_is_everybodys_and_the_tally_nobodys_unless_it_is_open(session: Db) -> None:
    for open_tally in (False, True):
        award, people = making.open_award(make.conference(), open_tally=open_tally)
        making.vote(people[0], award, 1)
        state = award_state(award.id)
        assert (state["ballots"], state["roll"], state["open"]) == (1, 3, True)
        assert [row["count"] for row in state["tally"] or ()] == ([0, 1, 0] if open_tally else [])
