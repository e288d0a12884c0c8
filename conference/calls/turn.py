"""What browsers find each other with: STUN addresses, and TURN with credentials that run out (coturn's REST scheme)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# Longer than any session of a day's programme: who is on the air keeps the allocation that was made in time.
VALID = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class IceSettings:
    """What the operator has configured; `turn_secret` is coturn's `static-auth-secret`."""

    stun_urls: Sequence[str] = ()
    turn_urls: Sequence[str] = ()
    turn_secret: str = ""


def ice_servers(settings: IceSettings, participant_id: int, now: datetime) -> list[dict[str, object]]:
    """Return what a browser hands to `RTCPeerConnection` as `iceServers`: nothing where nothing is configured."""
    found: list[dict[str, object]] = []
    if settings.stun_urls:
        found.append({"urls": list(settings.stun_urls)})
    if settings.turn_urls:
        username, credential = turn_credentials(settings.turn_secret, str(participant_id), now + VALID)
        found.append({"urls": list(settings.turn_urls), "username": username, "credential": credential})
    return found


def turn_credentials(secret: str, person: str, until: datetime) -> tuple[str, str]:
    """Return user name and password as coturn reckons them itself with `use-auth-secret`: it keeps no list."""
    username = f"{int(until.timestamp())}:{person}"
    # SHA-1 is coturn's choice; as the hash of an HMAC it is sound.
    digest = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return username, base64.b64encode(digest).decode()
