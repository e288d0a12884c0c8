"""What a server that lies could publish: both verifiers refuse it, each for itself, and agree on what is honest."""

import copy
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from conference.awards.canonical import canonical, sha256
from conference.awards.models import Award
from conference.awards.record_actions import record_of
from conference.awards.rules import AwardState, DecidedBy, TieRule
from conference.awards.step_actions import next_step
from conference.extensions import db
from tests import factories as make
from tests.awards import making
from tests.awards.verifiers import held_by_browser, held_by_python

Db = scoped_session[Session]
Forge = Callable[[Any], None]
# By name: a record, and receipts that are checked with it.
Said = dict[str, tuple[str, Sequence[str]]]


def _record(choices: tuple[int, ...], again: tuple[int, ...] = (), **overrides: Any) -> tuple[Any, list[str]]:
    """Lead an award from its opening to its reveal; return its record and the receipts as texts."""
    house = make.conference()
    people = making.voters(house, 8)
    award = making.award(house, **overrides)
    if award.decided_by is DecidedBy.CONFERRED:
        award.nominees[0].is_chosen = True
        db.session.commit()
    receipts, rounds = [], iter([choices, again])
    while (following := next_step(award.id)) is not None:
        making.step(award, following.what)
        if award.state is AwardState.VOTING:
            receipts += [making.vote(person, award, one) for person, one in zip(people, next(rounds), strict=False)]
    return json.loads(_text(award)), [json.dumps(receipt.to_json()) for receipt in receipts]


def _text(award: Award) -> str:
    return record_of(making.moderator_of(award), award.id)


def _hashed(value: Any) -> str:
    return sha256(canonical(value))


def _of(record: Any, kind: str, at: int = 0) -> Any:
    return [entry["what"] for entry in record["log"] if entry["kind"] == kind][at]


def _forged(record: Any, forge: Forge) -> str:
    """Return a record with all hashes made to fit, as one forges it who can write everything from the beginning."""
    record = copy.deepcopy(record)
    forge(record)
    reveal = record["log"][-1]["what"]
    sealed = None if reveal["sealed"] is None else _hashed(reveal["sealed"])
    salts = {told["voting"]: told["salt"] for told in reveal["votings"]}
    is_one_vote, previous = len(salts) == 1, "0" * 64
    for number, entry in enumerate(record["log"], start=1):
        what = entry["what"]
        if entry["kind"] == "opening":
            if what["frozen"]["sealed_sha256"] is not None:
                what["frozen"]["sealed_sha256"] = sealed
            what["frozen_sha256"] = _hashed(what["frozen"])
        if is_one_vote and what.get("sealed_sha256") == "fits":
            what["sealed_sha256"] = _hashed({"result": reveal["result"], "salt": salts[what["voting"]]})
        entry["number"], entry["previous"] = number, previous
        previous = _hashed(entry)
    record["head"] = {"number": len(record["log"]), "hash": previous}
    return canonical(record)


def _sealed_by(kind: str, act: str) -> Forge:
    def forge(record: Any) -> None:
        at = next(n for n, entry in enumerate(record["log"]) if entry["kind"] == "closing")
        told = record["log"][at]["what"]
        what = {"voting": told["voting"], "at": told["at"], "act": act, "sealed_sha256": told["sealed_sha256"]}
        record["log"][at] = {"kind": kind, "what": what}

    return forge


def _seal_twice(record: Any) -> None:
    at = next(n for n, entry in enumerate(record["log"]) if entry["kind"] == "closing")
    told = record["log"][at]["what"]
    what = {"voting": told["voting"], "at": told["at"], "act": "checked", "sealed_sha256": told["sealed_sha256"]}
    told["sealed_sha256"] = "0" * 64
    record["log"].insert(at + 1, {"kind": "act", "what": what})


def _move_by_a_colon(record: Any) -> None:
    """Let a finalist's name begin as another's, so that one commitment fits two choices."""
    voting, rows = _of(record, "opening")["voting"], record["ballots"][_of(record, "opening")["voting"]]
    chosen = rows[0][1]
    rows[0][2] = f"{'a' * 16}:{'b' * 15}"
    before, rows[0][0] = rows[0][0], sha256(f"{voting}:{chosen}:{rows[0][2]}")
    rows.sort()
    logged = _of(record, "commitments")["commitments"]
    logged[logged.index(before)] = next(row[0] for row in rows if row[2].startswith("aaaa"))


def _entry(kind: str, **what: Any) -> Forge:
    def forge(record: Any) -> None:
        voting = _of(record, "opening")["voting"]
        record["log"].insert(1, {"kind": kind, "what": {"voting": voting, "at": "2020-11-20", **what}})

    return forge


def _extend_closed(record: Any) -> None:
    voting = _of(record, "opening")["voting"]
    record["log"].insert(-1, {"kind": "act", "what": {"voting": voting, "at": "2020-11-20", "act": "extended"}})


def _declare(path: str, value: Any) -> Forge:
    def forge(record: Any) -> None:
        at, *names = path.split(".")
        place = _of(record, at)
        for name in names[:-1]:
            place = place[name] if isinstance(place, dict) else place[int(name)]
        place[names[-1]] = value

    return forge


def _score(text: Any) -> Forge:
    def forge(record: Any) -> None:
        first = _of(record, "opening")["frozen"]["finalists"][0]["id"]
        _of(record, "reveal")["sealed"]["scores"][first] = text

    return forge


def _rows(change: Callable[[Any], Any]) -> Forge:
    def forge(record: Any) -> None:
        guid = _of(record, "opening")["voting"]
        record["ballots"][guid] = change(record["ballots"][guid])

    return forge


def _overlap(record: Any) -> None:
    at = max(n for n, entry in enumerate(record["log"]) if entry["kind"] == "opening")
    record["log"].insert(1, record["log"].pop(at))


def _finalist_twice(record: Any) -> None:
    finalists = _of(record, "opening")["frozen"]["finalists"]
    finalists.append(finalists[0])


FORGERIES: dict[str, Forge] = {
    "a vote that was never closed": _sealed_by("act", "checked"),
    "a closing by another name": _sealed_by("checked", "checked"),
    "a result sealed a second time": _seal_twice,
    "a ballot that fits two choices": _move_by_a_colon,
    "an entry of no kind": _entry("note", text="nothing"),
    "an act of no kind": _entry("act", act="counted"),
    "an opening as an act": _entry("act", act="opening"),
    "a reveal as an act": _entry("act", act="reveal"),
    "an act about no vote": _entry("act", act="extended", voting="0" * 32),
    "more time after the closing": _extend_closed,
    "true for one": _declare("reveal.votings.0.tally", True),
    "a count with a point": _declare("closing.ballots", 3.0),
    "a count that is true": _declare("closing.participations", True),
    "a roll with a point": _declare("opening.frozen.roll.size", 8.0),
    "a roll in a text": _declare("opening.frozen.roll.size", "8"),
    "a quorum that is true": _declare("opening.frozen.quorum.least", True),
    "a quorum below nothing": _declare("opening.frozen.quorum.least", -1),
    "a quorum larger than numbers": _declare("opening.frozen.quorum.least", 2**60),
    "a quorum of no unit": _declare("opening.frozen.quorum.unit", "people"),
    "a weight of more than all": _declare("opening.frozen.jury_weight", 150),
    "a weight that is no number": _declare("opening.frozen.jury_weight", float("inf")),
    "decided by nobody": _declare("opening.frozen.decided_by", "constructor"),
    "a tie rule of one's own": _declare("opening.frozen.tie_rule", "first"),
    "no list of finalists": _declare("opening.frozen.finalists", None),
    "a finalist twice": _finalist_twice,
    "a reveal of a list of votes": _declare("reveal.voting", [[]]),
    "a name that is none": _declare("opening.frozen.finalists.2.name", {}),
    "ballots with more than three parts": _rows(lambda rows: [[*row, "more"] for row in rows]),
    "ballots that are no list": _rows(lambda rows: {row[0]: row for row in rows}),
    "commitments that are no list": _entry("commitments", commitments=""),
    "something sealed that nobody froze": _declare("reveal.sealed", {}),
    "a time with half a letter": _declare("closing.at", "\ud800"),
}


@pytest.mark.node
def test_no_verifier_believes_what_a_server_could_never_say(session: Db, tmp_path: Path) -> None:
    record, _receipts = _record((0, 0, 1))
    for entry in record["log"]:
        if entry["kind"] == "closing":
            entry["what"]["sealed_sha256"] = "fits"
    forged: Said = {}
    for name, forge in FORGERIES.items():
        try:
            forged[name] = _forged(record, forge), []
        except (UnicodeEncodeError, ValueError):
            # What no canonical text says is said in another one.
            plain = copy.deepcopy(record)
            forge(plain)
            forged[name] = json.dumps(plain), []
    forged["nothing forged"] = _forged(record, lambda record: record.update()), []
    assert held_by_python(tmp_path / "python", forged) == {"nothing forged"}
    assert held_by_browser(tmp_path / "browser", forged) == {"nothing forged"}


SCORES: tuple[Any, ...] = (
    9,
    9.0,
    "9.0",
    "1e1",
    " 9",
    "9 ",
    "9_0",
    "0x9",
    "",
    "-9",
    "+9",
    "9/0",
    "9/1/1",
    "\u0669",
    None,
    [],
    {},
    True,
)


@pytest.mark.node
def test_no_verifier_believes_scores_that_are_no_fractions(session: Db, tmp_path: Path) -> None:
    record, _receipts = _record((0, 0, 1), decided_by=DecidedBy.BOTH, scores=(9, 7, 4))
    sealed = copy.deepcopy(record)
    for entry in sealed["log"]:
        if entry["kind"] == "closing":
            entry["what"]["sealed_sha256"] = "fits"
    forged: Said = {f"{number}": (_forged(sealed, _score(text)), []) for number, text in enumerate(SCORES)}
    forged["no scores"] = _forged(sealed, _declare("reveal.sealed.scores", [])), []
    forged["a list"] = _forged(sealed, _declare("reveal.sealed", [1])), []
    forged["honest"] = _forged(sealed, _score("9")), []
    assert held_by_python(tmp_path / "python", forged) == {"honest"}
    assert held_by_browser(tmp_path / "browser", forged) == {"honest"}


@pytest.mark.node
def test_no_verifier_believes_a_run_off_before_the_first_vote_was_closed(session: Db, tmp_path: Path) -> None:
    record, _receipts = _record((0, 0, 2, 2, 1), (0, 0, 2), tie_rule=TieRule.RUN_OFF)
    forged: Said = {"overlap": (_forged(record, _overlap), []), "honest": (canonical(record), [])}
    assert held_by_python(tmp_path / "python", forged) == {"honest"}
    assert held_by_browser(tmp_path / "browser", forged) == {"honest"}


HONEST: dict[str, Any] = {
    "audience": {"choices": (0, 0, 1, 2)},
    "nobody voted": {"choices": ()},
    "quorum": {"choices": (0, 1), "quorum": 5},
    "both": {"choices": (0, 1, 1), "decided_by": DecidedBy.BOTH, "jury_weight": 33, "scores": (9, 7, 4)},
    "jury": {"choices": (), "decided_by": DecidedBy.JURY, "scores": (5, 9, 9)},
    "run-off": {"choices": (0, 0, 1, 1, 2), "again": (1, 0, 1), "tie_rule": TieRule.RUN_OFF},
    "conferred": {
        "choices": (), "decided_by": DecidedBy.CONFERRED, "state": AwardState.DRAFT, "citation": "For a life's work.",
    },
    "names of all kinds": {"choices": (0,), "title": '\U0001f3c6 \u2028 <script>alert(1)</script> "\\ \u202e \x7f'},
}  # fmt: skip


@pytest.mark.node
def test_both_verifiers_believe_what_is_honest_with_its_receipts_and_no_forged_receipt(
    session: Db, tmp_path: Path
) -> None:
    said: Said = {}
    forged: Said = {}
    for name, case in HONEST.items():
        record, receipts = _record(**case)
        said[name] = canonical(record), receipts
        for number, receipt in enumerate(receipts[:1]):
            good = json.loads(receipt)
            for how, changed in {
                "capitals": {**good, "signature": good["signature"].upper()},
                "spaces": {**good, "signature": f"{good['signature'][:64]} {good['signature'][64:]}"},
                "a number": {**good, "commitment": 7},
                "nothing": {**good, "signature": None},
            }.items():
                forged[f"{name} {number} {how}"] = canonical(record), [json.dumps(changed)]
    assert held_by_python(tmp_path / "python", {**said, **forged}) == set(said)
    assert held_by_browser(tmp_path / "browser", {**said, **forged}) == set(said)
