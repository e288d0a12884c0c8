// The agenda's pages: stars that toggle in place, the device's own time zone, printing.
import { notice } from "./notice.js";
import { pressIn } from "./press.js";

const phrases = JSON.parse(document.body.dataset.phrases || "{}");
const csrfToken = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/* Stars: the button changes at once and changes back when the server did not agree. Every button of the same session
   on the page follows. What is pressed again before the answer goes after it. A form marked data-reload is left alone:
   its page changes with the star. */
const wanted = new Map();

function mark(address, starred) {
  for (const form of document.querySelectorAll(`form[data-star="${CSS.escape(address)}"]`)) {
    form.action = address + (starred ? "unstar" : "star");
    form.querySelector("[aria-pressed]").setAttribute("aria-pressed", String(starred));
  }
}

async function keep(address, starred) {
  const answer = await fetch(address + (starred ? "star" : "unstar"), {
    method: "POST",
    keepalive: true, // the button has said so already: it is kept though the page is left in this moment
    headers: { Accept: "application/json", "X-CSRFToken": csrfToken },
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) notice(answer.status === 429 ? phrases.tooMany : body.error || phrases.failed);
  return answer.ok;
}

async function toggle(address, starred) {
  mark(address, starred);
  const isUnderWay = wanted.has(address);
  wanted.set(address, starred);
  if (isUnderWay) return;
  let kept = !starred;
  try {
    for (let next = starred; next !== kept; next = wanted.get(address)) {
      if (!(await keep(address, next))) break;
      kept = next;
    }
  } catch {
    notice(phrases.offline);
  } finally {
    wanted.delete(address);
    mark(address, kept);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.star || "reload" in form.dataset) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  toggle(form.dataset.star, form.querySelector("[aria-pressed]").getAttribute("aria-pressed") !== "true");
}, true);

/* The list of time zones begins with the device's own, where the server could not know it. */
function offerDeviceZone() {
  const select = document.querySelector("select[data-zones]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!select || !zone || select.querySelector("[data-device]")) return;
  const listed = [...select.options].find((option) => option.value === zone);
  if (listed && !listed.closest("optgroup")) return;
  const option = listed ?? new Option("", zone);
  option.dataset.device = "";
  const place = option.textContent.trim() || zone.split("/").at(-1).replaceAll("_", " ");
  option.textContent = select.dataset.browserLabel.replace("{city}", place);
  select.options[0].after(option);
}
offerDeviceZone();
document.addEventListener("htmx:afterSettle", offerDeviceZone);

/* What is on changes: when something begins or ends, the part that says so is fetched anew, unless somebody is busy
   in it. A grid has its places in a style block of the page, so it waits for the next page. */
const longestWait = 2 ** 31 - 1;
const pause = 15000; // a device whose clock is ahead of the server's asks again, but not at once

function keepCurrent() {
  const part = document.querySelector("[data-next-change]");
  if (!part || part.querySelector(".agenda-grid")) return;
  const wait = Date.parse(part.dataset.nextChange) - Date.now() + 1000;
  if (wait > 0) setTimeout(keepCurrent, Math.min(wait, longestWait));
  else if (document.hidden || part.matches(":focus-within")) setTimeout(keepCurrent, pause);
  else refresh(`#${part.id}`);
}
function refresh(place) {
  const again = () => setTimeout(keepCurrent, pause);
  window.htmx?.ajax("GET", location.href, { target: place, select: place, swap: "outerHTML" }).then(again, again);
}
// Nor under somebody who has become busy in it by the time it comes: it is asked for again after the pause.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target, requestConfig } = detail;
  const isOurs = requestConfig.elt === document.body && "nextChange" in target.dataset;
  if (isOurs && (pressIn(target) || target.matches(":focus-within"))) detail.shouldSwap = false;
});
addEventListener("load", keepCurrent);

/* A grid of today opens where the day is, not at breakfast. */
function showNow() {
  const now = document.getElementById("now");
  const frame = now?.closest(".agenda-grid-frame");
  if (frame) frame.scrollTop = now.offsetTop - frame.clientHeight / 3;
}
showNow();

/* Printing: the button prints; the link leads to the whole programme, which then prints itself. */
document.addEventListener("click", (event) => {
  if (event.target.closest("button[data-print]")) print();
});
