"""The mail with an invitation, and the job that sends those that are still to be sent."""

from dataclasses import dataclass

import gevent
from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import selectinload

from conference import jobs, mail
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.extensions import db
from conference.links import external_url, signed, signed_values
from conference.mail import Mail
from conference.people.models import Participant, StatusChange
from conference.people.rules import ParticipantStatus

BATCH = 10
DAYS = 60


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom an invitation is for, and the change of status that made it: what its address says, signed."""

    participant_id: int
    change_id: int

    @property
    def token(self) -> str:
        """The signed text in the address."""
        return signed("invitation", self.participant_id, self.change_id)


def read_invitation(token: str) -> Invitation | None:
    """Return what was signed, or None for what we did not sign, or signed too long ago."""
    values = signed_values("invitation", token, days=DAYS)
    return None if values is None else Invitation(int(values[0]), int(values[1]))


def send_invitation(conference: Conference, person: Participant, change_id: int, *, again: bool = False) -> None:
    """Put somebody's invitation into the outbox: once for each time they were invited, or `again`."""
    if person.account is None:
        return
    token = Invitation(person.id, change_id).token
    mail.send(
        person.account.email,
        "invitation",
        once_key=None if again else f"invitation:{change_id}",
        language=conference.language,
        conference=conference,
        person_name=person.name,
        days=DAYS,
        invitation_address=external_url("people.invitation", conference_slug=conference.slug, token=token),
    )


@jobs.job
def send_invitations(conference_id: int) -> None:
    """Send the invitations of a conference that were not sent yet, a batch to a transaction."""
    conference = db.session.get(Conference, conference_id)
    if conference is None or conference.status is ConferenceStatus.ARCHIVED:
        return
    pending = _not_sent(conference_id)
    for at in range(0, len(pending), BATCH):
        changes = dict(pending[at : at + BATCH])
        people = select(Participant).where(Participant.id.in_(changes), Participant.status == ParticipantStatus.INVITED)
        for person in db.session.scalars(people.options(selectinload(Participant.account))).all():
            send_invitation(conference, person, changes[person.id])
        db.session.commit()
        # Thousands of mails in a row must not keep the server from answering.
        gevent.sleep(0.02)


@jobs.every_minute
def send_forgotten_invitations() -> None:
    """Catch up on invitations whose job a kill took away."""
    for conference_id in db.session.scalars(select(Conference.id)).all():
        send_invitations(conference_id)


def _not_sent(conference_id: int) -> list[tuple[int, int]]:
    """Return invited people, by id, with the change that invited them, to whom no mail about it was written."""
    newest = (
        select(StatusChange.participant_id, func.max(StatusChange.id).label("change_id"))
        .join(Participant, Participant.id == StatusChange.participant_id)
        .where(
            Participant.conference_id == conference_id,
            Participant.status == ParticipantStatus.INVITED,
            Participant.account_id.is_not(None),
        )
        .group_by(StatusChange.participant_id)
        .subquery()
    )
    sent = select(Mail.id).where(Mail.once_key == literal("invitation:") + cast(newest.c.change_id, String)).exists()
    rows = db.session.execute(
        select(newest.c.participant_id, newest.c.change_id).where(~sent).order_by(newest.c.change_id)
    )
    return [(participant_id, change_id) for participant_id, change_id in rows]
