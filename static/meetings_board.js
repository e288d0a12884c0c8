// The organisers' board of meetings: figures and who is there come live; the meetings are drawn anew by the server.
import { goOnce } from "./go_once.js";
import { watch } from "./live.js";
import { letGo } from "./press.js";

const board = document.querySelector("[data-board]");
const rows = board.querySelector("[data-rows]");
const slot = rows?.querySelector("[data-now]")?.dataset.now ?? "";
// Where many arrive at once, the meetings are asked for once in a while and not for each of them.
const patienceMilliseconds = 2000;
// Which times stand open is kept over the loading of the page that the next slot brings, and only over that.
const kept = "meetings-board-open";
let stamp = null;
let drawn = null;
let asking = false;
let late = null;

function write(element, value) {
  if (element && element.textContent !== String(value)) element.textContent = String(value);
}

function showFigures(figures) {
  for (const element of board.querySelectorAll("[data-figure]")) {
    const value = figures[element.dataset.figure];
    write(element, value);
    if (element.dataset.figure === "late") element.parentElement.classList.toggle("is-some", value > 0);
  }
  if (late !== null && figures.late > late) {
    write(board.querySelector("[data-announce]"), board.dataset.lateWords.replace("{number}", figures.late));
  }
  late = figures.late;
}

function showCounts(name, counts) {
  for (const element of board.querySelectorAll(`[data-${name}]`)) write(element, counts[element.dataset[name]] ?? 0);
}

function showHere(here) {
  for (const meeting of rows?.querySelectorAll("[data-meeting]") ?? []) {
    const there = here[meeting.dataset.meeting] ?? [];
    for (const guest of meeting.querySelectorAll("[data-guest]")) {
      const is = there.includes(Number(guest.dataset.guest));
      guest.classList.toggle("is-here", is);
      if (is) guest.classList.add("is-came");
    }
  }
}

let here = {};
async function draw() {
  if (asking || !rows || drawn === stamp) return;
  asking = true;
  const wanted = stamp;
  try {
    const answer = await fetch(`${board.dataset.address}?fragment=1`, { headers: { "HX-Request": "true" } });
    if (answer.ok && !answer.redirected) {
      const html = await answer.text();
      await letGo(rows);
      const focused = rows.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      rows.innerHTML = html;
      drawn = wanted;
      showHere(here);
      if (focused) rows.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    }
  } catch {
    // The next snapshot asks again.
  }
  setTimeout(() => {
    asking = false;
    draw();
  }, patienceMilliseconds);
}

/** Load the page of the next slot; what somebody looks at now stays open, also the slot that has just ended. */
function turn() {
  const open = [...board.querySelectorAll("details[data-slot][open]")].map((details) => details.dataset.slot);
  try {
    sessionStorage.setItem(kept, JSON.stringify([...open, slot]));
  } catch {
    // The page comes with all of them folded.
  }
  goOnce(() => location.reload());
}

function unfold() {
  let open = [];
  try {
    open = JSON.parse(sessionStorage.getItem(kept)) ?? [];
    sessionStorage.removeItem(kept);
  } catch {
    return;
  }
  for (const id of open) {
    const details = board.querySelector(`details[data-slot="${CSS.escape(id)}"]`);
    if (details) details.open = true;
  }
}

// Not before htmx, which fetches what is opened.
if (document.readyState === "complete") unfold();
else addEventListener("load", unfold, { once: true });

watch({
  topic: "meetings_desk",
  key: Number(board.dataset.board),
  onSnapshot({ state }) {
    // The next slot has begun: the page is another.
    if (String(state.slot ?? "") !== slot) return turn();
    here = state.here;
    stamp = state.stamp;
    showFigures(state.figures);
    showCounts("count", state.counts);
    showCounts("used", state.places);
    showHere(here);
    return draw();
  },
});
