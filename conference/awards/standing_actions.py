"""What ballots are judged by, read under the votes' locks in few statements."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from conference import clock
from conference.awards.models import Award, Nominee
from conference.awards.rules import AwardState
from conference.awards.voting_models import RollEntry, Voting, VotingFinalist
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db
from conference.locking import lock_rows
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import GRANTS, Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """One vote as it stands under its lock. Guids are hexadecimal digits; `is_open` by the clock."""

    voting_id: int
    guid: str
    award_guid: str
    is_open: bool
    public_key: str


@dataclass
class Facts:
    """What is known of an award: `present_number` is that of its last vote, 0 before the first opening."""

    conference_id: int
    is_public: bool
    present_number: int = 0


@dataclass
class Standings:
    """What ballots are judged by: votes by award and number, finalists by guid, who is on a roll, who is confirmed."""

    awards: dict[int, Facts] = field(default_factory=dict)
    asked: dict[tuple[int, int], Asked] = field(default_factory=dict)
    finalists: dict[tuple[int, str], int] = field(default_factory=dict)
    roll: set[tuple[int, int]] = field(default_factory=set)
    confirmed: dict[int, set[int]] = field(default_factory=dict)

    def award_of(self, voting_id: int) -> int:
        """Return the award that a vote is about."""
        return next(award_id for (award_id, _number), asked in self.asked.items() if asked.voting_id == voting_id)


AWARDS: BindParameter[Any] = bindparam("awards", expanding=True)
PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
VOTINGS: BindParameter[Any] = bindparam("votings", expanding=True)
LOCKED = select(Voting.id).where(Voting.award_id.in_(AWARDS)).order_by(Voting.id)
ASKED = (
    select(
        Award.id, Award.guid.label("award_guid"), Award.conference_id, Award.state, Conference.status,
        Voting.id.label("voting_id"), Voting.guid, Voting.number, Voting.closes_at, Voting.closed_at,
    )
    .join(Conference, Conference.id == Award.conference_id)
    .outerjoin(Voting, Voting.award_id == Award.id)
    .where(Award.id.in_(AWARDS))
)  # fmt: skip
FINALISTS = (
    select(VotingFinalist.voting_id, Nominee.guid, Nominee.id)
    .join(Nominee, Nominee.id == VotingFinalist.nominee_id)
    .where(VotingFinalist.voting_id.in_(VOTINGS))
)
ROLL = select(RollEntry.voting_id, RollEntry.participant_id).where(
    RollEntry.voting_id.in_(VOTINGS), RollEntry.participant_id.in_(PEOPLE)
)
CONFIRMED = (
    select(Participant.conference_id, Participant.id)
    .join(ParticipantRole, ParticipantRole.participant_id == Participant.id)
    .where(
        Participant.id.in_(PEOPLE),
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.erased_at.is_(None),
        ParticipantRole.role.in_(sorted(GRANTS[Permission.AWARDS_VOTE])),
    )
)


def standings_under_lock(award_ids: Collection[int], people: Collection[int]) -> Standings:
    """Lock the votes of awards until the end of the transaction, beside others who count, and read them."""
    wanted = {"awards": sorted(award_ids)}
    lock_rows(LOCKED, wanted, shared=True)
    connection, now, standings = db.session.connection(), clock.now(), Standings()
    for row in connection.execute(ASKED, wanted):
        is_over = row.status is ConferenceStatus.ARCHIVED
        facts = standings.awards.setdefault(row.id, Facts(row.conference_id, row.state is not AwardState.DRAFT))
        if row.voting_id is None:
            continue
        facts.present_number = max(facts.present_number, row.number)
        is_open = row.closed_at is None and (row.closes_at is None or now < row.closes_at) and not is_over
        standings.asked[row.id, row.number] = Asked(
            row.voting_id, row.guid.hex, row.award_guid.hex, is_open, _public_key(row.voting_id, row.guid.hex)
        )
    votings = {"votings": sorted(asked.voting_id for asked in standings.asked.values())}
    for voting_id, guid, nominee_id in connection.execute(FINALISTS, votings):
        standings.finalists[voting_id, guid.hex] = nominee_id
    standings.roll = {(one, person) for one, person in connection.execute(ROLL, {**votings, "people": sorted(people)})}
    for conference_id, person in connection.execute(CONFIRMED, {"people": sorted(people)}):
        standings.confirmed.setdefault(conference_id, set()).add(person)
    return standings


@lru_cache(maxsize=256)
def _public_key(voting_id: int, _guid: str) -> str:
    """Return the frozen public key of a vote. What is frozen never changes, so that it is read once (by its guid)."""
    frozen = db.session.connection().scalar(select(Voting.frozen).where(Voting.id == voting_id))
    return str(json.loads(frozen or "{}").get("public_key", ""))
