"""The log's head by mail to jury and observers, so that nobody can write another log later. No commits here."""

from enum import StrEnum

from sqlalchemy import select

from conference import mail
from conference.awards.log_actions import Head
from conference.awards.models import Award, AwardMember
from conference.awards.voting_models import Voting
from conference.conferences.models import Conference
from conference.extensions import db
from conference.links import external_url
from conference.people.models import Account, Participant


class Occasion(StrEnum):
    """When the head is mailed."""

    OPENED = "opened"
    CLOSED = "closed"


def mail_head(award: Award, voting: Voting, head: Head, occasion: Occasion) -> None:
    """Mail the head to everybody who has a duty at the award, once for each occasion."""
    conference = db.session.get_one(Conference, award.conference_id)
    rows = db.session.execute(
        select(Participant.name, Account.email)
        .join(Account, Account.id == Participant.account_id)
        .join(AwardMember, AwardMember.participant_id == Participant.id)
        .where(AwardMember.award_id == award.id)
        .distinct()
        .order_by(Account.email)
    )
    for name, email in rows:
        mail.send(
            email,
            "award_head",
            once_key=f"award:{voting.guid.hex}:{occasion.value}:{email}"[:200],
            language=conference.language,
            conference=conference,
            award=award,
            name=name,
            occasion=occasion.value,
            head=head,
            frozen_hash=voting.frozen_hash,
            address=external_url("awards.award", slug=conference.slug, award_id=award.id),
        )
