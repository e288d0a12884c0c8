"""The settings of a video server as values: what each kind needs, what is sound, and which server comes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_letters, digits
from urllib.parse import urlsplit

from conference.calls.http_client import HttpClient
from conference.calls.providers import Mesh, Provider, ProviderName
from conference.calls.providers_bigbluebutton import BigBlueButton
from conference.calls.providers_janus import Janus
from conference.calls.providers_jitsi import Jitsi
from conference.calls.providers_livekit import LiveKit

SECRETS = frozenset({"secret", "token_secret"})
ADDRESSES = frozenset({"address", "socket", "page"})
FIELDS: Mapping[ProviderName, tuple[str, ...]] = {
    ProviderName.MESH: (),
    ProviderName.JANUS: ("address", "socket", "secret", "token_secret"),
    ProviderName.JITSI: ("address", "key", "secret"),
    ProviderName.BIGBLUEBUTTON: ("address", "secret"),
    ProviderName.LIVEKIT: ("address", "page", "key", "secret"),
}
# Jitsi asks for a token only where it is set up to.
OPTIONAL = frozenset({(ProviderName.JITSI, "key"), (ProviderName.JITSI, "secret")})
_ADDRESS_LETTERS = frozenset("-._~:/?#[]@!$&()*+,=%") | frozenset(ascii_letters + digits)
_HOST_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")


@dataclass(frozen=True, slots=True)
class OperatorsJanus:
    """The Janus that the operator runs for all conferences."""

    address: str
    socket: str
    admin_key: str
    token_secret: str
    own_host: str = ""


def problems(provider: ProviderName, values: Mapping[str, str], *, inside: bool) -> Mapping[str, str]:
    """Return what is unsound, by field: a word of `settings_actions`."""
    found: dict[str, str] = {}
    for field in FIELDS[provider]:
        value = values.get(field, "")
        if not value and (provider, field) not in OPTIONAL:
            found[field] = "empty"
        elif value and field in ADDRESSES and not is_address(value, inside=inside, socket=field == "socket"):
            found[field] = "bad_socket" if field == "socket" else "bad_address"
    if provider is ProviderName.JITSI and bool(values.get("key")) != bool(values.get("secret")):
        found["secret" if values.get("key") else "key"] = "both"
    return found


def is_address(url: str, *, inside: bool, socket: bool = False) -> bool:
    """Tell whether an address is nothing but a scheme, a host and a path: its origin goes into a page's policy."""
    # What urlsplit would pass over without a word.
    if not set(url) <= _ADDRESS_LETTERS:
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    schemes = {"wss", "ws"} if socket else {"https", "http"}
    if parts.scheme not in schemes or (parts.scheme in {"ws", "http"} and not inside):
        return False
    host = parts.hostname or ""
    plain = parts.netloc == host + (f":{port}" if port else "")
    return bool(host) and plain and set(host) <= _HOST_LETTERS and not parts.query and not parts.fragment


def server_of(
    provider: ProviderName, values: Mapping[str, str], *, inside: bool, janus: OperatorsJanus | None
) -> Provider:
    """Return the server that settings describe; a Janus without an address is the operator's."""
    client = HttpClient(provider.value, inside=inside)
    read = {name: value.rstrip("/") if name in ADDRESSES else value for name, value in values.items()}
    match provider:
        case ProviderName.JITSI:
            return Jitsi(client, read["address"], read.get("key", ""), read.get("secret", ""))
        case ProviderName.BIGBLUEBUTTON:
            return BigBlueButton(client, read["address"], read["secret"])
        case ProviderName.LIVEKIT:
            return LiveKit(client, read["address"], read["key"], read["secret"], read["page"])
        case ProviderName.JANUS:
            return _janus(client, read, janus)
    return Mesh()


def _janus(client: HttpClient, values: Mapping[str, str], operators: OperatorsJanus | None) -> Janus:
    if values.get("address") or operators is None:
        return Janus(client, values["address"], values["socket"], values["secret"], values["token_secret"])
    # The operator named it: it may be beside us.
    beside = HttpClient(ProviderName.JANUS.value, inside=True)
    is_own = urlsplit(operators.socket).netloc == operators.own_host
    return Janus(
        beside, operators.address, operators.socket, operators.admin_key, operators.token_secret, is_own_origin=is_own
    )
