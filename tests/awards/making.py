"""Awards for tests, put into the current session with overrides and committed."""

from itertools import count
from secrets import token_hex
from typing import Any

from conference.awards.ballot_actions import cast_ballot
from conference.awards.canonical import commitment_of
from conference.awards.models import Award, AwardMember, Criterion, Nominee, Score, ScoreSheet
from conference.awards.receipts import Receipt
from conference.awards.rules import AwardState, DecidedBy, Duty, FinalistOrder, What
from conference.awards.step_actions import act_on_award
from conference.awards.voting_actions import present_voting
from conference.awards.voting_models import Voting
from conference.clock import now
from conference.conferences.models import Conference
from conference.extensions import db
from conference.people.models import Participant
from conference.permissions import Actor, Role
from tests import factories as make

_numbers = count(1)


def award(of: Conference, *names: str, scores: tuple[int, ...] = (), **overrides: Any) -> Award:
    """Make an award of the audience that stands at its pitches, with three finalists.

    With `scores` one juror has given each finalist so many points by one criterion.
    """
    number = next(_numbers)
    values: dict[str, Any] = {
        "conference_id": of.id,
        "title": f"Award {number}",
        "decided_by": DecidedBy.AUDIENCE,
        "state": AwardState.PITCHES,
        "finalist_order": FinalistOrder.FIXED,
    }
    row = Award(**{**values, **overrides})
    names = names or ("Steel", "Batteries", "Hydrogen")
    row.nominees = [Nominee(order=order, name=name, is_finalist=True) for order, name in enumerate(names)]
    make.kept(row)
    if scores:
        _score(of, row, scores)
    return row


def _score(of: Conference, row: Award, scores: tuple[int, ...]) -> None:
    juror = member(row, make.participant(of, Role.JUROR), Duty.JUROR)
    member(row, make.participant(of, Role.JUROR), Duty.CHAIR)
    row.criteria = [Criterion(name="Impact")]
    db.session.flush()
    for nominee, points in zip(row.nominees, scores, strict=True):
        sheet = ScoreSheet(nominee_id=nominee.id, participant_id=juror.participant_id, submitted_at=now())
        sheet.scores = [Score(criterion_id=row.criteria[0].id, points=points)]
        db.session.add(sheet)
    db.session.commit()


def member(of: Award, person: Participant, duty: Duty) -> AwardMember:
    """Give somebody a duty."""
    row = AwardMember(participant_id=person.id, duty=duty)
    of.members.append(row)
    db.session.commit()
    return row


def moderator_of(of: Award) -> Actor:
    """Return a moderator of the award's conference."""
    return Actor(of.conference_id, roles=frozenset({Role.ORGANISER}))


def step(of: Award, what: What, seconds: int = 0) -> None:
    """Take a step, whatever version the award has."""
    act_on_award(moderator_of(of), of.id, what, None, seconds=seconds)


def voters(of: Conference, many: int, **overrides: Any) -> list[Actor]:
    """Make people who can vote, as actors."""
    return [make.actor(make.participant(of, **overrides)) for _ in range(many)]


def open_award(of: Conference, *names: str, many: int = 3, **overrides: Any) -> tuple[Award, list[Actor]]:
    """Make an award whose vote is open, and people on its roll."""
    people = voters(of, many)
    row = award(of, *names, **overrides)
    step(row, What.OPEN)
    return row, people


def voting_of(of: Award) -> Voting:
    """Return the present vote."""
    voting = present_voting(of.id)
    assert voting is not None
    return voting


def guids(of: Award) -> list[str]:
    """Return the nominees' guids, as votes carry them."""
    return [nominee.guid.hex for nominee in of.nominees]


def ballot(of: Award, finalist: int = 0, nonce: str = "") -> tuple[str, str, str]:
    """Return (finalist, nonce, commitment) as a browser would draw them."""
    chosen, nonce = guids(of)[finalist], nonce or token_hex(16)
    return chosen, nonce, commitment_of(voting_of(of).guid.hex, chosen, nonce)


def vote(person: Actor, of: Award, finalist: int = 0, key: str = "") -> Receipt:
    """Cast a ballot as a browser does."""
    return cast(person, of, ballot(of, finalist), key)


def cast(person: Actor, of: Award, said: tuple[str, str | None, str | None], key: str = "", number: int = 0) -> Receipt:
    """Cast a ballot of (finalist, nonce, commitment) in the present vote, or in the one of a number."""
    finalist, nonce, commitment = said
    number, key = number or voting_of(of).number, key or token_hex(16)
    return cast_ballot(person, of.id, number, finalist, nonce=nonce, commitment=commitment, key=key)
