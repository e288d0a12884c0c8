// The page that checks a published vote in the reader's own browser: the record of this award or a file, and receipts.
import { Wrong, check, read } from "./awards_verifier.js";
import { who } from "./live_socket.js";

const form = document.querySelector("[data-verify]");
const words = JSON.parse(form.dataset.words);
const output = document.querySelector("[data-verify-result]");

const say = (key, values = {}) =>
  Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? key);

function line(kind, text) {
  const item = document.querySelector(`[data-verify-${kind}]`).content.firstElementChild.cloneNode(true);
  item.querySelector("[data-text]").textContent = text;
  return item;
}

/** The receipts to check with it: those chosen or pasted, else those that this device keeps. */
async function receipts() {
  const found = [];
  for (const file of form.elements.receipts.files) found.push(read(await file.text()));
  const pasted = form.elements.pasted.value.trim();
  if (pasted) found.push(read(pasted));
  return found.length ? found : kept();
}

function kept() {
  try {
    return JSON.parse(form.dataset.votings)
      .map((voting) => JSON.parse(localStorage.getItem(`award-receipt:${voting}:${who}`) ?? "null"))
      .filter(Boolean);
  } catch {
    return [];
  }
}

async function recordText() {
  const [file] = form.elements.record.files;
  if (file) return file.text();
  const answer = await fetch(form.dataset.record);
  if (!answer.ok) throw new Wrong("not_there");
  return answer.text();
}

function tell({ heads, tallies, result, names, receipts: found }) {
  const lines = [
    line("good", say("holds")),
    ...heads.map((head) => line("head", say(`head_${head.kind}`, { number: head.number, hash: head.hash }))),
    ...tallies.map((tally) =>
      line("good", say("tallied", { tally: Object.entries(tally).map(([id, n]) => `${names[id]}: ${n}`).join(", ") })),
    ),
    line("good", say(`outcome_${result.outcome}`, { names: result.winners.map((id) => names[id]).join(", ") })),
    ...found.map((receipt) =>
      line("good", say("receipt", { commitment: receipt.commitment.slice(0, 8), choice: receipt.choice })),
    ),
  ];
  if (!found.length) lines.push(line("note", say("no_receipt")));
  output.replaceChildren(...lines);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  output.replaceChildren(line("note", say("checking")));
  try {
    tell(await check(await recordText(), await receipts()));
  } catch (error) {
    const known = error instanceof Wrong;
    if (!known) console.warn(error);
    output.replaceChildren(line("bad", say(known ? `wrong_${error.message}` : "wrong_not_there", { about: error.about })));
  } finally {
    button.disabled = false;
    document.querySelector("[data-verify-found]").focus();
  }
});
