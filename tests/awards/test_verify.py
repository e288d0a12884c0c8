"""The verifier that anyone runs: it finds what was published right, and whatever was changed in it wrong."""

import copy
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from conference.awards.canonical import canonical, commitment_of, sha256
from conference.awards.models import Award
from conference.awards.receipts import Receipt
from conference.awards.record_actions import record_of
from conference.awards.rules import AwardState, DecidedBy, QuorumUnit, TieRule, What
from conference.awards.step_actions import next_step
from conference.extensions import db
from tests import factories as make
from tests.awards import making

Db = scoped_session[Session]
Forge = Callable[[Any], None]
VERIFIER = Path(__file__).resolve().parents[2] / "static" / "verify_award.py"
spec = importlib.util.spec_from_file_location("verify_award", VERIFIER)
assert spec is not None
assert spec.loader is not None
verifier = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verifier)
# Who votes for whom in the first vote, and in the run-off; and what is declared.
CASES: dict[str, tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
    "audience": ((0, 0, 1, 2, 0), (), {}),
    "both": ((0, 1, 1, 2, 1, 2), (), {"decided_by": DecidedBy.BOTH, "jury_weight": 40, "scores": (9, 7, 4)}),
    "tie by jury rank": (
        (0, 0, 1, 1), (),
        {"decided_by": DecidedBy.BOTH, "jury_weight": 0, "tie_rule": TieRule.JURY_RANK, "scores": (3, 8, 1)},
    ),
    "shared": ((0, 0, 2, 2, 1), (), {"tie_rule": TieRule.SHARED}),
    "run-off": ((0, 0, 2, 2, 1), (2, 2, 0), {"tie_rule": TieRule.RUN_OFF}),
    "run-off of a tie": ((0, 2), (2, 0), {"tie_rule": TieRule.RUN_OFF}),
    "below quorum": ((0, 0, 1), (), {"quorum": 90, "quorum_unit": QuorumUnit.PERCENT}),
    "nobody voted": ((), (), {}),
    "jury alone": ((), (), {"decided_by": DecidedBy.JURY, "scores": (5, 9, 9)}),
    "conferred": (
        (), (), {"decided_by": DecidedBy.CONFERRED, "state": AwardState.DRAFT, "citation": "For a life's work."}
    ),
}  # fmt: skip


def _revealed(case: str) -> tuple[Award, list[Receipt]]:
    """Lead an award from its opening to its reveal, and return the receipts of its voters."""
    first, second, overrides = CASES[case]
    house = make.conference()
    people = making.voters(house, 8)
    award = making.award(house, **overrides)
    if award.decided_by is DecidedBy.CONFERRED:
        award.nominees[0].is_chosen = True
        db.session.commit()
    receipts: list[Receipt] = []
    while (following := next_step(award.id)) is not None:
        making.step(award, following.what)
        if award.state is AwardState.VOTING:
            choices = first if following.what is What.OPEN else second
            receipts += [making.vote(person, award, one) for person, one in zip(people, choices, strict=False)]
    return award, receipts


def _record(award: Award) -> str:
    return record_of(making.moderator_of(award), award.id)


def _run(folder: Path, record: str, receipt: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the verifier as people do: with a Python of its own, which finds none of our packages."""
    files = {"record.json": record} | ({"receipt.json": receipt} if receipt is not None else {})
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    command = [sys.executable, "-I", "-S", str(VERIFIER), *(str(folder / name) for name in files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _hashed(entry: Any) -> str:
    return sha256(canonical(entry))


def _heads(record: Any) -> list[str]:
    """Return the heads that people have seen: of each opening and closing."""
    return [_hashed(entry) for entry in record["log"] if entry["kind"] in {"opening", "closing"}]


def _rehashed(record: Any) -> Any:
    """Return a record whose hashes follow from what it says now, as one forges it who can write everything."""
    previous = "0" * 64
    for number, entry in enumerate(record["log"], start=1):
        if entry["kind"] == "opening":
            entry["what"]["frozen_sha256"] = _hashed(entry["what"]["frozen"])
        entry["number"], entry["previous"] = number, previous
        previous = _hashed(entry)
    record["head"] = {"number": len(record["log"]), "hash": previous}
    return record


def _is_caught(path: Path, text: str | bytes) -> bool:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        verifier.main([path])
    except SystemExit as end:
        return str(end.code).startswith("WRONG: ")
    return False


@pytest.mark.parametrize("case", CASES)
def test_what_was_published_holds_and_so_do_its_receipts(session: Db, tmp_path: Path, case: str) -> None:
    award, receipts = _revealed(case)
    record = _record(award)
    plain = _run(tmp_path, record)
    assert (plain.returncode, plain.stderr) == (0, "")
    assert all(head in plain.stdout for head in _heads(json.loads(record)))
    for receipt in receipts:
        assert _run(tmp_path, record, json.dumps(asdict(receipt))).returncode == 0


def test_no_byte_of_a_record_can_be_changed(
    session: Db, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    award, _receipts = _revealed("run-off of a tie")
    record, path = _record(award).encode(), tmp_path / "record.json"
    for at, byte in enumerate(record):
        # A digit for a digit and a letter for a letter, so that most of it is still JSON.
        changed = record[:at] + bytes([byte ^ 1]) + record[at + 1 :]
        assert _is_caught(path, changed), (at, changed[at - 20 : at + 20])
    for changed in (record[:-1], record + b"\n", b" " + record, b"", b"{}", b"[]", b"null", b"{" * 5000):
        assert _is_caught(path, changed)
    capsys.readouterr()


def _of_kind(record: Any, kind: str) -> Any:
    return next(entry["what"] for entry in record["log"] if entry["kind"] == kind)


def _voting(record: Any) -> str:
    """Return the first vote."""
    voting: str = _of_kind(record, "opening")["voting"]
    return voting


def _ballots(record: Any) -> Any:
    return record["ballots"][_voting(record)]


def _finalists(record: Any) -> list[str]:
    return [one["id"] for one in _of_kind(record, "opening")["frozen"]["finalists"]]


def _move_ballot(record: Any) -> None:
    """Let somebody have voted for somebody else, with a commitment, a log and a tally to match."""
    voting, row, ids = _voting(record), _ballots(record)[0], _finalists(record)
    before, other = list(row), next(one for one in ids if one != row[1])
    row[1], row[0] = other, commitment_of(voting, other, row[2])
    _ballots(record).sort()
    logged = _of_kind(record, "commitments")["commitments"]
    logged[logged.index(before[0])] = row[0]
    tally = _of_kind(record, "reveal")["votings"][0]["tally"]
    tally[before[1]] -= 1
    tally[other] += 1


def _add_ballot(record: Any) -> None:
    voting, chosen, nonce = _voting(record), _finalists(record)[0], "ab" * 16
    commitment = commitment_of(voting, chosen, nonce)
    _ballots(record).append([commitment, chosen, nonce])
    _ballots(record).sort()
    _of_kind(record, "commitments")["commitments"].append(commitment)
    closing = _of_kind(record, "closing")
    for name in ("ballots", "participations", "commitments"):
        closing[name] += 1
    _of_kind(record, "reveal")["votings"][0]["tally"][chosen] += 1


def _swap_choices(record: Any) -> None:
    rows = _ballots(record)
    one, other = next((a, b) for a in rows for b in rows if a[1] != b[1])
    one[1], other[1] = other[1], one[1]


def _crown(record: Any) -> None:
    result = _of_kind(record, "reveal")["result"]
    lines = result["lines"]
    result["winners"] = [lines[-1]["id"]]
    lines[0]["place"], lines[-1]["place"] = lines[-1]["place"], lines[0]["place"]


def _tell(record: Any) -> None:
    _of_kind(record, "reveal")["votings"][0]["tally"][_finalists(record)[0]] = 9


def _score(record: Any) -> None:
    sealed = _of_kind(record, "reveal")["sealed"] or {"scores": {}}
    sealed["scores"][_finalists(record)[2]] = "10"
    _of_kind(record, "reveal")["sealed"] = sealed


def _drop(kind: str) -> Forge:
    def drop(record: Any) -> None:
        record["log"].remove(next(entry for entry in record["log"] if entry["kind"] == kind))

    return drop


FROZEN: dict[str, Any] = {
    "jury_weight": 77, "tie_rule": "jury_rank", "decided_by": "jury", "quorum": {"least": 8, "unit": "ballots"},
    "open_tally": True, "closes_at": "2030-01-01T00:00:00+00:00", "public_key": "00" * 32,
}  # fmt: skip


def _declare(name: str) -> Forge:
    return lambda record: _of_kind(record, "opening")["frozen"].update({name: FROZEN[name]})


FORGERIES: dict[str, Forge] = {
    "a ballot moved": _move_ballot,
    "a ballot added": _add_ballot,
    "a ballot taken out": lambda record: _ballots(record).pop(),
    "a ballot twice": lambda record: _ballots(record).insert(0, _ballots(record)[0]),
    "choices swapped": _swap_choices,
    "another winner": _crown,
    "another tally": _tell,
    "other scores": _score,
    "another outcome": lambda record: _of_kind(record, "reveal")["result"].update(outcome="shared"),
    "another salt": lambda record: _of_kind(record, "reveal")["votings"][0].update(salt="0" * 32),
    "another time of closing": lambda record: _of_kind(record, "closing").update(at="2030-01-01T00:00:00+00:00"),
    "finalists in another order": lambda record: _of_kind(record, "opening")["frozen"]["finalists"].reverse(),
    "a larger roll": lambda record: _of_kind(record, "opening")["frozen"]["roll"].update(size=900),
    "no opening": _drop("opening"),
    "no commitments": _drop("commitments"),
    "no closing": _drop("closing"),
    "no reveal": _drop("reveal"),
    "the reveal before the closing": lambda record: record["log"].insert(1, record["log"].pop()),
    "another vote's ballots": lambda record: record["ballots"].update({"0" * 32: []}),
    **{f"another {name}": _declare(name) for name in FROZEN},
}


@pytest.mark.parametrize("case", ["both", "run-off"])
def test_whatever_is_forged_is_caught_or_has_other_heads(
    session: Db, tmp_path: Path, case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    award, _receipts = _revealed(case)
    record = json.loads(_record(award))
    path, seen = tmp_path / "record.json", _heads(record)
    for name, forge in FORGERIES.items():
        forged = copy.deepcopy(record)
        forge(forged)
        assert _is_caught(path, canonical(forged)), name
        # Who can write everything can write a log anew; the heads that people have seen are then others.
        rehashed = _rehashed(forged)
        assert _is_caught(path, canonical(rehashed)) or _heads(rehashed) != seen, name
    capsys.readouterr()


def test_forged_receipts_and_receipts_of_other_votes_are_caught(session: Db, tmp_path: Path) -> None:
    award, receipts = _revealed("audience")
    _other_award, others = _revealed("audience")
    record, good = _record(award), asdict(receipts[0])
    signature = bytes.fromhex(good["signature"])
    forged = {
        "another ballot's commitment": {**good, "commitment": receipts[1].commitment},
        "a commitment of nobody's": {**good, "commitment": "0" * 64},
        "another signature": {**good, "signature": receipts[1].signature},
        "a bit of the signature": {**good, "signature": bytes([signature[0] ^ 1, *signature[1:]]).hex()},
        "a longer signature": {**good, "signature": good["signature"] + "00"},
        "a shorter signature": {**good, "signature": good["signature"][:-2]},
        "no signature": {**good, "signature": ""},
        "another award": {**good, "award": "0" * 32},
        "another vote's": asdict(others[0]),
    }
    for name, receipt in forged.items():
        answer = _run(tmp_path, record, json.dumps(receipt))
        assert answer.returncode == 1, name
        assert answer.stderr.startswith("WRONG: "), name
    for text in ("", "null", "[]", "7", '"receipt"', "{}"):
        assert _run(tmp_path, record, text).returncode == 1, text


def test_a_receipt_of_a_ballot_that_is_gone_is_caught(session: Db, tmp_path: Path) -> None:
    award, receipts = _revealed("audience")
    record = json.loads(_record(award))
    _move_ballot(record)
    gone = next(one for one in receipts if one.commitment not in {row[0] for row in _ballots(record)})
    assert _run(tmp_path, canonical(_rehashed(record)), json.dumps(asdict(gone))).returncode == 1
