"""One's own part in a poll: whether one may answer, has answered, and with what."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from conference.extensions import db
from conference.permissions import Actor
from conference.polls.actions import present_round
from conference.polls.answers import Choice, answer_payload
from conference.polls.eligibility import WHY_NOT, Voter, WhyNot, why_not
from conference.polls.models import Ballot, BallotChoice, Participation, Poll, PollRound
from conference.polls.settings import eligibility_from_json
from conference.polls.turnout_actions import voters_of


@dataclass(frozen=True, slots=True)
class OwnPart:
    """Somebody and the present round of a poll. `answer`: the payload they gave, known in named polls only.

    `answered_before` tells whether they answered an earlier round.
    """

    has_answered: bool = False
    answered_before: bool = False
    answer: dict[str, Any] | None = None
    why_not: WhyNot | None = None

    @property
    def reason(self) -> str:
        """The sentence that says why they may not answer; empty where they may."""
        return str(WHY_NOT[self.why_not]) if self.why_not else ""


def own_part(actor: Actor, poll: Poll) -> OwnPart:
    """Return the actor's own part in the present round of a poll that they may know of."""
    if actor.participant_id is None:
        return OwnPart(why_not=WhyNot.NOT_THERE)
    voters = voters_of(poll.conference_id, frozenset({actor.participant_id}))
    voter, _actor = voters.get(actor.participant_id, (Voter(frozenset()), actor))
    reason = why_not(eligibility_from_json(poll.eligibility), voter)
    asking = present_round(poll.id)
    if db.session.get(Participation, (asking.id, actor.participant_id)) is None:
        return OwnPart(answered_before=_answered_before(asking, actor.participant_id), why_not=reason)
    return OwnPart(has_answered=True, answer=_answer(poll, asking.id, actor.participant_id), why_not=reason)


def _answered_before(asking: PollRound, participant_id: int) -> bool:
    earlier = (
        select(Participation.round_id)
        .join(PollRound, PollRound.id == Participation.round_id)
        .where(
            PollRound.poll_id == asking.poll_id,
            PollRound.number < asking.number,
            Participation.participant_id == participant_id,
        )
    )
    return asking.number > 1 and db.session.scalars(earlier.limit(1)).first() is not None


def _answer(poll: Poll, round_id: int, participant_id: int) -> dict[str, Any] | None:
    rows = db.session.execute(
        select(BallotChoice.option_id, BallotChoice.number, BallotChoice.text)
        .join(Ballot, Ballot.id == BallotChoice.ballot_id)
        .where(Ballot.round_id == round_id, Ballot.participant_id == participant_id)
        .order_by(BallotChoice.position)
    )
    choices = [Choice(option_id, number, text) for option_id, number, text in rows]
    return answer_payload(poll.kind, choices) if choices else None
