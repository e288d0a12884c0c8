"""Telling people by mail that they are nominated, so that they may decline. Nothing here commits."""

from sqlalchemy import select

from conference import mail
from conference.awards.models import Award, Nominee
from conference.awards.rules import AwardState, DecidedBy, NomineeState
from conference.conferences.models import Conference
from conference.extensions import db
from conference.links import external_url
from conference.people.models import Participant
from conference.people.rules import ParticipantStatus


def tell_nominee(award: Award, nominee: Nominee, by_id: int | None) -> None:
    """Put the mail into the outbox, once for each nominee: to who takes part and did not nominate themselves.

    A draft is told of when it is out, and who gets a conferred award learns it when everybody does.
    """
    told_of = {AwardState.NOMINATIONS, AwardState.JURY}
    if award.state not in told_of or award.decided_by is DecidedBy.CONFERRED:
        return
    if nominee.participant_id in {None, by_id} or nominee.state is not NomineeState.STANDING:
        return
    person = db.session.get(Participant, nominee.participant_id)
    if person is None or person.account is None or person.status is not ParticipantStatus.CONFIRMED:
        return
    conference = db.session.get_one(Conference, award.conference_id)
    mail.send(
        person.account.email,
        "nominated",
        once_key=f"nominated:{nominee.guid.hex}:{person.guid.hex}",
        language=conference.language,
        conference=conference,
        person_name=person.name,
        award_title=award.title,
        address=external_url("awards.mine", slug=conference.slug),
    )


def tell_nominees(award: Award) -> None:
    """Tell everybody who stands and was not told yet: when an award leaves its draft."""
    standing = select(Nominee).where(Nominee.award_id == award.id, Nominee.state == NomineeState.STANDING)
    for nominee in db.session.scalars(standing.order_by(Nominee.id)):
        tell_nominee(award, nominee, None)
