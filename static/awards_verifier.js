// The check of a published vote, in the browser: what static/verify_award.py does, step for step. Knows no server.
import { sha256 } from "./awards_commitment.js";
import { Fraction } from "./awards_fraction.js";
import { isSigned } from "./awards_signature.js";

const FORMAT = "conference-award-record-1";
const WAYS = ["jury", "audience", "both", "conferred"];
const TIES = ["jury_rank", "run_off", "shared"];
const UNITS = ["ballots", "percent"];
const SCORE = /^[0-9]+(\/0*[1-9][0-9]*)?$/;

/** What does not hold; its message is a key of `WORDS` and its `about` what it is about. */
export class Wrong extends Error {
  constructor(what, about = "") {
    super(what);
    this.about = about;
  }
}

const must = (holds, what, about) => {
  if (!holds) throw new Wrong(what, about);
};

/** A value as it was hashed: keys sorted, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

const isHex = (digits, text) => typeof text === "string" && text.length === digits && /^[0-9a-f]+$/.test(text);
const isWhole = (number) => Number.isSafeInteger(number) && number >= 0;
/** Whether all numbers and texts in a value are such as everybody reads alike. */
const isReadAlike = (value) => {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value === "string") return !/\p{Surrogate}/u.test(value);
  return value === null || typeof value !== "object" || Object.values(value).every(isReadAlike);
};
const same = (one, other) => canonical(one) === canonical(other);
const count = (rows, which) => rows.filter(which).length;
const sum = (numbers) => numbers.reduce((whole, number) => whole + number, 0);

/** Check a record (its text, as published) and receipts with it. Returns {heads, tallies, result, names, receipts}. */
export async function check(text, receipts = []) {
  const record = read(text);
  try {
    must(canonical(record) === text && isReadAlike(record), "not_as_published");
    return await checked(record, receipts);
  } catch (error) {
    throw error instanceof Wrong ? error : new Wrong("no_record", error.message);
  }
}

export function read(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Wrong("no_record", error.message);
  }
}

async function checked(record, receipts) {
  const { log, ballots } = record;
  const { votings, head, heads } = await votingsIn(log);
  must(same(record, { ballots, format: FORMAT, head: { hash: head, number: log.length }, log }), "head");
  const reveal = log.at(-1).what;
  const guids = [...votings.keys()];
  must(same(guids, reveal.votings.map((told) => told.voting)), "other_votings");
  must(same(Object.keys(ballots).sort(), [...guids].sort()) && [1, 2].includes(guids.length), "other_ballots");
  const tallies = [];
  const names = {};
  let first = null;
  let result = null;
  for (const told of reveal.votings) {
    const voting = votings.get(told.voting);
    const { frozen } = voting;
    must(!voting.isOpen, "never_closed");
    const ids = idsIn(frozen, reveal.sealed, first === null, names);
    await checkBallots(told, voting, ballots[told.voting], ids);
    const tally = Object.fromEntries(ids.map((id) => [id, count(ballots[told.voting], (row) => row[1] === id)]));
    must(same(tally, told.tally), "tally");
    tallies.push(tally);
    must(frozen.sealed_sha256 === (reveal.sealed !== null ? await sha256(canonical(reveal.sealed)) : null), "sealed_part");
    if (first) {
      const rules = ["award", "decided_by", "jury_weight", "tie_rule", "quorum"];
      must(rules.every((name) => same(frozen[name], first[name])), "other_rules");
      must(result.outcome === "run_off" && same([...ids].sort(), [...result.winners].sort()), "no_run_off");
    }
    first ??= frozen;
    result = resultOf(first, tallies[0], reveal.sealed, tallies[1]);
    must(voting.sealed === (await sha256(canonical({ result, salt: told.salt }))), "sealed_result");
  }
  must(same(result, reveal.result), "result");
  must(result.outcome !== "run_off", "run_off_missing");
  const found = [];
  for (const receipt of receipts) found.push(await checkReceipt(receipt, first, votings, ballots, names));
  return { heads, tallies, result, names, receipts: found };
}

/** The ids of who stands, after a look whether rules, finalists and scores are such as can be declared. */
function idsIn(frozen, sealed, isFirst, names) {
  const { roll, quorum, jury_weight: weight } = frozen;
  const areWords = WAYS.includes(frozen.decided_by) && TIES.includes(frozen.tie_rule) && UNITS.includes(quorum.unit);
  must(areWords && [roll.size, quorum.least, weight].every(isWhole) && weight <= 100, "rules");
  must(sealed === null || (typeof sealed === "object" && !Array.isArray(sealed)), "sealed_part");
  const standing = same(frozen.finalists, []) ? sealed.chosen : frozen.finalists;
  const ids = standing.map((one) => one.id);
  must(standing.every((one) => typeof one.name === "string"), "finalists");
  must([frozen.voting, ...ids].every((id) => isHex(32, id)) && new Set(ids).size === ids.length, "finalists");
  for (const one of standing) names[one.id] = one.name;
  const scores = sealed && Object.hasOwn(sealed, "scores") ? sealed.scores : {};
  const known = Object.fromEntries(ids.filter((id) => Object.hasOwn(scores, id)).map((id) => [id, scores[id]]));
  const areScores = same(scores, known) && Object.values(known).every((text) => typeof text === "string" && SCORE.test(text));
  must(areScores || !isFirst, "scores");
  return ids;
}

async function votingsIn(log) {
  const votings = new Map();
  const heads = [];
  let head = "0".repeat(64);
  for (const [index, entry] of log.entries()) {
    const number = index + 1;
    const { kind, what } = entry;
    must(same(entry, { kind, number, previous: head, what }), "chain", number);
    must((kind === "reveal") === (number === log.length), "no_reveal");
    head = await sha256(canonical(entry));
    must(["string", "undefined"].includes(typeof what.voting), "no_such_entry", number);
    const voting = votings.get(what.voting);
    const act = kind === "act" ? what.act : null;
    must(kind === "opening" || kind === "reveal" || voting, "no_such_entry", number);
    if (kind === "opening") {
      must(![...votings.values()].some((one) => one.isOpen), "two_at_once", number);
      must(what.frozen_sha256 === (await sha256(canonical(what.frozen))), "frozen", number);
      must(!voting && what.frozen.voting === what.voting, "other_opening", number);
      votings.set(what.voting, { frozen: what.frozen, logged: [], sealed: null, isOpen: true });
    } else if (kind === "commitments") {
      must(voting.isOpen && Array.isArray(what.commitments), "after_closing", number);
      voting.logged.push(...what.commitments);
    } else if (kind === "closing") {
      const counts = [what.ballots, what.participations, what.commitments];
      must(voting.isOpen && same(counts, Array(3).fill(voting.logged.length)), "counts", number);
      Object.assign(voting, { isOpen: false, sealed: what.sealed_sha256 });
    } else if (act === "taken_back") {
      must(voting.isOpen && !voting.logged.length, "taken_back", number);
      votings.delete(what.voting);
    } else if (act === "checked") {
      must(!voting.isOpen && voting.sealed === null, "sealed_again", number);
      voting.sealed = what.sealed_sha256;
    } else {
      must(kind === "reveal" || (act === "extended" && voting.isOpen), "no_such_entry", number);
    }
    if (["opening", "closing", "reveal"].includes(kind)) heads.push({ kind, number, hash: head });
  }
  return { votings, head, heads };
}

async function checkBallots(told, voting, rows, ids) {
  for (const row of rows) {
    const [commitment, choice, nonce] = row;
    // Only of parts whose lengths are known does a text have one reading.
    must(row.length === 3 && ids.includes(choice) && isHex(32, nonce), "nobody_standing", commitment);
    must(commitment === (await sha256(`${told.voting}:${choice}:${nonce}`)), "commitment", commitment);
  }
  const commitments = rows.map((row) => row[0]);
  must(same(commitments, [...voting.logged].sort()), "log_differs");
  must(new Set(commitments).size === commitments.length, "twice");
  must(commitments.length <= voting.frozen.roll.size, "too_many");
}

async function checkReceipt(receipt, frozen, votings, ballots, names) {
  const { award, voting, commitment, signature } = receipt;
  must(votings.has(voting) && award === frozen.award.guid, "other_receipt");
  const key = votings.get(voting).frozen.public_key;
  must(await isSigned(key, `conference-award-receipt:${voting}:${commitment}`, signature), "not_signed");
  const ballot = ballots[voting].find((row) => row[0] === commitment);
  must(ballot, "ballot_missing");
  return { commitment, choice: names[ballot[1]] };
}

/** The result by the rules that were declared, in exact fractions; as `awards/results.py` writes it. */
function resultOf(frozen, tally, sealed, runOff) {
  const { decided_by: by, tie_rule: rule, quorum } = frozen;
  const roll = frozen.roll.size;
  const ids = (frozen.finalists.length ? frozen.finalists : sealed.chosen).map((one) => one.id);
  const hasVote = by === "audience" || by === "both";
  const scores = Object.fromEntries(ids.map((id) => [id, Fraction.read(sealed?.scores?.[id] ?? "0")]));
  const weight = { jury: 100, audience: 0 }[by] ?? frozen.jury_weight;
  const votes = sum(Object.values(tally));
  const points = ids.reduce((whole, id) => whole.plus(scores[id]), new Fraction(0));
  const least = quorum.unit === "ballots" ? quorum.least : Math.ceil((quorum.least * roll) / 100);
  const needed = hasVote ? Math.max(1, least) : 0;
  const known = { jury: ["jury", "total"], audience: ["audience", "total"], both: ["audience", "jury", "total"] }[by] ?? [];
  const ranks = new Map();
  const lines = ids.map((id) => {
    const audience = new Fraction(100 * (tally[id] ?? 0), votes || 1);
    const jury = points.isNothing ? points : scores[id].times(100).over(points);
    const total = jury.times(weight).plus(audience.times(100 - weight)).over(new Fraction(100));
    const parts = { audience, jury, total };
    ranks.set(id, [total, rule === "jury_rank" ? scores[id] : new Fraction(runOff?.[id] ?? 0)]);
    const told = Object.entries(parts).map(([name, part]) => [name, known.includes(name) ? String(part) : null]);
    return { id, ballots: tally[id] ?? 0, run_off: runOff?.[id] ?? null, ...Object.fromEntries(told) };
  });
  for (const line of lines) {
    const mine = ranks.get(line.id);
    const others = [...ranks.values()].map((rank) => compared(rank, mine));
    line.place = votes >= needed ? 1 + count(others, (order) => order > 0) : null;
    line.tied = line.place !== null && count(others, (order) => order === 0) > 1;
  }
  const order = (line) => line.place || -line.ballots;
  lines.sort((one, other) => order(one) - order(other));
  const winners = lines.filter((line) => line.place === 1).map((line) => line.id);
  let outcome = votes < needed ? "no_quorum" : ["nobody", "won", "shared"][Math.min(winners.length, 2)];
  if (outcome === "shared" && hasVote && rule === "run_off" && !runOff) outcome = "run_off";
  return { outcome, winners, lines, ballots: votes, roll, needed };
}

const compared = (one, other) => one[0].compare(other[0]) || one[1].compare(other[1]);
