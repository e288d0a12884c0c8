// A line on every page: one's next meeting begins in a few minutes, and where its room is. A page that has a live line
// hears of it there. Any other knows from the server when the next one begins, counts the time here, and asks by plain
// HTTP only when that is near, or after a while; it opens no line for this.
import { heard, serverNow } from "./live_clock.js";
import { pressIn } from "./press.js";

const aheadMilliseconds = 600_000;
const againMilliseconds = 600_000;
const drawMilliseconds = 15_000;
const topic = "meetings_mine";
const place = document.querySelector("[data-meeting-soon]");
const phrases = JSON.parse(place?.dataset.phrases ?? "{}");
let coming = [];
let timer = null;

const roomOf = (id) => place.dataset.room.replace("/0/", `/${id}/`);
// A cookie, so that the server leaves out what somebody has hidden (conference/meetings/views.py).
const hidden = () => (/(?:^|; )meetings_hidden=([\d.]*)/.exec(document.cookie)?.[1] ?? "").split(".");
const hide = (id) => (document.cookie = `meetings_hidden=${[...hidden(), id].slice(-10).join(".")}; path=/; samesite=lax`);

function words({ with: names, starts }) {
  const minutes = Math.ceil((starts - serverNow()) / 60_000);
  const [now, one, many] = phrases.begins;
  return (minutes <= 0 ? now : minutes === 1 ? one : many).replace("{names}", names).replace("{minutes}", minutes);
}

/** How many wait for an answer, at the place "Meetings" of the navigation. */
function count(waiting) {
  document.querySelectorAll("[data-meetings-waiting]").forEach((badge) => {
    badge.firstElementChild.textContent = waiting;
    badge.hidden = waiting === 0;
  });
}

function draw() {
  clearTimeout(timer);
  const now = serverNow();
  const isDue = ({ id, starts, ends }) => starts - aheadMilliseconds <= now && now < ends && !hidden().includes(String(id));
  // Who is in a room needs no way to it.
  const next = coming.find((one) => isDue(one) && roomOf(one.id) !== location.pathname);
  const text = place.querySelector("[data-text]");
  const said = next ? words(next) : text.textContent;
  // It would move the whole page under a press.
  const press = (place.hidden === Boolean(next) || text.textContent !== said) && pressIn(document.body);
  if (press) {
    press.then(draw);
    return;
  }
  place.hidden = !next;
  if (next) {
    if (text.textContent !== said) text.textContent = said;
    place.querySelector("a").href = roomOf(next.id);
    place.dataset.meeting = next.id;
  }
  if (coming.length) timer = setTimeout(draw, drawMilliseconds);
}

function show({ state }) {
  count(state.waiting);
  coming = state.next.filter(({ agreed }) => agreed).map((one) => ({ ...one, starts: Date.parse(one.starts_at), ends: Date.parse(one.ends_at) }));
  draw();
}

const hasLine = () => "line" in document.documentElement.dataset;

async function listen() {
  const { watch } = await import("./live.js");
  watch({ topic, key: Number(place.dataset.me), onSnapshot: show });
}

/** Ask the topic's door once. Returns whether it makes sense to ask again. */
async function ask() {
  const door = document.querySelector('meta[name="live"]')?.content;
  if (!door) return false;
  const began = Date.now();
  try {
    const answer = await fetch(`${door}/${topic}/${place.dataset.me}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return answer.status >= 500;
    const snapshot = await answer.json();
    heard(snapshot.now, Date.now() - began);
    show(snapshot);
  } catch {
    /* Without a connection there is nothing new; the next time asks again. */
  }
  return true;
}

const seen = () =>
  new Promise((resolve) => {
    if (!document.hidden) return resolve();
    document.addEventListener("visibilitychange", function look() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    });
  });
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function askNowAndThen() {
  const next = Date.parse(place.dataset.next);
  const untilNear = Number.isNaN(next) ? againMilliseconds : next - aheadMilliseconds - serverNow();
  await sleep(Math.min(Math.max(untilNear, 0), againMilliseconds));
  for (;;) {
    await seen();
    // By now the page may have opened a line for something else.
    if (hasLine()) return listen();
    if (!(await ask())) return;
    // What begins before it is asked again, is asked for when it is near.
    const starts = coming.map((one) => one.starts - aheadMilliseconds - serverNow()).filter((wait) => wait > 0);
    await sleep(Math.min(againMilliseconds, ...starts));
  }
}

if (place) {
  place.querySelector("button").addEventListener("click", () => {
    hide(place.dataset.meeting);
    place.hidden = true;
    draw();
  });
  // The page's own scripts stand before this one: if they need a line, it is there.
  if (hasLine()) listen();
  else askNowAndThen();
}
