"""What people do with passwords: sign in, set, change, remove."""

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock, mail, realtime
from conference.errors import Refused
from conference.extensions import db
from conference.links import external_url
from conference.people import passwords
from conference.people.models import Account
from conference.people.rules import normal_email


def sign_in_with_password(email: str, password: str) -> Account:
    """Return the account that an address and a password open.

    Raises `Refused` with one and the same sentence, after one and the same work, for a wrong password, an account
    without one, and an address without an account.
    """
    account = db.session.scalar(select(Account).where(Account.email == normal_email(email)))
    kept = account.password_hash if account else None
    right = passwords.matches(kept, password)
    if account is None or kept is None or not right:
        raise Refused(_("Address and password do not belong together. A mailed link always works."), field="password")
    if passwords.is_outdated(kept):
        account.password_hash = passwords.hashed(password)
    account.last_sign_in_at = clock.now()
    db.session.commit()
    return account


def set_password(account_id: int, new: str, *, current: str = "", is_fresh: bool = False) -> Account:
    """Set or change the password; every session but the renewed one of the caller ends, and the owner is told.

    Needs the current password, unless the person signed in by a link a moment ago (`is_fresh`). Raises `Refused`.
    """
    account = _proven(account_id, current, is_fresh=is_fresh)
    passwords.refuse_weak(new, account.email)
    what = "changed" if account.password_hash else "set"
    account.password_hash = passwords.hashed(new)
    return _saved(account, what)


def remove_password(account_id: int, *, current: str = "", is_fresh: bool = False) -> Account:
    """Go back to mailed links only; needs what `set_password` needs."""
    account = _proven(account_id, current, is_fresh=is_fresh)
    if account.password_hash is None:
        raise Refused(_("There is no password to remove."))
    account.password_hash = None
    return _saved(account, "removed")


def _proven(account_id: int, current: str, *, is_fresh: bool) -> Account:
    account = db.session.get_one(Account, account_id)
    if is_fresh:
        return account
    if account.password_hash is None:
        raise Refused(_("Please sign in again by a mailed link first; then you can do this for 15 minutes."))
    if not passwords.matches(account.password_hash, current):
        raise Refused(_("This is not your current password."), field="current_password")
    return account


def _saved(account: Account, what: str) -> Account:
    account.session_epoch += 1
    realtime.recheck(account.id)
    mail.send(
        account.email,
        "password",
        language=str(get_locale() or "en"),
        what=what,
        email=account.email,
        at=f"{clock.now():%d %B %Y, %H:%M} UTC",
        address=external_url("people.account_page"),
    )
    db.session.commit()
    return account
