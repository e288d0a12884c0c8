// The buttons of the console: each form goes as a message, once, and what the server says stands beside it.
import { send } from "./live.js";
import { words, write } from "./cafe_console_words.js";

// What is done later than this may no longer be what was meant.
const withinMilliseconds = 15_000;
const numeric = new Set(["number", "round", "seconds", "participant", "table", "into", "event", "seen"]);

/** Say something in the part of the page that an element belongs to. */
export function say(element, text, tone = "bad") {
  const line = element?.closest("[data-errors]")?.querySelector("[data-said]");
  if (!line) return;
  line.dataset.tone = tone;
  write(line, text);
}

function payloadOf(data) {
  const payload = {};
  for (const [name, value] of data) {
    if (name === "csrf_token" || name === "key" || name in payload) continue;
    payload[name] = name === "tables" ? [Number(value)] : numeric.has(name) ? Number(value) : value;
  }
  return payload;
}

/** Do an act; resolves with "" where it was done, or with what went wrong. */
export async function act(cafe, name, payload) {
  try {
    await send(`cafe.${name}`, { cafe, ...payload }, { within: withinMilliseconds });
    return "";
  } catch (refusal) {
    return refusal.message || words.unanswered;
  }
}

/** Let all forms with data-act within an element go by themselves. */
export function enlivenActs(root, cafe) {
  root.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.dataset.act) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    const { submitter } = event;
    const name = submitter?.dataset.act ?? form.dataset.act;
    const payload = payloadOf(new FormData(form, submitter));
    form.ariaBusy = "true";
    submitter?.setAttribute("aria-busy", "true");
    say(form, "");
    const wrong = await act(cafe, name, payload);
    form.ariaBusy = null;
    submitter?.removeAttribute("aria-busy");
    // What is typed by now is the next message.
    if (!wrong && name === "message" && form.elements.text.value === payload.text) form.reset();
    say(form, wrong || (name === "message" ? words.sent : ""), wrong ? "bad" : "good");
  });
}
