"""Secrets of others that we must use and so cannot hash: sealed in the database by a key derived from `SECRET_KEY`."""

import base64

from cryptography.fernet import Fernet, InvalidToken

from conference.derived_keys import derived_key


def seal(purpose: str, text: str) -> str:
    """Return a text as it is kept."""
    return _fernet(purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, kept: str) -> str:
    """Return what was sealed; nothing, where `SECRET_KEY` is another one by now."""
    try:
        return _fernet(purpose).decrypt(kept.encode()).decode()
    except InvalidToken:
        return ""


def _fernet(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(purpose)))
