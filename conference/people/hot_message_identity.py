"""Messages that hundreds send at the same moment: read, judged and written together, each with its own answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from flask_babel import gettext as _

from conference.errors import ConferenceError, NotFound
from conference.gathering import Gathering
from conference.group_commit import WINDOW_SECONDS, GroupCommit
from conference.people.actor_actions import actors_of
from conference.people.message_identity import Answer, Caller, Payload, conference_in, door, message, refused
from conference.people.papers import Papers
from conference.permissions import Actor, Permission, require

Write = TypeVar("Write")
Outcome = TypeVar("Outcome")
Reader = Callable[[Actor, Payload], Write]
Answered = Mapping[str, Any] | ConferenceError


class _Said(NamedTuple):
    """A message as it came."""

    conference_id: int
    papers: Papers
    payload: Payload


def hot_message(
    name: str,
    permission: Permission,
    writer: GroupCommit[Write, Outcome | ConferenceError],
    tell: Callable[[Outcome], Mapping[str, Any]],
) -> Callable[[Reader[Write]], Reader[Write]]:
    """Have what `read(actor, payload)` makes of a message written by `writer`; the answer says what `tell` has of it.

    Those that come by socket at the same moment are one batch from the beginning: who sent them is read for all, then
    all are written in one transaction, and one waiting does for both.
    """

    def decorate(read: Reader[Write]) -> Reader[Write]:
        def told(outcome: Outcome | ConferenceError) -> Answered:
            return outcome if isinstance(outcome, ConferenceError) else tell(outcome)

        def answer_all(gathered: Sequence[_Said]) -> list[Answered]:
            actors = actors_of([(said.conference_id, said.papers) for said in gathered])
            read_by = [_tried(read, permission, actor, said) for actor, said in zip(actors, gathered, strict=True)]
            outcomes = iter(writer.commit([one for one in read_by if not isinstance(one, ConferenceError)]))
            return [one if isinstance(one, ConferenceError) else told(next(outcomes)) for one in read_by]

        crowd: Gathering[_Said, Answered] = Gathering(name, WINDOW_SECONDS, answer_all)

        @message(name, permission)
        def answer_one(actor: Actor, payload: Payload) -> Mapping[str, Any]:
            return _raised(told(writer.submit(read(actor, payload))))

        @door(name)
        def answer_with_others(caller: Caller, said: tuple[object, ...]) -> Answer:
            try:
                conference_id, payload = conference_in(said[0] if said else None)
                return {"ok": 1, **_raised(crowd.ask(_Said(conference_id, caller.papers, payload)))}
            except ConferenceError as refusal:
                return refused(refusal)

        return read

    return decorate


def _tried(read: Reader[Write], permission: Permission, actor: Actor | None, said: _Said) -> Write | ConferenceError:
    """Return what is to be written for a message, or why it is refused."""
    try:
        if actor is None:
            raise NotFound(_("There is no such conference."))
        require(actor, permission)
        return read(actor, said.payload)
    except ConferenceError as refusal:
        return refusal


def _raised(answer: Answered) -> Mapping[str, Any]:
    if isinstance(answer, ConferenceError):
        raise answer
    return answer
