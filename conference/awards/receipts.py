"""Receipts: what a voter can show of a ballot that was counted. They name a commitment, and no choice.

Signed by Ed25519 (RFC 8032), whose public half is frozen at the opening of a vote.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

# What the keys of receipts and nonces are derived for.
RECEIPTS, NONCES = "conference-award-receipt", "conference-award-nonce"


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a ballot with this commitment counts: guids of the award and of its voting, all in hexadecimal digits."""

    award: str
    voting: str
    commitment: str
    signature: str

    def to_json(self) -> Mapping[str, str]:
        """Return it as it is answered, downloaded and checked."""
        return {
            "award": self.award, "voting": self.voting, "commitment": self.commitment, "signature": self.signature,
        }  # fmt: skip


def public_half(key: bytes) -> str:
    """Return the public half of a private key of 32 bytes, in hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw().hex()


def signed(key: bytes, award: str, voting: str, commitment: str) -> Receipt:
    """Return a receipt, the same each time."""
    signature = Ed25519PrivateKey.from_private_bytes(key).sign(_said(voting, commitment))
    return Receipt(award, voting, commitment, signature.hex())


def is_signed(public: str, receipt: Receipt) -> bool:
    """Tell whether a receipt was signed by the private half of a public key."""
    try:
        signature = bytes.fromhex(receipt.signature)
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(
            signature, _said(receipt.voting, receipt.commitment)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def nonce_for(key: bytes, message_key: str) -> str:
    """Return the nonce of a ballot whose browser drew none: the same for the same form, sent twice."""
    return hmac.new(key, message_key.encode(), hashlib.sha256).hexdigest()[:32]


def message_of(message_key: str, commitment: str) -> str:
    """Return by what a message is known again that was counted; without its key it tells nothing."""
    return hashlib.sha256(f"{message_key}:{commitment}".encode()).hexdigest()


def _said(voting: str, commitment: str) -> bytes:
    return f"conference-award-receipt:{voting}:{commitment}".encode()
