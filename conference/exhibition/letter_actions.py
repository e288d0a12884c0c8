"""What organisers write to all exhibitors: a mail to each of them, and kept where they look after their booths.

What they write to one booth's team is a mail alone.
"""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, select

from conference import clock, mail
from conference.conferences.models import Conference
from conference.exhibition.contact_models import ExhibitorLetter
from conference.exhibition.models import Booth, BoothMember
from conference.exhibition.place_actions import managed_booth
from conference.exhibition.rules import HAS_A_PLACE
from conference.extensions import db
from conference.links import external_url
from conference.locking import locked
from conference.people.models import Account, Participant
from conference.people.rules import ParticipantStatus
from conference.permissions import Actor, Permission, require

LONGEST_TEXT = 5000
SAME_LETTER = timedelta(minutes=10)


def exhibitors(conference_id: int) -> Sequence[tuple[Participant, str]]:
    """Return who stands at a booth that has a place, each once, with their addresses."""
    return _standing_at(Booth.conference_id == conference_id, Booth.state.in_(HAS_A_PLACE))


def readers_of(booth: Booth) -> Sequence[tuple[Participant, str]]:
    """Return who stands at one booth, whatever becomes of it, with their addresses."""
    return _standing_at(Booth.id == booth.id)


def _standing_at(*wanted: ColumnElement[bool]) -> Sequence[tuple[Participant, str]]:
    standing = select(BoothMember.participant_id).join(Booth, Booth.id == BoothMember.booth_id).where(*wanted)
    rows = db.session.execute(
        select(Participant, Account.email)
        .join(Account, Account.id == Participant.account_id)
        .where(Participant.id.in_(standing), Participant.status == ParticipantStatus.CONFIRMED)
        .order_by(Participant.id)
    )
    return [(row[0], row[1]) for row in rows]


def write_letter(actor: Actor, subject: str, text: str) -> ExhibitorLetter:
    """Write to all exhibitors, and commit: everybody who stands at several booths gets one mail.

    The same words within `SAME_LETTER` are one letter: the one that was sent is returned.
    """
    require(actor, Permission.EXHIBITION_MANAGE)
    house = db.session.get_one(Conference, actor.conference_id)
    # Two pressings, one after the other: nobody takes a mail back.
    locked(Conference, actor.conference_id)
    same = select(ExhibitorLetter).where(
        ExhibitorLetter.conference_id == actor.conference_id,
        ExhibitorLetter.subject == subject,
        ExhibitorLetter.text == text,
        ExhibitorLetter.sent_at > clock.now() - SAME_LETTER,
    )
    if (again := db.session.scalar(same.limit(1))) is not None:
        db.session.rollback()
        return again
    readers = exhibitors(actor.conference_id)
    letter = ExhibitorLetter(
        conference_id=actor.conference_id,
        subject=subject,
        text=text,
        sent_by_id=actor.participant_id,
        sent_to=len(readers),
    )
    db.session.add(letter)
    db.session.flush()
    _mail_letter(house, readers, subject, text, f"exhibition_letter:{letter.id}")
    db.session.commit()
    return letter


def write_to_team(actor: Actor, booth_id: int, subject: str, text: str) -> int:
    """Write to those who stand at one booth, and commit; return how many. The same words reach nobody twice a day."""
    booth = managed_booth(actor, booth_id)
    house = db.session.get_one(Conference, actor.conference_id)
    readers = readers_of(booth)
    words = sha256(f"{subject}\n{text}".encode()).hexdigest()[:16]
    _mail_letter(house, readers, subject, text, f"booth_letter:{booth.id}:{words}:{clock.now():%Y%m%d}")
    db.session.commit()
    return len(readers)


def _mail_letter(
    house: Conference, readers: Sequence[tuple[Participant, str]], subject: str, text: str, once: str
) -> None:
    for person, email in readers:
        mail.send(
            email,
            "exhibition_letter",
            once_key=f"{once}:{person.guid.hex}",
            language=house.language,
            conference=house,
            letter_subject=subject,
            letter_text=text,
            address=external_url("exhibition.own", slug=house.slug),
        )


def own_letters(actor: Actor) -> Sequence[ExhibitorLetter]:
    """Return what was written to exhibitors, to one who stands at a booth that has a place; to others nothing."""
    stands = any(person.id == actor.participant_id for person, _email in exhibitors(actor.conference_id))
    return letters(actor.conference_id) if stands else []


def letters(conference_id: int) -> Sequence[ExhibitorLetter]:
    """Return what was written to exhibitors, the newest first."""
    wanted = select(ExhibitorLetter).where(ExhibitorLetter.conference_id == conference_id)
    return db.session.scalars(wanted.order_by(ExhibitorLetter.id.desc())).all()
