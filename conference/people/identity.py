"""Who is asking: the account in the signed cookie, the conference in the address, and the actor they make.

Every view says with `permitted`, `signed_in` or `open_to_all` whom it is for; a test refuses a view that does not.
The actions check again: the doors only spare them the obvious.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Blueprint, current_app, g, session
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from sqlalchemy import select

from conference import clock
from conference.conferences.models import Conference
from conference.conferences.rules import ConferenceStatus
from conference.errors import NotFound, SignInNeeded
from conference.extensions import db
from conference.people.models import Account, Participant
from conference.permissions import ORGANISERS, Actor, Permission, require

# What a browser keeps of its guests: {conference id: participant id}, and the secret that they are known by.
GUEST_KEYS = ("guests", "guest_browser")
P = ParamSpec("P")
R = TypeVar("R")


def begin_session(account: Account, *, by_link: bool = False) -> None:
    """Sign an account in. The old session is thrown away first, so that nobody else's can be carried over.

    `by_link` notes that the mailbox was just proven to be theirs.
    """
    _clear_session()
    session["account"] = account.id
    session["epoch"] = account.session_epoch
    if by_link:
        session["link_at"] = int(clock.now().timestamp())
    session.permanent = True
    g.pop("account", None)
    g.pop("participant", None)


def renew_session(account: Account) -> None:
    """Stay signed in here after all sessions of the account were ended."""
    session["epoch"] = account.session_epoch
    g.pop("account", None)


def end_session() -> None:
    """Sign out in this browser."""
    _clear_session()
    g.pop("account", None)
    g.pop("participant", None)


def _clear_session() -> None:
    """Throw a session away, but for which guests this browser is: it is one guest, whoever signs in and out."""
    kept = {name: session[name] for name in GUEST_KEYS if name in session}
    session.clear()
    session.update(kept)


def current_account() -> Account | None:
    """Return the signed-in account, read from the database once per request; None when signed out everywhere."""
    if "account" not in g:
        g.account = load_account(session.get("account"), session.get("epoch"))
    account: Account | None = g.account
    return account


def load_account(account_id: object, epoch: object) -> Account | None:
    """Return the account if the session's epoch is still its own."""
    if not isinstance(account_id, int):
        return None
    account = db.session.get(Account, account_id)
    return account if account is not None and account.session_epoch == epoch else None


def current_conference() -> Conference:
    """Return the conference that the address names. Raises `NotFound` outside of one."""
    conference: Conference | None = g.get("conference")
    if conference is None:
        raise NotFound(_("There is no such conference."))
    return conference


def current_participant() -> Participant | None:
    """Return who the signed-in account is at the current conference, in whatever status; None: not registered."""
    if "participant" not in g:
        conference = g.get("conference")
        g.participant = load_participant(current_account(), conference) or load_guest(session.get("guests"), conference)
    participant: Participant | None = g.participant
    return participant


def load_participant(account: Account | None, conference: Conference | None) -> Participant | None:
    """Return who an account is at a conference, or None."""
    if account is None or conference is None:
        return None
    return db.session.scalar(
        select(Participant).where(Participant.conference_id == conference.id, Participant.account_id == account.id)
    )


def load_guest(kept: object, conference: Conference | None) -> Participant | None:
    """Return the guest that a browser's session keeps for a conference ({conference id: participant id}), or None."""
    if not isinstance(kept, dict) or conference is None:
        return None
    participant_id = kept.get(str(conference.id))
    if not isinstance(participant_id, int):
        return None
    guest = db.session.get(Participant, participant_id)
    if guest is None or guest.conference_id != conference.id or guest.account_id is not None:
        return None
    return guest if guest.is_guest else None


def browser_secret() -> str:
    """Return the secret that this browser's guests are known by, drawn the first time."""
    secret: str = session.setdefault("guest_browser", secrets.token_urlsafe(16))
    return secret


def begin_guest(guest: Participant) -> None:
    """Let this browser be the guest from now on; one per browser and conference."""
    session["guests"] = {**session.get("guests", {}), str(guest.conference_id): guest.id}
    session.permanent = True
    g.pop("participant", None)


def end_guest() -> None:
    """Let this browser be no guest of the current conference any more."""
    guests = session.get("guests", {})
    session["guests"] = {key: value for key, value in guests.items() if key != str(current_conference().id)}
    g.pop("participant", None)


def current_actor() -> Actor:
    """Return who is acting at the current conference."""
    return actor_for(current_conference(), current_account(), current_participant())


def actor_for(conference: Conference, account: Account | None, participant: Participant | None) -> Actor:
    """Return the actor that an account is at a conference; the roles are those in force."""
    return Actor(
        conference_id=conference.id,
        account_id=account.id if account else None,
        participant_id=participant.id if participant else None,
        roles=participant.roles_in_force if participant else frozenset(),
    )


def enter_conference(slug: str) -> None:
    """Find the conference for this request. A draft is found by its organisers only; for others it is not there."""
    conference = db.session.scalar(select(Conference).where(Conference.slug == slug))
    g.conference = conference
    if conference is None:
        raise NotFound(_("There is no such conference."))
    if conference.status is ConferenceStatus.DRAFT and current_actor().roles.isdisjoint(ORGANISERS):
        g.conference = None
        raise NotFound(_("There is no such conference."))


def under_conference(blueprint: Blueprint) -> None:
    """Let a blueprint's addresses begin with a conference: `<slug>` is taken off, looked up, and put back on links."""

    @blueprint.url_value_preprocessor
    def take(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        slug = (values or {}).pop("slug", None)
        if slug is not None:
            g.slug = slug

    @blueprint.record_once
    def put_back(state: BlueprintSetupState) -> None:
        # Once for all blueprints: it is asked for every link of every page.
        known = state.app.url_default_functions.setdefault(None, [])
        if _put_slug_back not in known:
            known.append(_put_slug_back)

    @blueprint.before_request
    def enter() -> None:
        # After the preprocessors, so that an unknown conference is answered by the error pages like anything else.
        if "slug" in g:
            enter_conference(g.slug)


def _put_slug_back(endpoint: str, values: dict[str, Any]) -> None:
    if "slug" in g and current_app.url_map.is_endpoint_expecting(endpoint, "slug"):
        values.setdefault("slug", g.slug)


def permitted(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep a view for actors with the permission."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            require(current_actor(), permission)
            return view(*args, **kwargs)

        checked.access = permission  # type: ignore[attr-defined]
        return checked

    return decorate


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Keep a view for people who are signed in."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if current_account() is None:
            raise SignInNeeded(_("Please sign in first."))
        return view(*args, **kwargs)

    checked.access = "signed in"  # type: ignore[attr-defined]
    return checked


def open_to_all(view: Callable[P, R]) -> Callable[P, R]:
    """Say that a view is for everybody (a draft conference's pages are still for its organisers only)."""
    view.access = "open"  # type: ignore[attr-defined]
    return view
