"""Passwords: which are good enough, and how they are kept (Argon2id, with the parameters OWASP advises)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from conference.errors import Refused
from conference.people.sign_in import LONGEST_PASSWORD, SHORTEST_PASSWORD

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Checked against when there is no account or no password, so that it takes as long as when there is one.
_NOBODYS = _hasher.hash("nobody's password")


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher.hash(_plain(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one kept; takes as long when None is kept, and then says no."""
    try:
        _hasher.verify(password_hash or _NOBODYS, _plain(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def refuse_weak(password: str, email: str) -> None:
    """Raise `Refused` for a password that is too short, too long, or the address itself."""
    if not SHORTEST_PASSWORD <= len(_plain(password)) <= LONGEST_PASSWORD:
        raise Refused(
            _(
                "A password has %(least)s to %(most)s characters. Several words in a row are easy to keep in mind.",
                least=SHORTEST_PASSWORD,
                most=LONGEST_PASSWORD,
            ),
            field="new_password",
        )
    if _plain(password).casefold() == _plain(email).casefold():
        raise Refused(_("Your address is no password: everybody knows it."), field="new_password")


def _plain(password: str) -> str:
    """Return a password in the one form that all keyboards' ways of typing it lead to (NIST SP 800-63B)."""
    return unicodedata.normalize("NFKC", password)
