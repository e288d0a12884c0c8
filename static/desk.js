// The moderator's desk: presses go to the server, news from it (and from other moderators) redraws what changed.
import { countdown } from "./countdown.js";
import { arrived, asDrawn, untilReady } from "./drawn.js";
import { watch } from "./live.js";
import { notice } from "./notice.js";
import { embed } from "./stage_embed.js";
import { listenToKeys } from "./desk_keys.js";
import { enliveRun } from "./desk_run.js";
import { letGo } from "./press.js";

const root = document.querySelector("[data-desk]");
const body = root.querySelector("[data-desk-body]");
const controls = root.querySelector("[data-controls]");
const scripts = JSON.parse(root.querySelector("[data-scripts]").textContent);
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const phrases = JSON.parse(document.body.dataset.phrases || "{}");

/* Redrawing: what somebody is typing, what is open and where the focus is stay as they are. */
const retryMilliseconds = 2000;
let drawing = null;
let again = false;
let timer = null;
let drawn = asDrawn(body);

async function redraw() {
  if (drawing) {
    again = true;
    return drawing;
  }
  drawing = fetchBody().finally(() => {
    drawing = null;
    if (again) {
      again = false;
      redraw();
    }
  });
  return drawing;
}
async function fetchBody() {
  try {
    const answer = await fetch(`${root.dataset.address}?fragment=1`, { headers: { "HX-Request": "true" } });
    if (answer.ok) {
      const html = await answer.text();
      await letGo(body);
      return replace(html);
    }
    if (answer.status < 500) return undefined;
  } catch {
    // The badge says that the line is lost; what stands here stays until it is back.
  }
  setTimeout(redraw, retryMilliseconds);
  return undefined;
}
function replace(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  // What is the same stays where it is, and with it what it is being used for.
  if (asDrawn(fresh) === drawn) return;
  drawn = asDrawn(fresh);
  const kept = [...body.querySelectorAll("input[id], select[id]")].map((field) => [field.id, field.value]);
  const typed = new Set([...body.querySelectorAll("input[id], select[id]")].filter(isChanged).map((field) => field.id));
  const open = new Set([...body.querySelectorAll("details[open]")].map(nameOf));
  const focus = focusPath();
  body.replaceChildren(...[...fresh.childNodes].map((node) => document.adoptNode(node)));
  for (const [id, value] of kept) if (typed.has(id)) setValue(document.getElementById(id), value);
  for (const details of body.querySelectorAll("details")) if (open.has(nameOf(details))) details.open = true;
  if (focus) body.querySelector(focus)?.focus({ preventScroll: true });
  enliven();
}
const isChanged = (field) => (field.options
  ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected))
  : field.value !== field.defaultValue);
const setValue = (field, value) => {
  // What was chosen may be no choice any more.
  if (field && (!field.options || [...field.options].some((option) => option.value === value))) field.value = value;
};
const nameOf = (details) => details.closest("[data-step]")?.dataset.step ?? details.className;
function focusPath() {
  const active = document.activeElement;
  if (!body.contains(active)) return null;
  if (active.id) return `#${CSS.escape(active.id)}`;
  if (active.dataset.key) return `[data-key="${active.dataset.key}"]`;
  const step = active.closest("[data-step]");
  if (step && "handle" in active.dataset) return `[data-step="${step.dataset.step}"] [data-handle]`;
  if (step && active.matches("summary")) return `[data-step="${step.dataset.step}"] summary`;
  return "big" in active.dataset || active.closest(".desk-next") ? "[data-big]" : null;
}
function enliven() {
  arrived(body);
  timer?.close();
  timer = countdown(body.querySelector(".countdown"));
  enliveRun(body.querySelector("[data-run]"), (step, place) => {
    const data = new FormData();
    data.set("step", step);
    data.set("place", place);
    press("move", data);
  });
  showControls(body.querySelector("[data-fragment]").dataset.path);
  count();
}

/* What is on now: its own controls, which live by themselves. */
let shownPath = "";
let line = null;
function showControls(path) {
  controls.hidden = !path;
  if (path === shownPath) return;
  line?.close();
  shownPath = path;
  controls.replaceChildren();
  if (!path) return;
  const kind = { polls: "poll", quiz: "quiz", questions: "questions", awards: "award" }[path.split("/")[0]];
  line = embed(controls, { address: root.dataset.base + path, script: scripts[kind] });
}

/* Pressing: one at a time. The version that the page shows goes along, so that nothing is done twice. */
let presses = Promise.resolve();
const moves = new Set();

/** Send a press when those before it are done; resolves with whether it went well. A move of the large button is made once, however often it is pressed; the next may be pressed as soon as news have drawn it. */
function press(what, data) {
  const move = data.get("move");
  if (moves.has(move)) return presses.then(() => false);
  let done = false;
  if (move) moves.add(move);
  presses = presses.then(async () => {
    // What one's own presses have changed meanwhile is nothing that this one has not seen.
    data.set("version", body.querySelector("[data-fragment]").dataset.version);
    done = await post(`${root.dataset.address}/${what}`, data);
    moves.delete(move);
  });
  return presses.then(() => done);
}
async function post(address, data) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json", "X-CSRFToken": token },
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) notice(said.error || phrases.failed, answer.status === 409 ? "warning" : "error");
    await redraw();
    return answer.ok;
  } catch {
    notice(phrases.offline, "error");
    return false;
  }
}
root.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("press" in form.dataset)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  event.submitter?.setAttribute("aria-busy", "true");
  form.closest("details.menu")?.removeAttribute("open");
  const data = new FormData(form, event.submitter);
  const typed = [...form.querySelectorAll("input[type=text], input:not([type])")].map((field) => [field, field.value]);
  for (const [field] of typed) field.value = field.defaultValue;
  // Answers to a quiz sent in time may still be under way: until then the server shows nothing, so a press waits for them.
  await untilReady(event.submitter);
  if (!(await press(form.dataset.press, data))) for (const [field, value] of typed) putBack(field.id, value);
  event.submitter?.removeAttribute("aria-busy");
}, true);

/* What was typed and did not go stands in its field again, unless something newer does. */
function putBack(id, value) {
  const field = id && document.getElementById(id);
  if (field && field.value === field.defaultValue) field.value = value;
}

/* News: numbers change in place; anything else is drawn anew. */
let state = null;
let shape = "";
const counted = ["present", "may_answer", "answers", "projectors"];
const shapeOf = ({ present, may_answer: may, answers, projectors, reactions, moderators, steps, ...rest }) =>
  JSON.stringify([rest, moderators.map((one) => one.id), steps.map(({ total, ...step }) => ({ ...step, none: total === 0 }))]);

function count() {
  if (!state) return;
  for (const name of counted) put(`[data-live="${name}"]`, state[name] ?? "–");
  for (const step of state.steps) put(`[data-total="${step.id}"]`, step.total);
  for (const [kind, number] of Object.entries(state.reactions)) put(`[data-reaction="${kind}"]`, number);
}
function put(place, number) {
  const element = body.querySelector(place);
  if (element && element.textContent !== String(number)) element.textContent = String(number);
}
watch({
  topic: "stage_desk",
  key: Number(root.dataset.desk),
  onSnapshot(snapshot) {
    state = snapshot.state;
    const now = shapeOf(state);
    if (now === shape) return count();
    shape = now;
    return redraw();
  },
});
listenToKeys(root, (selector) => body.querySelector(selector));
enliven();
