"""Choosing the video server of a conference, and asking it whether the settings are right."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from conference import realtime
from conference.calls.models import CallRoom, CallSettings
from conference.calls.providers import ProviderName
from conference.calls.server_actions import closed, opened, operators_janus
from conference.calls.settings import FIELDS, SECRETS, problems, server_of
from conference.conferences.models import Conference
from conference.errors import InvalidFields, Stale
from conference.extensions import db
from conference.locking import locked
from conference.permissions import Actor, Permission, require
from conference.video_config import video_config


@dataclass(frozen=True, slots=True)
class KeptSettings:
    """What may be shown of the settings: no secret, only which of them are there."""

    provider: ProviderName
    values: Mapping[str, str]
    secrets: frozenset[str]
    version: int


def kept_settings(actor: Actor) -> KeptSettings:
    """Return a conference's settings for who manages them."""
    require(actor, Permission.CALLS_MANAGE)
    row = db.session.get(CallSettings, actor.conference_id)
    if row is None:
        return KeptSettings(ProviderName.MESH, {}, frozenset(), 0)
    shown = {name: value for name, value in row.settings.items() if name not in SECRETS}
    # What was sealed by another SECRET_KEY is as good as not there.
    there = {name for name, value in opened(row.settings).items() if name in SECRETS and value}
    return KeptSettings(ProviderName(row.provider), shown, frozenset(there), row.version)


def save_server(actor: Actor, provider: ProviderName, values: Mapping[str, str], version: int) -> None:
    """Have the conference's calls carried by this server from now on, and commit.

    An empty secret keeps the one that is there, as long as the address stays: a secret goes to nobody else. Calls that
    another server carries begin anew at this one. Raises `InvalidFields` and `Stale`.
    """
    require(actor, Permission.CALLS_MANAGE)
    locked(Conference, actor.conference_id)
    row = db.session.get(CallSettings, actor.conference_id)
    if (row.version if row else 0) != version:
        raise Stale(_("Somebody changed these settings while you were editing them. Nothing was saved."))
    whole = _completed(row, provider, values)
    _refuse_unsound(provider, whole)
    kept = closed(provider, whole)
    if row is None or (row.provider, opened(row.settings)) != (provider.value, opened(kept)):
        _move_calls(actor.conference_id)
    if row is None:
        row = CallSettings(conference_id=actor.conference_id)
        db.session.add(row)
    row.provider, row.settings = provider.value, kept
    db.session.commit()


def ask_server(actor: Actor, provider: ProviderName, values: Mapping[str, str]) -> None:
    """Ask a server whether it takes these settings, which are not saved. Raises `InvalidFields`, `ServerTrouble`."""
    require(actor, Permission.CALLS_MANAGE)
    whole = _completed(db.session.get(CallSettings, actor.conference_id), provider, values)
    _refuse_unsound(provider, whole)
    db.session.rollback()
    server_of(provider, whole, inside=video_config().inside, janus=operators_janus()).test()


def _completed(row: CallSettings | None, provider: ProviderName, values: Mapping[str, str]) -> dict[str, str]:
    whole = {name: values.get(name, "") for name in FIELDS[provider]}
    if row is None or row.provider != provider.value:
        return whole
    before = opened(row.settings)
    same_place = whole.get("address", "") == before.get("address", "")
    # Without its app id a Jitsi has no secret either.
    wanted = whole.get("key", "") or provider is not ProviderName.JITSI
    for name in SECRETS & set(whole) if same_place and wanted else ():
        whole[name] = whole[name] or before.get(name, "")
    return whole


def _refuse_unsound(provider: ProviderName, values: Mapping[str, str]) -> None:
    if provider is ProviderName.JANUS and not any(values.values()) and operators_janus() is not None:
        return
    sentences = {
        "empty": _("Please fill this in."),
        "bad_address": _("An address such as https://video.example.org, without anything after a question mark."),
        "bad_socket": _("An address such as wss://video.example.org/janus-socket."),
        "both": _("The app id and its secret belong together: fill in both, or none."),
    }
    found = problems(provider, values, inside=video_config().inside)
    if found:
        raise InvalidFields(
            _("Please look at the marked fields."), {name: sentences[word] for name, word in found.items()}
        )


def _move_calls(conference_id: int) -> None:
    """Have the calls that a server carries begin anew. Those between browsers stay as they are until they are empty."""
    elsewhere = CallRoom.provider.not_in(("", ProviderName.MESH.value))
    for room in db.session.scalars(select(CallRoom).where(CallRoom.conference_id == conference_id, elsewhere)):
        room.provider = ""
        realtime.changed("call", room.id)
