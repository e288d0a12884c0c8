// An attendee's page of a running session: what is open now comes and goes by itself, reactions rise, time passes.
import { countdown } from "./countdown.js";
import { send, serverNow, watch } from "./live.js";
import { notice } from "./notice.js";
import { playerFor } from "./players.js";
import { embed } from "./stage_embed.js";
import { floatUp } from "./stage_floats.js";

const root = document.querySelector("[data-stage]");
const item = Number(root.dataset.stage);
const scripts = JSON.parse(root.querySelector("[data-scripts]").textContent);
const list = root.querySelector("[data-parts]");
const nothing = root.querySelector("[data-nothing]");
const said = root.querySelector("[data-said]");
const words = JSON.parse(said.dataset.words);
const shown = new Map();

/* What is open now. A part that is there stays as it is: somebody may be typing in it. */
function open({ kind, title, path }, key) {
  const host = list.querySelector(`[data-part="${CSS.escape(key)}"]`) ?? document.createElement("article");
  host.className = "stage-part";
  host.dataset.part = key;
  host.setAttribute("aria-label", title);
  const line = embed(host, { address: root.dataset.base + path, script: scripts[kind] });
  shown.set(key, { host, line });
  return host;
}

function arrange(parts) {
  const keys = parts.map((part) => `${part.kind}:${part.ref}`);
  for (const [key, { host, line }] of shown) {
    if (keys.includes(key)) continue;
    line.close();
    host.remove();
    shown.delete(key);
  }
  for (const stray of [...list.children]) if (!keys.includes(stray.dataset.part)) stray.remove();
  const fresh = [];
  let before = null;
  keys.forEach((key, index) => {
    const isNew = !shown.has(key);
    const host = isNew ? open(parts[index], key) : shown.get(key).host;
    if (isNew) fresh.push(parts[index].title);
    const place = before ? before.nextSibling : list.firstChild;
    // Moving what somebody types in would take the focus away.
    if (place !== host && !host.contains(document.activeElement)) list.insertBefore(host, place);
    before = host;
  });
  nothing.hidden = keys.length > 0;
  return fresh;
}

/* Time: the moderator's timer, and what is left of the session. */
const timerBox = root.querySelector("[data-timer]");
const timer = countdown(timerBox.querySelector(".countdown"));
function showTimer(state) {
  timerBox.hidden = !state;
  timerBox.querySelector("[data-timer-label]").textContent = state?.label ?? "";
  timer.set(state?.ends_at ?? null);
}
const until = document.querySelector("[data-until]");
function showLeft() {
  const now = serverNow();
  const phase = now < Date.parse(until.dataset.from) ? "before" : now < Date.parse(until.dataset.until) ? "now" : "past";
  for (const part of document.querySelectorAll(".stage-head [data-phase]")) part.hidden = part.dataset.phase !== phase;
  const minutes = Math.ceil((Date.parse(until.dataset.until) - now) / 60000);
  const format = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "minute", unitDisplay: "short" });
  until.textContent = minutes > 0 && minutes < 120 ? `(${format.format(minutes)})` : "";
}
if (until) {
  showLeft();
  setInterval(showLeft, 15000);
}

/* Reactions: a press counts at once here and with the next snapshot everywhere. */
const react = root.querySelector("[data-react]");
const floats = react.querySelector("[data-floats]");
let counted = null;
react.addEventListener("submit", async (event) => {
  const button = event.submitter;
  event.preventDefault();
  event.stopImmediatePropagation();
  floatUp(floats, button.querySelector("[data-sign]"), 1);
  mine.set(button.value, (mine.get(button.value) ?? 0) + 1);
  try {
    await send("stage.react", { item, kind: button.value }, { within: 5000 });
  } catch (refusal) {
    if (refusal.message) notice(refusal.message, "warning");
  }
}, true);
const mine = new Map();
function showReactions({ reactions, reactions_open: isOpen }) {
  react.hidden = !isOpen;
  for (const [kind, count] of Object.entries(reactions)) {
    const place = react.querySelector(`[data-count="${kind}"]`);
    place.textContent = String(count);
    const others = counted ? count - counted[kind] - (mine.get(kind) ?? 0) : 0;
    if (others > 0) floatUp(floats, place.parentElement.querySelector("[data-sign]"), others);
    mine.delete(kind);
  }
  counted = reactions;
}

/* What the server has drawn as links comes to life at once, before any news. */
arrange([...list.children].map((link) => {
  const [kind, ref] = link.dataset.part.split(":");
  return { kind, ref, path: link.dataset.path, title: link.getAttribute("aria-label") };
}));

let first = true;
watch({
  topic: "stage",
  key: item,
  onSnapshot({ state }) {
    const fresh = arrange(state.now);
    showTimer(state.timer);
    showReactions(state);
    if (!first && fresh.length) said.textContent = words.opened.replace("{title}", fresh.join(", "));
    else if (!first) said.textContent = state.now.length ? "" : words.none;
    first = false;
  },
});

/* The stream is another site's: it is asked for once, and the answer is kept for that site. */
const screen = root.querySelector("[data-stream]");
function play() {
  const player = playerFor({ isFrame: screen.dataset.stream === "frame", title: screen.dataset.title });
  if (screen.dataset.stream === "hls") import("./stage_hls.js").then(({ playHls }) => playHls(player, screen.dataset.address));
  else player.src = screen.dataset.address;
  screen.replaceChildren(player);
}
if (screen) {
  const place = `stream:${new URL(screen.dataset.address).host}`;
  let agreed = false;
  try {
    agreed = localStorage.getItem(place) === "shown";
  } catch {
    /* without storage it is asked each time */
  }
  if (agreed) play();
  else {
    screen.querySelector("[data-play]").addEventListener("click", () => {
      try {
        localStorage.setItem(place, "shown");
      } catch {
        /* asked again next time */
      }
      play();
    });
  }
}

/* What else is on the page and lives by itself. */
for (const host of root.querySelectorAll("[data-embed]")) {
  embed(host, { address: root.dataset.base + host.dataset.embed, script: host.dataset.script });
}
