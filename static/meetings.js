// Meetings: what is shown is drawn anew when somebody does something, unless the reader is writing; times count down.
import { countdown } from "./countdown.js";
import { keepDraft, watch } from "./live.js";
import { enlivenForms } from "./posting.js";
import { letGo } from "./press.js";

const part = document.querySelector("[data-live-part]");
// What the page was drawn from: something may have been done since, before the page began to listen.
let stamp = part?.dataset.stamp;
let counting = [];
let wanted = null;
let asking = null;
let later = null;
const retryMilliseconds = 4000;

function limit(section) {
  section.querySelectorAll("[data-most]").forEach((fieldset) => {
    const boxes = [...fieldset.querySelectorAll("input[type=checkbox]")];
    const taken = boxes.filter((box) => box.disabled);
    const draw = () => {
      const full = boxes.filter((box) => box.checked).length >= Number(fieldset.dataset.most);
      boxes.forEach((box) => {
        if (!taken.includes(box)) box.disabled = full && !box.checked;
      });
    };
    fieldset.addEventListener("change", draw);
    draw();
  });
}

function enliven(section) {
  counting.forEach((one) => one.close());
  counting = [...section.querySelectorAll(".countdown")].map((element) => countdown(element, { onEnd: refresh }));
  limit(section);
}

function changed(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  // Without one that is selected as it is drawn, that is the first.
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  return field.value !== field.defaultValue;
}
const isWriting = () =>
  [...part.querySelectorAll("input:not([type=hidden]), textarea, select")].some(changed) || part.querySelector("[aria-busy=true]") !== null;

function offerToShow() {
  if (part.querySelector("[data-stale]")) return;
  const notice = document.createElement("div");
  notice.className = "notice notice-warning";
  notice.dataset.stale = "";
  notice.setAttribute("role", "status");
  const text = document.createElement("div");
  text.textContent = part.dataset.changed;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-secondary btn-sm", textContent: part.dataset.show });
  button.addEventListener("click", () => refresh({ force: true }));
  notice.append(text, button);
  part.prepend(notice);
}

async function refresh({ force = false } = {}) {
  if (!part) return;
  if (!force && isWriting()) return offerToShow();
  if (asking) {
    wanted = { force: force || Boolean(wanted?.force) };
    return;
  }
  wanted = null;
  clearTimeout(later);
  const address = new URL(part.dataset.address, location.href);
  address.searchParams.set("fragment", "1");
  asking = fetch(address);
  try {
    const answer = await asking;
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    if (answer.ok) {
      const html = await answer.text();
      await letGo(part);
      // Somebody may have begun to write while it was on its way.
      if (!force && isWriting()) offerToShow();
      else draw(html);
    }
  } catch {
    // No news may follow for long.
    later = setTimeout(() => refresh({ force }), retryMilliseconds);
  } finally {
    asking = null;
  }
  if (wanted) await refresh(wanted);
}

function draw(html) {
  const open = [...part.querySelectorAll("details[open][id]")].map((one) => one.id);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const place = focused?.id || focused?.closest("[id]")?.id;
  part.innerHTML = html;
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (focused) {
    const again = place && document.getElementById(place);
    const target = again?.matches("a, button, input, textarea, summary") ? again : (again?.querySelector("summary, a, button") ?? document.getElementById("main"));
    target?.focus({ preventScroll: true });
  }
  enliven(part);
  part.dispatchEvent(new Event("drawn", { bubbles: true }));
}

if (part) {
  enliven(part);
  watch({
    topic: part.dataset.topic,
    key: Number(part.dataset.key),
    onSnapshot: ({ state }) => {
      if (stamp !== state.stamp) refresh();
      stamp = state.stamp;
    },
    // Who is in it no more, by another window or another's doing, sees what is so now.
    onStatus: (word) => word === "refused" && refresh({ force: true }),
  });
  // Asked before it is sent; site.js asks, and sends the form once more when it is confirmed.
  enlivenForms(part, { leave: (form) => "plain" in form.dataset, onDone: () => refresh({ force: true }), onRefused: (failure) => failure.status === 409 && offerToShow() });
}

document.querySelectorAll("form[data-ask]").forEach((form) => {
  const draft = keepDraft(form);
  limit(form.parentElement);
  form.addEventListener("submit", () => draft.clear());
});
