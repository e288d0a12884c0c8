"""Casting a ballot: gathered with others into one transaction, judged under the poll's lock, answered when committed.

Whose ballot says what is in no log line and in no error, in named polls neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import lazy_gettext as _l

from conference import realtime
from conference.agenda.sight_actions import who_sees_item
from conference.errors import ConferenceError, Forbidden, NotFound, Refused, Stale
from conference.group_commit import GroupCommit
from conference.permissions import Actor, Permission, require
from conference.polls.answers import Answer, read_answer
from conference.polls.asking_actions import Asking, askings_under_lock
from conference.polls.ballot_rows_actions import Key, Seat, claim, keys_counted, standings_of, write_standings
from conference.polls.casting import Counted, Standing
from conference.polls.eligibility import WHY_NOT, Voter, WhyNot, segment_of, why_not
from conference.polls.rules import Secrecy
from conference.polls.turnout_actions import voters_of


@dataclass(frozen=True, slots=True)
class Cast:
    """One message that carries a ballot."""

    conference_id: int
    participant_id: int
    poll_id: int
    round_number: int
    payload: object
    key: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a ballot, once it is committed."""

    counted: Counted


Outcome = Receipt | ConferenceError
# A ballot that may be counted: whose in which round, what it says, in which segment.
Ready = tuple[Key, Answer, str]
NOBODY = Voter(frozenset())
NO_POLL = _l("There is no such poll.")


@dataclass
class _Batch:
    """What is known when ballots are judged."""

    askings: dict[int, Asking]
    voters: dict[int, tuple[Voter, Actor]]
    seers: dict[int, frozenset[int]] = field(default_factory=dict)


def cast_ballot(actor: Actor, poll_id: int, round_number: int, payload: object, key: str) -> Receipt:
    """Count a ballot and return once it is committed; sent twice with one key, it counts once.

    Raises `NotFound` for a poll they may not know of, `Forbidden` outside the eligible group, `Stale` where the poll
    was asked anew meanwhile, and `Refused` for a poll that is not open, an answer that is none (with its field) and
    a second ballot in an anonymous poll.
    """
    require(actor, Permission.POLLS_ANSWER)
    outcome = ballots.submit(cast_of(actor, poll_id, round_number, payload, key))
    if isinstance(outcome, ConferenceError):
        # Its sentence is lazy: here, and not where the ballots are gathered, is the language of who reads it known.
        outcome.message = str(outcome.message)
        raise outcome
    return outcome


def cast_of(actor: Actor, poll_id: int, round_number: int, payload: object, key: str) -> Cast:
    """Return the ballot that somebody casts, to be judged. Raises `NotFound` for who takes part in nothing."""
    if actor.participant_id is None:
        raise NotFound(str(NO_POLL))
    return Cast(actor.conference_id, actor.participant_id, poll_id, round_number, payload, key)


def count_ballots(casts: Sequence[Cast]) -> Sequence[Outcome]:
    """Judge and write ballots that came together; each gets its own outcome (its sentence lazy). Does not commit."""
    batch = _read(casts)
    ready: list[Ready | ConferenceError] = [_judged(cast, batch) for cast in casts]
    counted_before = _keys_of_refused(ready, casts)
    standings = _stand(ready, casts, batch)
    outcomes = [
        Receipt(Counted.AGAIN) if cast.key in counted_before.get(_seat(cast), ()) else _counted(entry, cast, standings)
        for entry, cast in zip(ready, casts, strict=True)
    ]
    askings = {asking.round_id: asking for asking in batch.askings.values()}
    written = write_standings(standings, {round_id: asking.asked for round_id, asking in askings.items()})
    for round_id in written:
        realtime.changed("poll", askings[round_id].poll_id)
        realtime.changed("poll_desk", askings[round_id].poll_id)
    return outcomes


def _read(casts: Sequence[Cast]) -> _Batch:
    """Lock the polls and read what ballots are judged by."""
    askings = askings_under_lock({cast.poll_id for cast in casts})
    people = frozenset(cast.participant_id for cast in casts)
    voters: dict[int, tuple[Voter, Actor]] = {}
    for conference_id in {asking.conference_id for asking in askings.values()}:
        voters |= voters_of(conference_id, people)
    batch = _Batch(askings, voters)
    for asking in askings.values():
        if asking.item_id is not None:
            actors = [actor for _voter, actor in voters.values() if actor.conference_id == asking.conference_id]
            batch.seers[asking.poll_id] = who_sees_item(asking.conference_id, asking.item_id, actors)
    return batch


def _judged(cast: Cast, batch: _Batch) -> Ready | ConferenceError:
    """Return a ballot ready to be counted, or why it is refused (a lazy sentence)."""
    try:
        asking, voter = _found(cast, batch)
        reason = why_not(asking.eligibility, voter)
        if reason is not None:
            raise Forbidden(WHY_NOT[reason])
        _refuse_untimely(cast, asking)
        answer = read_answer(asking.asked, cast.payload)
    except ConferenceError as refusal:
        return refusal
    return (asking.round_id, cast.participant_id), answer, segment_of(asking.segment_by, voter)


def _found(cast: Cast, batch: _Batch) -> tuple[Asking, Voter]:
    """Return the poll that a ballot is for and who casts it. Raises `NotFound`, and `Forbidden` for who left."""
    asking = batch.askings.get(cast.poll_id)
    if asking is None or asking.conference_id != cast.conference_id or asking.is_unasked:
        raise NotFound(NO_POLL)
    voter, actor = batch.voters.get(cast.participant_id, (NOBODY, None))
    if actor is None or actor.conference_id != cast.conference_id:
        raise Forbidden(WHY_NOT[WhyNot.NOT_THERE])
    if cast.participant_id not in batch.seers.get(cast.poll_id, {cast.participant_id}):
        raise NotFound(NO_POLL)
    return asking, voter


def _refuse_untimely(cast: Cast, asking: Asking) -> None:
    """Raise `Stale` for a ballot of an earlier round, and `Refused` where nothing is counted now."""
    if asking.is_over:
        raise Refused(_l("The conference is over: nothing can be answered any more."))
    if cast.round_number != asking.round_number:
        raise Stale(_l("This poll was asked anew. Please answer it as it is shown now."))
    if not asking.is_open:
        raise Refused(_l("The poll closed before this answer arrived. It does not count."))


def _keys_of_refused(ready: Sequence[Ready | ConferenceError], casts: Sequence[Cast]) -> Mapping[Seat, Sequence[str]]:
    """Return the keys that were counted of those whose ballots are refused by now.

    Whose acknowledgement was lost sends the same again, and the poll may be closed, or asked anew, meanwhile.
    """
    return keys_counted({_seat(cast) for entry, cast in zip(ready, casts, strict=True) if not isinstance(entry, tuple)})


def _seat(cast: Cast) -> Seat:
    return cast.poll_id, cast.round_number, cast.participant_id


def _stand(ready: Sequence[Ready | ConferenceError], casts: Sequence[Cast], batch: _Batch) -> dict[Key, Standing]:
    """Return where everyone stands whose ballot is to be counted; who had no ballot there takes part from now on."""
    first_keys: dict[Key, str] = {}
    for entry, cast in zip(ready, casts, strict=True):
        if not isinstance(entry, ConferenceError):
            first_keys.setdefault(entry[0], cast.key)
    named = {
        asking.round_id: asking.secrecy is Secrecy.NAMED for asking in batch.askings.values()
    }  # fmt: skip
    claimed = claim(first_keys)
    return {
        key: replace(standing, changeable=named[key[0]]) for key, standing in standings_of(first_keys, claimed).items()
    }


def _counted(entry: Ready | ConferenceError, cast: Cast, standings: Mapping[Key, Standing]) -> Outcome:
    if isinstance(entry, ConferenceError):
        return entry
    key, answer, segment = entry
    counted = standings[key].cast(answer, segment, cast.key)
    if counted is None:
        return Refused(_l("You have answered already. This poll is anonymous, so an answer cannot be changed."))
    return Receipt(counted)


ballots: GroupCommit[Cast, Outcome] = GroupCommit("ballots", count_ballots)
