// The hall's screen: what a moderator shows replaces what stands there once it is ready, never with a gap between.
import { countdown } from "./countdown.js";
import { watch } from "./live.js";
import { embed } from "./stage_embed.js";
import { floatUp } from "./stage_floats.js";

const body = document.body;
const scripts = JSON.parse(document.querySelector("[data-scripts]").textContent);
const hall = document.querySelector(".hall");
const signs = document.querySelector("[data-signs]").content;
const timers = [...document.querySelectorAll(".countdown")].map((element) => countdown(element));

/* Scenes. What others draw (polls, quiz, questions) comes as a wall of theirs; it is fetched beside the old one. */
let wall = hall.querySelector("[data-wall]");
let line = null;
let path = null;
let coming = null;
let newest = null;

function showWall(scene) {
  newest = scene;
  // Until it has come, what stands there stays.
  if (scene.path === path) return coming ? undefined : show(wall, scene);
  path = scene.path;
  drop();
  const fresh = document.createElement("div");
  // Unseen, and yet as large as it will be: a wall fits its letters to the room it has.
  fresh.className = "hall-scene is-coming";
  fresh.dataset.wall = "";
  const view = scene.kind === "leaderboard" ? "quiz" : scene.kind;
  hall.append(fresh);
  const mine = embed(fresh, {
    address: body.dataset.base + path,
    script: scripts[view],
    onReady() {
      line?.close();
      wall.remove();
      [wall, line, coming] = [fresh, mine, null];
      return show(fresh, newest);
    },
  });
  coming = { fresh, line: mine };
  return undefined;
}
/* Another scene may be asked for while one is fetched. */
function drop() {
  coming?.line.close();
  coming?.fresh.remove();
  coming = null;
}
function show(chosen, scene) {
  body.dataset.scene = scene.kind;
  chosen.classList.remove("is-coming");
  for (const one of hall.querySelectorAll(":scope > .hall-scene:not(.is-coming)")) one.hidden = one !== chosen;
}
function showText(place, text) {
  place.textContent = text;
  if (text.length <= 80) delete place.dataset.long;
  else place.dataset.long = text.length > 220 ? "very" : "";
}
function showScene(scene) {
  if (scene.path) return showWall(scene);
  // The wall that was there is over; if it comes back it is fetched anew.
  drop();
  line?.close();
  line = null;
  path = null;
  const own = hall.querySelector(`[data-for="${scene.kind}"]`) ?? hall.querySelector('[data-for="blank"]');
  if (scene.kind === "text") showText(own.querySelector("[data-text]"), scene.text);
  return show(own, scene);
}

/* Time, and the hall's own applause. */
function showTimer(state, scene) {
  for (const timer of timers) timer.set(state?.ends_at ?? null);
  hall.querySelector("[data-timer-label]").textContent = state?.label ?? "";
  // Whose time runs is said beside it, too.
  const foot = document.querySelector("[data-foot-title]");
  foot.textContent = state?.label || foot.dataset.title;
  foot.toggleAttribute("data-timed", Boolean(state?.label));
  const without = hall.querySelector("[data-no-timer]");
  without.hidden = Boolean(state);
  without.textContent = (scene.kind === "timer" && scene.text) || without.dataset.title;
}
let counted = null;
function showReactions(reactions) {
  for (const [kind, count] of Object.entries(reactions)) {
    if (!counted || count <= counted[kind]) continue;
    floatUp(document.querySelector("[data-floats]"), signs.querySelector(`[data-sign="${kind}"]`), count - counted[kind]);
  }
  counted = reactions;
}

watch({
  topic: "projector",
  key: Number(body.dataset.projector),
  onSnapshot({ state }) {
    showScene(state.scene);
    showTimer(state.timer, state.scene);
    showReactions(state.reactions);
  },
});

/* Full screen by key or button; the pointer rests unseen; the screen stays awake. */
const full = document.querySelector("[data-full]");
const toggleFull = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.());
full.addEventListener("click", () => toggleFull());
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) toggleFull();
});
let resting = null;
function rest() {
  body.classList.remove("is-resting");
  clearTimeout(resting);
  resting = setTimeout(() => body.classList.add("is-resting"), 2500);
}
document.addEventListener("pointermove", rest);
document.addEventListener("focusin", rest);
rest();
async function stayAwake() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request("screen");
  } catch {
    /* the browser decides; a laptop on mains does not sleep anyway */
  }
}
document.addEventListener("visibilitychange", stayAwake);
stayAwake();
