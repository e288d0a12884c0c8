// What was typed is not lost: a form's fields are kept in the tab until its answer has arrived.
import { who } from "./live_socket.js";

const unkept = "input[type=hidden], input[type=password], input[type=file], [data-no-draft]";
const gatherMilliseconds = 300;

const place = (form) => `draft:${location.pathname}:${form.dataset.draft || form.id || form.getAttribute("action")}`;
const fields = (form) => [...form.elements].filter((field) => field.name && !field.matches(unkept));
const isSwitch = (field) => field.type === "checkbox" || field.type === "radio";

/** Keep what is typed into a form (named by data-draft or its id), and put back what was. Returns {clear(), close()}. */
export function keepDraft(form) {
  let timer = null;
  const write = () => {
    clearTimeout(timer);
    const values = fields(form).map((field) => [field.name, field.value, isSwitch(field) ? field.checked : null]);
    try {
      sessionStorage.setItem(place(form), JSON.stringify({ who, values }));
    } catch {
      /* Without storage it lasts as long as the page. */
    }
  };
  const clear = () => {
    clearTimeout(timer);
    try {
      sessionStorage.removeItem(place(form));
    } catch {
      /* nothing was kept */
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, gatherMilliseconds);
  };
  const leaving = () => timer && form.isConnected && write();
  form.addEventListener("input", later);
  form.addEventListener("reset", clear);
  addEventListener("pagehide", leaving);
  restore(form);
  return {
    clear() {
      clear();
      timer = null;
    },
    close() {
      clearTimeout(timer);
      form.removeEventListener("input", later);
      form.removeEventListener("reset", clear);
      removeEventListener("pagehide", leaving);
    },
  };
}

function restore(form) {
  let kept = null;
  try {
    kept = JSON.parse(sessionStorage.getItem(place(form)) ?? "null");
  } catch {
    return;
  }
  if (kept?.who !== who) return;
  // By name and in order: a form of the next round may have fewer fields, and gets what fits.
  const open = fields(form);
  for (const [name, value, checked] of kept.values) {
    const at = open.findIndex((field) => field.name === name && (checked === null) === !isSwitch(field)
      && (checked === null || field.value === value));
    if (at < 0) continue;
    const [field] = open.splice(at, 1);
    if (checked === null ? field.value === value : field.checked === checked) continue;
    if (checked === null) field.value = value;
    else field.checked = checked;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
