"""Keys derived from `SECRET_KEY`, another one for each purpose, so that none of them tells anything of another."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app


def derived_key(purpose: str) -> bytes:
    """Return the 32 bytes that belong to one purpose (HKDF, RFC 5869): the same as long as `SECRET_KEY` is."""
    secret: str = current_app.config["SECRET_KEY"]
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
