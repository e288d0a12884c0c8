"""Casting a ballot: gathered with others into one transaction, judged under the vote's lock, answered when committed.

Who voted and what was voted stand apart. No log line, no error and no metric has either.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from conference import realtime
from conference.awards.ballot_rows_actions import Seat, claim, messages_counted, taken_commitments, write_ballots
from conference.awards.canonical import HEX_32, HEX_64, commitment_of
from conference.awards.frozen_roll_actions import why_not_on_roll
from conference.awards.models import Award
from conference.awards.receipts import NONCES, RECEIPTS, Receipt, message_of, nonce_for, public_half, signed
from conference.awards.standing_actions import Asked, Standings, standings_under_lock
from conference.derived_keys import derived_key
from conference.errors import ConferenceError, Forbidden, NotFound, Refused, Stale
from conference.extensions import db
from conference.group_commit import GroupCommit
from conference.permissions import Actor, Permission, require


@dataclass(frozen=True, slots=True)
class Cast:
    """One message that carries a ballot. `finalist`, `nonce` and `commitment` are hexadecimal digits.

    Without a nonce the server draws one, the same for the same key; `commitment` None: the server computes it.
    """

    conference_id: int
    participant_id: int
    award_id: int
    number: int
    finalist: str
    nonce: str | None
    commitment: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Counted:
    """That a ballot counts: what its receipt is made from."""

    award: str
    voting: str
    commitment: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A ballot that may be counted, if its voter has none yet and nobody has its commitment."""

    seat: Seat
    nominee_id: int
    nonce: str
    message: str
    counted: Counted


Outcome = Counted | ConferenceError
NO_AWARD = _l("There is no such award.")
TWICE = _l("You have voted already. A ballot is secret, so it cannot be changed.")
TAKEN = _l("This commitment was used before. Please vote again, so that a new one is drawn.")
NOT_OPEN = _l("This vote is not open.")


def cast_ballot(
    actor: Actor, award_id: int, number: int, finalist: str, *, nonce: str | None, commitment: str | None, key: str
) -> Receipt:  # fmt: skip
    """Count a ballot and return its receipt once it is committed; sent again, it is answered again and counted once.

    `number` is that of the voting (1, or 2 for a run-off), `finalist` the finalist's guid without dashes. Raises
    `NotFound` for an award they may not know of and what makes no sense, `Forbidden` outside the roll, `Stale` for
    another vote than the present one, and `Refused` for a vote that is not open, a finalist who does not stand in it,
    a commitment that is wrong or was used, and a second ballot.
    """
    require(actor, Permission.AWARDS_VOTE)
    outcome = ballots.submit(cast_of(actor, award_id, number, finalist, nonce=nonce, commitment=commitment, key=key))
    if isinstance(outcome, ConferenceError):
        # Its sentence is lazy: here, and not where the ballots are gathered, is the language of who reads it known.
        outcome.message = str(outcome.message)
        raise outcome
    return receipt_of(outcome)


def drawn_commitment(voting: str, finalist: str, key: str) -> str:
    """Return the commitment of a ballot whose nonce the server draws from its form's key; `voting` is a guid."""
    return commitment_of(voting, finalist, nonce_for(derived_key(NONCES), f"{voting}:{key}"))


def cast_of(
    actor: Actor, award_id: int, number: int, finalist: str, *, nonce: str | None, commitment: str | None, key: str
) -> Cast:  # fmt: skip
    """Return the ballot that somebody casts, to be judged. Raises `NotFound` for who takes part in nothing."""
    if actor.participant_id is None:
        raise NotFound(str(NO_AWARD))
    return Cast(actor.conference_id, actor.participant_id, award_id, number, finalist, nonce, commitment, key)


def receipt_of(counted: Counted) -> Receipt:
    """Return the receipt of a ballot that is committed."""
    return signed(derived_key(RECEIPTS), counted.award, counted.voting, counted.commitment)


def count_ballots(casts: Sequence[Cast]) -> Sequence[Outcome]:
    """Judge and write ballots that came together; each gets its own outcome (its sentence lazy). Does not commit."""
    standings = standings_under_lock({cast.award_id for cast in casts}, {cast.participant_id for cast in casts})
    judged = [_judged(cast, standings) for cast in casts]
    seats = {_seat(cast, standings) for cast in casts}
    before = messages_counted(seats)
    outcomes: list[Outcome | None] = [
        _known(cast, entry, before, standings) for cast, entry in zip(casts, judged, strict=True)
    ]
    _count_new(judged, outcomes)
    for voting in {entry.seat[0] for entry in judged if isinstance(entry, Ready)}:
        award_id = standings.award_of(voting)
        realtime.changed("award", award_id)
        realtime.changed("award_desk", award_id)
    return [outcome or Refused(TWICE) for outcome in outcomes]


def _seat(cast: Cast, standings: Standings) -> Seat:
    asked = standings.asked.get((cast.award_id, cast.number))
    return (asked.voting_id if asked else 0), cast.participant_id


def _judged(cast: Cast, standings: Standings) -> Ready | ConferenceError:
    """Return a ballot ready to be counted, or why it is refused (a lazy sentence)."""
    try:
        asked = _found(cast, standings)
        if not asked.is_open:
            raise Refused(NOT_OPEN)
        seat = asked.voting_id, cast.participant_id
        if seat not in standings.roll:
            raise Forbidden(why_not_on_roll(db.session.get_one(Award, cast.award_id), cast.participant_id))
        nominee_id = standings.finalists.get((asked.voting_id, cast.finalist))
        if nominee_id is None:
            raise Refused(_l("This finalist does not stand in this vote."), field="finalist")
        nonce, counted = _bound(cast, asked)
    except ConferenceError as refusal:
        return refusal
    return Ready(seat, nominee_id, nonce, message_of(cast.key, counted.commitment), counted)


def _found(cast: Cast, standings: Standings) -> Asked:
    """Return the vote that a ballot is for. Raises `NotFound`, `Stale`, and `Forbidden` for who left."""
    award = standings.awards.get(cast.award_id)
    if award is None or award.conference_id != cast.conference_id or not award.is_public:
        raise NotFound(NO_AWARD)
    if cast.participant_id not in standings.confirmed.get(cast.conference_id, ()):
        raise Forbidden(_l("Only people who take part in the conference can vote."))
    asked = standings.asked.get((cast.award_id, cast.number))
    if asked is None or cast.number != award.present_number:
        if award.present_number == 0:
            raise Refused(NOT_OPEN)
        raise Stale(_l("This is not the vote that is open now. Please look at the page as it is shown now."))
    return asked


def _bound(cast: Cast, asked: Asked) -> tuple[str, Counted]:
    """Return the nonce of a ballot, and what its receipt is made from. Raises `Refused` where they do not fit."""
    nonce = cast.nonce or nonce_for(derived_key(NONCES), f"{asked.guid}:{cast.key}")
    if not HEX_32.fullmatch(nonce) or (cast.commitment is not None and not HEX_64.fullmatch(cast.commitment)):
        raise NotFound(_l("This message says nothing that we understand."))
    commitment = commitment_of(asked.guid, cast.finalist, nonce)
    if cast.commitment is not None and cast.commitment != commitment:
        raise Refused(_l("The commitment does not fit the choice. Please load the page anew and vote again."))
    if public_half(derived_key(RECEIPTS)) != asked.public_key:
        raise Refused(_l("The server cannot sign receipts as was declared. Please tell the organisers."))
    return nonce, Counted(asked.award_guid, asked.guid, commitment)


def _known(
    cast: Cast, entry: Ready | ConferenceError, before: dict[Seat, str], standings: Standings
) -> Outcome | None:  # fmt: skip
    """Return what becomes of a ballot that is refused, or whose voter has one already; None where it is new.

    Whoever's acknowledgement was lost sends the same again, and the vote may be closed meanwhile.
    """
    message = before.get(_seat(cast, standings))
    if message is not None:
        again = _again(cast, message, standings)
        if again is not None:
            return again
    if isinstance(entry, ConferenceError):
        return entry
    return Refused(TWICE) if message is not None else None


def _again(cast: Cast, message: str, standings: Standings) -> Counted | None:
    asked = standings.asked[cast.award_id, cast.number]
    try:
        _nonce, counted = _bound(cast, asked)
    except ConferenceError:
        return None
    return counted if message_of(cast.key, counted.commitment) == message else None


def _count_new(judged: Sequence[Ready | ConferenceError], outcomes: list[Outcome | None]) -> None:
    """Write the ballots that are new, each voter's first one; fill in what became of all that were without an outcome.

    Of several messages of one person the first counts; the same once more is answered again, any other one refused.
    """
    new = [(at, entry) for at, entry in enumerate(judged) if isinstance(entry, Ready) and outcomes[at] is None]
    taken = taken_commitments({(entry.seat[0], entry.counted.commitment) for _at, entry in new})
    first: dict[Seat, Ready] = {}
    for at, entry in new:
        commitment = entry.seat[0], entry.counted.commitment
        if entry.seat in first:
            continue
        if commitment in taken:
            outcomes[at] = Refused(TAKEN)
            continue
        taken.add(commitment)
        first[entry.seat] = entry
    written = write_ballots([first[seat] for seat in claim({seat: one.message for seat, one in first.items()})])
    # Another server may have been faster, with the same message or with another one.
    elsewhere = messages_counted(set(first) - written)
    for at, entry in new:
        if outcomes[at] is None:
            message = first[entry.seat].message if entry.seat in written else elsewhere.get(entry.seat)
            outcomes[at] = entry.counted if message == entry.message else Refused(TWICE if message else TAKEN)


ballots: GroupCommit[Cast, Outcome] = GroupCommit("award ballots", count_ballots)
