"""All that is held about a person: the lists that every capability adds to, the copy for them, and its erasing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import delete, inspect, or_, select

from conference import clock, realtime, uploads
from conference.extensions import Base, db
from conference.mail import Mail
from conference.people.models import Account, Participant, ParticipantBlock, SignInLink, StatusChange

Contributor = Callable[[Participant], Mapping[str, object]]
Eraser = Callable[[Participant], None]
_contributors: list[Contributor] = []
_erasers: list[Eraser] = []
# Kept for the account's safety, and of no use to its owner.
_SECRET = frozenset({"password_hash", "session_epoch", "account_id", "version", "feed_token"})


def contributor(function: Contributor) -> Contributor:
    """Register, at import, what a capability holds about a participant: names and values that JSON knows."""
    _contributors.append(function)
    return function


def eraser(function: Eraser) -> Eraser:
    """Register, at import, how a capability forgets a participant; it does not commit.

    What was counted stays counted: a ballot or a star stays with the nameless row.
    """
    _erasers.append(function)
    return function


def row_as_data(row: Base, *without: str) -> dict[str, object]:
    """Return a row's columns as values that JSON knows; secrets and `without` are left out."""
    columns = inspect(type(row)).column_attrs
    left_out = _SECRET | set(without)
    return {column.key: as_data(getattr(row, column.key)) for column in columns if column.key not in left_out}


def as_data(value: object) -> object:
    """Return a value as JSON knows it; moments in ISO 8601, UTC."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, UUID) else value


def held_data(account_id: int) -> dict[str, Any]:
    """Return a copy of everything held about an account and the participants it is."""
    account = db.session.get_one(Account, account_id)
    mails = db.session.scalars(select(Mail).where(Mail.recipient == account.email).order_by(Mail.id))
    links = db.session.scalars(select(SignInLink).where(SignInLink.email == account.email).order_by(SignInLink.id))
    return {
        "made_at": clock.now().isoformat(),
        "account": {**row_as_data(account), "has_password": account.password_hash is not None},
        "participants": [_participant_data(person) for person in participants_of(account)],
        "sign_in_links": [row_as_data(link, "token_hash") for link in links],
        "mails": [row_as_data(mail, "html", "once_key", "claimed_at") for mail in mails],
    }


def participants_of(account: Account) -> Sequence[Participant]:
    """Return who an account is, oldest first."""
    return db.session.scalars(
        select(Participant).where(Participant.account_id == account.id).order_by(Participant.id)
    ).all()


def _participant_data(person: Participant) -> dict[str, object]:
    changes = db.session.scalars(
        select(StatusChange).where(StatusChange.participant_id == person.id).order_by(StatusChange.id)
    )
    data = {
        **row_as_data(person),
        "conference": {"slug": person.conference.slug, "title": person.conference.title},
        "roles": sorted(person.roles),
        "tags": [{"side": row.side.value, "name": row.tag.name} for row in person.tag_rows],
        "status_changes": [row_as_data(change, "participant_id", "by_id") for change in changes],
        # Whom the person blocked; who blocked them is nobody's but the other's to know.
        "blocked": _blocked(person),
    }
    for contribute in _contributors:
        data.update(contribute(person))
    return data


def _blocked(person: Participant) -> list[dict[str, object]]:
    rows = db.session.execute(
        select(Participant.name, ParticipantBlock.at)
        .join(ParticipantBlock, ParticipantBlock.blocked_id == Participant.id)
        .where(ParticipantBlock.participant_id == person.id)
        .order_by(ParticipantBlock.at, Participant.id)
    )
    return [{"name": row.name, "at": as_data(row.at)} for row in rows]


def erase_participant(person: Participant) -> None:
    """Take everything personal off a participant; the row stays for what was counted. Does not commit.

    Country and kind of organisation stay: they are counted, and without a name they point at nobody.
    """
    for erase in _erasers:
        erase(person)
    uploads.remove(person.photo)
    person.photo = person.feed_token = None
    person.name = person.organisation = person.position = person.timezone = ""
    person.about = person.offers_text = person.seeks_text = ""
    person.languages = []
    person.in_directory = False
    person.tag_rows = []
    either_way = or_(ParticipantBlock.participant_id == person.id, ParticipantBlock.blocked_id == person.id)
    db.session.execute(delete(ParticipantBlock).where(either_way))
    person.account = None
    person.erased_at = clock.now()
    realtime.recheck_participant(person.id)
    db.session.flush()
