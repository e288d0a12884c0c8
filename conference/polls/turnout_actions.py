"""Turnout: how many of those who may answer have answered, of all and of those who are there now."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, bindparam, exists, select

from conference import realtime
from conference.agenda.attendance_actions import people_in_session, takes_part
from conference.agenda.sight_actions import is_public, who_sees_item
from conference.extensions import db
from conference.people.models import Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import EVERYONE_THERE, Actor, Role
from conference.polls.eligibility import Voter
from conference.polls.models import Poll
from conference.polls.settings import eligibility_from_json

# Written once, for ballots are judged a hundred times a second.
CONFIRMED = (
    select(
        Participant.id, Participant.account_id, Participant.organisation_kind, Participant.country,
        ParticipantRole.role,
    )
    .join(ParticipantRole, ParticipantRole.participant_id == Participant.id)
    .where(
        Participant.conference_id == bindparam("conference"),
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.erased_at.is_(None),
    )
)  # fmt: skip
CONFIRMED_AMONG = CONFIRMED.where(Participant.id.in_(bindparam("among", expanding=True)))


def turnout_of(poll: Poll, answers: int) -> dict[str, int]:
    """Return {"answered", "eligible", "present"}: ballots, who may answer, and who of those is here now.

    Here is who is in the poll's session; of a poll without one, who watches it.
    """
    eligible = eligible_ids(poll)
    here = people_in_session(poll.item_id) if poll.item_id else realtime.watching("poll", poll.id)
    return {"answered": answers, "eligible": len(eligible), "present": len(eligible.intersection(here))}


@takes_part
def _polls_of(item_id: int) -> list[tuple[str, int]]:
    return [("poll", poll_id) for poll_id in db.session.scalars(select(Poll.id).where(Poll.item_id == item_id))]


def eligible_ids(poll: Poll) -> frozenset[int]:
    """Return the participants who may answer a poll: what `why_not` decides for one, asked of the database for all."""
    eligibility = eligibility_from_json(poll.eligibility)
    fitting = select(Participant.id).where(
        Participant.conference_id == poll.conference_id,
        Participant.status == ParticipantStatus.CONFIRMED,
        Participant.erased_at.is_(None),
    )
    guest, some_role = _holds({Role.GUEST}), _holds(EVERYONE_THERE)
    # A speaker who never signs in cannot answer, and must not be missed.
    fitting = fitting.where(Participant.account_id.is_not(None) | guest)
    if not eligibility.guests:
        fitting = fitting.where(~guest)
    if eligibility.roles:
        fitting = fitting.where(_holds(eligibility.roles) | guest)
    if eligibility.organisation_kinds:
        fitting = fitting.where(Participant.organisation_kind.in_(eligibility.organisation_kinds) | guest)
    if eligibility.countries:
        fitting = fitting.where(Participant.country.in_(eligibility.countries) | guest)
    people = frozenset(db.session.scalars(fitting.where(some_role)))
    if poll.item_id is None or is_public(poll.conference_id, poll.item_id):
        return people
    voters = voters_of(poll.conference_id, people)
    return who_sees_item(poll.conference_id, poll.item_id, [actor for _voter, actor in voters.values()])


def _holds(roles: Collection[str]) -> ColumnElement[bool]:
    return exists().where(ParticipantRole.participant_id == Participant.id, ParticipantRole.role.in_(roles))


def voters_of(conference_id: int, among: frozenset[int] | None = None) -> dict[int, tuple[Voter, Actor]]:
    """Return the confirmed participants of a conference by id, as what polls ask about them and as actors."""
    among_them = {} if among is None else {"among": sorted(among)}
    rows = db.session.connection().execute(
        CONFIRMED if among is None else CONFIRMED_AMONG, {"conference": conference_id, **among_them}
    )
    found: dict[int, tuple[Voter, Actor]] = {}
    for person, account_id, kind, country, role in rows:
        roles = frozenset({role}) | (found[person][1].roles if person in found else frozenset())
        found[person] = (Voter(roles, kind or "", country), Actor(conference_id, account_id, person, roles))
    return found
