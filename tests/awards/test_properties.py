"""Whatever order ballots, acts and batches come in: participations, ballots and commitments are one number, logged."""

from secrets import token_hex
from typing import Any

from flask_sqlalchemy.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from conference.awards.ballot_actions import Cast, Counted, count_ballots
from conference.awards.closing_actions import checks_of
from conference.awards.log_actions import entries_of, log_holds, log_what_has_come_in
from conference.awards.rules import AwardState, What
from conference.awards.turnout import Part, shown_parts
from conference.awards.voting_actions import present_voting, tally_of
from conference.awards.voting_models import AwardBallot, AwardParticipation
from conference.errors import ConferenceError
from conference.extensions import db
from tests import factories as make
from tests.awards import making

Db = scoped_session[Session]
PEOPLE = 14
# Who casts for whom, with which of a few keys and nonces (so that some are sent again, and some are copied).
CAST = st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 2), st.integers(0, 1), st.integers(0, 2 * PEOPLE))
STEPS = st.sampled_from([What.EXTEND, What.TAKE_BACK, What.OPEN, What.CLOSE])
DEEDS = st.lists(
    st.one_of(st.lists(CAST, min_size=1, max_size=9), st.lists(CAST, min_size=1, max_size=9), st.just("batch"), STEPS),
    max_size=14,
)


class House:
    """An award whose vote is open, and what was answered to whom."""

    def __init__(self) -> None:
        house = make.conference()
        self.people = making.voters(house, PEOPLE)
        self.award = making.award(house, seconds=600)
        making.step(self.award, What.OPEN)
        self.counted: dict[int, str] = {}

    def do(self, deed: Any) -> None:
        """Cast ballots that come together, append a batch, or take a step; what is refused changes nothing."""
        if deed == "batch":
            log_what_has_come_in()
        elif isinstance(deed, What):
            try:
                making.step(self.award, deed, seconds=30)
            except ConferenceError:
                db.session.rollback()
        elif present_voting(self.award.id) is not None:
            self._cast(deed)

    def _cast(self, casts: list[tuple[int, int, int, int]]) -> None:
        writes = []
        for person, finalist, key, nonce in casts:
            said = making.ballot(self.award, finalist, f"{nonce:032x}")
            writes.append(
                Cast(
                    self.award.conference_id, self.people[person].participant_id or 0, self.award.id, 1, *said,
                    key=f"key-{person}-{key}-{finalist}",
                )
            )  # fmt: skip
        outcomes = count_ballots(writes)
        db.session.commit()
        for (person, *_rest), outcome in zip(casts, outcomes, strict=True):
            if isinstance(outcome, Counted):
                # Whoever was told that a ballot counts is never told so of another one.
                assert self.counted.setdefault(person, outcome.commitment) == outcome.commitment
            else:
                assert str(outcome.message)

    def check(self) -> None:
        """Hold that all that is stored agrees, and is what was answered."""
        voting = present_voting(self.award.id)
        assert log_holds(self.award.id)
        if voting is None:
            assert not self.counted
            return
        ballots = db.session.scalars(select(AwardBallot).filter_by(voting_id=voting.id)).all()
        people = set(db.session.scalars(select(AwardParticipation.participant_id).filter_by(voting_id=voting.id)))
        assert sorted(ballot.commitment for ballot in ballots) == sorted(self.counted.values())
        assert people == {self.people[person].participant_id for person in self.counted}
        assert sum(tally_of(voting.id).values()) == len(ballots)
        batches = [
            entry["what"]["commitments"] for entry in entries_of(self.award.id) if entry["kind"] == "commitments"
        ]
        logged = [one for batch in batches for one in batch]
        assert sorted(logged) == sorted(ballot.commitment for ballot in ballots if ballot.is_logged)
        is_closed = self.award.state is AwardState.CLOSED
        assert all(len(batch) >= 10 for batch in (batches[:-1] if is_closed else batches))
        if is_closed:
            assert checks_of(voting)["ok"]
            assert len(logged) == len(ballots)


def test_any_order_of_casts_acts_and_batches_leaves_everything_equal(session: Db) -> None:
    @settings(max_examples=60)
    @given(DEEDS)
    def hold(deeds: list[Any]) -> None:
        house = House()
        for deed in deeds:
            house.do(deed)
            house.check()
        house.do(What.CLOSE)
        house.check()

    hold()


PARTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8)


@given(PARTS)
def test_no_part_of_a_turnout_is_smaller_than_five_and_nobody_is_left_out(counts: list[tuple[int, int]]) -> None:
    parts = [Part((token_hex(4),), ballots + more, ballots) for ballots, more in counts]
    shown = shown_parts(parts)
    assert len(shown) != 1
    if shown:
        assert all(part.ballots >= 5 for part in shown)
        assert sum(part.ballots for part in shown) == sum(part.ballots for part in parts)
        assert sum(part.roll for part in shown) == sum(part.roll for part in parts)
        assert sorted(kind for part in shown for kind in part.kinds) == sorted(part.kinds[0] for part in parts)
