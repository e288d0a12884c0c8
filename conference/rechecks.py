"""Whether those who watch still may: asked at once where access was taken away, and of everyone in turn."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from conference import presence
from conference.change_marks import Doubt
from conference.presence import Claim, Watched

ASKED_AT_ONCE = 200
# So long a sweep asks topics themselves whom they are for; what is left over is asked by the next one.
THOROUGH_SECONDS = 0.1
# News of what is committed is here within so long, also from another worker.
NEWS_SECONDS = 0.1

EVERYONE: Doubt = ("everyone", 0)
LEAVING = "leaving "
WHOLE = frozenset({"conference", "everyone"})

# Returns which connections are to be cut off; thoroughly: the topics are asked as well, not only roles and sessions.
Gate = Callable[[Sequence[Claim], bool], Collection[str]]


@dataclass
class _Rechecks:
    gate: Gate = lambda _claims, _thorough: ()
    doubts: set[Doubt] = field(default_factory=set)
    swept: int = 0
    heard: int = 0


_rechecks = _Rechecks()


def guard_with(gate: Gate) -> None:
    """Have `gate` say which connections may no longer watch what they watch."""
    _rechecks.gate = gate


def doubt(doubts: Collection[Doubt]) -> None:
    """Have those asked again whom a doubt is about."""
    _rechecks.doubts.update(doubts)
    _rechecks.heard += len(doubts)


def leaving(watched: Watched, participant_id: int) -> Doubt:
    """Return the doubt that needs no asking: somebody is out of one audience, whatever else they watch."""
    return (f"{LEAVING}{watched[0]} {watched[1]}", participant_id)


def take_leavers() -> dict[Watched, list[str]]:
    """Return which connections here are out of which audience, and doubt it no more."""
    leavers: dict[Watched, set[int | None]] = {}
    for told in [one for one in _rechecks.doubts if one[0].startswith(LEAVING)]:
        _rechecks.doubts.discard(told)
        name, key = told[0].removeprefix(LEAVING).split(" ")
        leavers.setdefault((name, int(key)), set()).add(told[1])
    return {watched: presence.connections_of(watched, people) for watched, people in leavers.items()}


def doubt_everyone() -> None:
    """Have everyone here asked again: what was told in the meantime was not heard."""
    doubt([EVERYONE])


def doubts_heard() -> int:
    """Return how many doubts there have been: who was let in while that rose is to be asked once more."""
    return _rechecks.heard


def has_doubts() -> bool:
    """Tell whether somebody is to be asked."""
    return bool(_rechecks.doubts)


def ask_the_doubtful() -> Iterator[Collection[str]]:
    """Ask those in doubt, some at a time, and yield the connections to be cut off.

    Where a whole conference is in doubt, the topics themselves are left to the sweep: asking them takes long. Where
    the database does not answer, the doubts last, so that nothing is sent before they are settled.
    """
    doubts, _rechecks.doubts = _rechecks.doubts, set()
    few = {doubt for doubt in doubts if doubt[0] not in WHOLE}
    try:
        for thorough, about in ((True, few), (False, doubts - few)):
            claims = presence.claims() if about else ()
            waiting = (claim for claim in claims if not about.isdisjoint(_doubts_about(claim)))
            while some := list(islice(waiting, ASKED_AT_ONCE)):
                yield _rechecks.gate(some, thorough)
    except BaseException:
        _rechecks.doubts |= doubts
        raise


def _doubts_about(claim: Claim) -> list[Doubt]:
    watcher, (name, key) = claim.watcher, claim.watched
    return [
        ("account", watcher.account_id or 0),
        ("participant", watcher.participant_id or 0),
        ("conference", watcher.conference_id or 0),
        EVERYONE,
        (f"topic {name}", key),
    ]


def sweep(see_out: Callable[[], None], over_seconds: float = 0.0) -> Iterator[Collection[str]]:
    """Ask everyone here, some at a time and over so many seconds, and yield the connections to be cut off.

    Sessions, states and roles of all; the topics themselves of as many as the time allows, in turn. Who may no longer
    watch may only be about to leave one audience: `see_out` takes out whoever has left, and the others are asked again.
    """
    everyone = list(presence.claims())
    start = _rechecks.swept % len(everyone) if everyone else 0
    in_turn = everyone[start:] + everyone[:start]
    parts = [in_turn[first : first + ASKED_AT_ONCE] for first in range(0, len(in_turn), ASKED_AT_ONCE)]
    thorough_seconds = 0.0
    for part in parts:
        # Whoever left a topic since is not to be cut off for it.
        some = _still_there(part)
        thorough = thorough_seconds < THOROUGH_SECONDS
        _rechecks.swept += len(part) if thorough else 0
        began = time.monotonic()
        refused = _rechecks.gate(some, thorough)
        thorough_seconds += time.monotonic() - began if thorough else 0
        if refused:
            time.sleep(NEWS_SECONDS)
            see_out()
            refused = _rechecks.gate(_still_there(claim for claim in some if claim.sid in refused), thorough)
        yield refused
        time.sleep(over_seconds / len(parts))
    if not parts:
        time.sleep(over_seconds)


def _still_there(claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.sid in presence.connections(claim.watched)]
