"""Both verifiers, the one in Python and the one in the browser, as somebody who checks a vote runs them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
# Reads {name: [record, receipts]} and writes the names of what holds.
RUN_IN_PYTHON = """
import contextlib, io, json, pathlib, sys
sys.path.insert(0, sys.argv[1])
import verify_award
held = []
for name, (record, receipts) in json.loads(sys.stdin.buffer.read()).items():
    paths = []
    for number, text in enumerate([record, *receipts]):
        paths.append(pathlib.Path(sys.argv[2]) / f"{number}.json")
        paths[-1].write_bytes(text.encode())
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            verify_award.main(paths)
    except SystemExit as end:
        assert str(end.code).startswith("WRONG: "), end.code
        continue
    held.append(name)
print(json.dumps(held))
"""
RUN_IN_BROWSER = """
import { readFileSync } from "node:fs";
import { Wrong, check, read } from "./awards_verifier.js";
const held = [];
for (const [name, [record, receipts]] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  try {
    await check(record, receipts.map(read));
    held.push(name);
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
  }
}
console.log(JSON.stringify(held));
"""
Records = Mapping[str, tuple[str, Sequence[str]]]


def held_by_python(folder: Path, records: Records) -> set[str]:
    """Return the names of those records that hold, with their receipts."""
    folder.mkdir(exist_ok=True)
    return _held([sys.executable, "-c", RUN_IN_PYTHON, str(STATIC), str(folder)], records)


def held_by_browser(folder: Path, records: Records) -> set[str]:
    """Return the same by the check that runs in the browser."""
    folder.mkdir(exist_ok=True)
    for script in STATIC.glob("awards_*.js"):
        shutil.copy(script, folder / script.name)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "run.js").write_text(RUN_IN_BROWSER)
    return _held(["node", str(folder / "run.js")], records)


def _held(command: list[str], records: Records) -> set[str]:
    answer = subprocess.run(command, input=json.dumps(records).encode(), capture_output=True, check=False)
    assert answer.returncode == 0, answer.stderr.decode()
    return set(json.loads(answer.stdout))
