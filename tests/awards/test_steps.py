"""The steps of a vote: opened, closed, sealed, revealed; each once, with its entry in the log."""

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from conference.awards.log_actions import entries_of, log_holds
from conference.awards.rules import AwardState, What
from conference.awards.state_actions import award_state
from conference.awards.step_actions import act_on_award, next_step
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
