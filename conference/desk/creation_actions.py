"""Opening a conference, and making somebody its organiser: by those who run the site, in the browser or a shell."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conference.conferences.models import Conference
from conference.desk.settings import SettingsValues
from conference.desk.settings_actions import FIELDS, refuse_unsound
from conference.errors import Forbidden, NotFound, Refused
from conference.extensions import db
from conference.people.importing import is_email
from conference.people.models import Account, Participant, ParticipantRole
from conference.people.place_actions import lock_conference, write_status
from conference.people.rules import ParticipantStatus, normal_email
from conference.people.sign_in_actions import account_for
from conference.permissions import Role


def may_open_conferences(account: Account | None, admin_emails: frozenset[str]) -> bool:
    """Tell whether somebody may open conferences on this site."""
    return account is not None and account.email in admin_emails


def open_conference(account: Account | None, admin_emails: frozenset[str], values: SettingsValues) -> Conference:
    """Open a draft conference with the account as its organiser.

    Raises `Forbidden` for accounts that may not, and `InvalidFields`.
    """
    if account is None or not may_open_conferences(account, admin_emails):
        raise Forbidden(_("Conferences are opened by those who run this site."))
    conference = _conference(values)
    _make_organiser(conference, account)
    db.session.commit()
    return conference


def open_conference_for(email: str, values: SettingsValues) -> Conference:
    """Open a draft conference with somebody as its organiser, from the command line."""
    account = _account(email)
    conference = _conference(values)
    _make_organiser(conference, account)
    db.session.commit()
    return conference


def make_organiser(slug: str, email: str) -> None:
    """Make somebody a confirmed organiser of a conference, from the command line."""
    found = db.session.scalar(select(Conference.id).where(Conference.slug == slug))
    if found is None:
        raise NotFound(_("There is no conference with the address %(slug)s.", slug=slug))
    conference = lock_conference(found)
    _make_organiser(conference, _account(email))
    db.session.commit()


def _conference(values: SettingsValues) -> Conference:
    refuse_unsound(values, None)
    fields = {name: getattr(values, name) for name in FIELDS}
    conference = Conference(**{**fields, "languages": list(values.languages)})
    db.session.add(conference)
    try:
        db.session.flush()
    except IntegrityError as error:
        # Another one took it between our look and our write.
        db.session.rollback()
        raise Refused(_("Another conference has this address or acronym."), field="slug") from error
    return conference


def _account(email: str) -> Account:
    address = normal_email(email)
    if not is_email(address):
        raise Refused(_("%(email)s is not an e-mail address.", email=email))
    return account_for(address)


def _make_organiser(conference: Conference, account: Account) -> None:
    person = db.session.scalar(
        select(Participant).where(Participant.conference_id == conference.id, Participant.account_id == account.id)
    )
    if person is None:
        known = select(Participant.name).where(Participant.account_id == account.id, Participant.name != "")
        name = db.session.scalars(known.order_by(Participant.id.desc()).limit(1)).first() or ""
        person = Participant(conference_id=conference.id, account_id=account.id, name=name)
        person.role_rows = [ParticipantRole(role=Role.ORGANISER)]
        person.status = ParticipantStatus.CONFIRMED
        write_status(person, None, ParticipantStatus.CONFIRMED, None)
        return
    if Role.ORGANISER not in person.roles:
        person.role_rows = [*person.role_rows, ParticipantRole(role=Role.ORGANISER)]
    if person.status is not ParticipantStatus.CONFIRMED:
        write_status(person, person.status, ParticipantStatus.CONFIRMED, None)
