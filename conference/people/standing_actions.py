"""Whether those who watch something still may: signed in as before, confirmed, in a fitting role, of the audience.

Asked of thousands every few seconds, so it reads columns and not objects.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from conference import fanout, realtime
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.rules import ParticipantStatus
from conference.permissions import ORGANISERS, Actor, Role, can
from conference.presence import Claim

MOST_IN_ONE_QUESTION = 500
COURTEOUS_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a participant is now: the actor, and the epoch of the account's sessions."""

    actor: Actor
    epoch: int | None
    is_draft: bool


def no_longer_allowed(claims: Sequence[Claim], thorough: bool) -> set[str]:
    """Return the connections that may no longer watch what they watch; thoroughly: the topics are asked as well."""
    began = time.monotonic()
    db.session.rollback()
    standings = standings_of({claim.watcher.participant_id or 0 for claim in claims})
    refused: set[str] = set()
    for claim in claims:
        standing = standings.get(claim.watcher.participant_id or 0)
        if claim.sid not in refused and (standing is None or not _may_watch(claim, standing, thorough)):
            refused.add(claim.sid)
        if thorough:
            # Asking a topic itself takes long: votes that wait are served in between.
            fanout.let_others(time.monotonic() - began, COURTEOUS_SECONDS)
    db.session.rollback()
    return refused


def _may_watch(claim: Claim, standing: Standing, thorough: bool) -> bool:
    topic = realtime.topic_named(claim.watched[0])
    watcher, actor = claim.watcher, standing.actor
    if topic is None:
        return False
    # A guest is the browser's, whoever is signed in there; anybody else is an account's, in the sessions that it has.
    is_same = actor.is_guest or (watcher.account_id, watcher.epoch) == (actor.account_id, standing.epoch)
    if not is_same or (actor.account_id is None and not actor.is_guest):
        return False
    if not can(actor, topic.permission) or (standing.is_draft and actor.roles.isdisjoint(ORGANISERS)):
        return False
    return not thorough or topic.may_watch(actor, claim.watched[1])


def standings_of(participant_ids: Iterable[int]) -> Mapping[int, Standing]:
    """Return what participants are now; those who are no more are left out."""
    found: dict[int, Standing] = {}
    ids = sorted(participant_ids)
    for start in range(0, len(ids), MOST_IN_ONE_QUESTION):
        found.update(_some_standings(ids[start : start + MOST_IN_ONE_QUESTION]))
    return found


def _some_standings(ids: Sequence[int]) -> Mapping[int, Standing]:
    roles: dict[int, set[Role]] = {}
    given = select(ParticipantRole.participant_id, ParticipantRole.role).where(ParticipantRole.participant_id.in_(ids))
    for participant_id, role in db.session.execute(given):
        roles.setdefault(participant_id, set()).add(role)
    rows = db.session.execute(
        select(
            Participant.id, Participant.conference_id, Participant.status, Account.id, Account.session_epoch,
            Conference.status,
        )
        .join(Conference, Conference.id == Participant.conference_id)
        .outerjoin(Account, Account.id == Participant.account_id)
        .where(Participant.id.in_(ids))
    )  # fmt: skip
    standings: dict[int, Standing] = {}
    for participant_id, conference_id, status, account_id, epoch, conference_status in rows:
        in_force = frozenset(roles.get(participant_id, ())) if status is ParticipantStatus.CONFIRMED else frozenset()
        actor = Actor(conference_id, account_id, participant_id, in_force)
        standings[participant_id] = Standing(actor, epoch, conference_status is ConferenceStatus.DRAFT)
    return standings
