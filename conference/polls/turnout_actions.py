"""Turnout: how many of those who may answer have answered, of all and of those who are there now."""

from sqlalchemy import select

from conference import realtime
from conference.agenda.sight_actions import who_sees_item
from conference.extensions import db
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor
from conference.polls.eligibility import Voter, why_not
from conference.polls.models import Poll
from conference.polls.settings import eligibility_from_json


def turnout_of(poll: Poll, answers: int) -> dict[str, int]:
    """Return {"answered", "eligible", "present"}: ballots, who may answer, and who of those watches the poll now."""
    eligible = eligible_ids(poll)
    present = eligible.intersection(realtime.watching("poll", poll.id))
    return {"answered": answers, "eligible": len(eligible), "present": len(present)}


def eligible_ids(poll: Poll) -> frozenset[int]:
    """Return the participants who may answer a poll."""
    eligibility = eligibility_from_json(poll.eligibility)
    voters = voters_of(poll.conference_id)
    fitting = frozenset(person for person, (voter, _actor) in voters.items() if why_not(eligibility, voter) is None)
    if poll.item_id is None:
        return fitting
    return fitting & who_sees_item(poll.conference_id, poll.item_id, [voters[person][1] for person in fitting])


def voters_of(conference_id: int, among: frozenset[int] | None = None) -> dict[int, tuple[Voter, Actor]]:
    """Return the confirmed participants of a conference by id, as what polls ask about them and as actors."""
    query = (
        select(
            Participant.id, Participant.account_id, Participant.organisation_kind, Participant.country,
            ParticipantRole.role,
        )
        .join(ParticipantRole, ParticipantRole.participant_id == Participant.id)
        .where(
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.CONFIRMED,
            Participant.erased_at.is_(None),
        )
    )  # fmt: skip
    if among is not None:
        query = query.where(Participant.id.in_(among))
    found: dict[int, tuple[Voter, Actor]] = {}
    for person, account_id, kind, country, role in db.session.execute(query):
        roles = frozenset({role}) | (found[person][1].roles if person in found else frozenset())
        found[person] = (Voter(roles, kind or "", country), Actor(conference_id, account_id, person, roles))
    return found
