"""The door of every socket message: one name, one permission, the participant read anew, a sentence for each refusal.

A message is a JSON object with the `conference` it is about. Its answer is the acknowledgement: {"ok": 1, …} after the
commit, or {"error": sentence, "status": number} with nothing written.

Messages come without a Flask request: making one for each would cost more than counting a ballot. Their handlers have
an application context; who is at the other end is in the `Actor` they are handed.
"""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from flask import Flask, session
from flask_babel import gettext as _

from conference.errors import ConferenceError, InvalidFields, NotFound
from conference.extensions import db
from conference.metrics import LIVE_MESSAGES_FAILED
from conference.pace import Pace
from conference.people.actor_actions import askers
from conference.people.papers import Papers, read_papers
from conference.permissions import Actor, Permission, require
from conference.races import may_pass

log = logging.getLogger(__name__)
LARGEST_ID = 2**31 - 1
LONGEST_TEXT = 200
# One connection may send so many messages a second, and so many at once; what is more is refused, and read more slowly.
MESSAGES_PER_SECOND, MESSAGES_AT_ONCE = 20, 40
Payload = Mapping[str, Any]
Answer = dict[str, Any]
Handler = Callable[[Actor, Payload], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever is at the other end of a connection: its id, and the papers that it came with."""

    sid: str
    papers: Papers


Door = Callable[[Caller, tuple[object, ...]], Any]
# Every message that there is, what it needs, and who answers it: walked by a test.
MESSAGES: dict[str, Permission] = {}
_handlers: dict[str, Handler] = {}
_doors: dict[str, Door] = {}
# Where a connection's own things are kept, in the environment that it began with.
_PAPERS, _PACE = "conference.papers", "conference.pace"


def message(name: str, permission: Permission) -> Callable[[Handler], Handler]:
    """Answer a socket message with what `handler(actor, payload)` returns; the answer says ok where it returns."""

    def decorate(handler: Handler) -> Handler:
        MESSAGES[name] = permission
        _handlers[name] = handler
        door(name)(lambda caller, said: answer_to(name, said[0] if said else None, caller.papers))
        return handler

    return decorate


def door(name: str) -> Callable[[Door], Door]:
    """Have what Socket.IO calls by a name answered by `handler(caller, what was said)`, inside of an app context."""

    def decorate(handler: Door) -> Door:
        _doors[name] = handler
        return handler

    return decorate


def attach(server: Any) -> None:
    """Have a Socket.IO server open every door, and refuse messages that come too fast; at each server's beginning."""
    for name, handler in _doors.items():
        server.on(name, _receiver(server, handler))
    server._trigger_event = _paced(server, server._trigger_event)  # noqa: SLF001 - all messages come through it


def _receiver(server: Any, handler: Door) -> Callable[..., Any]:
    def receive(sid: str, *said: object) -> Any:
        environ = server.get_environ(sid)
        app: Flask = environ["flask.app"]
        with app.app_context():
            try:
                return handler(Caller(sid, _papers(app, environ)), said)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is logged and answered
                return failed(error)

    return receive


def _papers(app: Flask, environ: dict[str, Any]) -> Papers:
    """Return the papers that a connection came with, read once from its cookie."""
    if _PAPERS not in environ:
        kept = app.session_interface.open_session(app, app.request_class(environ))
        environ[_PAPERS] = read_papers(kept or {})
    papers: Papers = environ[_PAPERS]
    return papers


def _paced(server: Any, trigger: Callable[..., Any]) -> Callable[..., Any]:
    def paced(event: object, namespace: str, sid: str, *arguments: object) -> Any:
        if event in ("connect", "disconnect"):
            return trigger(event, namespace, sid, *arguments)
        environ = server.get_environ(sid, namespace) or {}
        seconds = environ.setdefault(_PACE, Pace(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE)).step()
        if seconds:
            # Whoever sends too fast waits here with all that follows, and takes nobody else's time.
            server.sleep(seconds)
            LIVE_MESSAGES_FAILED.labels("too fast").inc()
            return {"error": _("Too many messages at once. Please wait a moment and try again."), "status": 429}
        if not isinstance(event, str):
            return {"error": _("There is no such message."), "status": 404}
        return trigger(event, namespace, sid, *arguments)

    return paced


def failed(error: BaseException) -> Answer:
    """Answer what nobody foresaw without showing its insides; where it may pass, the page sends the same again."""
    db.session.rollback()
    log.error("A message failed.", exc_info=error)
    if may_pass(error):
        LIVE_MESSAGES_FAILED.labels("database").inc()
        return {"error": _("The database does not answer at the moment. Please try again."), "status": 503}
    LIVE_MESSAGES_FAILED.labels("defect").inc()
    return {"error": _("Something went wrong on our side."), "status": 500}


def answer_to(name: str, payload: object, papers: Papers | None = None) -> Answer:
    """Have a message answered, by whatever door it came; without `papers`, those of the request's session count.

    A name that nobody answers to is refused like nonsense.
    """
    try:
        if name not in _handlers:
            raise NotFound(_("This message says nothing that we understand."))
        conference_id, read = conference_in(payload)
        actor = actor_of(conference_id, papers)
        require(actor, MESSAGES[name])
        return {"ok": 1, **_handlers[name](actor, read)}
    except ConferenceError as refusal:
        db.session.rollback()
        return refused(refusal)


def actor_of(conference_id: int, papers: Papers | None = None) -> Actor:
    """Return who is at the other end, at a conference. Raises `NotFound` for one that is not there for them.

    It is read from the database now, together with what others ask at the same moment.
    """
    actor = askers.ask((conference_id, read_papers(session) if papers is None else papers))
    if actor is None:
        raise NotFound(_("There is no such conference."))
    return actor


def conference_in(payload: object) -> tuple[int, Payload]:
    """Return the conference that a message is about, and what it says. Raises `NotFound` for what is no message."""
    if not isinstance(payload, Mapping):
        raise NotFound(_("This message says nothing that we understand."))
    return id_in(payload, "conference"), payload


def id_in(payload: Payload, name: str) -> int:
    """Return the id that a message carries under a name. Raises `NotFound` for anything else."""
    value = payload.get(name)
    if type(value) is not int or not 0 < value <= LARGEST_ID:
        raise NotFound(_("This message says nothing that we understand."))
    return value


def text_in(payload: Payload, name: str) -> str:
    """Return the short text that a message carries under a name. Raises `NotFound` for anything else."""
    value = payload.get(name)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise NotFound(_("This message says nothing that we understand."))
    return value


def key_in(payload: Payload) -> str:
    """Return the idempotency key of a message that writes. Raises `NotFound` where there is none."""
    value = payload.get("key")
    if not _is_key(value):
        raise NotFound(_("This message says nothing that we understand."))
    return str(value)


def form_key(value: str | None) -> str:
    """Return the key that a form drew, by which it counts once however often it is sent; or a new one."""
    return str(value) if _is_key(value) else token_hex(16)


def _is_key(value: object) -> bool:
    # Without spaces: several keys are kept in one text.
    return isinstance(value, str) and re.fullmatch(r"[!-~]{8,64}", value) is not None


def refused(refusal: ConferenceError) -> Answer:
    """Return a refusal as an acknowledgement: its sentence, its status, and the fields that it is about."""
    # What was refused together with others has a lazy sentence: here its reader's language is known.
    sentence = str(refusal.message)
    answer: Answer = {"error": sentence, "status": refusal.status}
    if isinstance(refusal, InvalidFields):
        answer["fields"] = refusal.fields
    elif refusal.field:
        answer["fields"] = {refusal.field: sentence}
    return answer
