"""Which video server a conference has: its settings as they are kept, with the secrets sealed."""

import hashlib
import hmac
from collections.abc import Mapping

from sqlalchemy.orm import Session

from conference.calls.models import CallSettings
from conference.calls.providers import Provider, ProviderName, Room
from conference.calls.settings import FIELDS, SECRETS, OperatorsJanus, server_of
from conference.derived_keys import derived_key
from conference.sealed import seal, unseal
from conference.video_config import own_host, video_config

PURPOSE = "calls.settings"


def operators_janus() -> OperatorsJanus | None:
    """Return the Janus that the operator runs for everybody, if there is one."""
    video = video_config()
    if not video.janus_url:
        return None
    return OperatorsJanus(
        video.janus_url, video.janus_socket_url, video.janus_admin_key, video.janus_token_secret, own_host()
    )


def settings_in(session: Session, conference_id: int) -> tuple[ProviderName, dict[str, str]]:
    """Return how a conference's calls are carried, and the settings of that with its secrets in plain."""
    row = session.get(CallSettings, conference_id)
    if row is None:
        return ProviderName.MESH, {}
    return ProviderName(row.provider), opened(row.settings)


def opened(kept: Mapping[str, str]) -> dict[str, str]:
    """Return settings with the secrets in plain."""
    return {name: unseal(PURPOSE, value) if name in SECRETS else value for name, value in kept.items()}


def closed(provider: ProviderName, values: Mapping[str, str]) -> dict[str, str]:
    """Return settings as they are kept: the fields of this server alone, the secrets sealed."""
    named = {name: values[name] for name in FIELDS[provider] if values.get(name)}
    return {name: seal(PURPOSE, value) if name in SECRETS else value for name, value in named.items()}


def server_named(name: str, chosen: tuple[ProviderName, Mapping[str, str]]) -> Provider | None:
    """Return the server that carries a call; None where the conference has another one by now."""
    provider, values = chosen
    if name == ProviderName.JANUS and provider is not ProviderName.JANUS:
        # A call that grew too large for the browsers alone.
        values = {}
        if operators_janus() is None:
            return None
    elif name != provider:
        return None
    return server_of(ProviderName(name), values, inside=video_config().inside, janus=operators_janus())


def room_at_server(room_id: int, title: str = "") -> Room:
    """Return a call as servers know it: by a name that nobody can guess."""
    digest = hmac.new(derived_key("calls.rooms"), str(room_id).encode(), hashlib.sha256).hexdigest()
    return Room(f"call-{digest[:32]}", title)
