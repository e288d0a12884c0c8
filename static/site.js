// What every page shares: theme choice, menus, confirmations, filters, local times, copying, unsaved changes, notices.

const root = document.documentElement;
const phrases = JSON.parse(document.body.dataset.phrases || "{}");
const csrfToken = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/* Notices: dispatch `new CustomEvent("notice", {detail: {text, kind}, bubbles: true})`, or answer an htmx
   request with the header HX-Trigger: {"notice": {"text": "…", "kind": "success"}}. */
const noticeSeconds = 8;

// The refusal that each form was last told of.
const refusals = new WeakMap();

function showNotice({ text, kind = "info", about }) {
  const region = document.querySelector(".toasts");
  const template = document.querySelector("#notice-template");
  if (!region || !template || !text) return;
  const notice = template.content.firstElementChild.cloneNode(true);
  notice.classList.add(`notice-${kind}`);
  notice.querySelector("[data-text]").textContent = text;
  notice.querySelector(".btn-close").addEventListener("click", () => notice.remove());
  region.append(notice);
  if (about) {
    // What was refused before is no news once the same form is answered anew.
    refusals.get(about)?.remove();
    refusals.set(about, notice);
  }
  // An error stays until it is read; the rest leaves when neither pointer nor focus is on it.
  if (kind === "error") return;
  const leave = () => (notice.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : notice.remove());
  setTimeout(leave, noticeSeconds * 1000);
}
document.addEventListener("notice", (event) => showNotice(event.detail));

/* Theme: the blocking script applies it; here are its buttons. */
function markTheme() {
  for (const button of document.querySelectorAll("button[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === root.dataset.themeChoice));
  }
}
document.addEventListener("click", (event) => {
  const choice = event.target.closest("button[data-theme-choice]")?.dataset.themeChoice;
  if (!choice) return;
  try {
    if (choice === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", choice);
  } catch {
    showNotice({ text: phrases.storageRefused, kind: "warning" });
  }
  dispatchEvent(new Event("theme:chosen"));
  markTheme();
});
markTheme();

/* Menus are <details>: they also close on Escape, on a press elsewhere and when focus leaves. */
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* Confirmation: <form data-confirm="question" data-confirm-title="…" data-confirm-action="Delete">, or the same on
   the pressed button. Listens in the capture phase, so that htmx does not send before the answer. What is pressed before
   this script stands waits for it (confirm_early.js). */
const confirmed = new WeakSet();

function askFirst(event) {
  const form = event.target;
  const words = { ...form.dataset, ...event.submitter?.dataset };
  if (!words.confirm || confirmed.delete(form)) return;
  const dialog = document.querySelector("#confirm-dialog");
  if (!dialog?.showModal) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const label = event.submitter?.textContent.trim() || event.submitter?.getAttribute("aria-label");
  dialog.querySelector("h2").textContent = words.confirmTitle || phrases.confirmTitle;
  dialog.querySelector("p").textContent = words.confirm;
  dialog.querySelector("[value=yes]").textContent = (words.confirmAction || label).replace(/…$/, ""); // which asks for no more
  dialog.returnValue = "";
  // Until the answer it stays where it is (press.js).
  form.dataset.asks = "";
  dialog.addEventListener("close", () => {
    delete form.dataset.asks;
    if (dialog.returnValue !== "yes") return;
    confirmed.add(form);
    form.requestSubmit(event.submitter);
  }, { once: true });
  dialog.showModal();
}
document.addEventListener("submit", askFirst, true);

/* <button data-open-dialog="id"> opens a <dialog>; a press on its backdrop closes it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
  if (event.target.matches("dialog.dialog")) event.target.close();
});

/* A form is sent once. Downloads never leave the page, so the lock opens again by itself. */
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  unsaved.delete(form);
  event.submitter?.setAttribute("aria-busy", "true");
  // A file takes as long as the line needs: until then it is said, and not sent again.
  const hasFile = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  if (hasFile) saySending(form, event.submitter);
  setTimeout(() => release(form), hasFile ? 120_000 : 6000);
});
function saySending(form, button) {
  const status = Object.assign(document.createElement("span"), { className: "form-text mb-0" });
  status.setAttribute("role", "status");
  (button?.parentElement ?? form).append(status);
  // Into a region that is there already, so that it is said.
  setTimeout(() => (status.textContent = phrases.sending));
}
function release(form) {
  sent.delete(form);
  for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  for (const status of form.querySelectorAll(".form-text[role=status]")) status.remove();
}
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) release(form);
});

/* <form data-guard-unsaved> warns before what was typed is lost. */
const unsaved = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "guardUnsaved" in form.dataset) unsaved.add(form);
});
document.addEventListener("reset", (event) => unsaved.delete(event.target));
addEventListener("beforeunload", (event) => {
  for (const form of unsaved) if (!form.isConnected) unsaved.delete(form);
  if (unsaved.size) event.preventDefault();
});

/* <form data-auto-submit>: a change of a choice sends the form; the focus comes back to it on the next page. */
document.addEventListener("change", (event) => {
  const control = event.target;
  if (!control.form?.matches("form[data-auto-submit]:not([hx-get])")) return;
  if (!control.matches("select, [type=checkbox], [type=radio], [type=date]")) return;
  try {
    sessionStorage.setItem("return-to", JSON.stringify([location.pathname, control.id, scrollY]));
  } catch {
    /* without storage the focus starts at the top */
  }
  control.form.requestSubmit();
});
/* A search goes while it is typed. That its field is left is no other search: what came then would be drawn under the
   press, on a result or on “Clear all”, for which the field was left. */
document.addEventListener("change", (event) => {
  if (event.target.matches("form[hx-get] input[type=search]")) event.stopPropagation();
}, true);
function returnToControl() {
  try {
    const [path, id, top] = JSON.parse(sessionStorage.getItem("return-to") || "[]");
    sessionStorage.removeItem("return-to");
    if (path !== location.pathname || !id) return;
    document.getElementById(id)?.focus({ preventScroll: true });
    scrollTo(0, top);
  } catch {
    /* nothing remembered */
  }
}
returnToControl();
// Whoever comes back finds the choices of this address. A browser would bring back those they left it with.
const [arrival] = performance.getEntriesByType("navigation");
addEventListener("pageshow", (event) => {
  if (!event.persisted && arrival?.type !== "back_forward") return;
  for (const form of document.querySelectorAll("form[data-auto-submit]")) form.reset();
});
// What was chosen before this script had come goes as soon as it stands; after htmx, which hears of it too.
function isChosen(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (field.matches("select")) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  return field.matches("[type=date]") && field.value !== field.defaultValue;
}
document.addEventListener("DOMContentLoaded", () => {
  if (arrival?.type === "back_forward") return;
  for (const form of document.querySelectorAll("form[data-auto-submit]")) if ([...form.elements].some(isChosen)) form.requestSubmit();
});

/* Empty fields of a GET form stay out of the address: <form method="get" data-auto-submit>. */
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("form[data-auto-submit]")) return;
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

/* <time datetime="…Z" data-local="time|date|day|datetime"> in the reader's own zone, which its title names. */
const shapes = {
  time: { hour: "2-digit", minute: "2-digit" },
  date: { day: "numeric", month: "long", year: "numeric" },
  day: { weekday: "short", day: "numeric", month: "short" },
  datetime: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
};
// English pages write dates and hours as the server does: “21 November”, “14:05”.
const locale = root.lang === "en" ? "en-GB" : root.lang;
function showLocalTimes(within) {
  for (const element of within.querySelectorAll("time[data-local]")) {
    const instant = new Date(element.dateTime);
    if (Number.isNaN(instant.getTime())) continue;
    const shape = shapes[element.dataset.local] ?? shapes.datetime;
    element.textContent = new Intl.DateTimeFormat(locale, shape).format(instant);
    element.title = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long" }).format(instant);
  }
  for (const element of within.querySelectorAll("[data-local-zone]")) {
    element.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
  }
}

/* Counters: <span class="counter" data-counter-for="field-id" data-limit="500">. */
function count(counter) {
  const field = document.getElementById(counter.dataset.counterFor);
  const limit = Number(counter.dataset.limit);
  if (!field || !limit) return;
  // A large limit is news only to those who come near it.
  counter.hidden = limit > 1000 && field.value.length < limit * 0.8;
  counter.textContent = `${[...field.value].length} / ${limit}`;
  counter.classList.toggle("is-over", field.value.length > limit);
}
document.addEventListener("input", (event) => {
  const id = event.target.id;
  if (id) document.querySelectorAll(`[data-counter-for="${CSS.escape(id)}"]`).forEach(count);
});
// The fields are empty only after everybody has heard of it.
document.addEventListener("reset", (event) => setTimeout(() => event.target.querySelectorAll("[data-counter-for]").forEach(count)));

/* <button data-copy="#field"> or <button data-copy-text="…">. */
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  const source = button.dataset.copy ? document.querySelector(button.dataset.copy) : null;
  try {
    await navigator.clipboard.writeText(button.dataset.copyText ?? source.value ?? source.textContent.trim());
    showNotice({ text: phrases.copied, kind: "success" });
  } catch {
    source?.select?.();
    showNotice({ text: phrases.copyRefused, kind: "warning" });
  }
});

/* Rows to select: <input type="checkbox" data-select-all="ids">, and [data-selected-count="ids"] says how many. */
function countSelected(form) {
  for (const all of form.querySelectorAll("[data-select-all]")) {
    const boxes = [...form.querySelectorAll(`input[name="${CSS.escape(all.dataset.selectAll)}"]`)];
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    for (const place of form.querySelectorAll("[data-selected-count]")) place.textContent = String(chosen);
    for (const part of form.querySelectorAll("[data-when-selected]")) part.hidden = chosen === 0;
  }
}
document.addEventListener("change", (event) => {
  const { form, dataset, checked } = event.target;
  if (!form) return;
  if (dataset.selectAll) {
    const name = CSS.escape(dataset.selectAll);
    for (const box of form.querySelectorAll(`input[name="${name}"]`)) box.checked = checked;
  }
  countSelected(form);
});

/* htmx: the CSRF header, and words for what went wrong. */
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken;
});
document.addEventListener("htmx:responseError", (event) => {
  showNotice({ text: event.detail.xhr.status === 429 ? phrases.tooMany : phrases.failed, kind: "error" });
});
document.addEventListener("htmx:sendError", () => showNotice({ text: phrases.offline, kind: "error" }));

function enliven(within) {
  showLocalTimes(within);
  within.querySelectorAll("[data-counter-for]").forEach(count);
  for (const form of document.forms) countSelected(form);
}
document.addEventListener("htmx:afterSettle", (event) => enliven(event.target));
// Our own scripts say the same when they have put in what the server drew.
document.addEventListener("redrawn", (event) => enliven(event.target));
enliven(document);

/* A form that came back with errors: its summary is read first. */
document.querySelector("[data-error-summary]")?.focus();
/* The chosen day or place of a strip that scrolls sideways is in view. */
for (const strip of document.querySelectorAll(".day-tabs, .places")) {
  const current = strip.querySelector("[aria-current]");
  if (current) strip.scrollLeft = current.offsetLeft - strip.clientWidth / 2 + current.offsetWidth / 2;
}
