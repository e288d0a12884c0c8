"""Signing in by a mailed link: asking for one, looking at one, using one."""

from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from conference import clock, jobs, mail
from conference.errors import Refused, TooMany
from conference.extensions import db
from conference.links import external_url
from conference.people.models import Account, SignInLink
from conference.people.rules import normal_email
from conference.people.sign_in import DAY, LINK_LIFETIME, may_send_link, new_token, own_path, token_hash


class LinkSpent(Refused):
    """A link that was used, is too old, or never was; `email` is whose it was ("" when nobody's)."""

    status = 410

    def __init__(self, message: str, link: SignInLink | None) -> None:
        super().__init__(message)
        self.email = link.email if link else ""
        self.next_path = link.next_path if link else ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and the path of ours that they wanted ("" for none)."""

    account: Account
    next_path: str


def ask_for_link(email: str, next_path: str = "") -> None:
    """Mail a link to sign in. Whether an account exists is not looked at, so that nothing can tell.

    Raises `TooMany` when the address got too many lately.
    """
    address, moment = normal_email(email), clock.now()
    sent_at = db.session.scalars(
        select(SignInLink.created_at).where(SignInLink.email == address, SignInLink.created_at > moment - DAY)
    )
    if not may_send_link(list(sent_at), moment):
        raise TooMany(
            _("Several links were just sent to this address. Use the newest, or ask again later."), field="email"
        )
    token = new_token()
    until = moment + LINK_LIFETIME
    link = SignInLink(
        token_hash=token_hash(token),
        email=address,
        next_path=own_path(next_path),
        created_at=moment,
        expires_at=until,
    )
    db.session.add(link)
    mail.send(
        address,
        "sign_in",
        language=str(get_locale() or "en"),
        email=address,
        address=external_url("people.use_link", token=token),
        until=f"{until:%H:%M}",
        minutes=LINK_LIFETIME.seconds // 60,
    )
    db.session.commit()


def email_of_link(token: str) -> str:
    """Return whom a link would sign in, without using it. Raises `LinkSpent`."""
    link = _link(token)
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise _spent(link)
    return link.email


def use_link(token: str) -> SignedIn:
    """Use a link up and return its account, which is made at the first use.

    However many use it at the same time, one is first; the others get `LinkSpent`.
    """
    moment = clock.now()
    used = db.session.execute(
        update(SignInLink)
        .where(SignInLink.token_hash == token_hash(token), SignInLink.used_at.is_(None), SignInLink.expires_at > moment)
        .values(used_at=moment)
        .returning(SignInLink.email, SignInLink.next_path)
        .execution_options(synchronize_session=False)
    ).first()
    if used is None:
        db.session.rollback()
        raise _spent(_link(token))
    account = account_for(used.email)
    account.last_sign_in_at = moment
    db.session.commit()
    return SignedIn(account, used.next_path)


def account_for(email: str) -> Account:
    """Return the account of an address (normalised), made if there is none. Does not commit."""
    known = select(Account).where(Account.email == email)
    account = db.session.scalar(known)
    if account is not None:
        return account
    try:
        with db.session.begin_nested():
            account = Account(email=email)
            db.session.add(account)
    except IntegrityError:
        # Somebody else made it between our look and our write.
        return db.session.scalars(known).one()
    return account


@jobs.every_minute
def forget_old_links() -> None:
    """Delete links of which nobody needs to know any more: those made more than a day ago."""
    db.session.execute(delete(SignInLink).where(SignInLink.created_at < clock.now() - DAY))
    db.session.commit()


def _link(token: str) -> SignInLink | None:
    return db.session.scalar(select(SignInLink).where(SignInLink.token_hash == token_hash(token)))


def _spent(link: SignInLink | None) -> LinkSpent:
    if link is None:
        return LinkSpent(_("We do not know this link. It may have been cut off on its way, or be a day old."), None)
    if link.used_at is not None:
        return LinkSpent(_("This link was used already. Each link signs in once."), link)
    return LinkSpent(_("This link is too old. Each link works for 15 minutes."), link)
