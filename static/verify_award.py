"""Check the vote on an award from what was published: python3 verify_award.py record.json [receipt.json].

It needs Python 3.8 and nothing else, prints heads, tally and winner, and ends with 1 and a sentence at the first thing
that is wrong. Compare the heads with what the projector showed, or with the mails to jury and observers.
"""

import hashlib
import json
import re
import sys
from fractions import Fraction
from pathlib import Path

FORMAT = "conference-award-record-1"
WAYS, TIES = ("jury", "audience", "both", "conferred"), ("jury_rank", "run_off", "shared")
UNITS = ("ballots", "percent")
SCORE = "[0-9]+(/0*[1-9][0-9]*)?"
# Ed25519 (RFC 8032): its field, the order of its points, its curve, and the point that keys are multiples of.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, BASE = -121665 * pow(121666, -1, P) % P, bytes([0x58] + [0x66] * 31)


def must(holds, sentence):
    if not holds:
        sys.exit(f"WRONG: {shown(sentence)}")


def shown(text):
    # What was published may not move the cursor, or write lines of its own.
    return "".join(one if one.isprintable() else "?" for one in text)


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def whole(text):
    number = int(text)
    must(abs(number) < 2**53, "there is a number that not everybody reads alike.")
    return number


def read(text):
    # Numbers with a point, an exponent or no end are refused by `int`.
    return json.loads(text, parse_int=whole, parse_float=whole, parse_constant=whole)


def same(one, other):
    # As texts, for Python takes 1 and true for equal.
    return canonical(one) == canonical(other)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def is_hex(digits, *texts):
    return all(isinstance(text, str) and re.fullmatch(f"[0-9a-f]{{{digits}}}", text) for text in texts)


def added(a, b):
    both = D * a[0] * b[0] * a[1] * b[1]
    x, y = a[0] * b[1] + a[1] * b[0], a[1] * b[1] + a[0] * b[0]
    return x * pow(1 + both, -1, P) % P, y * pow(1 - both, -1, P) % P


def times(number, point):
    rest = times(number >> 1, added(point, point)) if number > 1 else (0, 1)
    return added(rest, point) if number & 1 else rest


def point_of(data):
    y, is_odd = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    must(x * x % P == square and len(data) == 32, "the receipt's signature is none.")
    return (x if x % 2 == is_odd else P - x), y


def is_signed(public, said, signature):
    scalar = int.from_bytes(signature[32:], "little")
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + said).digest(), "little")
    other = added(point_of(signature[:32]), times(challenge % L, point_of(public)))
    return len(signature) == 64 and scalar < L and times(scalar, point_of(BASE)) == other


def result_of(frozen, tally, sealed, run_off=None):
    """Return the result by the rules that were declared, in exact fractions."""
    by, rule, quorum, roll = frozen["decided_by"], frozen["tie_rule"], frozen["quorum"], frozen["roll"]["size"]
    ids, has_vote = [one["id"] for one in frozen["finalists"] or sealed["chosen"]], by in ("audience", "both")
    scores = {one: Fraction((sealed or {}).get("scores", {}).get(one, 0)) for one in ids}
    weight = {"jury": 100, "audience": 0}.get(by, frozen["jury_weight"])
    votes, points, lines, rank = sum(tally.values()), sum(scores.values()), [], {}
    needed = max(1, quorum["least"] if quorum["unit"] == "ballots" else -(-quorum["least"] * roll // 100)) * has_vote
    for one in ids:
        parts = {"audience": Fraction(100 * tally.get(one, 0), votes or 1), "jury": 100 * scores[one] / (points or 1)}
        parts["total"] = (weight * parts["jury"] + (100 - weight) * parts["audience"]) / 100
        rank[one] = parts["total"], scores[one] if rule == "jury_rank" else (run_off or {}).get(one, 0)
        known = {"jury": ("jury", "total"), "audience": ("audience", "total"), "both": parts}.get(by, ())
        line = {name: str(part) if name in known else None for name, part in parts.items()}
        lines.append({"id": one, "ballots": tally.get(one, 0), "run_off": (run_off or {}).get(one), **line})
    for line in lines:
        mine, all_ranks = rank[line["id"]], list(rank.values())
        place = 1 + sum(other > mine for other in all_ranks) if votes >= needed else None
        line.update(place=place, tied=place is not None and all_ranks.count(mine) > 1)
    lines.sort(key=lambda line: line["place"] or -line["ballots"])
    winners = [line["id"] for line in lines if line["place"] == 1]
    outcome = "no_quorum" if votes < needed else ("nobody", "won", "shared")[min(len(winners), 2)]
    outcome = "run_off" if outcome == "shared" and has_vote and rule == "run_off" and run_off is None else outcome
    counted = {"ballots": votes, "roll": roll, "needed": needed}
    return {"outcome": outcome, "winners": winners, "lines": lines, **counted}


def votings_in(log):
    """Return the votes that the log speaks of, by guid, after a look whether its entries follow each other."""
    votings, head = {}, "0" * 64
    for number, entry in enumerate(log, 1):
        kind, what = entry["kind"], entry["what"]
        follows = {"kind": kind, "number": number, "previous": head, "what": what}
        must(same(entry, follows), f"entry {number} of the log does not follow the one before.")
        must((kind == "reveal") == (number == len(log)), "the log does not end with the reveal.")
        must(isinstance(what.get("voting", ""), str), f"entry {number} is about no vote.")
        head, this = sha256(canonical(entry)), votings.get(what.get("voting"))
        act = what["act"] if kind == "act" else None
        must(kind in ("opening", "reveal") or this, f"entry {number} is about no vote.")
        if kind == "opening":
            must(not any(one["is_open"] for one in votings.values()), f"entry {number} opens a second vote at once.")
            must(what["frozen_sha256"] == sha256(canonical(what["frozen"])), f"entry {number} has another hash.")
            must(this is None and what["frozen"]["voting"] == what["voting"], f"entry {number} opens another vote.")
            votings[what["voting"]] = {"frozen": what["frozen"], "logged": [], "sealed": None, "is_open": True}
        elif kind == "commitments":
            is_right = this["is_open"] and isinstance(what["commitments"], list)
            must(is_right, f"entry {number} adds ballots to a vote that is closed.")
            this["logged"] += what["commitments"]
        elif kind == "closing":
            counts = [what["ballots"], what["participations"], what["commitments"]]
            is_right = this["is_open"] and same(counts, [len(this["logged"])] * 3)
            must(is_right, f"the counts of entry {number} differ.")
            this.update(is_open=False, sealed=what["sealed_sha256"])
        elif act == "taken_back":
            must(this["is_open"] and not this["logged"], f"entry {number} takes back what was voted on.")
            del votings[what["voting"]]
        elif act == "checked":
            is_due = not this["is_open"] and this["sealed"] is None
            must(is_due, f"entry {number} seals what is open, or sealed already.")
            this["sealed"] = what["sealed_sha256"]
        else:
            is_known = kind == "reveal" or (act == "extended" and this["is_open"])
            must(is_known, f"entry {number} says what cannot be.")
        if kind in ("opening", "closing"):
            print(f"{kind}: entry {number}, head {head}")
    return votings, head


def names_in(frozen, sealed, is_first):
    """Return who stands, by id, after a look whether rules, finalists and scores are such as can be declared."""
    roll, quorum, weight = frozen["roll"]["size"], frozen["quorum"], frozen["jury_weight"]
    are_numbers = all(type(one) is int and one >= 0 for one in (roll, quorum["least"], weight)) and weight <= 100
    are_words = frozen["decided_by"] in WAYS and frozen["tie_rule"] in TIES and quorum["unit"] in UNITS
    must(are_numbers and are_words, "there are no such rules.")
    must(sealed is None or isinstance(sealed, dict), "what was sealed is nothing.")
    standing = sealed["chosen"] if frozen["finalists"] == [] else frozen["finalists"]
    names = {one["id"]: shown(one["name"]) for one in standing}
    are_named = all(isinstance(one["name"], str) for one in standing)
    is_list = isinstance(standing, list) and len(names) == len(standing) and are_named
    must(is_list and is_hex(32, frozen["voting"], *names), "finalists are not told apart.")
    scores = sealed["scores"] if sealed and "scores" in sealed else {}
    known = {one: scores[one] for one in names if one in scores}
    are_scores = same(scores, known) and all(re.fullmatch(SCORE, text) for text in known.values())
    must(are_scores or not is_first, "the scores are none.")
    return names


def check(record, *receipts):
    """Check a record, and receipts with it."""
    log, ballots = record["log"], record["ballots"]
    votings, head = votings_in(log)
    said = {"ballots": ballots, "format": FORMAT, "head": {"hash": head, "number": len(log)}, "log": log}
    must(same(record, said), "the head or the format is another one.")
    reveal, tallies, first, result = log[-1]["what"], [], None, None
    must(same(list(votings), [one["voting"] for one in reveal["votings"]]), "other votes were revealed than opened.")
    must(set(ballots) == set(votings) and len(votings) in (1, 2), "there are ballots of other votes.")
    for told in reveal["votings"]:
        guid, voting = told["voting"], votings[told["voting"]]
        frozen, rows = voting["frozen"], ballots[guid]
        must(not voting["is_open"], "a vote was never closed.")
        names = names_in(frozen, reveal["sealed"], first is None)
        must(isinstance(rows, list), "ballots are missing.")
        for commitment, choice, nonce in rows:
            # Only of parts whose lengths are known does a text have one reading.
            must(choice in names and is_hex(32, nonce), f"ballot {commitment} is for nobody who stands.")
            must(commitment == sha256(f"{guid}:{choice}:{nonce}"), f"ballot {commitment} does not fit its choice.")
        must([row[0] for row in rows] == sorted(voting["logged"]), "the log has other commitments than the ballots.")
        must(len({row[0] for row in rows}) == len(rows), "a ballot is there twice.")
        must(len(rows) <= frozen["roll"]["size"], "there are more ballots than people on the roll.")
        tallies.append({one: sum(row[1] == one for row in rows) for one in names})
        must(same(tallies[-1], told["tally"]), "the tally is not that of the ballots.")
        sealed = sha256(canonical(reveal["sealed"])) if reveal["sealed"] is not None else None
        must(frozen["sealed_sha256"] == sealed, "the jury's part is not what was frozen.")
        if first:
            rules = ("award", "decided_by", "jury_weight", "tie_rule", "quorum")
            must(all(same(frozen[name], first[name]) for name in rules), "the run-off has other rules.")
            must(result["outcome"] == "run_off" and set(names) == set(result["winners"]), "nothing was to be run off.")
        first = first or frozen
        result = result_of(first, tallies[0], reveal["sealed"], *tallies[1:])
        said = sha256(canonical({"result": result, "salt": told["salt"]}))
        must(voting["sealed"] == said, "the result is not what was sealed at the closing.")
        print("tally:", *(f"{name}: {tallies[-1].get(one, 0)}" for one, name in names.items()), sep="\n  ")
    must(same(result, reveal["result"]), "the result is not that of ballots and rules.")
    must(result["outcome"] != "run_off", "the run-off is missing.")
    for receipt in receipts:
        said = f"conference-award-receipt:{receipt['voting']}:{receipt['commitment']}".encode()
        is_ours = receipt["voting"] in votings and receipt["award"] == first["award"]["guid"]
        must(is_ours, "the receipt is of another vote.")
        must(is_hex(64, receipt["commitment"]), "the receipt is none.")
        public = bytes.fromhex(votings[receipt["voting"]]["frozen"]["public_key"])
        signature = receipt["signature"] if is_hex(128, receipt["signature"]) else ""
        must(is_signed(public, said, bytes.fromhex(signature)), "the receipt was not signed here.")
        there = [row[0] for row in ballots[receipt["voting"]]]
        must(receipt["commitment"] in there, "the ballot of the receipt is missing.")
    print(f"outcome: {result['outcome']};", *(names.get(one, one) for one in result["winners"]))


def main(paths):
    try:
        texts = [Path(path).read_bytes().decode() for path in paths]
        must(canonical(read(texts[0])) == texts[0], "the record is not as it was published.")
        check(*map(read, texts))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        must(False, f"this is no record, or no receipt ({type(error).__name__}: {error}).")
    print("Everything holds.")


if __name__ == "__main__":
    main(sys.argv[1:])
