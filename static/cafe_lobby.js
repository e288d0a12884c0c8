// A café's lobby: says what is on now, and takes everybody to their table when a round opens.
import { countdown } from "./countdown.js";
import { goOnce } from "./go_once.js";
import { send, watch, who } from "./live.js";
import { notice } from "./notice.js";

const root = document.querySelector("[data-lobby]");
const cafe = Number(root.dataset.lobby);
const find = (selector) => root.querySelector(selector);
const clock = countdown(find(".countdown"));
// Not all at once, when a whole hall is asked to draw the page anew.
const spreadMilliseconds = 2000;

let state = null;
let seats = null;
let reloading = null;

function phaseNow() {
  if (state.state !== "open") return state.state;
  if (tableOf() === null && root.dataset.facilitates === "yes") return "facilitates";
  if (state.round) return tableOf() === null ? "late" : "seated";
  const waiting = state.rounds.map((round) => round.state === "waiting");
  if (waiting.every(Boolean)) return "before";
  return waiting.some(Boolean) ? "between" : "after";
}

const tableOf = () => seats?.seats[who] ?? null;

function drawPhase() {
  // The two topics come one after the other: as long as the seats of this round are not known, nobody is late.
  if (state.round && seats?.round?.number !== state.round.number) return;
  const phase = phaseNow();
  for (const part of root.querySelectorAll("[data-phase]")) {
    const hide = part.dataset.phase !== phase;
    if (part.hidden !== hide) part.hidden = hide;
  }
  const table = tableOf();
  for (const link of root.querySelectorAll("[data-to-table]")) {
    link.hidden = table === null;
    if (table === null) continue;
    link.href = `${root.dataset.tables}${table}`;
    const words = link.querySelector("[data-words]");
    words.textContent = words.dataset.words.replace("{number}", seats.numbers?.[String(table)] ?? "");
  }
  // In place of this page: going back from the table leads to where one came from.
  if (phase === "seated") goOnce(() => location.replace(`${root.dataset.tables}${table}`));
}

function drawClock() {
  const { round, rounds } = state;
  find("[data-clock]").hidden = !round;
  clock.set(round?.ends_at ?? null);
  find("[data-paused]").hidden = round?.state !== "paused";
  const words = find("[data-round]");
  if (round) words.textContent = words.dataset.words.replace("{number}", round.number).replace("{rounds}", rounds.length);
}

function drawRounds() {
  const words = JSON.parse(find("[data-rounds]").dataset.rounds);
  for (const round of state.rounds) {
    const element = find(`[data-round-state="${round.number}"]`);
    if (element) element.textContent = words[round.state];
  }
}

function drawChoices() {
  for (const table of state.tables ?? []) {
    const room = find(`[data-room="${table.id}"]`);
    if (!room) continue;
    const button = room.closest("button");
    const full = table.chosen >= table.most && button.ariaPressed !== "true";
    button.disabled = full;
    room.textContent = full ? room.dataset.full : room.dataset.words.replace("{chosen}", table.chosen).replace("{most}", table.most);
  }
}

function reload() {
  reloading = null;
  goOnce(() => location.reload());
}

function draw() {
  if (state.state !== root.dataset.state) {
    reloading ??= setTimeout(reload, Math.random() * spreadMilliseconds);
    return;
  }
  const present = find("[data-present]");
  if (present) present.textContent = state.present;
  const dots = find("[data-dots]");
  if (dots) dots.hidden = !state.dots;
  drawClock();
  drawRounds();
  drawPhase();
  drawChoices();
}

find("[data-choose] form")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const table = Number(event.submitter.value);
  try {
    await send("cafe.choose", { cafe, table }, { draft: `cafe-choice-${cafe}` });
  } catch (refusal) {
    if (!refusal.superseded) notice(refusal.message, "error");
    return;
  }
  for (const button of root.querySelectorAll(".cafe-choice")) button.ariaPressed = String(Number(button.value) === table);
  find("[data-anywhere]").hidden = table === 0;
  const said = find("[data-choice-said]");
  said.textContent = said.dataset.chosen;
  drawChoices();
});

watch({
  topic: "cafe",
  key: cafe,
  onSnapshot(snapshot) {
    state = snapshot.state;
    draw();
  },
});
watch({
  topic: "cafe_seats",
  key: cafe,
  onSnapshot(snapshot) {
    seats = snapshot.state;
    if (state) drawPhase();
  },
});
